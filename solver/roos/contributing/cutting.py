"""Largest first, small ones left out, and what is left out summed, so that the whole adds up exactly."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.errors import error

Array = NDArray[np.float64]


class Cut(NamedTuple):
    """Which lines are shown.

    Attributes
    ----------
    kept
        int64: positions, the largest absolute value first, equals in their order.
    rest, left_out
        Sum and number of the lines left out; lines of exactly zero are neither shown nor counted.
    total
        The exactly rounded sum of the lines shown and the rest.
    size
        Σ|value| of all lines.
    """

    kept: NDArray[np.int64]
    rest: float
    left_out: int
    total: float
    size: float


def cut(values: Array, cut_off: float, top: int | None) -> Cut:
    """Order lines by size and leave out the small ones.

    Parameters
    ----------
    values
        float64 (lines,).
    cut_off
        Smallest share of Σ|value| that is shown, 0 to 1.
    top
        Most lines shown; None for all.

    Raises
    ------
    InputError
        E117 a cut-off outside 0 to 1, a negative or fractional number of lines.
    """
    check_share("cut_off", cut_off)
    if top is not None:
        check_number("top", top)
    size = exact_sum(np.abs(values))
    order = np.argsort(-np.abs(values), kind="stable")
    order = order[values[order] != 0.0]
    shown = order[np.abs(values[order]) >= cut_off * size][:top]
    hidden = order[shown.size :]  # what falls below the cut-off comes last
    rest = exact_sum(values[hidden])
    return Cut(shown, rest, int(hidden.size), exact_sum([*values[shown].tolist(), rest]), size)


def exact_sum(values: Iterable[float]) -> float:
    """Return the sum rounded once, whatever the order; infinite or NaN where a value or the sum is."""
    given = np.asarray(values, dtype=np.float64)
    try:
        return math.fsum(given.tolist())
    except (OverflowError, ValueError):
        with np.errstate(all="ignore"):
            return float(given.sum())


def check_share(name: str, value: float) -> None:
    """Raise E117 unless a value is a share from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
        raise error("E117", f"{name} is {value!r}", hint="give a share from 0 to 1, such as 0.01 for 1 %")


def check_number(name: str, value: int, least: int = 0) -> None:
    """Raise E117 unless a value is a whole number that is not too small."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise error("E117", f"{name} is {value!r}", hint=f"give a whole number from {least} on")
