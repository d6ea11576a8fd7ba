"""Whether the generated systems cost peers what ecoinvent costs them: ``python -m benchmarks.calibration``.

Each figure stands beside the published one it imitates, with the band in which it is accepted. Seconds are
bands for a machine like the one of the README (two x86_64 cores); structure holds everywhere.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from benchmarks import libraries
from roos_inventories.synthetic import SyntheticArrays, facts, generate

SEEDS = (7, 8, 9)


@dataclass(frozen=True)
class Band:
    """One figure of the table.

    Attributes
    ----------
    name, unit
        What is measured.
    low, high
        Accepted from, and up to.
    published
        What is published, and where.
    timed
        Whether it depends on the machine.
    """

    name: str
    unit: str
    low: float
    high: float
    published: str
    timed: bool


FACTORISE = Band("pypardiso, factorize", "s", 0.35, 0.6, "not published; by the two below", True)
DIRECT = Band(
    "bw2calc.LCA, one sample", "ms", 400, 600, "416 in 3.10, 584 in 3.12 (bw2calc 3.1, 4 threads)", True
)
ITERATIVE = Band(
    "bw2calc.IterativeLCA, one sample", "ms", 60, 100, "74 in 3.10, 92 in 3.12 (bw2calc 3.1, 4 threads)", True
)
FILL = Band("SuperLU factors of A over those of Aᵀ", "×", 6, np.inf, "8.6 (bw2calc pull request 176)", False)
COMPONENT = Band("largest strong component", "% of n", 90, 100, "one large one (Kuczenski 2015)", False)
HUBS = Band("entries in the top 1 % of rows", "%", 35, 45, "37–46 (USLCI, premise)", False)


def main(argv: list[str] | None = None) -> int:
    """Print a table of figures by seed; exit code 1 where a band is missed and ``--check`` asks for it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--activities", type=int, default=22_000)
    parser.add_argument("--seed", type=int, action="append", help="default: 7, 8 and 9")
    parser.add_argument("--rounds", type=int, default=8, help="Monte Carlo samples")
    parser.add_argument("--no-fill", action="store_true", help="leave out SuperLU on A, which takes a minute")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--check", action="store_true", help="fail where a band is missed")
    given = parser.parse_args(argv)
    print(libraries.described() + "\n")
    seeds = tuple(given.seed or SEEDS)
    measured: dict[Band, list[float]] = {}
    for seed in seeds:
        made = generate(given.activities, seed)
        for band, value in figures(made, given.rounds, fill=not given.no_fill):
            measured.setdefault(band, []).append(value)
    text, good = table(measured, seeds)
    print(text)
    if given.json:
        records = [asdict(band) | {"values": values} for band, values in measured.items()]
        given.json.write_text(json.dumps(records, indent=1) + "\n")
    return int(given.check and not good)


def figures(made: SyntheticArrays, rounds: int, *, fill: bool) -> Iterator[tuple[Band, float]]:
    """Measure one system; figures whose peer is not installed are left out."""
    measured = facts(made)
    yield COMPONENT, 100 * float(measured["largest strong component"])
    yield HUBS, 100 * float(measured["entries in top 1 % of rows"])
    if fill:
        yield FILL, splu(made.A).nnz / splu(sp.csc_array(made.A.T)).nnz
    try:
        from pypardiso import PyPardisoSolver
    except ImportError:
        return
    solver, rows = PyPardisoSolver(), sp.csr_matrix(made.A)
    rows.sort_indices()
    yield FACTORISE, _median(lambda: solver.factorize(rows), min(rounds, 5))
    solver.free_memory(everything=True)
    import bw2calc

    yield DIRECT, 1e3 * _sample_seconds(bw2calc.LCA, made, rounds)
    yield ITERATIVE, 1e3 * _sample_seconds(bw2calc.IterativeLCA, made, rounds)


def table(measured: dict[Band, list[float]], seeds: tuple[int, ...]) -> tuple[str, bool]:
    """Return a markdown table, and whether every figure lies in its band."""
    lines = [
        f"| figure | ours, seed {' / '.join(map(str, seeds))} | accepted | in the band | published |",
        "|---|---|---|---|---|",
    ]
    good = True
    for band, values in measured.items():
        within = [band.low <= value <= band.high for value in values]
        good &= all(within)
        range_ = f"≥ {band.low:g}" if np.isinf(band.high) else f"{band.low:g}–{band.high:g}"
        verdict = "yes" if all(within) else " / ".join("yes" if one else "NO" for one in within)
        lines.append(
            f"| {band.name}, {band.unit} | {' / '.join(f'{value:.3g}' for value in values)} | {range_} | "
            f"{verdict} | {band.published} |"
        )
    return "\n".join(lines), good


def _sample_seconds(maker: Any, made: SyntheticArrays, rounds: int) -> float:
    """Return the median seconds of ``next(lca)``: draw A, B and C anew, solve, characterise."""
    from benchmarks.datapackages import of_arrays

    demanded = int(np.random.default_rng(1).integers(made.A.shape[0]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lca = maker({demanded: 1.0}, data_objs=of_arrays(made), use_distributions=True, seed_override=1)
        lca.lci()
        lca.lcia()
        return _median(lambda: next(lca), rounds)


def _median(call: Callable[[], object], rounds: int) -> float:
    call()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


if __name__ == "__main__":
    sys.exit(main())
