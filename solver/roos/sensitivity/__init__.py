"""What a score depends on: every exchange and factor from two solves, and parameters by designs of experiments.

Reading order: ``deviations.py`` (standard deviations of distributions), ``entries.py`` (derivatives at the
entries of each matrix, arrays in and arrays out), ``ranking.py`` (the largest), ``table.py`` (what comes back),
``asking.py`` (the one call). Parameters: ``ranges.py`` (what a parameter may be), ``designs.py`` (which points
are tried), ``effects.py`` (Morris), ``indices.py`` (Sobol), ``varying.py`` (a design swept and evaluated).
Samples: ``paired.py`` (a case against its baseline under the same draws), ``comparing.py`` (the call).
"""
