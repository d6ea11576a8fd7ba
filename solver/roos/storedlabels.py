"""Columns of labels as they lie in a file: bytes, where each string ends, and an index of the ids.

Twenty thousand strings take longer to make than the matrices they belong to take to map. So one string is cut
out of the bytes when it is asked for, a whole column when all of it is, and an id is found through its
CRC-32 in an ascending list, compared with the text itself afterwards.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Between strings, so that a column is opened by one split; a string that holds it is cut out by its end.
_BETWEEN = "\0"
#: Text may hold halves of surrogate pairs (JSON can write them): they are kept as they are.
_ERRORS = "surrogatepass"
_TYPES = tuple(map(np.dtype, ("uint8", "int64", "uint32", "int32")))


@dataclass(frozen=True)
class StoredColumns:
    """Strings of one axis.

    Attributes
    ----------
    size
        Labels of the axis.
    data
        uint8: all columns, each string in UTF-8 followed by a zero byte.
    ends
        int64 (stored columns, size): where each string ends, its zero byte apart.
    places
        Column → row of ``ends``; −1 where all strings are empty.
    further
        Names of extra columns, in order; their places are under ``extra.NAME``.
    hashes, positions
        uint32 ascending and int32 (size,): CRC-32 of the ids and whose they are.
    """

    size: int
    data: NDArray[np.uint8]
    ends: NDArray[np.int64]
    places: Mapping[str, int]
    further: tuple[str, ...]
    hashes: NDArray[np.uint32]
    positions: NDArray[np.int32]

    def text(self, column: str, position: int) -> str:
        """Return one string; IndexError as a tuple raises it."""
        position = range(self.size)[position]
        row = self.places[column]
        if row < 0:
            return ""
        ends = self.ends[row]
        start = int(ends[position - 1]) + 1 if position else self._start(row)
        return self.data[start : int(ends[position])].tobytes().decode("utf-8", _ERRORS)

    def column(self, column: str) -> tuple[str, ...]:
        """Return all strings of a column."""
        row = self.places[column]
        if row < 0 or not self.size:
            return ("",) * self.size
        start, end = self._start(row), int(self.ends[row, -1])
        strings = self.data[start:end].tobytes().decode("utf-8", _ERRORS).split(_BETWEEN)
        if len(strings) != self.size:  # some string holds the byte itself
            return tuple(self.text(column, position) for position in range(self.size))
        return tuple(strings)

    def extra(self) -> dict[str, tuple[str, ...]]:
        """Return the further columns."""
        return {name: self.column(f"extra.{name}") for name in self.further}

    def locate(self, identifier: str) -> int | None:
        """Return the position of an id, or None."""
        wanted = identifier.encode("utf-8", _ERRORS)
        key = np.uint32(zlib.crc32(wanted))
        first, last = (int(np.searchsorted(self.hashes, key, side=side)) for side in ("left", "right"))
        for position in self.positions[first:last].tolist():
            if self.text("ids", position) == identifier:
                return int(position)
        return None

    def _start(self, row: int) -> int:
        return int(self.ends[row - 1, -1]) + 1 if row else 0

    def damaged(self, *, thorough: bool = False) -> str:
        """Return why these arrays cannot be columns, or nothing: every place must lie in the bytes.

        Parameters
        ----------
        thorough
            Look at each id as well.
        """
        if (
            tuple(array.dtype for array in self._arrays()) != _TYPES
            or self.ends.ndim != 2
            or self.data.ndim != 1
        ):
            return "arrays of labels are of other types"
        rows = len(self.ends)
        starts = np.concatenate([[-1], self.ends.ravel()])
        if self.ends.shape != (rows, self.size) or (np.diff(starts) < 1).any():
            return "strings of labels do not follow one another"
        if int(starts[-1]) >= max(len(self.data), 1) or (self.size and not rows):
            return "strings of labels end outside their text"
        if self.ends.size and self.data[self.ends.ravel()].any():
            return "a string of labels does not end where it should"
        if any(not -1 <= place < rows for place in self.places.values()) or self.places.get("ids") != 0:
            return "a column of labels is missing"
        if self.hashes.shape != (self.size,) or self.positions.shape != (self.size,):
            return "the index of ids has another length"
        if self.size and not 0 <= int(self.positions.min()) <= int(self.positions.max()) < self.size:
            return "the index of ids leads outside"
        named = {"ids", "names", "units", "locations", *(f"extra.{name}" for name in self.further)}
        if set(self.places) != named:
            return "columns of labels are missing"
        return self._damaged_ids() if thorough else ""

    def _arrays(self) -> tuple[NDArray[Any], ...]:
        return (self.data, self.ends, self.hashes, self.positions)

    def _damaged_ids(self) -> str:
        try:
            self.data.tobytes().decode("utf-8", _ERRORS)
            ids = self.column("ids")
        except UnicodeDecodeError:
            return "labels are not UTF-8"
        if len(set(ids)) != self.size or not all(ids):
            return "an id is empty or given twice"
        encoded = (ids[i].encode("utf-8", _ERRORS) for i in self.positions.tolist())
        found = np.fromiter(map(zlib.crc32, encoded), dtype=np.uint32, count=self.size)
        whole = np.array_equal(np.sort(self.positions), np.arange(self.size))
        if not whole or not np.array_equal(found, self.hashes) or (np.diff(found.astype(np.int64)) < 0).any():
            return "the index of ids is of other ids"
        return ""


def store_columns(columns: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], dict[str, NDArray[Any]]]:
    """Lay columns out for a file.

    Parameters
    ----------
    columns
        By name, ``ids`` first; extra ones as ``extra.NAME``. A column equal to ``ids`` takes no room.

    Returns
    -------
    places
        As :class:`StoredColumns` has them.
    arrays
        ``data``, ``ends``, ``hashes`` and ``positions``, as there.
    """
    ids = columns["ids"]
    places: dict[str, int] = {}
    blobs: list[bytes] = []
    ends: list[NDArray[np.int64]] = []
    filled = 0
    for name, strings in columns.items():
        if name != "ids" and not any(strings):
            places[name] = -1
        elif name != "ids" and (strings is ids or strings == ids):
            places[name] = 0
        else:
            places[name] = len(ends)
            blob, found = _encoded(strings)
            ends.append(found + filled)
            blobs.append(blob)
            filled += len(blob)
    encoded = (text.encode("utf-8", _ERRORS) for text in ids)
    hashes = np.fromiter(map(zlib.crc32, encoded), dtype=np.uint32, count=len(ids))
    order = np.argsort(hashes, kind="stable")
    return places, {
        "data": np.frombuffer(b"".join(blobs), dtype=np.uint8),
        "ends": np.concatenate(ends).reshape(len(ends), len(ids)),
        "hashes": hashes[order],
        "positions": order.astype(np.int32),
    }


def _encoded(strings: Sequence[str]) -> tuple[bytes, NDArray[np.int64]]:
    """Return strings in UTF-8, each followed by a zero byte, and where each ends."""
    if not strings:
        return b"", np.empty(0, dtype=np.int64)
    blob = (_BETWEEN.join(strings) + _BETWEEN).encode("utf-8", _ERRORS)
    ends = np.flatnonzero(np.frombuffer(blob, dtype=np.uint8) == 0)
    if ends.size != len(strings):  # some string holds the byte itself
        lengths = [len(text.encode("utf-8", _ERRORS)) + 1 for text in strings]
        ends = np.cumsum(lengths) - 1
    return blob, ends.astype(np.int64)
