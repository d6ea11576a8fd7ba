"""The cube of a store as tables, a block at a time: long (one row a number) or wide (one column a label)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.columns import Column, Columns, Words
from roos.errors import error
from roos.store.layout import StoredArray
from roos.store.store import Store

#: Gives for rows ``start`` to ``stop`` one value each, by column: texts as a list, in which None is empty,
#: numbers as an array, in which NaN is empty. The same columns for all rows.
Rows = Callable[[int, int], Mapping[str, Sequence[str] | NDArray[Any]]]
#: Rows of a table that are made at once: some tens of megabytes, and a good size for a row group.
BLOCK_ROWS = 1 << 20


def tidy_blocks(
    store: Store, values: Mapping[str, str], rows: Rows | None = None, *, block: int = BLOCK_ROWS
) -> Iterator[Columns]:
    """Yield the long table: no block spans two chunks.

    Parameters
    ----------
    values
        Title of the column of each array that is wanted, e.g. ``{"scores": "score"}``. The first decides over
        which dimensions there are rows; the others are repeated over those that they do not have.
    rows
        Columns of the leading axis; without it, the coordinates along it, or its numbers.

    Returns
    -------
    Iterator of Columns
        Those of ``rows``, the labels of each dimension and what else lies along it (units), the values.

    Raises
    ------
    RoosError
        E607 the store is not finished, E111 a chunk is damaged, E117 unknown arrays.
    """
    arrays = [store.layout.array(name) for name in values]
    if not arrays:
        raise error("E117", "no array to write", where=str(store.folder))
    first = arrays[0]
    for array in arrays[1:]:
        if [dim for dim in first.dims if dim in array.dims] != list(array.dims):
            raise error("E114", f"it has dimensions that {first.name!r} does not have", where=array.name)
    store.require_finished()
    return _alike(_tidy(store, values, rows or _own_rows(store), first, block))


def _tidy(
    store: Store, values: Mapping[str, str], rows: Rows, first: StoredArray, block: int
) -> Iterator[Columns]:
    for start, stop in _blocks(store, math.prod(first.shape), block):
        shape = (stop - start, *first.shape)
        columns: Columns = {}
        for name, given in rows(start, stop).items():
            columns[name] = _repeated(as_column(given), shape, 0)
        for axis, dim in enumerate(first.dims, 1):
            for name, labels in _labels(store, dim, shape[axis]).items():
                columns[name] = _repeated(labels, shape, axis)
        for name, title in values.items():
            array = store.layout.array(name)
            own = dict(zip(array.dims, array.shape, strict=True))
            along = [own.get(dim, 1) for dim in first.dims]
            numbers = store.read(name, start, stop).reshape(stop - start, *along)
            columns[title] = np.broadcast_to(numbers, shape).reshape(-1)
        yield columns


def wide_blocks(
    store: Store, name: str, rows: Rows | None = None, *, block: int = BLOCK_ROWS
) -> Iterator[Columns]:
    """Yield the wide table of an array: a column for each label of its last dimension, with its unit.

    Raises
    ------
    RoosError
        E607 the store is not finished, E111 a chunk is damaged, E117 unknown array, E114 it has no
        dimension to spread, or labels that would give two columns the same title.
    """
    array = store.layout.array(name)
    if not array.dims:
        raise error("E114", "an array of one number a row has no columns to spread", where=name)
    *others, last = array.dims
    labels = [str(one) for one in store.coordinates.get(last, (last, range(array.shape[-1])))[1]]
    units = store.coordinates.get("unit")
    if units is not None and units[0] == last:
        labels = [f"{one} [{unit}]" if unit else one for one, unit in zip(labels, units[1], strict=True)]
    if len(set(labels)) < len(labels):
        raise error("E114", f"labels along {last!r} repeat", where=name, hint="write the long table")
    store.require_finished()
    return _alike(_wide(store, array, others, labels, rows or _own_rows(store), block))


def _wide(
    store: Store, array: StoredArray, others: list[str], labels: list[str], rows: Rows, block: int
) -> Iterator[Columns]:
    for start, stop in _blocks(store, math.prod(array.shape[:-1]), block):
        shape = (stop - start, *array.shape[:-1])
        columns: Columns = {}
        for title, given in rows(start, stop).items():
            columns[title] = _repeated(as_column(given), shape, 0)
        for axis, dim in enumerate(others, 1):
            for title, words in _labels(store, dim, shape[axis]).items():
                columns[title] = _repeated(words, shape, axis)
        numbers = store.read(array.name, start, stop).reshape(-1, array.shape[-1])
        columns |= {label: numbers[:, k] for k, label in enumerate(labels)}
        yield columns


def _alike(blocks: Iterator[Columns]) -> Iterator[Columns]:
    """Yield blocks, as long as all have the same columns of the same kind: a file has only one table."""
    first: dict[str, str] | None = None
    for columns in blocks:
        kinds = {name: "texts" if isinstance(one, Words) else str(one.dtype) for name, one in columns.items()}
        first = first or kinds
        if kinds != first:
            wrong = next(name for name in {**first, **kinds} if first.get(name) != kinds.get(name))
            before, now = first.get(wrong, "absent"), kinds.get(wrong, "absent")
            raise error(
                "E117",
                f"the column is {before} in some rows, {now} in others",
                where=wrong,
                hint="give texts as lists and numbers as arrays of one type, for all rows",
            )
        yield columns


def _blocks(store: Store, per_row: int, block: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of rows, none across two chunks, none of more than ``block`` rows of the table."""
    step = max(1, block // max(1, per_row))
    for chunk in range(store.layout.chunks):
        rows = store.layout.slice(chunk)
        for start in range(rows.start, rows.stop, step):
            yield start, min(start + step, rows.stop)


def _own_rows(store: Store) -> Rows:
    dim = store.layout.dim
    found = {name: values for name, (along, values) in store.coordinates.items() if along == dim}
    if found:
        whole = {name: values if _texts(values) else np.array(values) for name, values in found.items()}
        return lambda start, stop: {name: values[start:stop] for name, values in whole.items()}
    return lambda start, stop: {dim: np.arange(start, stop)}


def _labels(store: Store, dim: str, length: int) -> dict[str, Column]:
    """Return the columns along a dimension, its own name first."""
    found = {name: as_column(values) for name, (along, values) in store.coordinates.items() if along == dim}
    own = {dim: found.pop(dim, np.arange(length))}
    return own | found


def as_column(values: Sequence[Any] | NDArray[Any]) -> Column:
    """Return one value each as a column: texts where there is one among them, else numbers; None is empty."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiu":
        return values
    if _texts(values):
        return Words.of(["" if value is None else str(value) for value in values])
    # as one type, whatever the numbers of this block are: the next block has the same columns
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _texts(values: Sequence[Any] | NDArray[Any]) -> bool:
    """Whether there is a text among values, or nothing at all: such a list has texts in other rows."""
    return any(isinstance(value, str) for value in values) or all(value is None for value in values)


def _repeated(column: Column, shape: tuple[int, ...], axis: int) -> Column:
    """Return a column along one axis for each cell of a shape."""
    along = [1] * len(shape)
    along[axis] = shape[axis]
    given = column.codes if isinstance(column, Words) else column
    cells = np.broadcast_to(given.reshape(along), shape).reshape(-1)
    return Words(cells, column.values) if isinstance(column, Words) else cells
