"""Loading a Brightway datapackage: roos beside bw_processing and bw2calc, alternately in one process.

``python -m benchmarks.loading`` writes a generated system of ecoinvent's size with its distributions as a
bw_processing package, checks that both load the same matrices, and prints how much longer bw2calc takes to
load the static part. Peak memory, and seconds with imports, are measured in fresh processes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.timing import Timing, interleave
from roos_inventories import read, sources, system_cache
from roos_inventories.synthetic import SyntheticArrays, generate

#: What is timed, in order; the first is what the others are compared with.
BRIGHTWAY = "bw_processing.load_datapackage + bw2calc.LCA.load_lci_data"
FIRST = "roos, first load"
KEEPING = "roos, first load and keeping it"
CACHED = "roos, from the cache"
FILES = "reading the package's files, nothing made of them"


def write_package(system: SyntheticArrays, path: Path, *, labels: bool) -> None:
    """Write a system as Brightway does: integer ids, flipped inputs, distributions, one group a category."""
    import bw_processing as bwp
    import pandas as pd
    from bw_processing.io_helpers import generic_directory_filesystem

    path.mkdir()
    package = bwp.create_datapackage(fs=generic_directory_filesystem(dirpath=path), name="synthetic")
    nodes = np.arange(1, system.A.shape[0] + 1)
    flows = nodes[-1] + 1 + np.arange(system.B.shape[0])
    for name, matrix, rows, known in (
        ("technosphere", system.A, nodes, system.uncertainty_a),
        ("biosphere", system.B, flows, system.uncertainty_b),
    ):
        flip = (system.reference[known.col] != known.row) & (name == "technosphere")
        distributions = np.empty(matrix.nnz, dtype=bwp.UNCERTAINTY_DTYPE)
        distributions["uncertainty_type"] = known.type
        for field in ("scale", "shape", "minimum", "maximum"):
            distributions[field] = getattr(known, field)
        values = np.where(flip, -matrix.data, matrix.data)
        distributions["loc"] = np.where(known.type == 2, known.loc, values)
        distributions["negative"] = (known.type == 2) & (values < 0)
        package.add_persistent_vector(
            matrix=f"{name}_matrix",
            name=name,
            indices_array=_indices(rows[known.row], nodes[known.col]),
            data_array=values,
            distributions_array=distributions,
            **({"flip_array": flip} if name == "technosphere" else {}),
        )
    factors = system.C.tocoo()
    for category in range(system.C.shape[0]):
        chosen = factors.row == category
        package.add_persistent_vector(
            matrix="characterization_matrix",
            name=f"category_{category}",
            identifier=["method", str(category)],
            indices_array=_indices(flows[factors.col[chosen]], np.zeros(chosen.sum(), dtype=np.int64)),
            data_array=factors.data[chosen],
        )
    both = [("technosphere", "rows"), ("technosphere", "cols")]
    for name, known, ids, valid_for in (
        ("activities", system.activities, nodes, both),
        ("flows", system.flows, flows, [("biosphere", "rows")]),
    ):
        if labels:
            places = known.locations or ("",) * len(ids)
            columns = {"id": ids, "name": known.names, "unit": known.units, "location": places}
            package.add_csv_metadata(dataframe=pd.DataFrame(columns), valid_for=valid_for, name=name)
    package.finalize_serialization()


def _indices(rows: Any, columns: Any) -> Any:
    import bw_processing as bwp

    indices = np.empty(len(rows), dtype=bwp.INDICES_DTYPE)
    indices["row"], indices["col"] = rows, columns
    return indices


def load_brightway(path: Path) -> Any:
    """Return a bw2calc.LCA with the static technosphere and biosphere of a package."""
    import bw2calc
    import bw_processing as bwp
    from bw_processing.io_helpers import generic_directory_filesystem

    package = bwp.load_datapackage(generic_directory_filesystem(dirpath=path))
    lca = bw2calc.LCA({1: 1.0}, data_objs=[package], use_distributions=False)
    lca.load_lci_data()
    return lca


@contextmanager
def kept_at(cache: Path) -> Iterator[None]:
    """Keep systems in this folder, however small, and however lately their files were written."""
    with (
        patch.dict(os.environ, {"ROOS_CACHE_DIR": str(cache)}),
        patch.multiple(sources, TICK=-1.0, COARSE_TICK=-1.0),
        patch.object(system_cache, "SMALLEST", 0),
    ):
        os.environ.pop("ROOS_NO_CACHE", None)
        yield


def measure(path: Path, cache: Path, *, rounds: int) -> dict[str, Timing]:
    """Time all ways of loading a package, and reading its files alone, after comparing what they load."""

    def keeping() -> object:
        system_cache.clear_cache()
        return read(path)

    with kept_at(cache):
        lca, first, cached = load_brightway(path), keeping(), read(path)
        theirs = (lca.technosphere_matrix, lca.biosphere_matrix)
        for system in (first, cached):
            pairs = zip((system.technosphere.matrix, system.biosphere), theirs, strict=True)
            for ours, other in pairs:
                if ours.shape != other.shape or (ours != other).nnz:
                    raise AssertionError("the matrices differ: nothing is compared")
        del lca, first, cached, theirs
        calls: dict[str, Callable[[], object]] = {
            BRIGHTWAY: lambda: load_brightway(path),
            FIRST: lambda: read(path, cache=False),
            KEEPING: keeping,
            CACHED: lambda: read(path),
            FILES: lambda: [file.read_bytes() for file in path.iterdir()],
        }
        return interleave(calls, rounds=rounds)


# getrusage counts what the parent had in memory when it forked; Linux says what this program itself needed
_ALONE = """
import os, re, sys, time
def peak():
    try:
        return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
    except OSError:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
