"""One chunk in one file: a header with the checksum of each array, then the arrays.

Layout: a magic line, the length of the header as eight bytes, the header sealed with its digest
(``sealed.py``), the arrays one after the other. Each array has a CRC-32, which finds every change of one bit
or of 32 in a row and misses one in four thousand million of others; it runs at 5 GB/s, five times as fast as
BLAKE2b, and so costs a small part of writing. The digest of the header goes into the journal, so that a
sound file of another run or an older one in its place is noticed as well.

Nothing is mapped: what another program does to a file while it is read ends in an error, not in a signal, and
reading takes the memory of what was asked for.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from roos.store.damage import Damaged
from roos.store.disk import Disk, write_whole
from roos.store.layout import Layout
from roos.store.sealed import digest_of, seal, unseal

MAGIC = b"roos-chunk-1\n\0\0\0"
_START = len(MAGIC) + 8
#: A header is far smaller; a damaged length must not ask for memory.
_LONGEST_HEADER = 1 << 20
_BLOCK = 1 << 20


def write_chunk(
    disk: Disk, path: Path, store: str, layout: Layout, chunk: int, arrays: Mapping[str, NDArray[Any]]
) -> tuple[int, str]:
    """Write a chunk, durably; return its bytes and the digest of its header.

    Parameters
    ----------
    store
        Digest of the store's header: chunks of another store do not pass for its own.
    arrays
        By name, with shape and type as in the layout.

    Raises
    ------
    OSError
        As the system says; nothing is left behind.
    """
    parts = [_bytes_of(arrays[one.name], one.stored) for one in layout.arrays]
    sums = [zlib.crc32(part) for part in parts]
    head = seal(_header(store, layout, chunk, sums))
    start = MAGIC + len(head).to_bytes(8, "little") + head
    write_whole(disk, path, [start, *parts])
    return len(start) + sum(part.nbytes for part in parts), digest_of(start)


def _bytes_of(array: NDArray[Any], dtype: np.dtype[Any]) -> memoryview:
    return np.ascontiguousarray(array, dtype=dtype).reshape(-1).view(np.uint8).data


def _header(store: str, layout: Layout, chunk: int, sums: list[int]) -> dict[str, Any]:
    rows = layout.slice(chunk)
    arrays = [{**one.as_dict(), "crc32": value} for one, value in zip(layout.arrays, sums, strict=True)]
    return {"store": store, "chunk": chunk, "rows": [rows.start, rows.stop], "arrays": arrays}


class ChunkHead:
    """The header of a chunk that is as it was written: where each array begins and its checksum."""

    def __init__(self, file: BinaryIO, size: int, digest: str, store: str, layout: Layout, chunk: int):
        start = file.read(_START)
        length = int.from_bytes(start[len(MAGIC) :], "little")
        if start[: len(MAGIC)] != MAGIC or length > _LONGEST_HEADER:
            raise Damaged("it does not begin as a chunk")
        head = file.read(length)
        if digest_of(start + head) != digest:
            raise Damaged("its header is not the one in the journal")
        content = unseal(head)
        sums = [int(one["crc32"]) for one in content["arrays"]]
        if len(sums) != len(layout.arrays) or content != _header(store, layout, chunk, sums):
            raise Damaged("its header is that of another chunk")
        self.sums = {one.name: value for one, value in zip(layout.arrays, sums, strict=True)}
        self.places: dict[str, int] = {}
        end = len(start) + len(head)
        for one in layout.arrays:
            self.places[one.name] = end
            end += one.row_bytes * layout.length(chunk)
        if end != size:
            raise Damaged(f"it is {size} bytes long and should be {end}")

    def check(self, file: BinaryIO, name: str, length: int) -> None:
        """Compare an array of some bytes with its checksum, a block at a time."""
        room = memoryview(bytearray(min(length, _BLOCK)))
        value, place, end = 0, self.places[name], self.places[name] + length
        while place < end:
            part = room[: min(len(room), end - place)]
            fill(file, place, part)
            value = zlib.crc32(part, value)
            place += len(part)
        self.compare(name, value)

    def compare(self, name: str, value: int) -> None:
        """Raise Damaged where a checksum is not that of an array."""
        if value != self.sums[name]:
            raise Damaged(f"the array {name!r} has another checksum")


def fill(file: BinaryIO, place: int, room: memoryview) -> None:
    """Read bytes from a place of an unbuffered file into a buffer, all of them."""
    file.seek(place)
    while len(room):
        count = file.readinto(room)  # type: ignore[attr-defined]
        if not count:
            raise Damaged("it ended while it was read")
        room = room[count:]


def mark_of(file: BinaryIO) -> tuple[int, int, int]:
    """Return what changes when a file is written again: its number, size and time."""
    status = os.fstat(file.fileno())
    return status.st_ino, status.st_size, status.st_mtime_ns
