"""The solver's phases: what ``python -m benchmarks.compare`` measures, and the floors beside it."""

from __future__ import annotations

import numpy as np

from benchmarks import floor, registry
from benchmarks.measure import CATEGORIES, measure
from benchmarks.page.record import FLOOR, Results, Row
from benchmarks.page.registry import Setting, register_part
from benchmarks.registry import Peer, Phase
from benchmarks.timing import Timing, interleave

#: Peer → column. Where two peers share a column they do different phases.
COLUMN = {
    "roos": "roos",
    "pypardiso": "bw2calc, pypardiso",
    "bw2calc": "bw2calc, pypardiso",
    "superlu At": "bw2calc, SciPy",
    "klu": "PyKLU",
    "superlu A": "SuperLU",
}
#: Phase → name of its row.
ROWS = {
    Phase.FACTORISE: "factorise, from nothing",
    Phase.REFACTORISE: "refactorise, new values",
    Phase.SOLVE_ONE: "one demand",
    Phase.SOLVE_MANY: "{many} demands, each",
    Phase.SOLVE_TRANSPOSED: f"{CATEGORIES} transposed right-hand sides",
    Phase.ALL_SCORES: f"all products × {CATEGORIES} categories",
}
#: Why a column has no figure in a row, where that is not for its length.
NOT_DONE = {
    (
        Phase.ALL_SCORES,
        "bw2calc, SciPy",
    ): "FastScoresOnlyMultiLCA refuses to run without pypardiso or UMFPACK",
    (Phase.SOLVE_TRANSPOSED, "PyKLU"): "its interface has no transposed solve",
}
#: A peer that would factorise for longer than this, in seconds, is not tried.
LONGEST = 30.0
#: How the time of a peer is taken to grow with size: the exponent of SuperLU's in README.md.
EXPONENT = 2.3
#: Calls above this, in seconds, are made once.
SLOW = 2.0
DGETRF = "dgetrf alone, at the smallest nucleus of a density up to 0.5"
PRODUCT = "dense product of as many numbers as the factors hold with as many columns"


@register_part("phases", place=2)
def phases(at: Setting) -> list[Row]:
    """Measure all phases of one generated system."""
    registry.load()
    system = registry.CASES["synthetic"].build(at.size, at.seed)
    assert system is not None
    peers: dict[str, Peer] = {}
    left_out: dict[str, str] = {}
    found = registry.available_peers()
    for name, column in COLUMN.items():
        expected = expected_seconds(at.known, at.size, column)
        if name not in found:
            left_out[column] = f"{name} is not installed"
        elif expected > LONGEST:
            left_out[column] = f"one factorisation would take about {expected:.0f} s"
        else:
            peers[name] = found[name]()
    measured = measure(system, peers, phases=tuple(ROWS), rounds=at.rounds, many=at.many, slow=SLOW)
    floors = _floors(system, peers["roos"], at)
    rows = []
    for phase, title in ROWS.items():
        share = at.many if phase is Phase.SOLVE_MANY else 1
        timings = {COLUMN[name]: timing for name, timing in measured.timings[phase].items()}
        timings[FLOOR] = floors[phase]
        done = {why: text for (which, why), text in NOT_DONE.items() if which is phase}
        differences = measured.score_disagreement if phase is Phase.ALL_SCORES else measured.disagreement
        rows.append(
            Row(
                title.format(many=f"{at.many:,}".replace(",", " ")),
                at.size,
                {column: tuple(s / share for s in timing.seconds) for column, timing in timings.items()},
                DGETRF if phase in (Phase.FACTORISE, Phase.REFACTORISE) else PRODUCT,
                {**left_out, **done},
                max(differences.values()),
            )
        )
    return rows


def expected_seconds(known: Results, size: int, column: str) -> float:
    """Return what a factorisation would take by the next smaller size; 0 where nothing is known."""
    smaller = [
        (row.size, timing.median)
        for row in known.rows
        if row.name == ROWS[Phase.FACTORISE] and row.size < size
        if (timing := row.timing(column)) is not None
    ]
    if not smaller:
        return 0.0
    n, seconds = max(smaller)
    return seconds * (size / n) ** EXPONENT


def _floors(system, ours: Peer, at: Setting) -> dict[Phase, Timing]:
    """Return the floor of each phase."""
    stop = floor.smallest_nucleus(floor.measure(system, weights=(0.5, 0.7, 1.0), rounds=at.rounds))
    side = max(1, round(np.sqrt(ours.factors._factors.entries)))
    rng = np.random.default_rng(at.seed)
    dense = rng.random((side, side))
    columns = {
        Phase.SOLVE_ONE: 1,
        Phase.SOLVE_MANY: at.many,
        Phase.SOLVE_TRANSPOSED: CATEGORIES,
        Phase.ALL_SCORES: CATEGORIES,
    }
    wide = {phase: np.asfortranarray(rng.random((side, count))) for phase, count in columns.items()}
    timings = interleave(
        {phase: lambda right=right: dense @ right for phase, right in wide.items()}, rounds=at.rounds
    )
    return {Phase.FACTORISE: stop.dense, Phase.REFACTORISE: stop.dense, **timings}
