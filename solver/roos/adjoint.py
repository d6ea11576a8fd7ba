"""The adjoint path: one transposed solve per category, whatever the number of demands."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.absolute import AbsoluteInverse
from roos.cells import Cells
from roos.factorisation import Factorisation
from roos.intensity import Intensities
from roos.kernels.residual import residual_twofold
from roos.options import Options
from roos.refine import UNIT, Refined

Array = NDArray[np.float64]


def score_adjoint(
    factors: Factorisation,
    demands: sp.csc_array,
    intensities: Intensities,
    inverse: AbsoluteInverse,
    options: Options,
    keep_supply: bool,
    tell: Callable[[str, float], None],
) -> Cells:
    """Return Λ F with bounds from the residual of each category.

    Parameters as in :func:`roos.forward.score_forward`; ``keep_supply`` must be False.
    """
    assert not keep_supply
    count, categories = demands.shape[1], intensities.signed.shape[0]
    scores, bound = np.empty((count, categories)), np.empty((count, categories))
    contributions, omega = np.empty_like(scores), np.empty(categories)
    steps = np.empty(categories, dtype=np.int64)
    transposed = sp.csr_array(demands.T)
    absolute = abs(transposed)
    rounding = (int(np.diff(demands.indptr).max(initial=0)) + 2) * UNIT
    for start in range(0, categories, options.batch):
        part = slice(start, min(start + options.batch, categories))
        solved, error, direct = certified_multipliers(factors, intensities, inverse, part)
        multipliers = solved.x
        error += (rounding + 2 * UNIT) * np.abs(multipliers)
        sums = np.abs(transposed @ factors.solve_loosely(direct, transposed=True))
        scores[:, part] = transposed @ multipliers
        bound[:, part] = absolute @ error
        # contributions that cancel to nothing are judged by those of the demand's own lines
        contributions[:, part] = np.where(sums == 0.0, absolute @ np.abs(multipliers), sums)
        omega[part], steps[part] = solved.omega, solved.steps
        tell("solving", part.stop / categories)
    return Cells(scores, bound, contributions, omega, steps, None)


def certified_multipliers(
    factors: Factorisation, intensities: Intensities, inverse: AbsoluteInverse, part: slice
) -> tuple[Refined, Array, Array]:
    """Return the multipliers of some categories.

    Parameters
    ----------
    factors
        Of A.
    intensities
        D.
    inverse
        |A⁻¹|.
    part
        The categories.

    Returns
    -------
    solved
        Its ``x`` is Λᵀ, float64 (products, k).
    error
        float64 (products, k), new: bound of the error of each multiplier.
    direct
        float64 (activities, k): |C||B| of these categories.
    """
    right = np.ascontiguousarray(intensities.signed[part].toarray().T)
    direct = np.ascontiguousarray(intensities.absolute[part].toarray().T)
    solved = _measured_twofold(factors, factors.solve_block(right, transposed=True), right)
    residue = intensities.residue[part].toarray().T
    error = _error_of_multipliers(factors, inverse, solved, residue, intensities.unseen * direct)
    return solved, error, direct


def _measured_twofold(factors: Factorisation, solved: Refined, right: Array) -> Refined:
    """Return the solution with a residual in twofold precision, which costs little for a few categories."""
    if solved.twofold.all():
        return solved
    columns = factors.matrix  # the columns of A are the rows of Aᵀ
    residual, size, omega = np.empty(right.shape), np.empty(right.shape), np.empty(right.shape[1])
    x = np.ascontiguousarray(solved.x)
    residual_twofold(columns.indptr, columns.indices, columns.data, x, right, residual, size, omega)
    twofold = np.ones(right.shape[1], dtype=np.bool_)
    return solved._replace(residual=residual, size=size, omega=omega, twofold=twofold)


def _error_of_multipliers(
    factors: Factorisation, inverse: AbsoluteInverse, solved: Refined, residue: Array, unseen: Array
) -> Array:
    """Return a bound of the error of each multiplier, float64 (products, k).

    The error is A⁻ᵀr with r the residual against the unrounded intensities. Since r is known to more digits
    than it has, one more solve gives that error itself, d, and only what is left of r after it goes through
    |A⁻ᵀ|, which would add up what in truth cancels.

    Parameters
    ----------
    residue, unseen
        float64 (activities, k): what the rounding of the intensities left, and a bound of what is left then.
    """
    terms = factors.terms(transposed=True)
    left = solved.residual + residue
    d = factors.solve_loosely(left, transposed=True)
    backwards = factors.matrix.T
    doubted = solved.hidden(terms) + unseen + 2 * UNIT * np.abs(left)
    doubted += np.abs(left - backwards @ d) + (terms * UNIT)[:, None] * (abs(backwards) @ np.abs(d))
    return np.abs(d) + inverse.apply_transposed(doubted)
