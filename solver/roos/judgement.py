"""Whether a solved block may be handed out: singular up to rounding, or not refined well enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.kernels.residual import growth
from roos.refine import Refined
from roos.singular import exactly_singular_block

if TYPE_CHECKING:
    from roos.factorisation import Factorisation

Array = NDArray[np.float64]

#: Pivot of the equilibrated matrix from which exact singularity is looked for.
TINY_PIVOT = 1e-12
#: Growth of a solution over its right-hand side, both equilibrated, from which the condition is looked at.
GROWTH_TRIGGER = 1e10


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
    scale_in, scale_out = factors.row_scale, factors.column_scale
    if transposed:
        scale_in, scale_out = scale_out, scale_in
    grown = np.empty(right.shape[1])
    growth(refined.x, scale_out, right, scale_in, grown)
    suspicious = ~(np.isfinite(refined.omega) & (grown <= GROWTH_TRIGGER))
    if suspicious.any() and not factors.condition <= options.condition_refuse / np.finfo(float).eps:
        column = int(np.flatnonzero(suspicious)[0])
        size = np.nan_to_num(np.abs(refined.x[:, column] / scale_out), nan=np.inf)
        labels = factors.products if transposed else factors.activities
        raise error(
            "E102",
            f"the technosphere is singular up to rounding (condition estimate {factors.condition:.1e})",
            where=f"largest: {labels.kind} {labels.describe(int(np.argmax(size)))}",
            hint="look for a loop that uses up all it makes; `roos check` names it",
        )
    bad = np.flatnonzero(~(refined.omega <= options.warn_bound))
    if bad.size and not options.accept_inaccurate:
        raise error(
            "E118",
            f"backward error {refined.omega[bad[0]]:.1e} after refinement",
            where=f"column {int(bad[0])} of the right-hand side",
            hint="check the magnitudes of the data; Options(accept_inaccurate=True) returns it",
        )
