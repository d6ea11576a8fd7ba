"""Whether a solved block may be handed out: singular up to rounding, or not refined well enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos.kernels.certified import Rule
from roos.kernels.residual import growth
from roos.options import Options
from roos.refine import Refined
from roos.singular import exactly_singular_block

if TYPE_CHECKING:
    from roos.factorisation import Factorisation

Array = NDArray[np.float64]

#: Pivot of the equilibrated matrix from which exact singularity is looked for.
TINY_PIVOT = 1e-12
#: Growth of a solution over its right-hand side, both equilibrated, from which the condition is looked at.
GROWTH_TRIGGER = 1e10
#: Perturbations of the data tried on each solution of a system that is known to be singular up to rounding,
#: and the seed of their signs: the same solution gets the same verdict.
PROBES, SEED = 2, 20202


def refuse_exactly_singular(factors: Factorisation, smallest_pivot: float) -> None:
    """Raise E101 where a tiny pivot comes from a block that is singular in exact arithmetic.

    Equilibration by a supply rounds, so that an exact zero may show as a pivot of 1e-17. Small blocks are
    decided by rational elimination; larger ones are left to E102, which sees the growth of a solution.
    """
    limit = factors.options.condition_refuse / np.finfo(float).eps
    if smallest_pivot > TINY_PIVOT or factors.condition <= limit:
        return
    problem = exactly_singular_block(factors.matrix, factors.structure, factors.activities)
    if problem is not None:
        raise problem


def rule(options: Options) -> Rule:
    """Return when one solution may be handed out after one step: where :func:`judge` would let it pass."""
    most = options.warn_bound
    return Rule(min(options.refine_target, most), options.refine_gain, most, GROWTH_TRIGGER)


def judge(factors: Factorisation, refined: Refined, right: Array, transposed: bool) -> None:
    """Raise where a solution is noise.

    A matrix that is singular up to rounding shows itself by a solution far larger than its right-hand side,
    so the condition, which costs a handful of solves, is estimated only then.

    Raises
    ------
    SingularError
        E102 singular up to rounding.
    AccuracyError
        E118 backward error above ``options.warn_bound`` and not accepted.
    """
    options = factors.options
    limit = options.condition_refuse / np.finfo(float).eps
    scale_in, scale_out = factors.row_scale, factors.column_scale
    if transposed:
        scale_in, scale_out = scale_out, scale_in
    grown = np.empty(right.shape[1])
    growth(refined.x, scale_out, right, scale_in, grown)
    suspicious = ~(np.isfinite(refined.omega) & (grown <= GROWTH_TRIGGER))
    if suspicious.any() and not factors.condition <= limit:
        column = int(np.flatnonzero(suspicious)[0])
        size = np.nan_to_num(np.abs(refined.x[:, column] / scale_out), nan=np.inf)
        raise _singular_up_to_rounding(factors, "largest", int(np.argmax(size)), transposed)
    if factors.smallest_pivot <= TINY_PIVOT and not factors.condition <= limit:
        noise = _noise(factors, refined.x, transposed)
        if noise.max(initial=0.0) > options.condition_refuse:
            row = int(np.argmax(noise.max(axis=1)))
            raise _singular_up_to_rounding(factors, "least certain", row, transposed)
    bad = np.flatnonzero(~(refined.omega <= options.warn_bound))
    if bad.size and not options.accept_inaccurate:
        raise error(
            "E118",
            f"backward error {refined.omega[bad[0]]:.1e} after refinement",
            where=f"column {int(bad[0])} of the right-hand side",
            hint="check the magnitudes of the data; Options(accept_inaccurate=True) returns it",
        )


def _noise(factors: Factorisation, x: Array, transposed: bool) -> Array:
    """Return by how much each entry of a solution moves, relative to itself, when the data moves by an ulp.

    A demand that uses a near-singular loop only a little does not grow by much, and yet its part inside the
    loop is noise; one that does not reach the loop is as good as any.
    """
    matrix = factors.matrix.T if transposed else factors.matrix
    moved = np.finfo(float).eps * (abs(matrix) @ np.abs(x))
    rng = np.random.default_rng(SEED)
    most = np.zeros(x.shape)
    for _ in range(PROBES):
        signs = rng.choice((-1.0, 1.0), size=(moved.shape[0], 1))
        probe = np.abs(factors.solve_loosely(moved * signs, transposed=transposed))
        np.maximum(most, probe, out=most)
    return np.divide(most, np.abs(x), out=np.zeros(x.shape), where=x != 0.0)


def _singular_up_to_rounding(factors: Factorisation, which: str, row: int, transposed: bool) -> RoosError:
    labels = factors.products if transposed else factors.activities
    return error(
        "E102",
        f"the technosphere is singular up to rounding (condition estimate {factors.condition:.1e})",
        where=f"{which}: {labels.kind} {labels.describe(row)}",
        hint="look for a loop that uses up all it makes; `roos check` names it",
    )
