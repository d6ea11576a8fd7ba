"""L A⁻¹ R with error bounds: by solving for the columns of R, or for the rows of L, whichever are fewer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.absolute import AbsoluteInverse
from roos.adjoint import certified_multipliers
from roos.factorisation import Factorisation
from roos.forward import error_of_scores
from roos.intensity import Intensities
from roos.refine import UNIT

Array = NDArray[np.float64]

#: Most rows for which a bound of the forward path solves for their multipliers, loosely.
FEW = 64


class Bilinear(NamedTuple):
    """L A⁻¹ R.

    Attributes
    ----------
    tables
        float64 (4, rows, columns): values, bounds of their errors, |L| A⁻¹ R, and |L A⁻¹ R|.
    backward_error
        Largest of the systems solved.
    """

    tables: Array
    backward_error: float


def solves(rows: int, columns: int) -> tuple[int, int]:
    """Return the columns that are solved for, forward and transposed, error bounds included."""
    return columns + (rows if rows <= FEW else columns), 3 * rows


def bilinear(
    factors: Factorisation, inverse: AbsoluteInverse, left: Intensities, right: sp.csc_array
) -> Bilinear:
    """Return L A⁻¹ R, certified.

    Parameters
    ----------
    factors, inverse
        Of A, and its |A⁻¹|.
    left
        L (rows × activities).
    right
        csc_array R (products × columns).
    """
    forward, transposed = solves(left.signed.shape[0], right.shape[1])
    run = _forward if forward <= transposed else _transposed
    return run(factors, inverse, left, right)


def _forward(
    factors: Factorisation, inverse: AbsoluteInverse, left: Intensities, right: sp.csc_array
) -> Bilinear:
    rows, columns = left.signed.shape[0], right.shape[1]
    tables, worst = np.empty((4, rows, columns)), 0.0
    multipliers = None
    if rows <= FEW:
        dense = np.ascontiguousarray(left.signed.toarray().T)
        multipliers = factors.solve_loosely(dense, transposed=True).T
    rounding = left.rounding[:, None] + 2 * UNIT
    for start in range(0, columns, factors.options.batch):
        part = slice(start, min(start + factors.options.batch, columns))
        solved = factors.solve_block(np.ascontiguousarray(right[:, part].toarray()))
        terms = factors.terms()
        if multipliers is None:
            spread = left.absolute @ inverse.apply(solved.missed(terms))
        else:
            spread = error_of_scores(multipliers, solved, terms)
        tables[0, :, part] = left.times(solved.x)
        tables[1, :, part] = spread + rounding * (left.absolute @ np.abs(solved.x))
        tables[2, :, part] = left.absolute @ solved.x
        worst = max(worst, float(solved.omega.max(initial=0.0)))
    np.abs(tables[0], out=tables[3])
    return Bilinear(tables, worst)


def _transposed(
    factors: Factorisation, inverse: AbsoluteInverse, left: Intensities, right: sp.csc_array
) -> Bilinear:
    rows, columns = left.signed.shape[0], right.shape[1]
    tables, worst = np.empty((4, rows, columns)), 0.0
    across = sp.csr_array(right.T)
    absolute = abs(across)
    rounding = (int(np.diff(right.indptr).max(initial=0)) + 4) * UNIT
    for start in range(0, rows, factors.options.batch):
        part = slice(start, min(start + factors.options.batch, rows))
        solved, error, direct = certified_multipliers(factors, left, inverse, part)
        error += rounding * np.abs(solved.x)
        tables[0, part] = (across @ solved.x).T
        tables[1, part] = (absolute @ error).T
        tables[2, part] = (across @ factors.solve_loosely(direct, transposed=True)).T
        tables[3, part] = (absolute @ np.abs(solved.x)).T
        worst = max(worst, float(solved.omega.max(initial=0.0)))
    return Bilinear(tables, worst)
