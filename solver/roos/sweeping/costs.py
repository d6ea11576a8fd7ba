"""What a step costs on this machine and this problem: measured, not assumed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from roos.intensity import Intensities
from roos.sweeping.problem import Problem

#: Columns of the wide solve that is timed.
WIDE = 16
#: Floating-point operations per second of one thread in the small systems, certificate included: about what
#: two-year-old laptops reach; the choice depends on it only where paths are near each other.
SMALL_SYSTEMS = 2e9


@dataclass(frozen=True)
class UnitCosts:
    """Seconds per step.

    Attributes
    ----------
    factorise
        Ordering and all, as it took when the base was factorised.
    refactorise
        New values on the known pattern.
    column, columns
        One right-hand side alone, and one of many.
    intensities
        D = C B anew.
    flop
        One operation in the batches of small systems, over all threads.
    """

    factorise: float
    refactorise: float
    column: float
    columns: float
    intensities: float
    flop: float

    @classmethod
    def measure(cls, problem: Problem, threads: int) -> UnitCosts:
        """Time each step once on the problem at hand; takes about two refactorisations."""
        factors, n = problem.factors, problem.factors.shape[0]
        right = np.zeros((n, WIDE))
        right[np.arange(WIDE) * (n // WIDE) if n >= WIDE else np.arange(WIDE) % n, np.arange(WIDE)] = 1.0
        one = np.ascontiguousarray(right[:, :1])
        factors.solve_loosely(one)  # compiled, and in the cache
        column = _timed(lambda: factors.solve_block(one))
        wide = _timed(lambda: factors.solve_block(right))
        again = _timed(lambda: factors.refactorise(factors.matrix.data))
        made = factors.report.seconds.get("numeric", again)
        products = _timed(lambda: Intensities.of(problem.characterisation, problem.biosphere))
        return cls(max(made, again), again, column, wide / WIDE, products, 1.0 / (SMALL_SYSTEMS * threads))

    def solves(self, columns: float) -> float:
        """Return the seconds of solving some columns together."""
        return self.column + max(0.0, columns - 1.0) * self.columns


def _timed(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start
