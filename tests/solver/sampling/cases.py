"""Distributions of every kind, and what SciPy says of them."""

from __future__ import annotations

import numpy as np
from scipy import stats

from roos import Distributions

NAN = np.nan


def rows(*given: dict) -> Distributions:
    """Return one row per mapping, all in the first column."""
    names = ("loc", "scale", "shape", "minimum", "maximum")
    table = {name: np.array([one.get(name, NAN) for one in given], dtype=float) for name in names}
    table["type"] = np.array([one["type"] for one in given])
    table["negative"] = np.array([bool(one.get("negative", False)) for one in given])
    table["factor"] = np.array([one.get("factor", 1.0) for one in given], dtype=float)
    count = len(given)
    table |= {"row": np.arange(count), "col": np.zeros(count, dtype=int)}
    return Distributions.build(table, (count, 1), where="a test")


class Mirrored:
    """The distribution of the negated amount."""

    def __init__(self, of):
        self._of = of

    def cdf(self, x):
        return 1 - self._of.cdf(-np.asarray(x))

    def mean(self):
        return -self._of.mean()

    def std(self):
        return self._of.std()


class Cut:
    """A distribution between two bounds."""

    def __init__(self, of, low, high):
        self._of, self._low, self._high = of, low, high

    def cdf(self, x):
        a, b = self._of.cdf(self._low), self._of.cdf(self._high)
        return (self._of.cdf(np.clip(x, self._low, self._high)) - a) / (b - a)


class Beyond:
    """The upper tail of a distribution, from a bound whose probability rounds to one."""

    def __init__(self, of, low):
        self._of, self._low = of, low

    def cdf(self, x):
        return 1 - self._of.sf(np.maximum(x, self._low)) / self._of.sf(self._low)


LOGNORMAL = stats.lognorm(0.6, scale=np.exp(1.2))
NORMAL = stats.norm(-2.0, 0.7)

#: By name: the row, and its distribution.
CONTINUOUS = {
    "lognormal": ({"type": 2, "loc": 1.2, "scale": 0.6}, LOGNORMAL),
    "lognormal, negative": ({"type": 2, "loc": 1.2, "scale": 0.6, "negative": True}, Mirrored(LOGNORMAL)),
    "lognormal, cut": (
        {"type": 2, "loc": 1.2, "scale": 0.6, "minimum": 3.0, "maximum": 9.0},
        Cut(LOGNORMAL, 3.0, 9.0),
    ),
    "lognormal, negative and cut": (
        {"type": 2, "loc": 1.2, "scale": 0.6, "minimum": -9.0, "negative": True},
        Mirrored(Cut(LOGNORMAL, 0.0, 9.0)),
    ),
    "lognormal, far tail": (
        {"type": 2, "loc": 0.0, "scale": 1.0, "minimum": np.exp(9.0)},
        Beyond(stats.lognorm(1.0), np.exp(9.0)),
    ),
    "normal": ({"type": 3, "loc": -2.0, "scale": 0.7}, NORMAL),
    "normal, cut": ({"type": 3, "loc": -2.0, "scale": 0.7, "maximum": -2.5}, Cut(NORMAL, -np.inf, -2.5)),
    "uniform": ({"type": 4, "minimum": -1.0, "maximum": 3.0}, stats.uniform(-1.0, 4.0)),
    "triangular": (
        {"type": 5, "loc": 2.0, "minimum": 1.0, "maximum": 6.0},
        stats.triang(0.2, loc=1.0, scale=5.0),
    ),
    "triangular, mode at an end": (
        {"type": 5, "loc": 6.0, "minimum": 1.0, "maximum": 6.0},
        stats.triang(1.0, loc=1.0, scale=5.0),
    ),
    "Weibull": (
        {"type": 8, "loc": 0.5, "scale": 2.0, "shape": 1.7},
        stats.weibull_min(1.7, loc=0.5, scale=2.0),
    ),
    "Weibull, negative and cut": (
        {"type": 8, "scale": 2.0, "shape": 1.7, "negative": True, "maximum": -1.0},
        Mirrored(Cut(stats.weibull_min(1.7, scale=2.0), 1.0, np.inf)),
    ),
    "gamma": ({"type": 9, "scale": 2.0, "shape": 0.8}, stats.gamma(0.8, scale=2.0)),
    "gamma, cut": (
        {"type": 9, "scale": 2.0, "shape": 3.0, "minimum": 2.0, "maximum": 8.0},
        Cut(stats.gamma(3.0, scale=2.0), 2.0, 8.0),
    ),
    "beta": ({"type": 10, "loc": 2.0, "shape": 5.0}, stats.beta(2.0, 5.0)),
    "beta, scaled": (
        {"type": 10, "loc": 2.0, "shape": 5.0, "minimum": -1.0, "maximum": 3.0},
        stats.beta(2.0, 5.0, loc=-1.0, scale=4.0),
    ),
    "extreme": ({"type": 11, "loc": 1.0, "scale": 2.0, "shape": 0.0}, stats.gumbel_r(1.0, 2.0)),
    "extreme with a shape": (
        {"type": 11, "loc": 1.0, "scale": 2.0, "shape": 0.2},
        stats.genextreme(-0.2, loc=1.0, scale=2.0),
    ),
    "Student": ({"type": 12, "loc": 1.0, "scale": 0.5, "shape": 6.0}, stats.t(6.0, loc=1.0, scale=0.5)),
    "Student, standard": ({"type": 12, "shape": 6.0, "maximum": 2.0}, Cut(stats.t(6.0), -np.inf, 2.0)),
    "beta PERT": (
        {"type": 13, "loc": 2.0, "minimum": 1.0, "maximum": 6.0},
        stats.beta(1 + 4 * 0.2, 1 + 4 * 0.8, loc=1.0, scale=5.0),
    ),
    "beta PERT, weighted": (
        {"type": 13, "loc": 2.0, "minimum": 1.0, "maximum": 6.0, "scale": 2.0},
        stats.beta(1 + 2 * 0.2, 1 + 2 * 0.8, loc=1.0, scale=5.0),
    ),
}
#: By name: the row, and the probability of each outcome.
DISCRETE = {
    "Bernoulli": ({"type": 6, "loc": 0.3}, {0.0: 0.7, 1.0: 0.3}),
    "Bernoulli, cut": ({"type": 6, "loc": 0.3, "minimum": 0.5}, {1.0: 1.0}),
    "discrete": (
        {"type": 7, "minimum": -2.0, "maximum": 3.0},
        dict.fromkeys((-2.0, -1.0, 0.0, 1.0, 2.0), 0.2),
    ),
    "discrete from zero": ({"type": 7, "maximum": 2.0, "factor": -3.0}, {0.0: 0.5, -3.0: 0.5}),
}
EVERY = {**CONTINUOUS, **DISCRETE}
