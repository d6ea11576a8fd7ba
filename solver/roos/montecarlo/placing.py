"""Where uncertain parameters are placed: drawn at random, or on a design for the samples as a whole."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from roos import designs
from roos.errors import Finding, Severity, error

Placing = Callable[[int], NDArray[np.float64]]

#: How uncertain parameters are placed.
DESIGNS = ("random", "latin hypercube", "sobol")


def placing_of(design: str, samples: int, seed: int) -> Placing | None:
    """Return what makes the points for a number of parameters, or None for random draws.

    Raises
    ------
    InputError
        E117 an unknown design.
    """
    if design not in DESIGNS:
        raise error("E117", f"design {design!r} is unknown", "design", f"use one of {', '.join(DESIGNS)}")
    return None if design == "random" else functools.partial(designs.points, design, count=samples, seed=seed)


def refuse_unfit(design: str, *, parameters: bool, stops: bool) -> None:
    """Raise E117 for a design that has nothing to place, or would not be drawn to its end."""
    if design == "random":
        return
    if not parameters:
        hint = "give distributions of parameters; exchanges are drawn at random"
        raise error("E117", f"the design {design!r} needs uncertain parameters", "design", hint)
    if stops:
        hint = "leave out either stop or the design, which is balanced as a whole only"
        raise error("E117", f"a run on the design {design!r} cannot stop early", "design", hint)


def unbalanced(design: str, samples: int) -> list[Finding]:
    """Return W194 for a Sobol sequence whose points do not fill the space evenly."""
    if design != "sobol" or not samples & (samples - 1):
        return []
    power = 1 << (samples.bit_length() - 1)
    what = f"a Sobol sequence of {samples} points is not balanced: that is no power of two"
    return [Finding("W194", Severity.WARNING, what, "design", f"draw {power} or {2 * power} samples")]
