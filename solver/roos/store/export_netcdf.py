"""NetCDF-4: the cube itself with its labels, written a chunk at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from roos.columns import Words
from roos.store.layout import StoredArray
from roos.store.store import Store
from roos.store.tables import Rows, as_column

#: Bytes to a chunk of HDF5: what its cache of chunks is made for.
_CHUNK = 1 << 20


def write_netcdf(
    store: Store,
    file: BinaryIO,
    names: Mapping[str, str],
    rows: Rows | None = None,
    *,
    attributes: Mapping[str, str | float] | None = None,
) -> None:
    """Write arrays of a finished store.

    Parameters
    ----------
    file
        Open for reading and writing of bytes; left open.
    names
        Array of the store → variable, e.g. ``{"scores": "score"}``.
    rows
        Columns along the leading axis, as for tables; the one named like the axis becomes its coordinate.
    attributes
        Of the file.

    Raises
    ------
    RoosError
        E607 the store is not finished, E111 a chunk is damaged, E117 unknown arrays.
    """
    import h5netcdf

    layout = store.require_finished().layout
    arrays = [layout.array(name) for name in names]
    lengths = {layout.dim: layout.rows}
    for array in arrays:
        lengths |= dict(zip(array.dims, array.shape, strict=True))
    with h5netcdf.File(file, "w") as root:
        root.dimensions = lengths
        root.attrs.update(attributes or {})
        for name, (dim, values) in store.coordinates.items():
            if dim in lengths:
                column = _stored(values)
                _variable(root, name, (dim,), column, None)[...] = column
        variables = {
            array.name: root.create_variable(
                names[array.name],
                (layout.dim, *array.dims),
                dtype=np.dtype("int8" if array.dtype == "bool" else array.dtype),
                chunks=_chunks(array, layout.rows),
            )
            for array in arrays
        }
        beside = [name for name in root.variables if name not in {*lengths, *names.values()}]
        for chunk in range(layout.chunks):
            part = layout.slice(chunk)
            for name, given in rows(part.start, part.stop).items() if rows is not None else ():
                known = root.variables.get(name)
                if known is None:
                    known = _variable(root, name, (layout.dim,), _stored(given), layout.rows)
                    beside += [name] if name != layout.dim else []
                known[part] = _stored(given)
            for name, variable in variables.items():
                variable[part] = store.read(name, part.start, part.stop).astype(variable.dtype, copy=False)
        for variable in variables.values():  # which of the others are coordinates, by the CF conventions
            along = [name for name in beside if set(root[name].dimensions) <= set(variable.dimensions)]
            if along:
                variable.attrs["coordinates"] = " ".join(along)


def _variable(root: Any, name: str, dims: tuple[str, ...], like: NDArray[Any], rows: int | None) -> Any:
    import h5py

    dtype = h5py.string_dtype() if like.dtype.kind == "O" else like.dtype
    chunks = None if rows is None else (min(rows, 1 << 14),)
    return root.create_variable(name, dims, dtype=dtype, chunks=chunks)


def _stored(values: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    column = as_column(values)
    return np.array(column.texts(), dtype=object) if isinstance(column, Words) else column


def _chunks(array: StoredArray, rows: int) -> tuple[int, ...] | None:
    if 0 in array.shape:
        return None
    return (max(1, min(rows, _CHUNK // max(1, array.row_bytes))), *array.shape)
