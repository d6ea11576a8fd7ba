"""What a store holds: named arrays along one leading axis of rows, cut into chunks of equal length."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from roos.errors import error

#: Types that may be stored: plain numbers, little-endian on disk.
DTYPES = ("bool", "int8", "uint8", "int32", "uint32", "int64", "float32", "float64")
#: A chunk that takes this many bytes is written in a small part of the time it takes to fill, and read in a
#: few hundredths of a second when one row of it is wanted.
CHUNK_BYTES = 32 << 20
#: What a file takes beyond its numbers: its header, its entry in the journal and the rest of a disk block.
OVERHEAD = 12 << 10


@dataclass(frozen=True)
class StoredArray:
    """One array of a store.

    Attributes
    ----------
    name
        Unique in the store.
    dtype
        One of :data:`DTYPES`.
    shape
        Of one row: what follows the axis of rows; () for one number a row.
    dims
        One name for each axis of ``shape``.
    """

    name: str
    dtype: str
    shape: tuple[int, ...] = ()
    dims: tuple[str, ...] = ()

    @property
    def row_bytes(self) -> int:
        """Bytes of one row."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize

    @property
    def stored(self) -> np.dtype[Any]:
        """The type on disk."""
        return np.dtype(self.dtype).newbyteorder("<")

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for the header."""
        return {"name": self.name, "dtype": self.dtype, "shape": list(self.shape), "dims": list(self.dims)}

    def check(self) -> StoredArray:
        """Return it, or raise E117 or E114 where it makes no sense."""
        if self.dtype not in DTYPES:
            raise error(
                "E117", f"arrays of type {self.dtype} cannot be stored", self.name, f"use {', '.join(DTYPES)}"
            )
        if len(self.shape) != len(self.dims) or any(length < 0 for length in self.shape):
            raise error(
                "E114",
                f"shape {self.shape} does not fit the dimensions {self.dims}",
                self.name,
                "give one name for each axis after that of the rows",
            )
        return self


@dataclass(frozen=True)
class Layout:
    """Which arrays, how many rows, and how many of them to a chunk.

    Attributes
    ----------
    arrays
        In the order of their bytes in each chunk.
    rows
        Length of the leading axis, at least 1.
    chunk
        Rows to a chunk, at least 1; the last one may be shorter.
    dim
        Name of the leading axis.
    """

    arrays: tuple[StoredArray, ...]
    rows: int
    chunk: int
    dim: str = "scenario"

    @property
    def chunks(self) -> int:
        """Number of chunks."""
        return -(-self.rows // self.chunk)

    @property
    def row_bytes(self) -> int:
        """Bytes of one row of all arrays."""
        return sum(array.row_bytes for array in self.arrays)

    def slice(self, chunk: int) -> slice:
        """Return the rows of a chunk."""
        return slice(chunk * self.chunk, min((chunk + 1) * self.chunk, self.rows))

    def length(self, chunk: int) -> int:
        """Return the number of rows of a chunk."""
        rows = self.slice(chunk)
        return int(rows.stop - rows.start)

    def array(self, name: str) -> StoredArray:
        """Return an array by name, or raise E117."""
        for array in self.arrays:
            if array.name == name:
                return array
        names = ", ".join(array.name for array in self.arrays)
        raise error("E117", f"the store has no array {name!r}", where=name, hint=f"it has {names}")

    def bytes_for(self, chunks: Sequence[int]) -> int:
        """Return the room on disk that some chunks take, rounded up."""
        return sum(self.length(chunk) * self.row_bytes + OVERHEAD for chunk in chunks)

    def check(self) -> Layout:
        """Return it, or raise E114 or E117 where it makes no sense."""
        if not self.arrays or self.rows < 1 or self.chunk < 1:
            raise error(
                "E114",
                f"a store of {len(self.arrays)} arrays, {self.rows} rows and {self.chunk} rows to a chunk",
                where=self.dim,
                hint="give at least one of each",
            )
        names = [array.check().name for array in self.arrays]
        if len(set(names)) < len(names):
            raise error("E114", "two arrays have the same name", ", ".join(names), "name each array once")
        lengths: dict[str, int] = {self.dim: self.rows}
        for array in self.arrays:
            for dim, length in zip(array.dims, array.shape, strict=True):
                if lengths.setdefault(dim, length) != length:
                    raise error(
                        "E114",
                        f"dimension {dim!r} is {lengths[dim]} long in one array and {length} in another",
                        where=array.name,
                        hint="give dimensions of different length different names",
                    )
        return self

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for the header."""
        arrays = [array.as_dict() for array in self.arrays]
        return {"arrays": arrays, "rows": self.rows, "chunk": self.chunk, "dim": self.dim}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Layout:
        """Return the layout that :meth:`as_dict` gave these values of."""
        arrays = [
            StoredArray(one["name"], one["dtype"], tuple(one["shape"]), tuple(one["dims"]))
            for one in content["arrays"]
        ]
        return cls(tuple(arrays), content["rows"], content["chunk"], content["dim"]).check()


def chunk_length(arrays: Sequence[StoredArray], rows: int, *, target: int = CHUNK_BYTES) -> int:
    """Return how many rows make a chunk of about ``target`` bytes; at least one."""
    return max(1, min(rows, target // max(1, sum(array.row_bytes for array in arrays))))
