"""Scenarios that change every value: whole scenarios beside `refactorise` and a solve, alternately.

``python -m benchmarks.sweeps wide``: per number of demands, one scenario from its values to bounded scores
(`Problem.at`, `Problem.block`), and the least that its scores can be had for through public calls: forward
(`refactorise`, `solve`, C (B S)) and adjoint (`refactorise`, C B, `solve_transposed`, Λ F), without bounds.
The scores are compared first.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import numpy as np

import roos
import roos_inventories
from benchmarks import libraries
from benchmarks.measure import with_few_categories
from benchmarks.timing import Timing, interleave
from roos import Demands, Part, System
from roos.places import Places
from roos.scenario_axes import axes_of
from roos.sweeping.problem import Problem

PARTS = (Part.TECHNOSPHERE, Part.BIOSPHERE)
#: Scenarios that are computed in turn.
SCENARIOS = 4
#: Largest difference of scores, relative to the largest of the category.
AGREEMENT = 1e-10


def main(argv: list[str]) -> int:
    """Run the measurement."""
    parser = argparse.ArgumentParser(prog="benchmarks.sweeps wide", description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=22_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--demands", type=int, nargs="*", default=[1, 100])
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args(argv)
    print(libraries.described())
    system = with_few_categories(
        roos_inventories.read(f"synthetic:activities={options.size},seed={options.seed}")
    )
    records = []
    print("\n| demands | scenario, ms | of refactorise + solve | of the adjoint | widest bound |")
    print("|---|---|---|---|---|")
    for count in options.demands:
        calls, widest = prepared(system, count, options.seed)
        timings = interleave(calls, rounds=options.rounds, turn=0.0)
        print(row(count, timings, widest))
        seconds = {name: list(timing.seconds) for name, timing in timings.items()}
        records.append({"demands": count, "seconds": seconds, "widest_bound": widest})
    if options.json:
        options.json.write_text(json.dumps(records, indent=1) + "\n")
    return 0


def prepared(system: System, count: int, seed: int) -> tuple[dict[str, Callable[[], object]], float]:
    """Return what is timed, by name, and the widest relative bound; raises where the scores differ."""
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(system.products), count, replace=False)
    demands = Demands.of(
        {f"d{i}": {system.products.ids[p]: 1.0} for i, p in enumerate(chosen)}, system.products
    )
    places = {part: every_cell(part, system) for part in PARTS}
    base = Problem.of(system, demands, places=places)
    scenarios = [
        {part: base.values(part) * rng.uniform(0.9, 1.1, len(places[part])) for part in PARTS}
        for _ in range(SCENARIOS)
    ]
    changed = [tuple(base.at(values).matrix(part) for part in PARTS) for values in scenarios]
    method, demand = base.characterisation, demands.matrix.toarray()
    factors = roos.factorise(system.technosphere)
    latest = base.at(scenarios[0])

    def scenario(values: dict[Part, np.ndarray]) -> np.ndarray:
        nonlocal latest
        latest = latest.at(values, reuse=True)
        return latest.block().scores[0]

    def forward(matrices: tuple) -> np.ndarray:
        a, b = matrices
        factors.refactorise(a.data, out=factors)
        return (method @ (b @ factors.solve(demand))).T

    def adjoint(matrices: tuple) -> np.ndarray:
        a, b = matrices
        factors.refactorise(a.data, out=factors)
        return demand.T @ factors.solve_transposed((method @ b).toarray().T)

    widest = 0.0
    for values, matrices in zip(scenarios, changed, strict=True):
        ours = scenario(values)
        block = latest.block()
        size = np.maximum(block.contributions, np.abs(block.scores))
        widest = max(widest, float((block.bound / np.where(size > 0, size, 1.0)).max()))
        for other in (forward(matrices), adjoint(matrices)):
            gap = float((np.abs(ours - other).max(axis=0) / np.abs(other).max(axis=0)).max())
            if not gap <= AGREEMENT:
                raise AssertionError(f"scores differ by {gap:.1e}: nothing is compared")
    turns = {"scenario": cycle(scenarios), "forward": cycle(changed), "adjoint": cycle(changed)}
    calls = {
        "scenario": lambda: scenario(next(turns["scenario"])),
        "forward": lambda: forward(next(turns["forward"])),
        "adjoint": lambda: adjoint(next(turns["adjoint"])),
    }
    return calls, widest


def every_cell(part: Part, system: System) -> Places:
    """Return all stored cells of a matrix as changed."""
    matrix, rows, columns = axes_of(part, system)
    line = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    no = np.zeros(matrix.nnz, dtype=np.bool_)
    return Places(part, rows, columns, matrix.indices.astype(np.int64), line, no, no)


def row(count: int, timings: dict[str, Timing], widest: float) -> str:
    """Return a line of the table: the scenario over the others, median and quartiles of the rounds."""
    cells = [f"{count}", f"{1e3 * timings['scenario'].median:.1f}"]
    for other in ("forward", "adjoint"):
        middle, low, high = timings["scenario"].ratio(timings[other])
        cells.append(f"{middle:.2f} ({low:.2f}–{high:.2f})")
    return "| " + " | ".join([*cells, f"{widest:.0e}"]) + " |"
