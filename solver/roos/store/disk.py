"""Everything the store does to a disk, in one place: so that a test can let any step of it fail.

Nothing here knows what is written. The order of steps is what makes a file durable: bytes, fsync, renaming,
fsync of the folder; a process that dies in between leaves the old state or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

#: Ends the name of a file that is not complete yet; it begins with a dot.
UNFINISHED = ".tmp"
_BINARY = getattr(os, "O_BINARY", 0)


class Disk:
    """The calls of the operating system that change a store; a test hands in one that fails."""

    def create(self, path: Path) -> int:
        """Open a new file for writing; the umask decides who may read it."""
        return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o666)

    def open_end(self, path: Path) -> int:
        """Open a file for appending; it is made where it is absent."""
        return os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY | _BINARY, 0o666)

    def write(self, handle: int, part: Any) -> int:
        """Write some of the bytes and return how many."""
        return os.write(handle, part)

    def cut(self, handle: int, length: int) -> None:
        """Shorten a file."""
        os.ftruncate(handle, length)

    def sync(self, handle: int) -> None:
        """Return when the bytes are on the medium, as far as the system can tell."""
        if sys.platform == "darwin":  # there fsync leaves them in the drive's own cache
            import fcntl

            with contextlib.suppress(OSError):
                fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
                return
        os.fsync(handle)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file its final name, in place of whatever had it."""
        os.replace(old, new)

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder are on the medium."""
        if os.name == "nt":  # folders cannot be opened there; renaming is journalled
            return
        try:
            handle = os.open(folder, os.O_RDONLY)
        except PermissionError:  # one may write names there and not read them: nothing to wait with
            return
        try:
            os.fsync(handle)
        except OSError as problem:
            if problem.errno not in (errno.EINVAL, errno.ENOTSUP):  # file systems without such a call
                raise
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        os.unlink(path)

    def free(self, folder: Path) -> int:
        """Return the bytes that may still be written."""
        return shutil.disk_usage(folder).free


def write_all(disk: Disk, handle: int, part: Any) -> None:
    """Write all of a buffer of bytes: the system may take it in pieces."""
    with memoryview(part) as whole:
        done = 0
        while done < len(whole):
            done += disk.write(handle, whole[done:])


def write_whole(disk: Disk, target: Path, parts: Iterable[Any]) -> None:
    """Write a file; afterwards, and at any moment before, its name shows the old one or the whole new one.

    Parameters
    ----------
    parts
        Buffers of bytes, written one after the other and not copied.

    Raises
    ------
    OSError
        As the system says; the temporary file is removed.
    """
    waiting = target.with_name(f".{target.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        handle = disk.create(waiting)
        try:
            for part in parts:
                write_all(disk, handle, part)
            disk.sync(handle)
        finally:
            os.close(handle)
        disk.rename(waiting, target)
    except BaseException:
        with contextlib.suppress(OSError):
            disk.remove(waiting)
        raise
    disk.sync_folder(target.parent)


def remove_unfinished(disk: Disk, folder: Path) -> None:
    """Remove the temporary files that a process left when it was killed."""
    for path in folder.glob(f".*{UNFINISHED}"):
        with contextlib.suppress(OSError):
            disk.remove(path)
