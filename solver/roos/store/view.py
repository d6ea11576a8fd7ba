"""An array of a store that is read when its numbers are asked for, a chunk at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.store.reader import Reader

#: What selects along one axis: a position, a range, or an array of positions.
Key = int | slice | NDArray[np.int64]


class View:
    """Looks like an array; ``numpy.asarray`` reads all of it.

    Each axis is selected by itself, also where several are selected by lists (as ``xarray`` does, and other
    than NumPy). Memory: what is returned, and one chunk where not all of a row is wanted.

    Attributes
    ----------
    shape, dtype, ndim
        Of the whole array, rows first.
    """

    def __init__(self, reader: Reader, name: str):
        array = reader.layout.array(name)
        self._reader = reader
        self._name = name
        self.shape: tuple[int, ...] = (reader.layout.rows, *array.shape)
        self.dtype = np.dtype(array.dtype)
        self.ndim = len(self.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __repr__(self) -> str:
        return f"<array {self._name!r} of a store, shape {self.shape}, {self.dtype}>"

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("the numbers of a store are read into memory of their own")
        return np.asarray(self._reader.read(self._name, 0, self.shape[0]), dtype=dtype)

    def __getitem__(self, key: Any) -> Any:
        keys = self._keys(key if isinstance(key, tuple) else (key,))
        rows, rest = keys[0], keys[1:]
        if isinstance(rows, int):
            return _along(self._reader.read(self._name, rows, rows + 1), rest)[0]
        if isinstance(rows, slice) and rows.step == 1 and all(_is_all(one) for one in rest):
            return self._reader.read(self._name, rows.start, max(rows.start, rows.stop))
        wanted = np.arange(self.shape[0])[rows]
        chunk = self._reader.layout.chunk
        shape = _along(np.empty((0, *self.shape[1:]), dtype=bool), rest).shape[1:]
        result = np.empty((len(wanted), *shape), dtype=self.dtype)
        of = wanted // chunk
        for one in np.unique(of):
            places = np.flatnonzero(of == one)
            inside = wanted[places]
            first, last = int(inside.min()), int(inside.max()) + 1
            result[places] = _along(self._reader.read(self._name, first, last), rest)[inside - first]
        return result

    def _keys(self, given: tuple[Any, ...]) -> list[Key]:
        """Return one key for each axis, within its length."""
        if Ellipsis in [one for one in given if not isinstance(one, np.ndarray)]:
            place = next(k for k, one in enumerate(given) if one is Ellipsis)
            filled = (slice(None),) * (self.ndim - len(given) + 1)
            given = (*given[:place], *filled, *given[place + 1 :])
        if len(given) > self.ndim:
            raise error("E117", f"{len(given)} positions for {self.ndim} axes", where=self._name)
        given = (*given, *(slice(None),) * (self.ndim - len(given)))
        return [self._key(one, length) for one, length in zip(given, self.shape, strict=True)]

    def _key(self, one: Any, length: int) -> Key:
        if isinstance(one, slice):
            start, stop, step = one.indices(length)
            return one if step < 0 else slice(start, stop, step)
        if isinstance(one, (int, np.integer)) and not isinstance(one, bool):
            if not -length <= one < length:
                raise IndexError(f"{one} of {length} in {self._name!r}")
            return int(one) % length
        array = np.asarray(one)
        if array.ndim != 1 or array.dtype.kind not in "iub":
            raise error("E117", f"{one!r} selects nothing", self._name, "give positions, ranges or lists")
        if array.dtype.kind == "b" and len(array) != length:
            raise IndexError(f"{len(array)} marks for {length} in {self._name!r}")
        positions: NDArray[np.int64] = np.arange(length)[array]
        return positions


def _is_all(key: Key) -> bool:
    return isinstance(key, slice) and key == slice(None)


def _along(block: NDArray[Any], keys: list[Key]) -> NDArray[Any]:
    """Select along each axis after the first, the last first so that none moves before its turn."""
    for axis in range(len(keys), 0, -1):
        block = block[(slice(None),) * axis + (keys[axis - 1],)]
    return block
