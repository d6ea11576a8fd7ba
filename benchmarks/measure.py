"""One case through all phases and peers, with the answers compared before anything is believed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from benchmarks.registry import Peer, Phase
from benchmarks.timing import Timing, interleave

#: Right-hand sides of the batch phase, and of the transposed phase.
MANY, CATEGORIES = 1000, 18
#: Largest difference of two solvers' answers, relative to the largest entry of the column.
AGREEMENT = 1e-6


@dataclass
class Measured:
    """Timings of one case.

    Attributes
    ----------
    timings
        phase → peer → timing; `solve many` is per demand.
    bytes
        peer → bytes of factors.
    disagreement
        peer → largest difference from the first peer's supply, relative per column.
    """

    size: int
    entries: int
    timings: dict[Phase, dict[str, Timing]] = field(default_factory=dict)
    bytes: dict[str, int | None] = field(default_factory=dict)
    disagreement: dict[str, float] = field(default_factory=dict)


def measure(
    matrix: sp.csc_array,
    peers: dict[str, Peer],
    *,
    phases: tuple[Phase, ...] = tuple(Phase),
    rounds: int = 7,
    many: int = MANY,
) -> Measured:
    """Time peers alternately on one matrix, ours first; raises when the answers disagree."""
    rng = np.random.default_rng(20251)
    n = matrix.shape[0]
    for peer in peers.values():
        peer.prepare(matrix)
    result = Measured(n, matrix.nnz)
    one = np.zeros(n)
    one[rng.integers(n)] = 1.0
    wide = np.zeros((n, many))
    wide[rng.integers(0, n, many), np.arange(many)] = 1.0
    weights = rng.random((n, CATEGORIES))
    values = matrix.data * rng.uniform(0.999, 1.001, matrix.nnz)
    arguments = {
        Phase.FACTORISE: matrix.data,
        Phase.REFACTORISE: values,
        Phase.NUMERIC: values,
        Phase.SOLVE_ONE: one,
        Phase.SOLVE_MANY: wide,
        Phase.SOLVE_TRANSPOSED: weights,
    }
    first: np.ndarray | None = None
    for name, peer in peers.items():
        supply = np.asarray(peer.phases()[Phase.SOLVE_MANY](wide[:, :20].copy()))
        first = supply if first is None else first
        gap = np.abs(supply - first).max(axis=0) / np.abs(first).max(axis=0)
        result.disagreement[name] = float(gap.max())
        if not result.disagreement[name] <= AGREEMENT:
            raise AssertionError(f"{name} disagrees by {result.disagreement[name]:.1e}: nothing is compared")
    for phase in phases:
        calls = {}
        for name, peer in peers.items():
            call = peer.phases().get(phase)
            if call is not None:
                calls[name] = lambda call=call, argument=arguments[phase]: call(argument)
        result.timings[phase] = interleave(calls, rounds=rounds)
    result.bytes = {name: peer.factor_bytes() for name, peer in peers.items()}
    return result
