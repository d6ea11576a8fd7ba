"""One case through all phases and peers, with the answers compared before anything is believed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.registry import Peer, Phase
from benchmarks.timing import Timing, interleave
from roos import Labels, Method, System

#: Right-hand sides of the batch phase, and of the transposed phase.
MANY, CATEGORIES = 1000, 18
#: Largest difference of two solvers' answers, relative to the largest entry of the column.
AGREEMENT = 1e-6
#: The same for all scores, relative to the largest score of the category.
SCORES_AGREEMENT = 1e-8


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
        peer → largest difference from the first peer's supply, relative per column; of a peer without
        supply, from the first peer's scores.
    score_disagreement
        peer → the same of all scores, relative per category.
    """

    size: int
    entries: int
    timings: dict[Phase, dict[str, Timing]] = field(default_factory=dict)
    bytes: dict[str, int | None] = field(default_factory=dict)
    disagreement: dict[str, float] = field(default_factory=dict)
    score_disagreement: dict[str, float] = field(default_factory=dict)


def measure(
    system: System,
    peers: dict[str, Peer],
    *,
    phases: tuple[Phase, ...] = tuple(Phase),
    rounds: int = 7,
    many: int = MANY,
    slow: float = math.inf,
) -> Measured:
    """Time peers alternately on one system, ours first; raises when the answers disagree.

    A call that takes longer than `slow` seconds is made once in its phase.
    """
    system = with_few_categories(system)
    matrix = system.technosphere.matrix
    rng = np.random.default_rng(20251)
    n = matrix.shape[0]
    for peer in peers.values():
        peer.prepare(system)
        if Phase.FACTORISE in peer.phases():
            peer.phases()[Phase.FACTORISE](matrix.data)
    result = Measured(n, matrix.nnz)
    one = np.zeros(n)
    one[rng.integers(n)] = 1.0
    wide = np.zeros((n, many))
    wide[rng.integers(0, n, many), np.arange(many)] = 1.0
    weights = rng.random((n, CATEGORIES))
    values = matrix.data * rng.uniform(0.999, 1.001, matrix.nnz)
    arguments: dict[Phase, np.ndarray | None] = {
        Phase.FACTORISE: matrix.data,
        Phase.REFACTORISE: values,
        Phase.NUMERIC: values,
        Phase.KERNEL: values,
        Phase.SOLVE_ONE: one,
        Phase.SOLVE_MANY: wide,
        Phase.SOLVE_TRANSPOSED: weights,
        Phase.ALL_SCORES: None,
        Phase.ALL_CERTIFIED: None,
    }
    result.disagreement = compared(peers, Phase.SOLVE_MANY, wide[:, :20], AGREEMENT)
    if Phase.ALL_SCORES in phases:
        result.score_disagreement = compared(peers, Phase.ALL_SCORES, None, SCORES_AGREEMENT)
    result.disagreement = {**result.score_disagreement, **result.disagreement}
    result.disagreement = {name: result.disagreement[name] for name in peers if name in result.disagreement}
    for phase in phases:
        calls = {}
        for name, peer in peers.items():
            call = peer.phases().get(phase)
            if call is None and phase is Phase.KERNEL:
                call = peer.phases().get(Phase.REFACTORISE)
            if call is not None:
                calls[name] = lambda call=call, argument=arguments[phase]: call(argument)
        if calls:
            result.timings[phase] = interleave(calls, rounds=rounds, slow=slow)
    result.bytes = {name: peer.factor_bytes() for name, peer in peers.items()}
    return result


def compared(
    peers: dict[str, Peer], phase: Phase, argument: np.ndarray | None, limit: float
) -> dict[str, float]:
    """Return how far each peer's answer is from the first one's; raises where that is too far."""
    gaps: dict[str, float] = {}
    first: np.ndarray | None = None
    for name, peer in peers.items():
        call = peer.phases().get(phase)
        if call is None:
            continue
        answer = np.asarray(call(None if argument is None else argument.copy()))
        # the long axis of either answer holds products or activities
        first, along = (answer if first is None else first), int(np.argmax(answer.shape))
        size = np.maximum(np.abs(first).max(axis=along), np.finfo(float).tiny)
        gaps[name] = float((np.abs(answer - first).max(axis=along) / size).max())
        if not gaps[name] <= limit:
            raise AssertionError(f"{name} disagrees by {gaps[name]:.1e} in {phase}: nothing is compared")
    return gaps


def with_few_categories(system: System) -> System:
    """Return the system with its first categories alone, as many as a method of today has."""
    method = system.characterisation
    if method is None or len(method.categories) <= CATEGORIES:
        return system
    names = method.categories
    labels = Labels("category", *(c[:CATEGORIES] for c in (names.ids, names.names, names.units)))
    few = Method.build(method.name, method.matrix[:CATEGORIES], labels)
    return replace(system, characterisation=few)
