"""Break-even of two parameters: the map of a change, and its contour at zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.screening.function import CaseFunction

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BreakEvenMap:
    """A map of two parameters.

    Attributes
    ----------
    first, second, of
        Names of the parameters, and the measure.
    first_values, second_values
        float64 (n,) and (m,).
    change
        Relative change, float64 (n, m).
    contour
        float64 (points, 2): where the change is zero, for each first value every crossing along the second.
    """

    first: str
    second: str
    of: str
    first_values: Array
    second_values: Array
    change: Array
    contour: Array


def break_even_map(
    function: CaseFunction,
    first: tuple[str, float, float],
    second: tuple[str, float, float],
    of: str,
    *,
    points: int = 101,
) -> BreakEvenMap:
    """Return the map of a change over two parameters, all values in one product.

    Parameters
    ----------
    first, second
        Name, start and stop.
    of
        See :mod:`roos.screening.measures`.
    points
        Per direction.

    Raises
    ------
    InputError
        E445 an empty range, one parameter twice, or a name that is not there.
    """
    for name, start, stop in (first, second):
        if not (np.isfinite(start) and np.isfinite(stop) and start < stop):
            raise error("E445", f"nothing lies between {start} and {stop}", name, "give a range: from, to")
    if first[0] == second[0]:
        raise error("E445", f"{first[0]!r} cannot be varied twice", first[0], "name two parameters")
    x, y = np.linspace(*first[1:], points), np.linspace(*second[1:], points)
    given = {first[0]: x[:, None], second[0]: y[None, :]}
    found = np.broadcast_to(function.difference(of, given), (points, points))
    change = np.broadcast_to(function.change(of, given), (points, points))
    return BreakEvenMap(first[0], second[0], of, x, y, np.array(change), _contour(x, y, found))


def _contour(x: Array, y: Array, found: Array) -> Array:
    """Return the crossings of zero along the second axis, linear between its points."""
    a, b = found[:, :-1], found[:, 1:]
    i, j = np.nonzero((np.sign(a) * np.sign(b) < 0) | (a == 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(a[i, j] == 0.0, 0.0, a[i, j] / (a[i, j] - b[i, j]))
    return np.stack([x[i], y[j] + part * (y[j + 1] - y[j])], axis=1)
