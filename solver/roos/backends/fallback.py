"""When a solver fails for a reason that is not the matrix: SuperLU takes over, and it is said.

A pivot of zero in a block that is singular is an answer, not a failure: E101 names the block. What is caught
here is everything else: a pivot of zero in a matrix that is not singular, no memory for an ordering, a
library that gives up, a mistake of ours. Where the user left the choice to roos, SuperLU does the work and
finding W302 is kept with the result; where he named a solver, the failure is his to know.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from roos.backends.protocol import BackendFactors, ZeroPivot
from roos.backends.superlu import SuperLUFactors
from roos.condition import condition_estimate
from roos.errors import Finding, RoosError, Severity, error
from roos.labels import Labels
from roos.options import Options
from roos.singular import name_singular_block, unnamed
from roos.structure import Structure


class AtHand(NamedTuple):
    """What is asked about a matrix when its factorisation fails, and computed only then."""

    matrix: Callable[[], sp.csc_array]
    structure: Callable[[], Structure]
    activities: Labels
    options: Options


def attempt(
    work: Callable[[], BackendFactors], solver: str, at_hand: AtHand
) -> tuple[BackendFactors, tuple[Finding, ...]]:
    """Return the factors that ``work`` makes, or SuperLU's with the finding that says why.

    Parameters
    ----------
    work
        Factorises or refactorises.
    solver
        Name of the solver that works.
    at_hand
        The matrix and what is known of it.

    Raises
    ------
    InputError
        E110 out of memory.
    SingularError
        E101 singular, E120 the solver failed and was named by the user, or nothing could take over.
    """
    try:
        factors = work()
        return factors, _declined(factors, solver)
    except RoosError:
        raise
    except ZeroPivot as problem:
        named = name_singular_block(at_hand.matrix(), at_hand.structure(), at_hand.activities)
        if named is not None:
            raise named from None
        if solver == SuperLUFactors.solver:
            raise unnamed(at_hand.activities, problem.activity) from None
        failure: Exception = problem
    except Exception as problem:
        if at_hand.options.backend != "auto" or solver == SuperLUFactors.solver:
            raise _failed(solver, problem) from problem
        failure = problem
    return _take_over(solver, failure, at_hand)


def _take_over(
    solver: str, failure: Exception, at_hand: AtHand
) -> tuple[BackendFactors, tuple[Finding, ...]]:
    reason = f"{solver} failed ({_words(failure)})"
    matrix = at_hand.matrix()
    try:
        factors = SuperLUFactors(matrix, reason)
        if isinstance(failure, ZeroPivot):
            _refuse_singular(matrix, factors, failure, at_hand)
    except ZeroPivot as problem:
        named = name_singular_block(matrix, at_hand.structure(), at_hand.activities)
        raise named or unnamed(at_hand.activities, problem.activity) from None
    except RoosError:
        raise
    except Exception as problem:
        raise _failed(SuperLUFactors.solver, problem, f"{reason}; ") from problem
    if at_hand.options.backend != "auto":
        raise _failed(solver, failure) from failure
    finding = Finding(
        "W302",
        Severity.WARNING,
        f"{reason}, so SuperLU took over: the results stand, only later",
        where=f"backend {solver}",
        hint="please report it with the matrix; Options(backend='superlu') leaves the attempt out",
    )
    return factors, (finding,)


def _refuse_singular(
    matrix: sp.csc_array, factors: SuperLUFactors, failure: ZeroPivot, at_hand: AtHand
) -> None:
    """Raise E101 where a solver found no pivot, and another finds the matrix singular up to rounding."""
    condition = condition_estimate(
        matrix, factors.solve, factors.solve_transposed, factors.row_scale, factors.column_scale
    )
    if not condition <= at_hand.options.condition_refuse / np.finfo(float).eps:
        raise unnamed(at_hand.activities, failure.activity)


def _declined(factors: BackendFactors, solver: str) -> tuple[Finding, ...]:
    """Say that a library had a reason not to factorise this matrix itself."""
    if not isinstance(factors, SuperLUFactors) or solver == factors.solver:
        return ()
    message = f"{factors.instead_of}, so SuperLU took over"
    return (Finding("W302", Severity.NOTE, message, where=f"backend {solver}"),)


def _words(problem: Exception) -> str:
    if isinstance(problem, ZeroPivot):
        return f"no pivot for activity number {problem.activity}, though the matrix is not singular"
    text = str(problem)
    return type(problem).__name__ + (f": {text}" if text else "")


def _failed(solver: str, problem: Exception, before: str = "") -> RoosError:
    if isinstance(problem, MemoryError):
        return error(
            "E110",
            f"{before}no memory for the factors of {solver}",
            where=f"backend {solver}",
            hint="free memory, or cut the system",
        )
    return error(
        "E120",
        f"{before}solver backend {solver} failed ({_words(problem)})",
        where=f"backend {solver}",
        hint="leave Options(backend='auto'), which goes on with SuperLU",
    )
