"""How fast cells follow formulas, beside the machine's own copying: ``python -m benchmarks.spaces``.

A million scenarios (load × speed × year × share) over a hundred cells, each with a formula of its own of ten
operations, are computed block by block as a sweep does. The floor is a plain copy of blocks of the same size.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

import numpy as np

from benchmarks import libraries
from benchmarks.timing import interleave
from roos import Axis, FormulaChange, Part, ScenarioSpace, System

FORMULA = "-{a} * load / speed * growth^(year - 2020) + min(load, {b}) * share"


def built(cells: int, items: int) -> ScenarioSpace:
    """Return a space of 100 · items² scenarios over some cells of a diagonal system's biosphere."""
    system = System.build("bench", np.eye(cells), np.ones((1, cells)))
    axes = [
        Axis.range("load", 0.5, 10, count=items),
        Axis.range("speed", 10, 100, count=items),
        Axis.years("year", range(2020, 2045)),
        Axis.range("share", 0, 1, count=4),
    ]
    formulas = [
        FormulaChange("biosphere", "0", str(k), FORMULA.format(a=0.01 + k / 1e4, b=k)) for k in range(cells)
    ]
    return ScenarioSpace.build(system, axes, formulas, parameters={"growth": 1.02})


def main(arguments: list[str] | None = None) -> int:
    """Print milliseconds per million cell values for some block sizes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spaces", description=__doc__)
    parser.add_argument("--cells", type=int, default=100, help="cells with a formula")
    parser.add_argument("--items", type=int, default=100, help="items of the two long axes")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--block", type=int, nargs="+", default=[1000, 4096, 16384], help="scenarios at once")
    options = parser.parse_args(arguments)
    print(libraries.described())
    space = built(options.cells, options.items)
    millions = len(space) * options.cells / 1e6
    print(f"{len(space)} scenarios × {options.cells} cells = {millions:.1f} million values")
    print("| block | formulas, ms per million values | × a plain copy |\n|---|---|---|")
    for block in options.block:
        source = np.ones((options.cells, block))
        tasks: dict[str, Callable[[], object]] = {
            "copy": lambda block=block, source=source: _copied(source, len(space) // block + 1),
            "formulas": lambda block=block: _computed(space, block),
        }
        timings = interleave(tasks, rounds=options.rounds)
        median, low, high = timings["formulas"].ratio(timings["copy"])
        spent = timings["formulas"].median * 1e3 / millions
        print(f"| {block} | {spent:.1f} | {median:.1f} ({low:.1f}–{high:.1f}) |")
    return 0


def _computed(space: ScenarioSpace, block: int) -> float:
    last = 0.0
    for start in range(0, len(space), block):
        last = space.block(start, min(start + block, len(space)))[Part.BIOSPHERE][0, -1]
    return float(last)


def _copied(source: np.ndarray, times: int) -> float:
    last = 0.0
    for _ in range(times):
        last = source.copy()[0, -1]
    return float(last)


if __name__ == "__main__":
    sys.exit(main())
