"""One file of named arrays: checksummed, written atomically, read without pickle.

Layout: a magic line, the length of the header as eight bytes, a JSON header with dtype, shape and offset of
each array, the arrays, each at a multiple of 64 bytes so that it is used where it was read, and a BLAKE2b
digest of all of it. A file that was cut off, altered or written by another version reads as None, never as
wrong numbers.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"roos-arrays-2\n"
DIGEST = 32
ALIGNED = 64
#: Types that may be stored: plain numbers, so that reading is a view of bytes.
DTYPES = ("bool", "int32", "int64", "float64", "uint8")


def write_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write arrays to a file; another process sees the old file or the whole new one.

    Raises
    ------
    OSError
        As the file system says; nothing is left behind.
    ValueError
        A dtype that is not in :data:`DTYPES`.
    """
    header: dict[str, dict[str, object]] = {}
    offset = 0
    for name, array in arrays.items():
        if array.dtype.name not in DTYPES:
            raise ValueError(f"array {name!r} is of type {array.dtype}")
        header[name] = {"dtype": array.dtype.name, "shape": list(array.shape), "offset": offset}
        offset += array.nbytes + -array.nbytes % ALIGNED
    head = json.dumps(header).encode()
    head += b" " * (-(len(MAGIC) + 8 + len(head)) % ALIGNED)
    parts = [MAGIC, len(head).to_bytes(8, "little"), head]
    for array in arrays.values():
        parts += [np.ascontiguousarray(array).tobytes(), b"\0" * (-array.nbytes % ALIGNED)]
    state = hashlib.blake2b(digest_size=DIGEST)
    for part in parts:
        state.update(part)
    parts.append(state.digest())
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def read_arrays(path: Path) -> dict[str, NDArray[np.generic]] | None:
    """Return the arrays of a file, or None when it is absent, damaged or of another version.

    They are the caller's, and share one buffer: memory touched once is a third of the time of reading.
    """
    try:
        with open(path, "rb") as stream:
            blob = _aligned(os.fstat(stream.fileno()).st_size)
            if stream.readinto(blob.data) != blob.size:
                return None
    except OSError:
        return None
    start, end = len(MAGIC) + 8, blob.size - DIGEST
    if end < start or blob[: len(MAGIC)].tobytes() != MAGIC:
        return None
    if hashlib.blake2b(blob[:end].data, digest_size=DIGEST).digest() != blob[end:].tobytes():
        return None
    body = start + int.from_bytes(blob[len(MAGIC) : start].tobytes(), "little")
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, entry in json.loads(blob[start:body].tobytes()).items():
        if entry["dtype"] not in DTYPES:
            return None
        shape = tuple(int(length) for length in entry["shape"])
        count = int(np.prod(shape, dtype=np.int64))
        first = body + int(entry["offset"])
        last = first + count * np.dtype(entry["dtype"]).itemsize
        arrays[name] = blob[first:last].view(entry["dtype"]).reshape(shape)
    return arrays


def _aligned(size: int) -> NDArray[np.uint8]:
    """Return bytes, not set, that begin at a multiple of :data:`ALIGNED`."""
    room = np.empty(size + ALIGNED, dtype=np.uint8)
    first = -room.ctypes.data % ALIGNED
    return room[first : first + size]
