"""Equilibration of a paired matrix by exact powers of two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.kernels.equilibrate import (
    entry_factors,
    largest_entries,
    paired_entries,
    powers_of_two,
    supply,
    supply_shares,
)
from roos.nucleus.arrays import plain_indices, plain_reals
from roos.nucleus.options import DEFAULT, NucleusOptions
from roos.nucleus.symbolic import Symbolic

Ints = NDArray[np.int32]
Reals = NDArray[np.float64]

#: The supply is good enough once a sweep changes no entry by more than this factor: at 1.05 LAPACK still made
#: an exchange that cost two digits of the transposed solve.
SETTLED = 1.01


@dataclass(frozen=True, eq=False)
class Scaling:
    """Powers of two; the factorised matrix is diag(products) · A · diag(activities).

    Attributes
    ----------
    products, activities : float64 (n,)
        Factors of rows and columns.
    entries : float64 (nnz,)
        Product of both, for each stored entry.
    trim : float64 (n,)
        Supply over its power of two, about 0.7 to 1.4, by activity. Columns of a nucleus are multiplied by
        it, so that LAPACK sees dominant production pivots and exchanges none: 32 exchanges caused by powers
        of two alone were measured to cost two digits.
    by_supply
        Whether the supply of a positive demand was found, or maxima had to do.
    """

    products: Reals
    activities: Reals
    entries: Reals
    trim: Reals
    by_supply: bool


def equilibrate(
    indptr: Ints, indices: Ints, data: Reals, symbolic: Symbolic, options: NucleusOptions = DEFAULT
) -> Scaling:
    """Scale the columns by the supply of a positive demand and the rows so that production becomes 1.

    Parameters
    ----------
    indptr, indices, data
        A by columns, finite; read only.
    symbolic
        Its pairing and blocks.
    """
    n = symbolic.n
    indptr, indices, data = plain_indices(indptr), plain_indices(indices), plain_reals(data)
    by_rows = sp.csr_array(sp.csc_array((data, indices, indptr), shape=(n, n)))
    production = np.empty(n)
    paired_entries(indptr, indices, data, symbolic.product_of, production)
    np.abs(production, out=production)
    needed = np.ones(n)
    rows = by_rows.indptr.astype(np.int32, copy=False), by_rows.indices.astype(np.int32, copy=False)
    ends, users, shares = np.empty(n, np.int32), np.empty(data.size, np.int32), np.empty(data.size)
    supply_shares(*rows, by_rows.data, symbolic.product_of, symbolic.order, production, ends, users, shares)
    supply(ends, users, shares, symbolic.order, options.sweeps, SETTLED, needed)
    row_power, column_power = np.empty(n), np.empty(n)
    made = np.empty(n)
    with np.errstate(over="ignore", invalid="ignore"):
        made[symbolic.product_of] = needed * production
    sound = powers_of_two(needed, column_power) and powers_of_two(made, row_power)
    if sound:
        row_power = -row_power
    else:
        largest_rows, largest_columns = np.empty(n), np.empty(n)
        largest_entries(indptr, indices, data, largest_rows, largest_rows, largest_columns)
        powers_of_two(largest_rows, row_power)
        powers_of_two(largest_columns, column_power)
        row_power, column_power = -row_power, -column_power
    trim = np.ldexp(needed, -column_power.astype(np.int32)) if sound else np.ones(n)
    products = np.ldexp(1.0, row_power.astype(np.int32))
    activities = np.ldexp(1.0, column_power.astype(np.int32))
    entries = np.empty(data.size)
    entry_factors(indptr, indices, products, activities, entries)
    return Scaling(products, activities, entries, trim, sound)
