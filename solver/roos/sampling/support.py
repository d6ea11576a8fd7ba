"""Between which ends a distribution has values; infinite where it has none."""

from __future__ import annotations

import math

from roos.sampling.checking import CUT
from roos.sampling.distribution import Distribution

_LOGNORMAL, _BERNOULLI, _DISCRETE, _WEIBULL, _GAMMA, _BETA = 2, 6, 7, 8, 9, 10


def support(one: Distribution) -> tuple[float, float]:
    """Return the lowest and the highest value that a distribution may have, its bounds considered.

    Parameters
    ----------
    one
        Checked by :func:`roos.sampling.checking.check`.

    Examples
    --------
    >>> support(Distribution.uniform(1.0, 2.0)), support(Distribution.lognormal(-3.0, 0.1, minimum=-9.0))
    ((1.0, 2.0), (-9.0, 0.0))
    """
    minimum, maximum = one.minimum, one.maximum
    if one.type == _BERNOULLI:
        return (1.0 if minimum > 0 else 0.0), (0.0 if maximum < 1 else 1.0)
    if one.type == _DISCRETE:
        return (0.0 if math.isnan(minimum) else minimum), maximum - 1.0
    if one.type == _BETA:
        return (0.0 if math.isnan(minimum) else minimum), (1.0 if math.isnan(maximum) else maximum)
    if one.type not in CUT:
        return minimum, maximum
    low, high = -math.inf, math.inf
    if one.type in (_LOGNORMAL, _WEIBULL, _GAMMA):
        offset = 0.0 if one.type == _LOGNORMAL or math.isnan(one.loc) else one.loc
        low, high = (-math.inf, -offset) if one.negative else (offset, math.inf)
    return (low if math.isnan(minimum) else max(low, minimum)), (
        high if math.isnan(maximum) else min(high, maximum)
    )