start = time.perf_counter()
from pathlib import Path
if sys.argv[1] == "brightway":
    from benchmarks.loading import load_brightway
    kept = load_brightway(Path(sys.argv[2]))
else:
    from roos_inventories import read
    kept = read(Path(sys.argv[2]), cache=sys.argv[1] == "cached")
seconds = time.perf_counter() - start
print(peak(), seconds)
"""


def alone(path: Path, cache: Path, way: str) -> tuple[float, float]:
    """Return peak memory in MiB, and seconds, of a fresh process that loads a package (POSIX)."""
    root = Path(__file__).resolve().parents[1]
    places = [str(root), *(str(root / part) for part in ("solver", "inventories", "cli"))]
    environment = os.environ | {"ROOS_CACHE_DIR": str(cache), "PYTHONPATH": os.pathsep.join(places)}
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, way, str(path)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    memory, seconds = map(float, done.stdout.split())
    return memory, seconds


def main(argv: list[str] | None = None) -> None:
    """Write, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loading", description=__doc__)
    parser.add_argument("--activities", type=int, default=22_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args(argv)
    system = generate(given.activities, given.seed)
    print(f"n = {system.A.shape[0]}, A {system.A.nnz}, B {system.B.nnz}, {system.C.shape[0]} categories")
    with tempfile.TemporaryDirectory() as room:
        for labels in (False, True):
            path, cache = Path(room) / f"package-{labels}", Path(room) / f"cache-{labels}"
            write_package(system, path, labels=labels)
            print(f"\npackage {'with names, units and locations' if labels else 'of numbers only'}")
            timings = measure(path, cache, rounds=given.rounds)
            for name, timing in timings.items():
                middle, low, high = timings[BRIGHTWAY].ratio(timing)
                print(f"  {1000 * timing.median:7.1f} ms  {middle:5.1f} × ({low:.1f} to {high:.1f})  {name}")
            for way in ("brightway", "first", "cached"):
                found = [alone(path, cache, way) for _ in range(3)]
                memory, seconds = (statistics.median(values) for values in zip(*found, strict=True))
                print(f"  {memory:5.0f} MiB at most, {seconds:.2f} s with imports, in a fresh process: {way}")


if __name__ == "__main__":
    main()
