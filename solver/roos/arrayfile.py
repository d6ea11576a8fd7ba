"""One file of named arrays: checksummed, written atomically, read without pickle.

Layout: a magic line, the length of the header as eight bytes, a JSON header with dtype, shape and offset of
each array, the arrays, and a BLAKE2b digest of all of it. A file that was cut off, altered or written by
another version reads as None, never as wrong numbers.
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

MAGIC = b"roos-arrays-1\n"
DIGEST = 32
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
        offset += array.nbytes
    head = json.dumps(header).encode()
    parts = [MAGIC, len(head).to_bytes(8, "little"), head]
    parts += [np.ascontiguousarray(array).tobytes() for array in arrays.values()]
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
    """Return the arrays of a file, read-only, or None when it is absent, damaged or of another version."""
    try:
        blob = path.read_bytes()
    except OSError:
        return None
    if len(blob) < len(MAGIC) + 8 + DIGEST or not blob.startswith(MAGIC):
        return None
    if hashlib.blake2b(blob[:-DIGEST], digest_size=DIGEST).digest() != blob[-DIGEST:]:
        return None
    start = len(MAGIC) + 8
    body = start + int.from_bytes(blob[len(MAGIC) : start], "little")
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, entry in json.loads(blob[start:body]).items():
        if entry["dtype"] not in DTYPES:
            return None
        shape = tuple(int(length) for length in entry["shape"])
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(
            blob, dtype=entry["dtype"], count=count, offset=body + int(entry["offset"])
        ).reshape(shape)
    return arrays
