"""What the files behind a locator look like, so that a change of any of them is noticed without reading it.

Of each file: path, size, times of the last change of content and of attributes, device and inode, and a
digest of its last bytes where there are few files (a zip keeps the checksums of its members there). The time
of the last change of attributes is the system's own: no program can set it back, so on POSIX an edit that
keeps size and modification time is noticed too. Not noticed is an edit that keeps all of these: on Windows,
one of equal size in the middle of a file whose modification time is put back.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path

#: A folder of more files is not looked at: it costs more than it saves.
MOST_FILES = 50_000
#: Up to so many files have their last bytes digested, and how many bytes.
DIGESTED_FILES, DIGESTED_BYTES = 4, 64 * 2**10
#: A file changed less than this before it was looked at may change again within the same tick of the clock
#: that stamps it (some milliseconds; two seconds where stamps are whole seconds).
TICK, COARSE_TICK = 0.05, 2.0


class TooMany(Exception):
    """More files than are worth looking at."""


def fingerprint(roots: Iterable[Path]) -> tuple[str, bool]:
    """Return what the files under some paths look like, and whether a later change is sure to show.

    Parameters
    ----------
    roots
        Files, and folders with everything below them.

    Returns
    -------
    digest
        Hexadecimal; another one for any change that the module describes.
    settled
        False where a file was changed so shortly before that the next change could bear the same stamp.

    Raises
    ------
    OSError
        Something cannot be looked at.
    TooMany
        More than :data:`MOST_FILES`.
    """
    state = hashlib.blake2b(digest_size=20)
    found: list[tuple[str, os.stat_result]] = []
    for root in roots:
        _collect(os.fspath(root), found)
    now, youngest = time.time_ns(), 0
    whole_seconds = True
    for path, status in found:
        looks = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_dev, status.st_ino)
        state.update(f"{path}\0{looks}\n".encode("utf-8", "surrogatepass"))
        youngest = max(youngest, status.st_mtime_ns if os.name == "nt" else status.st_ctime_ns)
        whole_seconds &= status.st_mtime_ns % 10**9 == 0
        if len(found) <= DIGESTED_FILES and stat.S_ISREG(status.st_mode):
            state.update(_last_bytes(path, status.st_size))
    tick = COARSE_TICK if whole_seconds and found else TICK
    return state.hexdigest(), now - youngest > tick * 1e9


def _collect(root: str, found: list[tuple[str, os.stat_result]]) -> None:
    """Add the files under a path; a link to a folder is looked at, not followed: it may lead in a circle."""
    waiting = [root]
    while waiting:
        path = waiting.pop()
        status = os.stat(path)
        if not stat.S_ISDIR(status.st_mode) or (path != root and os.path.islink(path)):
            found.append((path, status))
        else:
            with os.scandir(path) as entries:
                waiting += sorted(entry.path for entry in entries if os.path.exists(entry.path))
        if len(found) + len(waiting) > MOST_FILES:
            raise TooMany(root)


def _last_bytes(path: str, size: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        os.lseek(descriptor, max(0, size - DIGESTED_BYTES), os.SEEK_SET)
        return hashlib.blake2b(os.read(descriptor, DIGESTED_BYTES), digest_size=16).digest()
    finally:
        os.close(descriptor)
