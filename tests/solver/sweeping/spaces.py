"""Axes, formulas and scenarios on the small system, for the tests of their space."""

from __future__ import annotations

import numpy as np

from roos import (
    Axis,
    FormulaChange,
    Part,
    ScenarioSet,
    ScenarioSpace,
    Times,
)
from solver.test_scenario import SYSTEM, build

POWER = FormulaChange("technosphere", "power", "make steel", "-load × 0.9^((year − 2030) / 20)")
COAL = FormulaChange("technosphere", "coal", "burn", "share", times=True)
CO2 = FormulaChange("biosphere", "co2", "burn", "1 - capture")
LOAD = Axis.values("load", [0.5, 0.6])
YEAR = Axis.years("year", [2030, 2050])
SHARE = Axis.range("share", 0, 1, step=0.5)
CLEAN = build("clean", technosphere={("power", "make steel"): -0.2}, biosphere={("co2", "burn"): 0.5})
DIRTY = build("dirty", technosphere={("power", "make steel"): Times(2), ("coal", "make steel"): -0.1})
NOTHING = build("nothing")
SET = ScenarioSet.of([DIRTY, NOTHING, CLEAN])


def space(axes, formulas=(), **options) -> ScenarioSpace:
    return ScenarioSpace.build(SYSTEM, axes, formulas, **options)


def whole(some: ScenarioSpace) -> dict[Part, np.ndarray]:
    return dict(some.block(0, len(some)))
