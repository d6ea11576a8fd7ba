"""Splitting one score by activity and by flow: arrays in, arrays out, no solve.

With s the supply of a demand, D = C B and g = B s,

    h = Σ_j D_j s_j = Σ_i C_i g_i = Σ_ij C_i B_ij s_j.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


class Exchanges(NamedTuple):
    """Elementary exchanges that count, each with what it contributes.

    Attributes
    ----------
    activities, flows
        int64 (lines,).
    amounts, values
        float64 (lines,): B_ij s_j and C_i B_ij s_j.
    """

    activities: Ints
    flows: Ints
    amounts: Array
    values: Array


def activity_contributions(intensities: Array, supply: Array) -> Array:
    """Return D_j s_j.

    Parameters
    ----------
    intensities, supply
        float64 (activities,): the row of D = C B for one category, and the supply of one demand.

    Returns
    -------
    ndarray
        float64 (activities,), new.
    """
    return np.asarray(intensities * supply)


def flow_contributions(factors: Array, biosphere: sp.csc_array, supply: Array) -> tuple[Array, Array]:
    """Return the inventory g = B s and C_i g_i.

    Parameters
    ----------
    factors
        float64 (flows,): the row of C for one category.
    biosphere
        csc_array B (flows × activities).
    supply
        float64 (activities,).

    Returns
    -------
    tuple
        g and the contributions, float64 (flows,), new. Sums are carried in extended precision.
    """
    wide = biosphere.astype(np.longdouble) @ supply.astype(np.longdouble)
    return wide.astype(np.float64), (factors.astype(np.longdouble) * wide).astype(np.float64)


def exchange_contributions(factors: Array, biosphere: sp.csc_array, supply: Array) -> Exchanges:
    """Return C_i B_ij s_j for all exchanges where it is not zero, parameters as in `flow_contributions`."""
    activity = np.repeat(np.arange(biosphere.shape[1]), np.diff(biosphere.indptr))
    counts = np.flatnonzero((factors[biosphere.indices] != 0.0) & (supply[activity] != 0.0))
    activity, flow = activity[counts], biosphere.indices[counts].astype(np.int64)
    amounts = biosphere.data[counts] * supply[activity]
    return Exchanges(activity, flow, amounts, factors[flow] * amounts)
