"""pytest-benchmark over case × phase × peer: ``pytest benchmarks/drivers --benchmark-only``.

For ratios that a noisy machine cannot bend use ``python -m benchmarks.compare``, which interleaves the peers;
these drivers are for saved baselines (``--benchmark-save``, ``--benchmark-compare``). With
``--benchmark-disable`` everything runs once, on tiny systems.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

from benchmarks import registry
from benchmarks.measure import with_few_categories
from benchmarks.registry import Phase
from roos import System

registry.load()
FOUND = registry.available_peers()
SMALL = {"synthetic": 2_000, "synthetic spread": 3.0}


@functools.cache
def system_of(case: str, tiny: bool) -> System | None:
    """Return the system of a case, built once for all peers and phases."""
    entry = registry.CASES[case]
    if tiny:
        return entry.tiny() if entry.tiny else None
    return entry.build(SMALL.get(case, entry.sweep[0]), 7)


@pytest.mark.parametrize("phase", list(Phase), ids=str)
@pytest.mark.parametrize("peer", list(registry.PEERS))
@pytest.mark.parametrize("case", list(registry.CASES))
def test_phase(benchmark, case, peer, phase):
    if peer not in FOUND:
        pytest.skip(f"{peer} is not installed")
    system = system_of(case, benchmark.disabled)
    if system is None:
        pytest.skip(f"the data of {case} is not here, or not for a run without timing")
    solver = FOUND[peer]()
    matrix = system.technosphere.matrix
    solver.prepare(with_few_categories(system))
    call = solver.phases().get(phase)
    if call is None:
        pytest.skip(f"{peer} has no phase of its own for this")
    if Phase.FACTORISE in solver.phases():
        solver.phases()[Phase.FACTORISE](matrix.data)
    n = matrix.shape[0]
    argument = {
        Phase.SOLVE_ONE: np.eye(n, 1)[:, 0],
        Phase.SOLVE_MANY: np.eye(n, 100),
        Phase.SOLVE_TRANSPOSED: np.ones((n, 18)),
        Phase.ALL_SCORES: None,
        Phase.ALL_CERTIFIED: None,
    }.get(phase, matrix.data)
    answer = benchmark(call, argument)
    if phase in (Phase.SOLVE_ONE, Phase.SOLVE_MANY):
        # against the largest term: the spread case is badly scaled by intent
        terms = abs(matrix) @ np.abs(answer)
        assert np.abs(matrix @ np.asarray(answer) - argument).max() <= 1e-8 * terms.max()
