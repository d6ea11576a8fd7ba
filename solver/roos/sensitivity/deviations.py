"""Variances of distributions, those that are cut at bounds included; nothing is drawn here."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.sampling.checking import CUT
from roos.uncertainty import Distributions

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

LOGNORMAL, NORMAL, UNIFORM, TRIANGULAR, BERNOULLI, DISCRETE = 2, 3, 4, 5, 6, 7
WEIBULL, GAMMA, BETA, EXTREME, STUDENT, PERT = 8, 9, 10, 11, 12, 13

#: Rows that are integrated at a time.
PIECE = 16384


def variances(rows: Distributions) -> Array:
    """Return the variance of each row's share of its entry: factor² × variance of the amount.

    Parameters
    ----------
    rows
        Checked by :func:`roos.sampling.checking.check`.

    Returns
    -------
    ndarray
        float64 (rows,), new; zero for rows that are certain, infinite where the distribution has no variance
        (Student's t up to two degrees of freedom, extreme values with a shape from one half on).
    """
    kind = rows.type
    found = np.zeros(len(rows))
    bounded = np.isin(kind, CUT) & ~(np.isnan(rows.minimum) & np.isnan(rows.maximum)) & (kind != BERNOULLI)
    with np.errstate(over="ignore"):
        for number in np.unique(kind[kind > 1]).tolist():
            for cut in (False, True):
                at = np.flatnonzero((kind == number) & (bounded == cut))
                variance = _of_cut if cut else _of_whole
                for first in range(0, at.size, PIECE):
                    part = at[first : first + PIECE]
                    found[part] = variance(rows, number, part)
        return np.asarray(found * rows.factor**2)


def _of_whole(rows: Distributions, kind: int, at: NDArray[np.intp]) -> Array:
    loc, scale, shape = rows.loc[at], rows.scale[at], rows.shape[at]
    low, high = rows.minimum[at], rows.maximum[at]
    if kind == LOGNORMAL:
        return np.asarray(np.expm1(scale**2) * np.exp(2 * loc + scale**2))
    if kind == NORMAL:
        return np.asarray(scale**2)
    if kind == UNIFORM:
        return np.asarray((high - low) ** 2 / 12)
    if kind == TRIANGULAR:
        left, right = loc - low, high - loc
        return np.asarray((left**2 + left * right + right**2) / 18)
    if kind == BERNOULLI:  # cut at its bounds, it keeps the outcomes between them
        certain = (low > 0) | (high < 1)
        return np.where(certain, 0.0, loc * (1 - loc))
    if kind == DISCRETE:  # the maximum itself is never drawn
        return np.asarray(((high - np.where(np.isnan(low), 0.0, low)) ** 2 - 1) / 12)
    if kind in (BETA, PERT):
        return _of_beta(rows, kind, at)
    if kind == EXTREME:
        none = np.isnan(shape) | (shape == 0)
        gumbel = np.pi**2 / 6 * scale**2
        return np.where(none, gumbel, _or_infinite(_frozen(rows, kind, at).var()))
    return _or_infinite(_frozen(rows, kind, at).var())


def _or_infinite(variance: Array) -> Array:
    """Return a variance of SciPy's, which calls some that do not exist NaN."""
    return np.where(np.isnan(variance), np.inf, variance)


def _of_beta(rows: Distributions, kind: int, at: NDArray[np.intp]) -> Array:
    low = np.where(np.isnan(rows.minimum[at]), 0.0, rows.minimum[at])
    high = np.where(np.isnan(rows.maximum[at]), 1.0, rows.maximum[at])
    first, second = rows.loc[at], rows.shape[at]
    if kind == PERT:
        weight = np.where(np.isnan(rows.scale[at]), 4.0, rows.scale[at])
        mode = (rows.loc[at] - low) / (high - low)
        first, second = 1 + weight * mode, 1 + weight * (1 - mode)
    whole = first + second
    return np.asarray((high - low) ** 2 * first * second / (whole**2 * (whole + 1)))


def _of_cut(rows: Distributions, kind: int, at: NDArray[np.intp]) -> Array:
    """Return ∫(Q − mean)² over the probabilities between the bounds, Q the quantile."""
    whole = _frozen(rows, kind, at)
    low = np.where(np.isnan(rows.minimum[at]), -np.inf, rows.minimum[at])
    high = np.where(np.isnan(rows.maximum[at]), np.inf, rows.maximum[at])
    if kind in (LOGNORMAL, WEIBULL, GAMMA):  # the sign is set after the draw; bounds are of the signed amount
        turned = rows.negative[at]
        low, high = np.where(turned, -high, low), np.where(turned, -low, high)
    below, above = whole.cdf(low), whole.sf(high)
    upper = below > 0.5  # probabilities near one are kept as what is left to one
    width = np.where(upper, whole.sf(low) - above, whole.cdf(high) - below)
    mean, square = np.zeros(at.size), np.zeros(at.size)
    nodes, weights = _nodes()
    values = np.empty((nodes.size, at.size))
    for i, (node, rest) in enumerate(zip(nodes, nodes[::-1], strict=True)):
        p, left = below + width * node, above + width * rest
        with np.errstate(invalid="ignore"):
            values[i] = np.where(p < left, whole.ppf(np.minimum(p, 1.0)), whole.isf(np.minimum(left, 1.0)))
        mean += weights[i] * values[i]
    for i, weight in enumerate(weights):
        square += weight * (values[i] - mean) ** 2
    return square


def _nodes() -> tuple[Array, Array]:
    """Return nodes and weights on (0, 1) that end doubly exponentially: heavy tails need no other ones."""
    t = np.linspace(-4.6, 4.6, 185)
    inner = np.pi / 2 * np.sinh(t)
    weights = np.cosh(t) / np.cosh(inner) ** 2
    return 1 / (1 + np.exp(-2 * inner)), weights / weights.sum()


def _frozen(rows: Distributions, kind: int, at: NDArray[np.intp]) -> Any:
    """Return the distributions of some rows, of one kind, as SciPy's; their bounds apart."""
    from scipy import stats

    loc, scale, shape = rows.loc[at], rows.scale[at], rows.shape[at]
    offset = np.where(np.isnan(loc), 0.0, loc)
    spread = np.where(np.isnan(scale), 1.0, scale)
    if kind == LOGNORMAL:
        return stats.lognorm(scale, scale=np.exp(loc))
    if kind == NORMAL:
        return stats.norm(loc, scale)
    if kind == WEIBULL:
        return stats.weibull_min(shape, offset, scale)
    if kind == GAMMA:
        return stats.gamma(shape, offset, scale)
    if kind == EXTREME:  # SciPy counts the shape the other way round
        return stats.genextreme(-np.nan_to_num(shape), offset, spread)
    return stats.t(shape, offset, spread)
