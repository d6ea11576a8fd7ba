"""Brightway with one line changed, end to end: packages on disk in, scores out, one run of a script each.

``python -m benchmarks.brightway`` writes a generated system of ecoinvent's size as zipped datapackages, one
for the inventory and one per category, and times making the object, loading, calculating and reading the
scores, with the classes of bw2calc and those of ``roos.brightway``. Each run is a process of its own, as a
script is; repeated in one process, bw2calc's MultiLCA was seen to take less than half the time. Imports are
excluded: a calculation with a small system goes before, and for ours ``roos.warm_up()``, as loading compiled
kernels is what importing a compiled module is to others. "First time" is with an empty cache of orderings.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.datapackages import of_system
from benchmarks.libraries import described
from benchmarks.measure import with_few_categories
from benchmarks.timing import Timing
from roos import ordering_cache
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
    (CACHED, MULTI, 20.0),
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


def prepared(activities: int, demands: int, seed: int, folder: Path) -> None:
    """Write packages and demands of a system into a folder."""
    system = with_few_categories(read(f"synthetic:activities={activities},seed={seed}"))
    packages, names = of_system(system)
    write_packages(packages, folder)
    chosen = np.random.default_rng(seed).choice(len(system.products), demands, replace=False)
    content = {"names": names, "demands": {f"demand {i}": int(product) for i, product in enumerate(chosen)}}
    (folder / "run.json").write_text(json.dumps(content))


def run(way: str, folder: Path) -> np.ndarray:
    """Return the scores of a prepared folder by one of the ways."""
    import bw2calc

    from roos import brightway

    content = json.loads((folder / "run.json").read_text())
    names = [tuple(name) for name in content["names"]]
    demands = {name: {product: 1.0} for name, product in content["demands"].items()}
    places = [folder / f"{number}.zip" for number in range(len(names) + 1)]
    if way == INSTALLED:
        with brightway.installed():
            return scores(bw2calc.MultiLCA, demands, names, places)
    module = brightway if way.startswith("roos") else bw2calc
    cls = module.FastScoresOnlyMultiLCA if "FastScores" in way else module.MultiLCA
    options = {ADJOINT: {"direction": "adjoint"}, FORWARD: {"direction": "forward"}}.get(way, {})
    return scores(cls, demands, names, places, **options)


def child(way: str, small: Path, large: Path, result: Path) -> float:
    """Warm up, and return the seconds of one run; its scores are left in a file."""
    warnings.simplefilter("ignore")
    run(way, small)
    if way.startswith("roos") or way == INSTALLED:
        import roos

        roos.warm_up()
        ordering_cache.wait()
    if way in (FIRST, FAST_FIRST):
        shutil.rmtree(os.environ["ROOS_CACHE_DIR"], ignore_errors=True)
    start = time.perf_counter()
    found = run(way, large)
    seconds = time.perf_counter() - start
    np.save(result, found)
    return seconds


def ways() -> list[str]:
    """Return what can run here."""
    import bw2calc

    fast = [FORWARD, ADJOINT] if bw2calc.PYPARDISO or bw2calc.UMFPACK else []
    return [FIRST, CACHED, FAST_FIRST, FAST_CACHED, INSTALLED, MULTI, *fast]


def measure(activities: int, demands: int, seed: int, rounds: int, folder: Path) -> dict[str, Timing]:
    """Time all ways in turn, each in a process of its own, after comparing what they give."""
    small, large, result = folder / "small", folder / "large", folder / "scores.npy"
    prepared(min(activities, 200), min(demands, 25), seed, small)
    prepared(activities, demands, seed, large)
    root = Path(__file__).resolve().parents[1]
    sources = [str(root), *(str(root / part) for part in ("solver", "inventories", "cli"))]
    environment = os.environ | {
        "ROOS_CACHE_DIR": str(folder / "cache"),
        "PYTHONPATH": os.pathsep.join(sources),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways()}
    theirs = None
    for _ in range(rounds):
        for way in (MULTI, *(each for each in taken if each != MULTI)):
            command = [sys.executable, "-W", "ignore", "-m", "benchmarks.brightway", "--child", way]
            command += [str(small), str(large), str(result)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            found = np.load(result)
            theirs = found if theirs is None else theirs
            compare(way, found, theirs)
            taken[way].append(float(done.stdout.split()[-1]))
    return {way: Timing(tuple(seconds)) for way, seconds in taken.items()}


def compare(way: str, found: np.ndarray, theirs: np.ndarray) -> None:
    """Stop where scores differ from those of bw2calc's MultiLCA."""
    message = f"{way} disagrees: nothing is compared"
    np.testing.assert_allclose(found, theirs, rtol=1e-9, atol=0.0, err_msg=message)


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
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if given.child:
        print(child(given.child[0], *map(Path, given.child[1:])))
        return 0
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
