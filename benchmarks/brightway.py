"""Brightway with one line changed, end to end: packages on disk in, scores out, alternately in one process.

``python -m benchmarks.brightway`` writes a generated system of ecoinvent's size as zipped datapackages, one
for the inventory and one per category, and times making the object, loading, calculating and reading the
scores, with the classes of bw2calc and those of ``roos.brightway``. Imports are excluded, and so is the
first call in the process of each. "First time" is with an empty cache of orderings, which roos then fills.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.datapackages import of_system
from benchmarks.libraries import described
from benchmarks.measure import with_few_categories
from benchmarks.timing import Timing, interleave
from roos_inventories import read

FIRST = "roos.brightway.MultiLCA, first time"
CACHED = "roos.brightway.MultiLCA, ordering cached"
FAST_FIRST = "roos.brightway.FastScoresOnlyMultiLCA, first time"
FAST_CACHED = "roos.brightway.FastScoresOnlyMultiLCA, ordering cached"
INSTALLED = "bw2calc.MultiLCA inside roos.brightway.installed()"
MULTI = "bw2calc.MultiLCA"
FORWARD = "bw2calc.FastScoresOnlyMultiLCA"
ADJOINT = 'bw2calc.FastScoresOnlyMultiLCA(direction="adjoint")'
#: What each of ours has to beat, and by how much.
GOALS = (
    (FIRST, MULTI, 20.0),
    (FIRST, FORWARD, 3.0),
    (FIRST, ADJOINT, 3.0),
    (CACHED, FORWARD, 5.0),
    (CACHED, ADJOINT, 5.0),
)


def write_packages(packages: list[Any], folder: Path) -> list[Path]:
    """Write packages of vectors as zip files, as bw2data keeps them, and return their places."""
    import bw_processing as bwp
    from fsspec.implementations.zip import ZipFileSystem

    folder.mkdir(parents=True)
    places = [folder / f"{number}.zip" for number in range(len(packages))]
    for package, place in zip(packages, places, strict=True):
        with contextlib.closing(ZipFileSystem(str(place), mode="w")) as system:
            written = bwp.create_datapackage(fs=system, name=place.stem)
            for label, group in package.groups.items():
                parts = {each["kind"]: group.get_resource(each["name"])[0] for each in group.resources}
                about = group.resources[0]
                written.add_persistent_vector(
                    matrix=about["matrix"],
                    name=label,
                    **{f"{kind}_array": array for kind, array in parts.items()},
                    **{key: about[key] for key in ("identifier", "global_index") if key in about},
                )
            written.finalize_serialization()
    return places


def scores(cls: Any, demands: Any, names: Any, places: list[Path], **options: Any) -> np.ndarray:
    """Return scores (categories, demands) from packages on disk."""
    given = {"demands": demands, "method_config": {"impact_categories": names}, "data_objs": places}
    lca = cls(**given, **options)
    if hasattr(cls, "calculate"):
        return np.asarray(lca.calculate().values)
    lca.lci()
    lca.lcia()
    return np.array(list(lca.scores.values())).reshape(len(names), len(demands))


def measure(activities: int, demands: int, seed: int, rounds: int, folder: Path) -> dict[str, Timing]:
    """Compare what all of them give, then time them."""
    import bw2calc

    from roos import brightway

    cache = folder / "cache"
    os.environ["ROOS_CACHE_DIR"] = str(cache)
    system = with_few_categories(read(f"synthetic:activities={activities},seed={seed}"))
    packages, names = of_system(system)
    places = write_packages(packages, folder / f"packages-{activities}")
    chosen = np.random.default_rng(seed).choice(len(system.products), demands, replace=False)
    wanted = {f"demand {i}": {int(product): 1.0} for i, product in enumerate(chosen)}

    def call(cls: Any, *, first: bool = False, **options: Any) -> Callable[[], np.ndarray]:
        def run() -> np.ndarray:
            if first:
                shutil.rmtree(cache, ignore_errors=True)
            return scores(cls, wanted, names, places, **options)

        return run

    def installed() -> np.ndarray:
        with brightway.installed():
            return scores(bw2calc.MultiLCA, wanted, names, places)

    calls = {
        FIRST: call(brightway.MultiLCA, first=True),
        CACHED: call(brightway.MultiLCA),
        FAST_FIRST: call(brightway.FastScoresOnlyMultiLCA, first=True),
        FAST_CACHED: call(brightway.FastScoresOnlyMultiLCA),
        INSTALLED: installed,
        MULTI: call(bw2calc.MultiLCA),
    }
    if bw2calc.PYPARDISO or bw2calc.UMFPACK:
        calls |= {
            FORWARD: call(bw2calc.FastScoresOnlyMultiLCA, direction="forward"),
            ADJOINT: call(bw2calc.FastScoresOnlyMultiLCA, direction="adjoint"),
        }
    with _quiet():
        theirs = calls[MULTI]()
        for name, each in calls.items():
            np.testing.assert_allclose(
                each(), theirs, rtol=1e-9, atol=0.0, err_msg=f"{name} disagrees: nothing is compared"
            )
        return interleave(calls, rounds=rounds, budget=45.0)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def table(timings: dict[str, Timing]) -> str:
    """Return seconds, and how many times longer than ours each takes."""
    lines = ["| end to end | ms | × ours, first time | × ours, ordering cached |", "|---|---|---|---|"]
    for name, timing in timings.items():
        ratios = [f"{timing.ratio(timings[ours])[0]:.1f}" for ours in (FIRST, CACHED)]
        lines.append(f"| {name} | {1e3 * timing.median:.0f} | {' | '.join(ratios)} |")
    return "\n".join(lines)


def verdicts(timings: dict[str, Timing]) -> list[str]:
    """Return one line per goal whose peer is there."""
    lines = []
    for ours, peer, goal in GOALS:
        if peer in timings:
            ratio = timings[peer].ratio(timings[ours])[0]
            word = "reached" if ratio >= goal else "MISSED"
            lines.append(f"{word}: {ours}: {ratio:.1f} × faster than {peer} (goal {goal:g})")
    return lines


def main(argv: list[str] | None = None) -> int:
    """Write, compare, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.brightway", description=__doc__)
    parser.add_argument("--activities", type=int, default=22_000)
    parser.add_argument("--demands", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(argv)
    print(described())
    with tempfile.TemporaryDirectory() as folder:
        timings = measure(given.activities, given.demands, given.seed, given.rounds, Path(folder))
    print(f"\nn = {given.activities}, {given.demands} demands, seed {given.seed}, {given.rounds} rounds\n")
    print(table(timings))
    print("\n".join(["", *verdicts(timings)]))
    if given.json:
        seconds = {name: list(timing.seconds) for name, timing in timings.items()}
        given.json.write_text(
            json.dumps({**vars(given), "json": str(given.json), "seconds": seconds}, indent=1)
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
