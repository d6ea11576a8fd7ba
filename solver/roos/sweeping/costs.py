"""What a step costs: work counted on the problem, and how fast this machine does it.

The choice of a path decides the last bits of a result, and the same inputs promise the same bits. It rests
therefore on counted work alone, at rates whose ratios are fixed. The machine is measured for one factor
common to all, a power of two: it makes the seconds that people read right and changes no comparison.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from roos.sweeping.problem import Problem

#: Columns of the solve that is timed.
WIDE = 16
# Seconds per unit of work, measured once on two cores of a server; only their ratios choose.
#: One entry of the factors, for one right-hand side alone and for one of many.
ALONE, TOGETHER = 7.5e-10, 1.3e-10
#: One operation of LAPACK on the nucleus, one sparse entry of the factors made anew.
DENSE, SPARSE = 1.1e-11, 1.6e-8
#: One exchange of A or B in the products and bounds of a scenario.
EXCHANGE = 8e-9
#: One operation in the batches of small systems.
SMALL = 1.7e-10
#: What a solve, a refactorisation and the scores of one scenario take however small the system is.
SOLVE, AGAIN, SCORE = 2e-5, 2e-4, 1e-3
#: Ordering and all, in refactorisations.
FIRST = 6.0


@dataclass(frozen=True)
class UnitCosts:
    """Seconds per step.

    Attributes
    ----------
    factorise, refactorise
        Ordering and all; new values on the known pattern.
    score
        Taking the values of one scenario into D and bounding its scores, beside the solves.
    column, columns
        One right-hand side alone, and one of many.
    flop
        One operation in the batches of small systems.
    """

    factorise: float
    refactorise: float
    score: float
    column: float
    columns: float
    flop: float

    @classmethod
    def of(cls, problem: Problem) -> UnitCosts:
        """Count the work of each step; takes the time of two solves."""
        report = problem.factors.report
        entries = report.factor_entries
        nucleus = int(str(report.details.get("nucleus", 0)))
        again = AGAIN + DENSE * nucleus**3 * 2 / 3 + SPARSE * max(0, entries - nucleus**2)
        exchanges = problem.factors.matrix.nnz + problem.biosphere.nnz
        counted = cls(
            FIRST * again,
            again,
            SCORE + EXCHANGE * exchanges,
            SOLVE + ALONE * entries,
            TOGETHER * entries + SOLVE / 8,
            SMALL,
        )
        return counted._at(_pace(problem, counted.solves(WIDE)))

    def solves(self, columns: float) -> float:
        """Return the seconds of solving some columns together."""
        return self.column + max(0.0, columns - 1.0) * self.columns

    def _at(self, factor: float) -> UnitCosts:
        return UnitCosts(*(factor * getattr(self, name) for name in self.__dataclass_fields__))


def _pace(problem: Problem, counted: float) -> float:
    """Return how long this machine takes for what is counted as one second, a power of two."""
    n = problem.factors.shape[0]
    right = np.zeros((n, WIDE))
    right[np.linspace(0, n - 1, WIDE).astype(np.int64), np.arange(WIDE)] = 1.0
    problem.factors.solve_block(right)  # compiled, and in the cache
    seconds = _timed(lambda: problem.factors.solve_block(right))
    return float(2.0 ** round(math.log2(max(seconds, 1e-9) / counted)))


def _timed(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start
