"""Distributions cut at a minimum and a maximum: the quantile of a uniform number between two probabilities.

``stats_arrays`` draws again until a number lies within the bounds. The distribution of what it then has is
the one that is left between them, which the quantile of u between F(minimum) and F(maximum) follows exactly,
with one uniform number for each draw.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.special as special
from numpy.typing import NDArray

from roos.errors import error
from roos.sampling.checking import CUT, NAMES
from roos.uncertainty import Distributions

Array = NDArray[np.float64]

#: Probability between the bounds below which what is left of a distribution is not known to enough digits.
LEAST = 1e-9


def cut(rows: Distributions, where: Callable[[int], str]) -> tuple[Array, Array, Array]:
    """Return between which probabilities each row draws.

    Parameters
    ----------
    rows
        Checked.
    where
        Returns the names of a row's place.

    Returns
    -------
    start, width
        float64 (rows,): the uniform number u becomes start + width·u; 0 and 1 where nothing is cut.
    sign
        float64 (rows,): −1 where a normal or lognormal is drawn from its mirror image, because what is left
        lies in the upper tail, of which probabilities near one would keep few digits.

    Raises
    ------
    InputError
        E152 nothing of the distribution lies between the bounds, or less than one part in 10⁹ (one in 10³⁰⁰
        for normal and lognormal).
    """
    count = len(rows)
    start, width, sign = np.zeros(count), np.ones(count), np.ones(count)
    bounded = np.flatnonzero(
        np.isin(rows.type, CUT) & ~(np.isnan(rows.minimum) & np.isnan(rows.maximum)) & (rows.type != 6)
    )
    if bounded.size:
        kind = rows.type[bounded]
        low = np.where(np.isnan(rows.minimum[bounded]), -np.inf, rows.minimum[bounded])
        high = np.where(np.isnan(rows.maximum[bounded]), np.inf, rows.maximum[bounded])
        turned = rows.negative[bounded] & np.isin(kind, (2, 8, 9))
        low, high = np.where(turned, -high, low), np.where(turned, -low, high)
        normal = np.isin(kind, (2, 3))
        z_low, z_high = (_standard(rows, bounded, bound) for bound in (low, high))
        mirrored = normal & (z_low > 0)
        z_low, z_high = np.where(mirrored, -z_high, z_low), np.where(mirrored, -z_low, z_high)
        a = np.where(normal, special.ndtr(z_low), _probability(rows, bounded, low))
        b = np.where(normal, special.ndtr(z_high), _probability(rows, bounded, high))
        left = b - a
        lost = np.flatnonzero(~(left > np.where(normal, 1e-300, LEAST)))
        if lost.size:
            i = int(bounded[lost[0]])
            raise error(
                "E152",
                f"{NAMES[rows.type[i]]} distribution: next to nothing of it lies between its bounds",
                f"{where(i)}: minimum {rows.minimum[i]:g}, maximum {rows.maximum[i]:g}",
                "correct the bounds, which are those of the amount itself, its sign included",
            )
        start[bounded] = np.where(mirrored, b, a)
        width[bounded] = np.where(mirrored, -left, left)
        sign[bounded] = np.where(mirrored, -1.0, 1.0)
    return start, width, sign


def _standard(rows: Distributions, at: NDArray[np.intp], bound: Array) -> Array:
    """Return bounds of normal and lognormal rows in standard deviations, 0 for others."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.maximum(bound, 0.0))
        value = np.where(rows.type[at] == 2, logs, bound)
        z = (value - rows.loc[at]) / rows.scale[at]
    return np.where(np.isin(rows.type[at], (2, 3)), z, 0.0)


def _probability(rows: Distributions, at: NDArray[np.intp], bound: Array) -> Array:
    """Return F(bound) of Weibull, gamma, extreme value and Student rows, 0 for others."""
    kind, shape = rows.type[at], rows.shape[at]
    loc = np.where(np.isnan(rows.loc[at]), 0.0, rows.loc[at])
    scale = np.where(np.isnan(rows.scale[at]), 1.0, rows.scale[at])
    x = (bound - loc) / scale
    from_zero = np.maximum(x, 0.0)
    found = np.zeros(at.size)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        tail = np.where(
            np.isnan(shape) | (shape == 0), np.exp(-x), np.maximum(1 + shape * x, 0) ** (-1 / shape)
        )
        options = {
            8: -np.expm1(-(from_zero**shape)),
            9: special.gammainc(shape, from_zero),
            11: np.exp(-tail),
            12: special.stdtr(shape, x),
        }
    for number, values in options.items():
        found = np.where(kind == number, values, found)
    return found
