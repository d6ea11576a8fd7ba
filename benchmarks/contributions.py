"""First-tier contributions: roos beside bw2calc, alternately in one process on the same system.

``python -m benchmarks.contributions`` takes the product whose activity has the median number of inputs (or
``--quantile`` of it), asks both what stands behind each of them in one category, compares the answers, and
times them with their factors at hand: bw2calc calculates once per input, roos solves once each way. The other
splits and the supply chain of roos are timed beside it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np

import roos
from benchmarks.datapackages import FIRST_FLOW, inventory, methods
from benchmarks.timing import Timing, interleave
from roos import System
from roos.contributing.cell import Cell
from roos.contributing.growing import grow
from roos.contributing.splitting import split
from roos_inventories import read

BRIGHTWAY = "bw2calc, one calculation per input"
FIRST_TIER = "roos, first tier with its error bound"
WAYS = ("activity", "flow", "activity and flow", "input")


def product_of(system: System, quantile: float) -> int:
    """Return the product whose activity has that quantile of all numbers of inputs."""
    inputs = np.diff(system.technosphere.matrix.indptr)
    activity = int(np.argsort(inputs, kind="stable")[round(quantile * (inputs.size - 1))])
    return int(system.technosphere.reference[activity])


def brightway(system: System, product: int) -> Callable[[], dict[int, float]]:
    """Return what calculates the score of each input of a product with bw2calc, factorised already."""
    import bw2calc

    a, method = system.technosphere.matrix, system.characterisation
    assert method is not None
    package = inventory(a, system.biosphere, system.technosphere.reference)
    lca = bw2calc.LCA({product: 1.0}, data_objs=[package, methods(method.matrix, method.categories.ids)[0]])
    lca.lci(factorize=True)
    lca.lcia()
    assert min(lca.dicts.biosphere) >= FIRST_FLOW
    activity = int(np.flatnonzero(system.technosphere.reference == product)[0])
    column = a[:, [activity]].tocoo()
    made = float(column.data[column.coords[0] == product].sum())
    needs = {
        int(row): -float(value) / made
        for row, value in zip(column.coords[0], column.data, strict=True)
        if row != product
    }

    def scores() -> dict[int, float]:
        found = {}
        for row, amount in needs.items():
            lca.lcia(demand={row: amount})
            found[row] = float(lca.score)
        return found

    return scores


def measure(system: System, *, rounds: int, quantile: float = 0.5) -> tuple[int, dict[str, Timing]]:
    """Time all ways after comparing their answers; return how many inputs there were, and the times."""
    product = product_of(system, quantile)
    demands = {"one": {system.products.ids[product]: 1.0}}
    factors = roos.factorise(system.technosphere)

    def cell() -> Cell:
        return Cell.of(system, demands, demand=0, category=0, factors=factors)

    theirs, known = brightway(system, product), cell()
    tier = split(known, by="input")
    ours = dict(zip(tier.positions["product"].tolist(), tier.values.tolist(), strict=True))
    expected = theirs()
    if any(abs(ours.get(row, 0.0) - value) > 1e-9 * tier.size for row, value in expected.items()):
        raise AssertionError("the contributions differ: nothing is compared")
    calls: dict[str, Callable[[], Any]] = {
        BRIGHTWAY: theirs,
        FIRST_TIER: lambda: split(cell(), by="input"),
        "roos, the two solves and error bounds alone": cell,
    }
    for by in WAYS:
        calls[f"roos, split by {by}, twenty lines"] = lambda by=by: split(known, by=by, top=20)
    tree = grow(known, depth=10, cut_off=1e-3)
    calls[f"roos, supply chain of {len(tree)} nodes"] = lambda: grow(known, depth=10, cut_off=1e-3)
    return len(expected), interleave(calls, rounds=rounds, budget=25.0)


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contributions", description=__doc__)
    parser.add_argument("--activities", type=int, default=22_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quantile", type=float, default=0.5)
    given = parser.parse_args(argv)
    system = read(f"synthetic:activities={given.activities},seed={given.seed}")
    inputs, timings = measure(system, rounds=given.rounds, quantile=given.quantile)
    print(f"n = {len(system.products)}, a product whose activity has {inputs} inputs, one category")
    for name, timing in timings.items():
        middle, low, high = timings[BRIGHTWAY].ratio(timing)
        print(f"  {1000 * timing.median:8.1f} ms  {middle:6.1f} × ({low:.1f} to {high:.1f})  {name}")


if __name__ == "__main__":
    main()
