"""Distributions of the entries of a matrix, in the fields of `stats_arrays`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from roos_inventories.synthetic.shape import Flags, Floats, Ints, seven_digits

#: Identifiers of `stats_arrays`: 0 undefined, 1 no uncertainty, 2 lognormal.
UNDEFINED: Final = 0
CERTAIN: Final = 1
LOGNORMAL: Final = 2


@dataclass(frozen=True)
class Uncertainty:
    """One row per stored entry of a matrix, in the order of its data.

    A lognormal entry of a matrix is ±exp(loc + scale·z), negative where `negative`; any other is `loc`.

    Attributes
    ----------
    row, col : numpy.ndarray
        Place of the entry.
    type : numpy.ndarray
        Identifier of the distribution.
    loc, scale, shape, minimum, maximum : numpy.ndarray
        Parameters; not a number where the distribution has none.
    negative : numpy.ndarray
        Sign of a lognormal entry.
    """

    row: Ints
    col: Ints
    type: npt.NDArray[np.uint8]
    loc: Floats
    scale: Floats
    shape: Floats
    minimum: Floats
    maximum: Floats
    negative: Flags

    def structured(self) -> npt.NDArray[np.void]:
        """Return the same as one structured array with these fields."""
        fields = list(self.__dataclass_fields__)
        out = np.empty(len(self.row), dtype=[(name, getattr(self, name).dtype) for name in fields])
        for name in fields:
            out[name] = getattr(self, name)
        return out


def make_uncertainty(
    rng: np.random.Generator, matrix: sp.csc_array, certain: Flags, undefined: Flags, median: float
) -> Uncertainty:
    """Give every entry a lognormal, but those said to be certain or undefined.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of the scales.
    matrix : scipy.sparse.csc_array
        Matrix whose entries are the medians.
    certain, undefined : numpy.ndarray
        Per stored entry: production amounts, and the shares of market mixes.
    median : float
        Median of the scale; pedigree scores give 0.05 to 0.6 (Weidema et al. 2013, ecoinvent report 1).
    """
    value, size = matrix.data, matrix.nnz
    lognormal = ~(certain | undefined) & (value != 0)
    kind = np.where(lognormal, LOGNORMAL, np.where(undefined, UNDEFINED, CERTAIN)).astype(np.uint8)
    scale = np.clip(median * np.exp(0.5 * rng.standard_normal(size)), 0.02, 0.6)
    nothing = np.full(size, np.nan)
    return Uncertainty(
        row=matrix.indices.astype(np.int64),
        col=np.repeat(np.arange(matrix.shape[1], dtype=np.int64), np.diff(matrix.indptr)),
        type=kind,
        loc=np.where(lognormal, np.log(np.abs(np.where(lognormal, value, 1.0))), value),
        scale=np.where(lognormal, seven_digits(scale), np.nan),
        shape=nothing,
        minimum=nothing.copy(),
        maximum=nothing.copy(),
        negative=lognormal & (value < 0),
    )
