"""One scipy sparse matrix from an ``.npz`` file, without pickle and without trusting its positions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from roos.errors import error
from roos_inventories.archive import load_npz
from roos_inventories.shared_places import Entries

_PARTS = {
    "csc": ("data", "indices", "indptr"),
    "csr": ("data", "indices", "indptr"),
    "coo": ("data", "row", "col"),
}


def read_sparse(path: Path) -> tuple[Any, Entries | None]:
    """Read a matrix that ``scipy.sparse.save_npz`` wrote.

    Parameters
    ----------
    path
        CSC, CSR or COO of real numbers.

    Returns
    -------
    matrix
        csc_array, float64, sorted, duplicates summed.
    shared
        The entries that shared a place with another one, before they were summed; None without any.

    Raises
    ------
    InputError
        E117 values that are no real numbers, E501 cannot read, E502 another sparse format, E503 damaged, or
        positions outside the shape, E504 pickle, E505 over a limit. Values that are not finite are left for
        the system to name.
    """
    try:
        arrays = load_npz(path.read_bytes(), where=path.name)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error(
            "E501", f"cannot read {path.name}: {reason}", str(path), "check that it is there"
        ) from problem
    where = path.name
    kind = arrays.get("format")
    name = kind.item() if kind is not None and kind.ndim == 0 else ""
    name = name.decode("ascii", "replace") if isinstance(name, bytes) else str(name)
    if name not in _PARTS:
        hint = "write it with scipy.sparse.save_npz as CSC, CSR or COO"
        raise error("E502", f"no sparse matrix of a known format ({name or 'none'})", where, hint)
    missing = [part for part in (*_PARTS[name], "shape") if part not in arrays]
    if missing:
        raise error("E503", f"the matrix has no {missing[0]!r}", where, "write the file again")
    data, first, second = (arrays[part] for part in _PARTS[name])
    _check(arrays["shape"], data, first, second, where)
    shape = tuple(int(length) for length in arrays["shape"])
    try:
        if name == "coo":
            matrix = sp.coo_array((data, (first, second)), shape=shape)
        else:
            matrix = (sp.csc_array if name == "csc" else sp.csr_array)((data, first, second), shape=shape)
            matrix.check_format(full_check=True)
    except ValueError as problem:
        raise error("E503", f"positions do not fit: {problem}", where, "write the file again") from None
    summed = sp.csc_array(matrix, dtype=np.float64, copy=True)  # the arrays read are not ours to change
    summed.sum_duplicates()
    if summed.nnz == matrix.nnz:
        return summed, None
    places = sp.coo_array(matrix)
    row, column = (positions.astype(np.int64) for positions in places.coords)
    return summed, Entries(row, column, places.data.astype(np.float64)).shared()


def _check(shape: Any, data: Any, first: Any, second: Any, where: str) -> None:
    whole = shape.dtype.kind in "iu" and first.dtype.kind in "iu" and second.dtype.kind in "iu"
    if shape.shape != (2,) or not whole or (shape < 0).any():
        raise error("E503", "shape or positions are no whole numbers", where, "write the file again")
    if data.dtype.kind not in "fiub":
        hint = "roos reads no text, objects or complex numbers"
        raise error("E117", f"values are of type {data.dtype}", where, hint)
    if any(part.ndim != 1 for part in (data, first, second)):
        raise error("E503", "data and positions are not one-dimensional", where, "write the file again")
