"""Sweeps: demands × categories × scenarios as one cube, each scenario by the cheapest exact path.

Reading order: ``axis.py`` and ``space.py`` (with ``items.py``, ``changing.py``, ``building.py``,
``layers.py``, ``tables.py``) say which scenarios there are; ``problem.py`` (with ``slots.py``) is one system
under one scenario, factorised; ``block.py`` is what every path hands back for a few scenarios. The paths:
``products.py`` (no exchange of A changes), ``foreground.py`` and ``lowrank.py`` (few activities or products
change, joined in ``reduced.py``), ``refactorised.py`` with ``wide.py`` (most values change). ``costs.py``
measures the machine, ``memory.py`` what fits, ``plan.py`` chooses; ``runner.py`` answers blocks, ``sink.py``
keeps them, ``identity.py`` says what may go on with them, ``run.py`` joins it all. ``grid.py``,
``picking.py``, ``results.py``, ``own_prices.py``, ``export.py`` and ``reopen.py`` label what was computed;
``spec.py`` is what a sweep file says.
"""
