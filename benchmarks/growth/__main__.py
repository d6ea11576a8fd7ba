"""Time and memory over system size: ``python -m benchmarks.growth``.

Each size and peer runs in a process of its own with a limit per phase, so that memory is its own and one that
does not finish costs no more than the limit. Records are kept in the JSON file and replaced one by one: a run
with ``--size`` or ``--peer`` adds to it, one with ``--draw`` only draws.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import libraries, registry
from benchmarks.growth.fit import table
from benchmarks.growth.plot import draw
from benchmarks.growth.run import load, merged, save, sweep

HERE = Path(__file__).resolve().parents[1]
SIZES = (2_000, 5_000, 10_000, 22_000, 50_000, 100_000)


def main(argv: list[str] | None = None) -> int:
    """Measure, print, write, draw."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__.splitlines()[0])
    parser.add_argument("--case", default="synthetic", help="a case whose axis is size")
    parser.add_argument("--size", type=int, action="append", help=f"default: {SIZES}")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--peer", action="append", help="peer name; default: all installed")
    parser.add_argument("--many", type=int, default=200, help="demands of the batch phase")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds a phase may take")
    parser.add_argument("--json", type=Path, default=HERE / "growth.json")
    parser.add_argument("--plot", type=Path, default=HERE / "growth", help="without suffix: .svg and .png")
    parser.add_argument("--draw", action="store_true", help="measure nothing, draw what the JSON holds")
    given = parser.parse_args(argv)
    registry.load()
    about = libraries.described()
    print(about + "\n")
    records = load(given.json)
    if not given.draw:
        peers = given.peer or sorted(registry.available_peers(), key=lambda name: (name != "roos", name))
        sizes = given.size or list(SIZES)
        for record in sweep(given.case, sizes, given.seed, peers, given.many, given.limit, records):
            records = merged(records, record)
            said = ", ".join(f"{phase} {seconds:.3g} s" for phase, seconds in record.seconds.items())
            print(f"{record.peer}, n = {record.size}: {said} {record.stopped}", file=sys.stderr, flush=True)
            save(given.json, records, {"measured with": about.splitlines()})
    if not records:
        print("nothing measured yet")
        return 2
    print(table(records))
    for suffix in (".svg", ".png"):
        draw(records, given.plot.with_suffix(suffix))
    return 0


if __name__ == "__main__":
    sys.exit(main())
