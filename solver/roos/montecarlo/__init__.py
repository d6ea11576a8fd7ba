"""Monte Carlo: demands × categories × scenarios × samples as one cube, at the speed of the factors.

Reading order: ``placing.py`` places parameters on designs, ``parameters.py`` draws those of formulas;
``model.py`` lays out matrices with room for every draw; ``way.py`` chooses what is solved in each sample;
``worker.py`` computes the rows of one sample, ``condensed.py`` those of thousands that vary few activities;
``precision.py`` decides when to stop early; ``room.py`` whether it fits; ``sink.py`` keeps the rows
(``rows.py``); ``run.py`` joins them. ``results.py`` labels the cube, ``moments.py`` and ``statistics.py`` sum
it up, ``reopen.py`` finds it again in a store, ``export.py`` hands it to other libraries.
"""
