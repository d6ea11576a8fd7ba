"""Costs under price paths beside a plain copy of the same cube: ``python -m benchmarks.sweeps prices``.

The cube is demand × category × path × year. Gigabytes per second count the bytes of the cube once, for every
line of the table; a copy also reads as many, and so does an ordinary store, which fetches the line it writes.
The copy is ``numpy.copyto`` between two arrays that were written before, and so is the array for the costs;
the two lines with fresh arrays pay for memory that the process did not hold yet. They are repeated for half
a second in a turn, since a virtual machine may have to ask for the first such array.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import libraries
from benchmarks.timing import Timing, interleave
from roos import Labels, Price, PriceSet, PriceTensor

#: Least share of the copy's rate that the cube of costs is to reach.
LIMIT = 0.5
#: Seconds of a turn.
TURN = 0.05
COPY, COSTS, ONE = "plain copy", "costs", "costs, one thread"
FRESH_COPY, FRESH = "plain copy to fresh memory", "costs in fresh memory"
BROADCAST = "NumPy's broadcast product"
TOTAL, INDICATORS = "total, cube not formed", "by indicator, cube not formed"
SUMMED = "total, cube formed and summed"


def tensor(categories: int, years: int, paths: int, seed: int) -> PriceTensor:
    """Return prices of which one runs from 0.05 to up to 1 euro a kilogram along the years; the rest stay."""
    rng = np.random.default_rng(seed)
    names = tuple(f"category {k}" for k in range(categories))
    labels = Labels("category", names, units=("kg",) * categories, extra={"model": ("model",) * categories})
    prices = tuple(
        Price(name, "model", "kg", (value,), f"indicator {k % 9}", f"theme {k % 3}")
        for k, (name, value) in enumerate(zip(names, rng.lognormal(size=categories).tolist(), strict=True))
    )
    base = PriceSet("base", "base", "EUR", ("2020",), prices, toxicity=("indicator 1",))
    lines = np.linspace(np.full(paths, 50.0), np.linspace(0.0, 1000.0, paths), years, axis=1)
    return PriceTensor.of(base.along(names[0], lines, years=range(2020, 2020 + years), per=1000), labels)


def measure(
    demands: int, categories: int, years: int, paths: int, *, seed: int, rounds: int
) -> dict[str, Timing]:
    """Time everything in turn, after comparing the costs with NumPy's."""
    prices = tensor(categories, years, paths, seed)
    scores = np.random.default_rng(seed + 1).lognormal(size=(demands, categories))
    shape = (demands, categories, paths, years)
    costs, source, target = np.ones(shape), np.ones(shape), np.ones(shape)
    spread = scores[:, :, None, None]
    if not np.array_equal(prices.cost(scores, out=costs), spread * prices.values):
        raise AssertionError("the costs differ from NumPy's: nothing is compared")
    summed = np.zeros((demands, paths, years))
    for k in range(categories):
        summed += costs[:, k]
    if not np.array_equal(prices.total(scores), summed):
        raise AssertionError("the totals differ from those of the cube: nothing is compared")
    calls: dict[str, Callable[[], object]] = {
        COPY: lambda: np.copyto(target, source),
        COSTS: lambda: prices.cost(scores, out=costs),
        ONE: lambda: prices.cost(scores, out=costs, threads=1),
        BROADCAST: lambda: np.multiply(spread, prices.values, out=costs),
        TOTAL: lambda: prices.total(scores),
        INDICATORS: lambda: prices.by(scores, "indicator"),
        SUMMED: lambda: prices.cost(scores, out=costs).sum(axis=1),
    }
    fresh: dict[str, Callable[[], object]] = {
        FRESH_COPY: lambda: source.copy(),
        FRESH: lambda: prices.cost(scores),
    }
    return interleave(calls, rounds=rounds, turn=TURN) | interleave(fresh, rounds=rounds, turn=10 * TURN)


def table(timings: dict[str, Timing], size: int) -> tuple[str, bool]:
    """Return a markdown table with the verdict, and whether the limit is kept."""
    lines = ["| what | ms | GB/s of the cube | of the copy's rate (quartiles) |", "|---|---|---|---|"]
    for name, timing in timings.items():
        middle, low, high = timings[COPY].ratio(timing)
        rate = "–" if "not formed" in name else f"{size / timing.median / 1e9:.1f}"
        lines.append(f"| {name} | {1e3 * timing.median:.2f} | {rate} | {middle:.2f} ({low:.2f}–{high:.2f}) |")
    reached = timings[COPY].ratio(timings[COSTS])[0]
    good = reached >= LIMIT
    lines += ["", f"costs at {reached:.2f} of the copy's rate (at least {LIMIT}): {'yes' if good else 'NO'}"]
    return "\n".join(lines), good


def main(argv: list[str] | None = None) -> int:
    """Measure, print, write; exit status 1 where the limit is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks.sweeps prices", description=__doc__.splitlines()[0])
    parser.add_argument("--demands", type=int, default=1000)
    parser.add_argument("--categories", type=int, default=18)
    parser.add_argument("--years", type=int, default=31)
    parser.add_argument("--paths", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    given = parser.parse_args(argv)
    shape = (given.demands, given.categories, given.years, given.paths)
    size = 8 * int(np.prod(shape))
    print(libraries.described())
    print("\n{} demands × {} categories × {} years × {} paths".format(*shape) + f", {size / 1e6:.0f} MB\n")
    timings = measure(*shape, seed=given.seed, rounds=given.rounds)
    text, good = table(timings, size)
    print(text)
    if given.json:
        seconds = {name: list(timing.seconds) for name, timing in timings.items()}
        record = {"shape": shape, "bytes": size, "seed": given.seed, "seconds": seconds}
        given.json.write_text(json.dumps(record, indent=1) + "\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
