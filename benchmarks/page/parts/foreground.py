"""A foreground under many scenarios: what ``python -m benchmarks.sweeps foreground`` measures."""

from __future__ import annotations

from benchmarks.page.record import FLOOR, OURS, Row
from benchmarks.page.registry import Setting, register_part
from benchmarks.sweeps import foreground

FOREGROUND, CELLS = 30, 100
NO_SCENARIOS = "not measured: refactorise and one demand for each scenario"


@register_part("foreground", place=3)
def foreground_sweep(at: Setting) -> list[Row]:
    """Measure scenarios with values given; ours in 18 categories with bounds, bw2calc's in one."""
    made = foreground.measure(at.size, FOREGROUND, CELLS, at.scenarios, seed=at.seed, rounds=at.rounds)
    taken = made.per_scenario
    return [
        Row(
            f"foreground scenario, {CELLS} exchanges",
            at.size,
            {
                OURS: taken[foreground.GIVEN].seconds,
                "bw2calc, pypardiso": taken[foreground.BRIGHTWAY].seconds,
                FLOOR: taken[foreground.COPY].seconds,
            },
            "copying the scenarios' values and scores",
            dict.fromkeys(("bw2calc, SciPy", "PyKLU", "SuperLU"), NO_SCENARIOS),
            made.difference,
        )
    ]
