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
from roos.options import Options
from roos.refine import UNIT

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
    terms = factors.terms(transposed=True)
    for start in range(0, categories, options.batch):
        part = slice(start, min(start + options.batch, categories))
        right = np.ascontiguousarray(intensities.signed[part].toarray().T)
        direct = np.ascontiguousarray(intensities.absolute[part].toarray().T)
        solved = factors.solve_block(right, transposed=True)
        missed = solved.missed(terms)
        missed += intensities.rounding[part] * direct
        multipliers = solved.x
        error = inverse.apply_transposed(missed) + (rounding + 2 * UNIT) * np.abs(multipliers)
        sums = np.abs(transposed @ factors.solve_loosely(direct, transposed=True))
        scores[:, part] = transposed @ multipliers
        bound[:, part] = absolute @ error
        # contributions that cancel to nothing are judged by those of the demand's own lines
        contributions[:, part] = np.where(sums == 0.0, absolute @ np.abs(multipliers), sums)
        omega[part], steps[part] = solved.omega, solved.steps
        tell("solving", part.stop / categories)
    return Cells(scores, bound, contributions, omega, steps, None)
