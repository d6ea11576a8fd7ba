"""One scenario that changes most values: intensities, characterised supplies, and what proves a bound.

A is given by columns (csc); `product_of` pairs each column with its row. ⟨A⟩ is the comparison matrix: |a|
on paired entries, −|a| elsewhere. Sums that end in a score are carried in twofold precision (Knuth; the error
of a product by `roos.kernels.row_sums.product_error`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel
from roos.kernels.row_sums import product_error

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]


@kernel
def dense_intensities(
    b_indptr: _Ints,
    b_indices: _Ints,
    b_data: _Reals,
    c_indptr: _Ints,
    c_indices: _Ints,
    c_data: _Reals,
    first: int,
    last: int,
    signed: _Reals,
    size: _Reals,
) -> None:
    """Compute rows ``first`` to ``last`` of (C B)ᵀ, rounded once, and of (|C||B|)ᵀ.

    Parameters
    ----------
    b_indptr, b_indices, b_data
        B by activities: int32 (activities + 1,), int32 and float64 (entries,).
    c_indptr, c_indices, c_data
        C by flows.
    signed, size : float64 (activities, categories)
        Written in those rows.
    """
    categories = signed.shape[1]
    low = np.empty(categories)
    for j in range(first, last):
        for k in range(categories):
            signed[j, k] = 0.0
            size[j, k] = 0.0
            low[k] = 0.0
        for p in range(b_indptr[j], b_indptr[j + 1]):
            b = b_data[p]
            i = b_indices[p]
            for q in range(c_indptr[i], c_indptr[i + 1]):
                k = c_indices[q]
                c = c_data[q]
                product = c * b
                high = signed[j, k]
                total = high + product
                part = total - high
                low[k] += ((high - (total - part)) + (product - part)) + product_error(c, b, product)
                signed[j, k] = total
                size[j, k] += abs(product)
        for k in range(categories):
            signed[j, k] += low[k]


@kernel
def characterised(
    b_indptr: _Ints,
    b_indices: _Ints,
    b_data: _Reals,
    c_indptr: _Ints,
    c_indices: _Ints,
    c_data: _Reals,
    s: _Reals,
    doubt: _Reals,
    scores: _Reals,
    size: _Reals,
    spread: _Reals,
    work: _Reals,
) -> None:
    """Compute C B s rounded once, |C||B||s| and |C||B| times a bound of the error of s.

    Parameters
    ----------
    b_indptr, b_indices, b_data
        B by activities.
    c_indptr, c_indices, c_data
        C by categories.
    s, doubt : float64 (activities,)
        A supply and a bound of its error.
    scores, size, spread : float64 (categories,)
        Written.
    work : float64 (4, flows)
        Workspace.
    """
    for t in range(4):
        for i in range(work.shape[1]):
            work[t, i] = 0.0
    high, low, amount, wrong = work[0], work[1], work[2], work[3]
    for j in range(s.shape[0]):
        x, e = s[j], doubt[j]
        if x == 0.0 and e == 0.0:
            continue
        for p in range(b_indptr[j], b_indptr[j + 1]):
            b = b_data[p]
            i = b_indices[p]
            product = b * x
            before = high[i]
            total = before + product
            part = total - before
            low[i] += ((before - (total - part)) + (product - part)) + product_error(b, x, product)
            high[i] = total
            amount[i] += abs(product)
            wrong[i] += abs(b) * e
    for k in range(scores.shape[0]):
        total, below, absolute, bound = 0.0, 0.0, 0.0, 0.0
        for p in range(c_indptr[k], c_indptr[k + 1]):
            c = c_data[p]
            i = c_indices[p]
            product = c * high[i]
            after = total + product
            part = after - total
            below += ((total - (after - part)) + (product - part)) + product_error(c, high[i], product)
            below += c * low[i]
            total = after
            absolute += abs(c) * amount[i]
            bound += abs(c) * wrong[i]
        scores[k] = total + below
        size[k] = absolute
        spread[k] = bound


@kernel
def absolute_by_columns(indptr: _Ints, indices: _Ints, data: _Reals, x: _Reals, out: _Reals) -> None:
    """Add |A||x| to ``out``, float64 (products,)."""
    for j in range(x.shape[0]):
        amount = abs(x[j])
        if amount == 0.0:
            continue
        for p in range(indptr[j], indptr[j + 1]):
            out[indices[p]] += abs(data[p]) * amount


@kernel
def absolute_transposed(indptr: _Ints, indices: _Ints, data: _Reals, y: _Reals, out: _Reals) -> None:
    """Add |A|ᵀ|y| to ``out``, float64 (activities,)."""
    for j in range(out.shape[0]):
        total = 0.0
        for p in range(indptr[j], indptr[j + 1]):
            total += abs(data[p] * y[indices[p]])
        out[j] += total


@kernel
def comparison_image(
    indptr: _Ints,
    indices: _Ints,
    data: _Reals,
    product_of: _Ints,
    x: _Reals,
    transposed: bool,
    image: _Reals,
    size: _Reals,
    entries: _Reals,
) -> None:
    """Compute ⟨A⟩x or ⟨A⟩ᵀx for x ≥ 0, |A|x or |A|ᵀx, and the entries of each row of it.

    Parameters
    ----------
    image, size, entries : float64 (products,) or (activities,) where transposed
        Written.
    """
    image[:] = 0.0
    size[:] = 0.0
    entries[:] = 0.0
    for j in range(product_of.shape[0]):
        own = product_of[j]
        for p in range(indptr[j], indptr[j + 1]):
            i = indices[p]
            term = abs(data[p]) * (x[i] if transposed else x[j])
            at = j if transposed else i
            size[at] += term
            entries[at] += 1.0
            image[at] += term if i == own else -term


@kernel
def row_signs(indptr: _Ints, indices: _Ints, data: _Reals, product_of: _Ints, signs: _Reals) -> None:
    """Write the sign of each product's paired entry, float64 (products,)."""
    for j in range(product_of.shape[0]):
        for p in range(indptr[j], indptr[j + 1]):
            if indices[p] == product_of[j]:
                signs[indices[p]] = -1.0 if data[p] < 0.0 else 1.0


@kernel
def combined(values: _Reals, scale: _Reals, out: _Reals) -> None:
    """Compute out_j = Σ_k |values_jk| · scale_k, float64 (n,)."""
    for j in range(values.shape[0]):
        total = 0.0
        for k in range(values.shape[1]):
            total += abs(values[j, k]) * scale[k]
        out[j] = total
