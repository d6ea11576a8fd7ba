"""What a score depends on: every exchange and factor from two solves, parameters by designs of experiments.

Reading order: ``deviations.py`` (standard deviations of distributions), ``entries.py`` (derivatives at the
entries of each matrix, arrays in and arrays out), ``uncertain.py`` (which distributions hold), ``ranking.py``
(the largest), ``table.py`` (what comes back), ``asking.py`` (the one call).

Parameters: ``ranges.py`` (what one may be), ``roos.designs`` (which points are tried), ``indices.py`` (what
comes back), ``effects.py`` (Morris), ``variance.py`` (Sobol), ``varying.py`` (all in one call).

Samples: ``paired.py`` (a case against its baseline under the same draws, arrays in and arrays out),
``comparison.py`` (what comes back), ``comparing.py`` (the one call).
"""
