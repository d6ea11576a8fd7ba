"""Measure what the page shows, and write it: ``python -m benchmarks.page``.

Parts and sizes run one after the other, smallest first, and each is kept in results.json as soon as it is
there: a run with ``--part`` or ``--size`` replaces those alone, one with ``--draw`` measures nothing.
"""

from __future__ import annotations

import argparse
import datetime
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks import libraries
from benchmarks.page import registry
from benchmarks.page.plot import draw_all
from benchmarks.page.record import Results, load, save
from benchmarks.page.registry import Setting
from benchmarks.page.render import page, with_table

HERE = Path(__file__).resolve().parents[1]
SIZES = (2_000, 10_000, 22_000)
#: What a run writes, and what therefore does not count as a change of the sources.
WRITTEN = ("README.md", "benchmarks/RESULTS.md", "benchmarks/results*")


def main(argv: list[str] | None = None) -> int:
    """Measure, keep, write, draw."""
    registry.load()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, action="append", help=f"default: {SIZES}")
    parser.add_argument("--part", action="append", choices=list(registry.PARTS), help="default: all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--many", type=int, default=1000, help="demands of a batch")
    parser.add_argument("--scenarios", type=int, default=20_000, help="of the foreground sweep")
    parser.add_argument("--samples", type=int, default=16, help="of Monte Carlo, per round")
    parser.add_argument("--folder", type=Path, default=HERE, help="where RESULTS.md and results.json stand")
    parser.add_argument("--readme", type=Path, help="default: README.md above the folder")
    parser.add_argument("--draw", action="store_true", help="measure nothing, write what results.json holds")
    given = parser.parse_args(argv)
    kept = given.folder / "results.json"
    results = load(kept)
    if not given.draw:
        about, today, commit = (
            tuple(libraries.described().splitlines()),
            str(datetime.date.today()),
            sources(),
        )
        sizes, parts = sorted(given.size or SIZES), given.part or list(registry.PARTS)
        largest = max([*sizes, *results.sizes])
        for part in parts:
            for size in sizes:
                start = time.perf_counter()
                setting = Setting(
                    size,
                    largest,
                    results,
                    given.seed,
                    given.rounds,
                    given.many,
                    given.scenarios,
                    given.samples,
                )
                rows = registry.PARTS[part](setting)
                rows = [replace(row, part=part, date=today, commit=commit) for row in rows]
                results = ordered(results.with_part(part, size, rows, about))
                save(kept, results)
                print(f"{part}, n = {size}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    if not results.rows:
        print("nothing measured yet")
        return 2
    text = page(results)
    (given.folder / "RESULTS.md").write_text(text, encoding="utf-8")
    draw_all(results, given.folder)
    readme = given.readme or given.folder.parent / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8"), results), encoding="utf-8")
    print(text)
    return 0


def ordered(results: Results) -> Results:
    """Return the rows in the order of parts, sizes ascending."""
    places = {part: place for place, part in enumerate(registry.PARTS)}
    return replace(results, rows=tuple(sorted(results.rows, key=lambda row: (places[row.part], row.size))))


def sources() -> str:
    """Return the commit, and whether the sources differ from it."""
    try:
        commit = _git("rev-parse", "--short=10", "HEAD")
        changed = _git("status", "--porcelain", "--", ".", *(f":!{name}" for name in WRITTEN))
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{commit} with changes" if changed else commit


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=HERE.parent, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
