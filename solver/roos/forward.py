"""The forward path: one solve per demand."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.absolute import AbsoluteInverse
from roos.cells import Cells
from roos.factorisation import Factorisation
from roos.intensity import Intensities
from roos.options import Options
from roos.refine import UNIT, Refined
from roos.threads import run_all, thread_count

Array = NDArray[np.float64]

#: Share of |Λ||r| that a signed Λ r is not trusted with: Λ is solved loosely, to a digit or two at the worst.
DISTRUST = 2.0**-6


def score_forward(
    factors: Factorisation,
    demands: sp.csc_array,
    intensities: Intensities,
    inverse: AbsoluteInverse,
    options: Options,
    keep_supply: bool,
    tell: Callable[[str, float], None],
) -> Cells:
    """Return D A⁻¹ F with bounds from the residual of each demand.

    Parameters
    ----------
    factors
        Of A.
    demands
        csc_array F (products × demands).
    intensities
        D = C B.
    inverse
        |A⁻¹|, used when there are more categories than ``options.bound_columns`` and than demands.
    options, keep_supply, tell
        As in :func:`roos.score`.
    """
    count, categories = demands.shape[1], intensities.signed.shape[0]
    scores, bound = np.empty((count, categories)), np.empty((count, categories))
    contributions, omega = np.empty_like(scores), np.empty(count)
    steps = np.empty(count, dtype=np.int64)
    supply = np.empty((factors.shape[1], count)) if keep_supply else None
    multipliers = None
    if categories <= max(options.bound_columns, count):
        dense = np.ascontiguousarray(intensities.signed.toarray().T)
        multipliers = factors.solve_loosely(dense, transposed=True).T
    terms, rounding = factors.terms(), intensities.rounding
    parts = [slice(s, min(s + options.batch, count)) for s in range(0, count, options.batch)]
    done = itertools.count(1)

    def work(part: slice) -> None:
        right = np.ascontiguousarray(demands[:, part].toarray())
        solved = factors.solve_block(right)
        if multipliers is None:
            spread = intensities.absolute @ inverse.apply(solved.missed(terms))
        else:
            spread = error_of_scores(multipliers, solved, terms)
        scores[part] = intensities.times(solved.x).T
        sums = (intensities.absolute @ np.abs(solved.x)).T
        contributions[part] = sums
        bound[part] = spread.T + rounding * sums
        if multipliers is not None:
            # contributions that cancel to nothing are judged by those of the demand's own lines
            contributions[part] = np.where(sums == 0.0, (np.abs(multipliers) @ np.abs(right)).T, sums)
        omega[part], steps[part] = solved.omega, solved.steps
        if supply is not None:
            supply[:, part] = solved.x
        tell("solving", next(done) / len(parts))

    run_all(work, parts, thread_count(options.threads))
    # the last rounding of the entries of s and of the score itself
    bound += 2 * UNIT * contributions
    return Cells(scores, bound, contributions, omega, steps, supply)


def error_of_scores(multipliers: Array, solved: Refined, terms: Array) -> Array:
    """Return a bound of |Λ r|, which is exactly what the error of a supply does to a score.

    The signed product sees the errors cancel that a product of absolute values would add up: with it the
    bound does not grow with the condition where the residual is known to more digits than it has.
    """
    doubted = DISTRUST * np.abs(solved.residual) + solved.hidden(terms)
    return np.abs(multipliers @ solved.residual) + np.abs(multipliers) @ doubted
