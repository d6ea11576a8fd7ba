"""Break-even: the values of one parameter at which a gain vanishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.screening.function import ALONE, CaseFunction

Array = NDArray[np.float64]

#: Points of the scan, and of each refinement of a bracket.
SCAN, ZOOM = 1025, 65


@dataclass(frozen=True)
class BreakEven:
    """Turning points of one measure along one parameter.

    Attributes
    ----------
    parameter, of
        What was varied, and what becomes zero.
    roots
        Values at which it changes sign, ascending; empty where it keeps its sign.
    values, change
        The curve: parameter and relative change, float64 (SCAN,).
    current
        Value in the case, NaN for a stage, which stands at 1.
    sign
        −1 better, 1 worse, 0 mixed, over the whole range.
    """

    parameter: str
    of: str
    roots: tuple[float, ...]
    values: Array
    change: Array
    current: float
    sign: int


def break_even(
    function: CaseFunction,
    parameter: str,
    of: str,
    start: float,
    stop: float,
    *,
    fixed: Mapping[str, float] | None = None,
) -> BreakEven:
    """Return where the change of a measure is zero.

    A scan finds every change of sign; each bracket is cut into 64 parts until it cannot be cut further. A
    parameter in which the amounts are linear thus has its root to the last digits. A change of sign through a
    pole is left out.

    Parameters
    ----------
    function
        Of one result.
    parameter
        Name, or ``stage:NAME``.
    of
        See :mod:`roos.screening.measures`.
    start, stop
        Where to look.
    fixed
        Other parameters at other values.

    Raises
    ------
    InputError
        E445 an empty range or a name that is not there, E415 values without a finite result.
    """
    if not (np.isfinite(start) and np.isfinite(stop) and start < stop):
        raise error("E445", f"nothing lies between {start} and {stop}", parameter, "give a range: from, to")
    values = np.linspace(start, stop, SCAN)
    others = dict(fixed or {})
    found = function.difference(of, {**others, parameter: values})
    roots = [float(values[i]) for i in np.flatnonzero(found == 0.0)]
    changes = np.flatnonzero(np.sign(found[:-1]) * np.sign(found[1:]) < 0)
    for i in changes:
        root = _refine(function, parameter, of, others, float(values[i]), float(values[i + 1]))
        if root is not None:
            roots.append(root)
    if len(roots) > SCAN // 2:  # zero all along: nothing is turned
        roots = []
    known = found[np.isfinite(found)]
    sign = 0 if not known.size or (known.min() < 0 < known.max()) else int(np.sign(known.sum()))
    curve = function.change(of, {**others, parameter: values})
    model = function.result.models[0 if parameter.startswith(ALONE) else 1]
    own = model.values().get(parameter.removeprefix(ALONE), np.nan)
    return BreakEven(parameter, of, tuple(sorted(roots)), values, curve, float(own), sign)


def _refine(
    function: CaseFunction, parameter: str, of: str, others: Mapping[str, float], low: float, high: float
) -> float | None:
    """Return the root between two values of different sign, None where it is a pole."""
    before = np.inf
    for _ in range(20):
        grid = np.linspace(low, high, ZOOM)
        found = function.difference(of, {**others, parameter: grid})
        exact = np.flatnonzero(found == 0.0)
        if exact.size:
            return float(grid[exact[0]])
        i = int(np.flatnonzero(np.sign(found[:-1]) * np.sign(found[1:]) < 0)[0])
        size = float(np.abs(found[i : i + 2]).max())
        if size > 2.0 * before:
            return None
        before = size
        a, b = float(grid[i]), float(grid[i + 1])
        if b - a <= 4.0 * np.spacing(max(abs(a), abs(b))) or (a, b) == (low, high):
            low, high = a, b
            break
        low, high = a, b
    at_ends = function.difference(of, {**others, parameter: np.array([low, high])})
    return float(low - at_ends[0] * (high - low) / (at_ends[1] - at_ends[0]))
