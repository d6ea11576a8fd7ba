"""Matrices and vectors as callers give them: real numbers in places that exist, or refused by name.

SciPy converts complex numbers by dropping a part, takes masked values at their face, and writes outside its
arrays where an index is damaged; none of it may reach a number that is handed out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import error


def real(given: Any, where: str) -> Any:
    """Return what was given as a NumPy array or sparse matrix of real numbers, not copied.

    Raises
    ------
    InputError
        E117 complex, text, objects, rows of unequal length, masked values.
    """
    if np.ma.is_masked(given):
        raise error("E117", "masked values are missing values", where=where, hint="fill them on purpose")
    try:
        array = given if sp.issparse(given) else np.asarray(given)
    except ValueError:
        raise error("E117", "rows of unequal length", where=where, hint="give one row per product") from None
    if array.dtype.kind not in "fiub":
        kind = "complex numbers" if array.dtype.kind == "c" else f"values of type {array.dtype}"
        raise error("E117", f"{kind} where real numbers are needed", where=where, hint="give real numbers")
    return array


def real_matrix(given: Any, where: str) -> Any:
    """Return a sparse matrix of real numbers as it is, its positions checked, and a dense one as csc_array.

    Raises
    ------
    InputError
        E117 not a matrix of real numbers, or a sparse one with damaged indices.
    """
    raw = real(given, where)
    if raw.ndim != 2:
        raise error("E117", f"this has {raw.ndim} dimensions", where=where, hint="give a 2-D array")
    if not sp.issparse(raw):
        return sp.csc_array(doubles(raw))
    try:
        if raw.format in ("csc", "csr", "bsr"):
            raw.check_format(full_check=True)
        elif raw.format == "coo" and raw.nnz:
            # building it anew checks the positions, without a copy
            type(raw)((raw.data, raw.coords), shape=raw.shape, copy=False)
    except ValueError as problem:
        raise error(
            "E117", f"damaged positions: {problem}", where=where, hint="build the sparse matrix anew"
        ) from None
    return raw


def doubles(values: Any) -> NDArray[np.float64]:
    """Return values in double precision; what lies beyond it becomes infinite, which E106 then names."""
    with np.errstate(over="ignore"):
        return np.asarray(values, dtype=np.float64)
