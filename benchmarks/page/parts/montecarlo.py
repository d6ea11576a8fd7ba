"""Monte Carlo with every exchange uncertain: what ``python -m benchmarks.montecarlo`` measures."""

from __future__ import annotations

from benchmarks import floor, montecarlo
from benchmarks.page.record import FLOOR, OURS, Row
from benchmarks.page.registry import Setting, register_part
from roos_inventories import read

#: Demands of the second comparison.
MANY = 100
#: bw2calc's class → name of the row.
ROWS = {
    "bw2calc.LCA": "Monte Carlo sample (LCA)",
    "bw2calc.IterativeLCA": "Monte Carlo sample (IterativeLCA)",
    "FastScoresOnlyMultiLCA, forward": "Monte Carlo sample, {many} demands",
}
NO_DRAWS = "not measured: draws aside, refactorise and one demand for each sample"


@register_part("montecarlo", place=5)
def monte_carlo(at: Setting) -> list[Row]:
    """Measure samples of ours on all cores, 18 categories each, and one of each of bw2calc's ways."""
    system = read(f"synthetic:activities={at.size},seed={at.seed}")
    stop = floor.smallest_nucleus(floor.measure(system, weights=(0.5, 0.7, 1.0), rounds=at.rounds))
    rows = []
    for demanded, peers in (montecarlo.one(at.size, at.seed), montecarlo.several(at.size, at.seed, MANY)):
        made = montecarlo.timed(system, demanded, peers, rounds=at.rounds, samples=at.samples)
        for peer in peers:
            rows.append(
                Row(
                    ROWS[peer].format(many=MANY),
                    at.size,
                    {
                        OURS: made.timings["roos"].seconds,
                        "bw2calc, pypardiso": made.timings[peer].seconds,
                        FLOOR: stop.dense.seconds,
                    },
                    "dgetrf alone on all cores, of the nucleus of one sample",
                    dict.fromkeys(("bw2calc, SciPy", "PyKLU", "SuperLU"), NO_DRAWS),
                )
            )
    return rows
