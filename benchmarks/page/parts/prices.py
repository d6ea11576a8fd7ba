"""Costs under price paths: what ``python -m benchmarks.sweeps prices`` measures."""

from __future__ import annotations

from benchmarks.page.record import FLOOR, OURS, Row
from benchmarks.page.registry import Setting, register_part
from benchmarks.sweeps import prices

CATEGORIES, YEARS, PATHS = 18, 31, 50
REASON = "has no price axis"


@register_part("prices", place=4)
def price_sweep(at: Setting) -> list[Row]:
    """Measure the cube once, as it depends on no system."""
    if at.size != at.largest:
        return []
    timings = prices.measure(at.many, CATEGORIES, YEARS, PATHS, seed=at.seed, rounds=at.rounds)
    none = {column: REASON for column in ("bw2calc, pypardiso", "bw2calc, SciPy", "PyKLU", "SuperLU")}
    return [
        Row(
            f"price sweep, {at.many} demands × {CATEGORIES} categories × {YEARS} years × {PATHS} paths",
            at.size,
            {OURS: timings[prices.COSTS].seconds, FLOOR: timings[prices.COPY].seconds},
            "numpy.copyto of the same cube",
            none,
            0.0,  # bit for bit NumPy's, or nothing is timed
        )
    ]
