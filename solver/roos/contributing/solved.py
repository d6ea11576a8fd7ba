"""The numbers of one score: supply and multipliers, and how far each way of adding it up may be off."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.factorisation import Factorisation
from roos.forward import error_of_scores
from roos.intensity import Intensities
from roos.refine import UNIT

Array = NDArray[np.float64]


class Solved(NamedTuple):
    """One demand solved forward, and one category transposed.

    Attributes
    ----------
    activity_of
        int32 (products,): activity paired with each product.
    intensities, absolute
        float64 (activities,): D = C B and |C||B| of the category.
    supply, multipliers
        float64 (activities,) and (products,).
    score, bound, size
        The score, its error bound, and Σ|C||B||s|.
    spread
        The part of the bound that comes from the supply: |λ·r| for r = f − A s.
    residual
        float64 (activities,): bound of |ρ|, ρ = D − Aᵀλ.
    unseen
        Relative error of D.
    """

    activity_of: NDArray[np.int32]
    intensities: Array
    absolute: Array
    supply: Array
    multipliers: Array
    score: float
    bound: float
    size: float
    spread: float
    residual: Array
    unseen: float

    @classmethod
    def of(cls, factors: Factorisation, demand: sp.csc_array, intensities: Intensities) -> Solved:
        """Solve once each way.

        Parameters
        ----------
        factors
            Of A.
        demand
            csc_array (products × 1).
        intensities
            Of one category.
        """
        asked = np.ascontiguousarray(demand.toarray())
        weights = np.ascontiguousarray(intensities.signed.toarray().T)
        absolute = intensities.absolute.toarray()[0]
        forward = factors.solve_block(asked)
        backward = factors.solve_block(weights, transposed=True)
        multipliers = np.ascontiguousarray(backward.x.T)
        spread = float(error_of_scores(multipliers, forward, factors.terms())[0, 0])
        supply = np.ascontiguousarray(forward.x[:, 0])
        size = float(absolute @ np.abs(supply))
        bound = spread + (float(intensities.rounding[0]) + 2 * UNIT) * size
        if size == 0.0:  # contributions that cancel to nothing are judged by those of the demand's own lines
            size = float(np.abs(multipliers[0]) @ np.abs(asked[:, 0]))
        activity_of = np.empty(factors.shape[0], dtype=np.int32)
        activity_of[factors.product_of] = np.arange(factors.shape[1], dtype=np.int32)
        score = float(intensities.times(forward.x)[0, 0])
        missed = backward.missed(factors.terms(transposed=True))[:, 0]
        return cls(
            activity_of, weights[:, 0], absolute, supply, multipliers[0], score, bound, size, spread, missed,
            intensities.unseen,
        )  # fmt: skip

    @property
    def relative(self) -> float:
        """The error bound relative to Σ|contribution|."""
        scale = np.float64(max(self.size, abs(self.score)))
        with np.errstate(all="ignore"):
            return 0.0 if self.bound == 0.0 else float(np.float64(self.bound) / scale)

    def bound_of_parts(self, flows: int) -> float:
        """Return how far from the true score a sum over activities or flows may be.

        Parameters
        ----------
        flows
            Most flows that an activity exchanges: with the number of activities, terms of a wide sum.
        """
        wide = (self.supply.size + flows) * float(np.finfo(np.longdouble).eps)
        return self.spread + (6 * UNIT + self.unseen + wide) * self.size

    def bound_of_tiers(self, levels: Array, values: Array) -> float:
        """Return how far from the true score a sum of direct emissions and multipliers may be.

        Direct emissions and inputs of activities at levels x add up to λ·f + ρ·x, and λ·f = D·s − ρ·s + λ·r;
        D·s is the forward score, whose own error is λ·r once more.

        Parameters
        ----------
        levels
            float64 (activities,): |x|.
        values
            float64: the terms.
        """
        ran = np.abs(self.supply) + levels
        missed = float(self.residual @ ran) + (2 * UNIT + self.unseen) * float(self.absolute @ ran)
        return 2 * self.spread + missed + 6 * UNIT * float(np.abs(values).sum())
