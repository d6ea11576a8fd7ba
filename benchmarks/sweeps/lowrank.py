"""A few exchanges anywhere in a large system: low rank beside refactorising.

The set-up is everything that is done once for a choice of exchanges, the multipliers of the base system
apart, which every path shares; a scenario is asked for alone, and among many.
"""

from __future__ import annotations

import argparse

import numpy as np

import roos
from benchmarks import libraries
from benchmarks.measure import with_few_categories
from benchmarks.sweeps.foreground import problem_of
from benchmarks.sweeps.systems import inputs_of, one_of, one_part, scattered
from benchmarks.timing import interleave
from roos import Changes, Scenario
from roos.sweeping.lowrank import LowRankPath
from roos.sweeping.sides import absolute_multipliers
from roos_inventories import read

#: Scenarios scored at a time, and compared with a new factorisation.
MANY, COMPARED = 4096, 5
#: Largest difference from a new factorisation, relative to the score's contributions.
AGREEMENT = 1e-10


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweeps lowrank", description=__doc__)
    parser.add_argument("--activities", type=int, default=22_000)
    parser.add_argument("--exchanges", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(argv)
    print(libraries.described() + "\n")
    locator = f"synthetic:activities={given.activities},seed={given.seed}"
    system = with_few_categories(read(locator))
    rng = np.random.default_rng(given.seed)
    demands = one_of(system, int(rng.integers(len(system.products))))
    for changed in (given.exchanges, max(1, given.exchanges // 4)):
        activities = np.sort(rng.choice(len(system.activities), changed, replace=False))
        if not _measure(system, demands, activities, given):
            return 1
    return 0


def _measure(
    system: roos.System, demands: roos.Demands, activities: np.ndarray, given: argparse.Namespace
) -> bool:
    places = inputs_of(system, activities, given.exchanges, given.seed)
    values = scattered(system, places, MANY, given.seed)
    changed, table = one_part(places, values)
    problem = problem_of(system, demands, changed)
    problem.multipliers()
    absolute_multipliers(problem)
    path = LowRankPath.build(problem, changed)
    if isinstance(path, str):
        print(f"the low-rank path does not apply: {path}")
        return False
    block = path.scores(table)
    worst = 0.0
    for i in range(COMPARED):
        scenario = Scenario(f"{i}", {places.part: Changes(places, values[:, i])})
        plain = roos.score(scenario.apply(system), demands)
        worst = max(worst, float((np.abs(block.scores[i] - plain.scores) / block.contributions[i]).max()))
    print(
        f"{len(places)} exchanges of {len(activities)} activities, {path.unknowns} unknowns; largest "
        f"difference from a new factorisation {worst:.1e}, largest error bound "
        f"{float((block.bound / block.contributions).max()):.1e} of the contributions, {block.left.size} left"
    )
    if worst > AGREEMENT:
        print("the answers differ, nothing is timed")
        return False
    data = problem.factors.matrix.data.copy()
    one = {part: array[:, :1] for part, array in table.items()}
    timings = interleave(
        {
            "refactorise": lambda: problem.factors.refactorise(data),
            "set-up": lambda: LowRankPath.build(problem, changed),
            "one scenario alone": lambda: path.scores(one),
            f"one of {MANY} scenarios": lambda: path.scores(table),
        },
        rounds=given.rounds,
    )
    whole = timings["refactorise"]
    for name, timing in timings.items():
        share = MANY if name.startswith("one of") else 1
        middle, low, high = whole.ratio(timing)
        print(
            f"  {name:24s} {timing.median / share * 1e3:10.4f} ms   refactorise takes "
            f"{middle * share:10.1f} × as long ({low * share:.1f} to {high * share:.1f})"
        )
    return True
