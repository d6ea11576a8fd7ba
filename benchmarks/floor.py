"""How near the numeric phase is to its floor, and how well it stops: ``python -m benchmarks.floor``.

The floor is LAPACK's ``dgetrf`` alone at the size of the smallest nucleus in the table: no factorisation that
ends in that dense block can be faster. The stop is forced by weighing the dense phase more or less than the
cost model does; weight 1 is what roos chooses. The floor is taken among stops at densities of up to 0.5;
denser ones are shown to find the best stop.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from scipy.linalg.lapack import dgetrf

from benchmarks import libraries, registry
from benchmarks.timing import Timing, interleave
from roos import System
from roos.nucleus import DEFAULT, NucleusOptions, Numeric, factorise
from roos.threads import thread_count

#: Weights of the dense phase, relative to the cost model's own. Beyond these the sparse phase alone costs
#: more than the whole numeric phase at weight 1.
WEIGHTS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 0.7, 1.0, 2.0, 4.0)
#: Seconds of a turn: a numeric phase whose arrays another one pushed out of the cache is not what users see.
TURN = 0.15
#: Density of the nucleus up to which a stop counts for the floor, as in the design's table of stops.
DENSEST = 0.5
#: Largest numeric phase over the floor, and largest excess of the chosen stop over the best one.
FLOOR_LIMIT, STOP_LIMIT = 1.5, 1.1


@dataclass(frozen=True)
class Stop:
    """One stop of the elimination.

    Attributes
    ----------
    weight
        Of the dense phase.
    nucleus
        Rows of the largest nucleus.
    density
        Share of its entries that are structurally there.
    sparse_entries
        Numbers stored outside the nuclei.
    total, dense
        Seconds of the whole numeric phase, and of ``dgetrf`` alone at this size, one per round.
    """

    weight: float
    nucleus: int
    density: float
    sparse_entries: int
    total: Timing
    dense: Timing

    @property
    def sparse(self) -> float:
        """Seconds of what is not ``dgetrf``: median of the rounds' differences."""
        return float(np.median(np.array(self.total.seconds) - np.array(self.dense.seconds)))


def main(argv: list[str] | None = None) -> int:
    """Print the table; exit code 1 where a limit is exceeded and ``--check`` asks for it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", default="synthetic")
    parser.add_argument("--size", type=float, help="value on the case's axis; default: its first")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--check", action="store_true", help="fail where a limit is exceeded")
    given = parser.parse_args(argv)
    registry.load()
    case = registry.CASES[given.case]
    system = case.build(given.size or case.sweep[0], given.seed)
    if system is None:
        print(f"{case.name}: data not found")
        return 2
    print(libraries.described() + "\n")
    stops = measure(system, rounds=given.rounds)
    text, good = table(stops)
    print(text)
    if given.json:
        given.json.write_text(json.dumps([asdict(stop) for stop in stops], indent=1) + "\n")
    return int(given.check and not good)


def measure(system: System, *, weights: tuple[float, ...] = WEIGHTS, rounds: int = 7) -> list[Stop]:
    """Time the numeric phase of every stop, and the dense phase alone beside it, alternately."""
    matrix = system.technosphere.matrix
    values = matrix.data
    numerics: dict[float, Numeric] = {}
    for weight in weights:
        numerics[weight] = factorise(
            matrix.indptr, matrix.indices, values, reference=system.technosphere.reference,
            options=weighed(weight),
        )  # fmt: skip
    calls = {}
    for weight, numeric in numerics.items():
        calls[f"total {weight}"] = lambda numeric=numeric: numeric.refactorise(values)
        calls[f"dense {weight}"] = Dense(_largest(numeric))
    timings = interleave(calls, rounds=rounds, turn=TURN)
    return [
        Stop(
            weight,
            _largest(numeric),
            _density(numeric),
            numeric.symbolic.entries - int(numeric.symbolic.pattern.nucleus_offset[-1]),
            timings[f"total {weight}"],
            timings[f"dense {weight}"],
        )
        for weight, numeric in numerics.items()
    ]


def weighed(weight: float) -> NucleusOptions:
    """Return the options that roos uses, with the dense phase weighed."""
    costs = DEFAULT.costs
    dense = {field: weight * getattr(costs, field) for field in ("cubic", "square", "start")}
    return replace(DEFAULT, threads=thread_count(0), costs=costs._replace(**dense))


class Dense:
    """``dgetrf`` in place on a matrix of the nucleus's size that wants no exchanges, as ours hardly does."""

    def __init__(self, rows: int) -> None:
        rng = np.random.default_rng(20261)
        self.matrix = np.asfortranarray(rng.standard_normal((rows, rows)) + 4.0 * rows * np.eye(rows))
        self.work = self.matrix.copy(order="F")

    def __call__(self) -> None:
        if self.matrix.size:
            # the copy costs two per cent, and is in the numeric phase too, as gathering
            np.copyto(self.work, self.matrix)
            dgetrf(self.work, overwrite_a=1)


