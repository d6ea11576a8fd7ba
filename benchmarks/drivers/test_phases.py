"""pytest-benchmark over case × phase × peer: ``pytest benchmarks/drivers --benchmark-only``.

For ratios that a noisy machine cannot bend use ``python -m benchmarks.compare``, which interleaves the peers;
these drivers are for saved baselines (``--benchmark-save``, ``--benchmark-compare``).
"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import registry
from benchmarks.measure import with_few_categories
from benchmarks.registry import Phase

registry.load()
SMALL = {"synthetic": 2_000, "synthetic spread": 3.0}


@pytest.mark.parametrize("phase", list(Phase), ids=str)
@pytest.mark.parametrize("peer", list(registry.PEERS))
@pytest.mark.parametrize("case", list(registry.CASES))
def test_phase(benchmark, case, peer, phase):
    found = registry.available_peers()
    if peer not in found:
        pytest.skip(f"{peer} is not installed")
    entry = registry.CASES[case]
    system = entry.build(SMALL.get(case, entry.sweep[0]), 7)
    if system is None:
        pytest.skip(f"the data of {case} is not here")
    solver = found[peer]()
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
    }.get(phase, matrix.data)
    benchmark(call, argument)
