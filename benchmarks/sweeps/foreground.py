"""Scenarios of a foreground on a large background, beside bw2calc's array datapackages.

Both get the same values of the same exchanges. roos returns certified scores in all categories; bw2calc,
which factorises for each scenario, is asked for one category. Scores are compared before anything is timed.
"""

from __future__ import annotations

import argparse
import time
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

import roos
from benchmarks import libraries
from benchmarks.sweeps.systems import inputs_of, one_of, one_part, scattered, with_foreground
from benchmarks.timing import Timing, interleave
from roos import Part
from roos.sweeping.axis import Axis
from roos.sweeping.changing import FormulaChange
from roos.sweeping.foreground import ForegroundPath
from roos.sweeping.problem import Problem
from roos.sweeping.space import ScenarioSpace

#: Scenarios scored at a time, and scenarios compared with bw2calc.
BLOCK, COMPARED = 8192, 20
#: Largest relative difference from bw2calc's scores.
AGREEMENT = 1e-9
#: What is timed, per scenario.
GIVEN, FORMULAS, BRIGHTWAY = "values given", "values from formulas", "bw2calc"
COPY = "copying the values and the scores"


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweeps foreground", description=__doc__)
    parser.add_argument("--activities", type=int, default=22_000)
    parser.add_argument("--foreground", type=int, default=30)
    parser.add_argument("--cells", type=int, default=100)
    parser.add_argument("--scenarios", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(argv)
    print(libraries.described() + "\n")
    try:
        made = measure(
            given.activities,
            given.foreground,
            given.cells,
            given.scenarios,
            seed=given.seed,
            rounds=given.rounds,
        )
    except AssertionError as problem:
        print(problem)
        return 1
    print(made.said)
    single = made.per_scenario[BRIGHTWAY].median
    for name, timing in made.per_scenario.items():
        seconds = timing.median
        print(f"{name:22s} {1.0 / seconds:12.0f} scenarios/s   {single / seconds:10.0f} × as many as bw2calc")
    return 0


@dataclass(frozen=True)
class Made:
    """Seconds per scenario by name, the largest difference from bw2calc, and the size in words."""

    per_scenario: dict[str, Timing]
    difference: float
    said: str


def measure(activities: int, foreground: int, cells: int, scenarios: int, *, seed: int, rounds: int) -> Made:
    """Time all ways in turn; raises where the answers differ."""
    system = with_foreground(activities, foreground, seed)
    n = len(system.activities)
    places = inputs_of(system, np.arange(n - foreground, n), cells, seed)
    values = scattered(system, places, scenarios, seed)
    demands = one_of(system, n - foreground)
    changed, table = one_part(places, values)
    problem = problem_of(system, demands, changed)
    problem.multipliers()
    start = time.perf_counter()
    path = ForegroundPath.build(problem, changed)
    if isinstance(path, str):
        raise AssertionError(f"the foreground path does not apply: {path}")
    taken = time.perf_counter() - start
    block = path.scores(table)
    space = _space(system, places, scenarios)
    brightway = _Brightway(system, places, values[:, :COMPARED], n - foreground)
    worst = brightway.difference(block.scores[:COMPARED, 0, 0])
    said = (
        f"{activities} activities, a foreground of {foreground}, {len(places)} changed inputs, "
        f"{block.scores.shape[2]} categories, {scenarios} scenarios\n"
        f"set-up with the multipliers at hand {taken * 1e3:.1f} ms; largest error bound "
        f"{float((block.bound / block.contributions).max()):.1e} of the contributions, "
        f"{block.left.size} scenarios left; largest difference from bw2calc {worst:.1e}"
    )
    if worst > AGREEMENT or block.left.size:
        raise AssertionError(f"{said}\nthe answers differ, nothing is timed")
    copied = np.ones(values.size + block.scores.size)
    target = np.ones(copied.size)
    timings = interleave(
        {
            GIVEN: lambda: _sweep(path, changed, table, scenarios),
            FORMULAS: lambda: _formulas(path, space),
            BRIGHTWAY: brightway.next,
            COPY: lambda: np.copyto(target, copied),
        },
        rounds=rounds,
    )
    per = {GIVEN: scenarios, FORMULAS: len(space), BRIGHTWAY: 1, COPY: scenarios}
    shared = {name: Timing(tuple(s / per[name] for s in t.seconds)) for name, t in timings.items()}
    return Made(shared, worst, said)


def problem_of(system: roos.System, demands: roos.Demands, places: Any) -> Any:
    """Return the factorised base scenario."""
    return Problem.of(system, demands, places=places)


def _sweep(path: Any, places: Any, values: Any, scenarios: int) -> None:
    part = next(iter(places))
    for start in range(0, scenarios, BLOCK):
        path.scores({part: values[part][:, start : start + BLOCK]})


def _formulas(path: Any, space: ScenarioSpace) -> None:
    for start in range(0, len(space), BLOCK):
        path.scores(space.block(start, min(start + BLOCK, len(space))))


def _space(system: roos.System, places: Any, scenarios: int) -> ScenarioSpace:
    """Return a space of about as many scenarios, every changed cell by a formula of its own."""
    rng = np.random.default_rng(1)
    years = np.arange(2020.0, 2051.0)
    side = max(2, int(np.sqrt(scenarios / years.size)))
    axes = [
        Axis.values("share", np.linspace(0.1, 0.9, side).tolist()),
        Axis.values("loss", np.linspace(0.0, 0.3, side).tolist()),
        Axis.years("year", years.tolist()),
    ]
    formulas = [
        FormulaChange(
            Part.TECHNOSPHERE,
            system.products.ids[row],
            system.activities.ids[column],
            f"(1 + {rng.uniform(0.1, 0.5):.3f} * share - loss) * {rng.uniform(0.97, 0.99):.4f}^(year - 2020)",
            times=True,
        )
        for row, column in zip(places.rows.tolist(), places.columns.tolist(), strict=True)
    ]
    return ScenarioSpace.build(system, axes, formulas)


class _Brightway:
    """bw2calc with the changed exchanges as an array datapackage; one category."""

    def __init__(self, system: roos.System, places: Any, values: np.ndarray, product: int) -> None:
        import bw2calc
        import bw_processing as bwp

        from benchmarks.datapackages import of_system

        packages, names = of_system(system)
        indices = np.empty(len(places), dtype=bwp.INDICES_DTYPE)
        indices["row"], indices["col"] = places.rows, places.columns
        arrays = bwp.create_datapackage(sequential=True)
        arrays.add_persistent_array(
            matrix="technosphere_matrix",
            name="scenarios",
            indices_array=indices,
            data_array=np.abs(values),
            flip_array=np.ones(len(places), dtype=bool),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.lca = bw2calc.LCA(
                {product: 1.0}, method=names[0], data_objs=[packages[0], packages[1], arrays], use_arrays=True
            )
            self.lca.lci()
            self.lca.lcia()
        self.count = values.shape[1]

    def difference(self, scores: np.ndarray) -> float:
        """Return the largest relative difference of the first scenarios' scores."""
        worst = 0.0
        for score in scores:
            worst = max(worst, abs(self.lca.score - score) / abs(score))
            self.next()
        return worst

    def next(self) -> None:
        """Score the next scenario."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            next(self.lca)
