"""Rows of results that lie in a store, read a block at a time and no more of them than are wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.cube import Cube, Item, position
from roos.errors import error
from roos.labels import Labels
from roos.sweeping.grid import Grid

if TYPE_CHECKING:
    from roos.sweeping.results import Stored

#: Bytes that are read at once.
BLOCK_BYTES = 32 << 20


def rows_of(stored: Stored, rows: NDArray[np.int64]) -> NDArray[Any]:
    """Return some rows in the order asked for; what lies between them is passed over block by block."""
    trailing = stored.shape[1:]
    found = np.empty((rows.size, *trailing), dtype=stored.dtype)
    step = max(1, BLOCK_BYTES // max(1, int(np.prod(trailing)) * stored.dtype.itemsize))
    order = np.argsort(rows, kind="stable")
    ascending = rows[order]
    at = 0
    while at < rows.size:
        first = int(ascending[at])
        end = int(np.searchsorted(ascending, first + step))
        block = np.asarray(stored[first : int(ascending[end - 1]) + 1])
        found[order[at:end]] = block[ascending[at:end] - first]
        at = end
    return found


def picked(
    stored: Stored, grid: Grid, labels: Mapping[str, Labels], items: Mapping[str, Item | Sequence[Item]]
) -> Cube:
    """Return the scenarios of some items of the grid, one axis per scenario axis, without scenario 0.

    Parameters
    ----------
    labels
        Of the trailing axes, by name, in their order.
    items
        By axis; those of the trailing axes are picked last.

    Raises
    ------
    InputError
        E201 or E207 no such item, E208 no such axis, E117 an empty list.
    """
    named, numbers, places = {}, {}, []
    for axis in grid.axes:
        wanted = items.get(axis.name)
        at = list(range(len(axis.labels))) if wanted is None else _places(axis.labels, axis.numbers, wanted)
        if not at:
            raise error("E117", "no item is asked for", f"axis {axis.name!r}", "name at least one")
        named[axis.name] = axis.labels.take(at)
        if axis.numbers is not None:
            numbers[axis.name] = axis.numbers[at]
        places.append(np.array(at, dtype=np.int64))
    rows = 1 + np.ravel_multi_index(np.ix_(*places), grid.shape).ravel()
    shape = (*(place.size for place in places), *stored.shape[1:])
    values = rows_of(stored, rows.astype(np.int64)).reshape(shape)
    return Cube(values, (*named, *labels), {**named, **labels}, numbers).sel(**items)


def _places(labels: Labels, numbers: NDArray[np.float64] | None, wanted: Item | Sequence[Item]) -> list[int]:
    several = [wanted] if isinstance(wanted, (str, int, float)) else wanted
    return [position(labels, numbers, one) for one in several]