def table(stops: list[Stop]) -> tuple[str, bool]:
    """Return a markdown table with the verdict, and whether both limits are kept."""
    lines = [
        "| dense weight | nucleus | density | entries outside | sparse, ms | dense, ms | numeric phase, ms |",
        "|---|---|---|---|---|---|---|",
    ]
    for stop in stops:
        mark = "**" if stop.weight == 1.0 else ""
        lines.append(
            f"| {mark}{stop.weight:g}{mark} | {stop.nucleus} | {stop.density:.2f} | {stop.sparse_entries} | "
            f"{1e3 * stop.sparse:.1f} | {1e3 * stop.dense.median:.1f} | {1e3 * stop.total.median:.1f} |"
        )
    chosen = next(stop for stop in stops if stop.weight == 1.0)
    smallest = smallest_nucleus(stops)
    best = min(stops, key=lambda stop: stop.total.median)
    over_floor = chosen.total.ratio(smallest.dense)[0] if smallest.nucleus else 1.0
    over_own = chosen.total.ratio(chosen.dense)[0] if chosen.nucleus else 1.0
    over_best = chosen.total.ratio(best.total)[0]
    good_floor, good_stop = over_floor <= FLOOR_LIMIT, over_best <= STOP_LIMIT
    lines += [
        "",
        f"numeric phase as chosen over dgetrf alone at the smallest nucleus ({smallest.nucleus} rows): "
        f"{over_floor:.2f} (accepted up to {FLOOR_LIMIT}): {'yes' if good_floor else 'NO'}; "
        f"over dgetrf alone at its own size: {over_own:.2f}",
        f"chosen stop ({chosen.nucleus} rows) over the best one ({best.nucleus} rows): {over_best:.2f} "
        f"(accepted up to {STOP_LIMIT}): {'yes' if good_stop else 'NO'}",
    ]
    return "\n".join(lines), good_floor and good_stop


def smallest_nucleus(stops: list[Stop]) -> Stop:
    """Return the stop whose ``dgetrf`` is the floor: of the smallest nucleus that is not too dense."""
    usual = [stop for stop in stops if stop.density <= DENSEST] or stops
    return min(usual, key=lambda stop: stop.nucleus)


def _largest(numeric: Numeric) -> int:
    return int(numeric.symbolic.nuclei.max(initial=0))


def _density(numeric: Numeric) -> float:
    """Return the share of non-zeros in the largest nucleus when elimination stops: A + L U, by pattern."""
    symbolic = numeric.symbolic
    pattern, n = symbolic.pattern, symbolic.n
    block = int(np.argmax(symbolic.nuclei))
    place = slice(int(pattern.nucleus_start[block]), int(pattern.block_start[block + 1]))
    if place.start == place.stop:
        return 0.0
    a, lower, upper = (
        sp.csr_array((np.ones(columns.size), columns, indptr), shape=(n, n))
        for columns, indptr in (
            (pattern.a_column, pattern.a_indptr),
            (pattern.l_row, pattern.l_indptr),
            (pattern.u_column, pattern.u_indptr),
        )
    )
    lower = lower.T.tocsr()  # L is stored by columns
    left = a[place][:, place] + lower[place] @ upper[:, place]
    return float(left.nnz / (place.stop - place.start) ** 2)


if __name__ == "__main__":
    sys.exit(main())
