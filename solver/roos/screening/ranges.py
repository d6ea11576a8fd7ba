"""Printed ranges as sweeps (row 34): the corners of all ranges of a result in one product."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.screening.amounts import SideModel
from roos.screening.relative import relative
from roos.screening.screened import Screened

Array = NDArray[np.float64]
#: Ranges at once: 2ⁿ corners.
MOST = 12


@dataclass(frozen=True)
class Corners:
    """Relative results at the corners of the printed ranges.

    Attributes
    ----------
    names
        Parameters, each with the side it is varied on.
    values
        float64 (corners, names).
    relative
        float64 (corners, categories).
    """

    names: tuple[str, ...]
    values: Array
    relative: Array

    @property
    def mean(self) -> tuple[float, float]:
        """Smallest and largest mean over the categories."""
        means = np.nanmean(self.relative, axis=1)
        return float(means.min()), float(means.max())


def corners(result: Screened) -> Corners | None:
    """Return the results at every corner, None where the case has no range.

    Raises
    ------
    InputError
        E445 more than twelve ranges.
    """
    baseline, scenario = result.models
    own = result.scenario.parameters
    varied: list[tuple[str, str, tuple[float, float]]] = []
    for side, model in (("baseline", baseline), ("scenario", scenario)):
        for name, number in model.numbers.items():
            if number.span is None:
                continue
            same = name in baseline.numbers and baseline.numbers[name] is scenario.numbers.get(name)
            if same and side == "scenario":
                continue  # one number of both sides: varied once, on both
            if side == "scenario" and name not in own and name in baseline.side.parameters:
                continue
            varied.append(("both" if same else side, name, number.span))
    if not varied:
        return None
    if len(varied) > MOST:
        raise error("E445", f"{len(varied)} ranges have 2^{len(varied)} corners", result.name,
                    f"at most {MOST}; sweep some of them alone")  # fmt: skip
    grid = np.array(list(itertools.product(*(span for _, _, span in varied))))
    b = _scores(baseline, "baseline", varied, grid, result)
    c = _scores(scenario, "scenario", varied, grid, result)
    names = tuple(f"{side}: {name}" for side, name, _ in varied)
    return Corners(names, grid, relative(b, c))


def _scores(
    model: SideModel,
    side: str,
    varied: list[tuple[str, str, tuple[float, float]]],
    grid: Array,
    result: Screened,
) -> Array:
    given = {name: grid[:, i] for i, (where, name, _) in enumerate(varied) if where in (side, "both")}
    amounts = np.atleast_2d(model.amounts(given))
    return np.broadcast_to(amounts, (len(grid), amounts.shape[1])) @ result.profiles
