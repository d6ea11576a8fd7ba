"""One writer at a time: a lock that the system takes back when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path
from typing import Any

from roos.errors import error

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

#: The file stays when the lock is given back: removing it would let two processes lock two files of its name.
NAME = "lock"


class WriterLock:
    """The right to write a store, held until :meth:`release` or the end of the process.

    A process that was killed holds nothing, so there are no stale locks to recognise; what the file says is
    only there to name the holder.

    Raises
    ------
    InputError
        E112, at once, where another writer has it, in this process or another.
    OSError
        The file cannot be written.
    """

    def __init__(self, folder: Path):
        path = folder / NAME
        self._handle: int | None = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        try:
            if not _taken(self._handle):
                raise error(
                    "E112",
                    f"another process is writing this store{_holder(path)}",
                    where=str(folder),
                    hint="wait until it has ended or stop it, or write to another folder",
                )
            with contextlib.suppress(OSError):  # a full disk is no reason not to read what is there
                os.ftruncate(self._handle, 0)
                os.write(self._handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let others write."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    @property
    def held(self) -> bool:
        """Whether it has not been released."""
        return self._handle is not None

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:
            self.release()


def _taken(handle: int) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            _lock_on_windows(handle)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _lock_on_windows(handle: int) -> None:
    import msvcrt

    system: Any = msvcrt
    os.lseek(handle, 1 << 20, os.SEEK_SET)  # beyond the text: a locked byte cannot be read there
    system.locking(handle, system.LK_NBLCK, 1)
    os.lseek(handle, 0, os.SEEK_SET)


def _holder(path: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if text := path.read_text(encoding="utf-8").strip():
            return f": {text[:200]}"
    return ""
