"""What a caller hands in to be written, cut into chunks after all of it has been looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.store.layout import Layout

Arrays = Mapping[str, NDArray[Any]]


def pieces(layout: Layout, rows: slice, arrays: Arrays) -> Iterator[tuple[int, Arrays]]:
    """Return chunks with their part of the arrays: views, nothing is copied.

    Raises
    ------
    InputError
        E117 rows that are no whole chunks, other arrays or types than those of the store, E114 other shapes.
    """
    start, stop, step = rows.indices(layout.rows)
    ends = stop % layout.chunk == 0 or stop == layout.rows
    if step != 1 or start % layout.chunk or not ends or stop <= start:
        raise error(
            "E117",
            f"rows {rows.start} to {rows.stop} are no whole chunks of {layout.chunk}",
            where=layout.dim,
            hint="write the slices that pending() returns",
        )
    if set(arrays) != {one.name for one in layout.arrays}:
        names = ", ".join(one.name for one in layout.arrays)
        raise error("E117", f"arrays {', '.join(arrays)} for a store of {names}", where=layout.dim)
    arrays = {name: np.asarray(array) for name, array in arrays.items()}
    for one in layout.arrays:
        given, wanted = arrays[one.name], (stop - start, *one.shape)
        if given.shape != wanted:
            raise error("E114", f"an array of shape {given.shape} where {wanted} is stored", one.name)
        if given.dtype.newbyteorder("=") != np.dtype(one.dtype):  # nothing is converted unseen
            raise error("E117", f"an array of {given.dtype} where {one.dtype} is stored", one.name)
    return _cut(layout, start, stop, arrays)


def _cut(layout: Layout, start: int, stop: int, arrays: Arrays) -> Iterator[tuple[int, Arrays]]:
    for chunk in range(start // layout.chunk, -(-stop // layout.chunk)):
        rows = layout.slice(chunk)
        part = slice(rows.start - start, rows.stop - start)
        yield chunk, {name: array[part] for name, array in arrays.items()}
