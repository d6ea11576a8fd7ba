"""Sweeps: demands × categories × scenarios as one cube, each scenario by the cheapest exact path.

Reading order: ``axis.py`` and ``space.py`` say which scenarios there are; ``problem.py`` is one system under one
scenario, factorised; ``block.py`` is what every path hands back for a few scenarios. The paths: ``products.py``
(no exchange of A changes), ``reduced.py`` (few columns or rows of A change), ``problem.py`` itself (all values
change). ``costs.py`` measures the machine, ``plan.py`` chooses, ``run.py`` does it, ``results.py`` labels it.
"""
