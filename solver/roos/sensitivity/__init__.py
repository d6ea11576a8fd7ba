"""What a score depends on: every exchange and factor from two solves, parameters by designs of experiments.

Reading order: ``deviations.py`` (standard deviations of distributions), ``entries.py`` (derivatives at the
entries of each matrix, arrays in and arrays out), ``uncertain.py`` (which distributions hold), ``ranking.py``
(the largest), ``table.py`` (what comes back), ``asking.py`` (the one call).
"""
