"""One file of a header and arrays that is mapped, not read: processes share its pages.

Layout: a magic line, length and BLAKE2b digest of the header, the header in JSON, and the arrays, each from a
multiple of 64 bytes on. The header says of each array its dtype, shape, place and CRC-32, and how long the
file is, so a file that was cut off or altered is noticed when it is opened: CRC-32 finds every change of one
bit or of 32 in a row, and misses one in four thousand million of others. It runs at 7 GB/s, so that it is
always compared; an array marked as seldom wanted, when it is asked for. What happens to the bytes on disk
after that is not noticed, and a forger is not kept out: who reads a file of others checks what the arrays
say. No pickle.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import mmap
import os
import tempfile
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"roos-mapped-1\n\0\0"
_DIGEST = 32
_HEAD = len(MAGIC) + 8 + _DIGEST
_ALIGN = 64
#: Types that may be stored: plain numbers, so that reading is a view of bytes.
DTYPES = ("bool", "uint8", "uint32", "int32", "int64", "float32", "float64")
_STORED = {name: np.dtype(name).newbyteorder("<") for name in DTYPES}
_KNOWN = {dtype.str: dtype for dtype in _STORED.values()}


class Damaged(Exception):
    """The file is not what it says it is; the reason is the message."""


class MappedFile:
    """An open file.

    Attributes
    ----------
    header
        What the writer gave, plain values.
    size
        Bytes of the file.
    """

    def __init__(self, header: Mapping[str, Any], entries: Mapping[str, Any], content: Any, base: int):
        self.header = header
        self.size = len(content)
        self._entries = entries
        self._content = content
        self._base = base

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def array(self, name: str) -> NDArray[Any]:
        """Return an array: a read-only view of the file, its bytes compared with their checksum.

        Raises
        ------
        Damaged
            No such array, or other bytes than were written.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise Damaged(f"there is no array {name!r}")
        if entry["seldom"]:
            self._compare(name)
        shape = tuple(entry["shape"])
        start = self._base + entry["offset"]
        flat = np.frombuffer(
            self._content, dtype=_KNOWN[entry["dtype"]], count=math.prod(shape), offset=start
        )
        return flat.reshape(shape)

    def check(self) -> None:
        """Compare all that is not seldom wanted with its checksums."""
        for name, entry in self._entries.items():
            if not entry["seldom"]:
                self._compare(name)

    def _compare(self, name: str) -> None:
        entry = self._entries[name]
        start = self._base + entry["offset"]
        with memoryview(self._content) as whole, whole[start : start + entry["room"]] as part:
            if zlib.crc32(part) != entry["crc32"]:
                raise Damaged(f"array {name!r} has another checksum")


def write_mapped(
    path: Path,
    header: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any]],
    *,
    seldom: Collection[str] = (),
    mode: int = 0o600,
) -> None:
    """Write a file; another process sees the old one or the whole new one.

    Parameters
    ----------
    header
        Plain values, for JSON.
    arrays
        Of :data:`DTYPES`.
    seldom
        Arrays that are checked when they are asked for.

    Raises
    ------
    OSError
        As the file system says; nothing is left behind.
    ValueError
        A dtype that is not known.
    """
    entries: dict[str, dict[str, Any]] = {}
    parts: list[Any] = []
    offset = 0
    for name, given in arrays.items():
        array = np.ascontiguousarray(given)
        dtype = _STORED.get(array.dtype.name)
        if dtype is None:
            raise ValueError(f"array {name!r} is of type {array.dtype}")
        padding = b"\0" * (-array.nbytes % _ALIGN)
        bytes_of = array.reshape(-1).view(np.uint8).data
        entries[name] = {
            "dtype": dtype.str,
            "shape": list(given.shape),
            "offset": offset,
            "room": array.nbytes + len(padding),
            "crc32": zlib.crc32(padding, zlib.crc32(bytes_of)),
            "seldom": name in seldom,
        }
        parts += [bytes_of, padding]
        offset += array.nbytes + len(padding)
    text = json.dumps({"content": header, "arrays": entries, "bytes": offset}).encode()
    text += b" " * (-(_HEAD + len(text)) % _ALIGN)
    digest = hashlib.blake2b(text, digest_size=_DIGEST).digest()
    start = [MAGIC, len(text).to_bytes(8, "little"), digest, text]
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines([*start, *parts])
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def open_mapped(path: Path, *, private: bool = False) -> MappedFile:
    """Open a file and compare what it holds with its checksums.

    Parameters
    ----------
    private
        Read the file into memory instead of mapping it: for files that another program may change in place,
        which would change mapped numbers, or end the process where it makes the file shorter.

    Raises
    ------
    Damaged
        Not such a file, cut off, or altered.
    OSError
        Cannot be read.
    """
    with path.open("rb", buffering=0) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size < _HEAD:
            raise Damaged("it is too short")
        content: Any = stream.readall() if private else _mapping(stream.fileno())
    if content[: len(MAGIC)] != MAGIC:
        raise Damaged("it does not start as a file of this kind")
    length = int.from_bytes(content[len(MAGIC) : len(MAGIC) + 8], "little")
    if _HEAD + length > len(content) or (_HEAD + length) % _ALIGN:
        raise Damaged("it ends within its header")
    text = bytes(content[_HEAD : _HEAD + length])
    if hashlib.blake2b(text, digest_size=_DIGEST).digest() != content[_HEAD - _DIGEST : _HEAD]:
        raise Damaged("its header has another digest")
    try:
        stated = json.loads(text)
        header, entries, bytes_stated = stated["content"], stated["arrays"], stated["bytes"]
        if _HEAD + length + bytes_stated != len(content):
            raise Damaged("it has another length than its header says")
        for entry in entries.values():
            _check_entry(entry, bytes_stated)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise Damaged(f"its header is not understood: {problem}") from problem
    file = MappedFile(header, entries, content, _HEAD + length)
    file.check()
    return file


def _mapping(descriptor: int) -> mmap.mmap:
    if hasattr(mmap, "MAP_POPULATE"):  # all of it is read for the checksums: one call, not one fault a page
        return mmap.mmap(descriptor, 0, flags=mmap.MAP_SHARED | mmap.MAP_POPULATE, prot=mmap.PROT_READ)
    return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)


def _check_entry(entry: Mapping[str, Any], room: int) -> None:
    dtype = _KNOWN.get(entry["dtype"])
    if dtype is None or not isinstance(entry["seldom"], bool):
        raise ValueError(f"type {entry['dtype']}")
    numbers = [*entry["shape"], entry["offset"], entry["room"], entry["crc32"]]
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("a size is no whole number")
    claimed = math.prod(entry["shape"]) * dtype.itemsize
    if claimed > entry["room"] or entry["offset"] + entry["room"] > room or entry["offset"] % _ALIGN:
        raise ValueError("an array reaches beyond its place")
