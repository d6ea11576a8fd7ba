r"""Plain values as one line of text that carries its own digest: header, journal entries, records.

``DIGEST JSON\n``: BLAKE2b over the bytes of the JSON, so that a changed bit anywhere in the line, its end
included, is noticed, also one that would leave the values the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from roos.store.damage import Damaged
from roos.store.disk import Disk, write_whole

_BYTES = 16
_TEXT = 2 * _BYTES


def digest_of(content: bytes) -> str:
    """Return the digest of some bytes, 32 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=_BYTES).hexdigest()


def seal(content: Mapping[str, Any]) -> bytes:
    """Return values as a line.

    Raises
    ------
    TypeError, ValueError
        Not plain values, or a number that is not finite.
    """
    text = json.dumps(content, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()
    return digest_of(text).encode() + b" " + text + b"\n"


def unseal(line: bytes) -> dict[str, Any]:
    """Return the values of a line.

    Raises
    ------
    Damaged
        It is not as it was written.
    """
    text = line[_TEXT + 1 : -1]
    if line != digest_of(text).encode() + b" " + text + b"\n":
        raise Damaged("it has another digest")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Damaged(f"it is not understood: {problem}") from problem
    if not isinstance(content, dict):
        raise Damaged("it holds no named values")
    return content


def write_sealed(disk: Disk, path: Path, content: Mapping[str, Any]) -> None:
    """Write a file of one line, whole or not at all."""
    write_whole(disk, path, [seal(content)])


def read_sealed(path: Path) -> dict[str, Any]:
    """Return the values of a file of one line.

    Raises
    ------
    Damaged
        It is not as it was written.
    OSError
        Cannot be read.
    """
    return unseal(path.read_bytes())
