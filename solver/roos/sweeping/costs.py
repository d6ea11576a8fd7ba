"""What a step costs on this machine and this problem: measured, not assumed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from roos.sweeping.problem import Problem

#: Columns of the wide solve that is timed.
WIDE = 16
#: Floating-point operations per second and thread in the batches of small systems, certificates included. Not
#: measured: paths whose order it would decide are so near each other that either will do.
SMALL_SYSTEMS = 3e9


@dataclass(frozen=True)
class UnitCosts:
    """Seconds per step.

    Attributes
    ----------
    factorise
        Ordering and all, as it took when the base was factorised.
    column, columns
        One right-hand side alone, and one of many.
    flop
        One operation in the batches of small systems, over all threads.
    refactorise, score
        New values on the known pattern, and the certified scores of one scenario after that; None where they
        were not measured, because other paths cost less than their solves alone.
    """

    factorise: float
    column: float
    columns: float
    flop: float
    refactorise: float | None = None
    score: float | None = None

    @classmethod
    def measure(cls, problem: Problem, threads: int) -> UnitCosts:
        """Time the solves once on the problem at hand."""
        factors, n = problem.factors, problem.factors.shape[0]
        right = np.zeros((n, WIDE))
        right[np.linspace(0, n - 1, WIDE).astype(np.int64), np.arange(WIDE)] = 1.0
        one = np.ascontiguousarray(right[:, :1])
        factors.solve_block(one)  # compiled, and in the cache
        column = _timed(lambda: factors.solve_block(one))
        wide = _timed(lambda: factors.solve_block(right))
        made = float(sum(factors.report.seconds.values()))
        return cls(made, column, wide / WIDE, 1.0 / (SMALL_SYSTEMS * threads))

    def with_scenarios(self, problem: Problem, direction: str) -> UnitCosts:
        """Time a whole scenario as well: refactorised in memory at hand, and scored."""
        values = problem.factors.matrix.data
        own = problem.factors.refactorise(values)
        again = _timed(lambda: own.refactorise(values, out=own))
        problem.block(direction)
        return replace(self, refactorise=again, score=_timed(lambda: problem.block(direction)))

    def solves(self, columns: float) -> float:
        """Return the seconds of solving some columns together."""
        return self.column + max(0.0, columns - 1.0) * self.columns


def _timed(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start
