"""Where roos keeps what it fetched (data) and what it can make again (cache), and writing there safely."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from roos.errors import RoosError, error

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def data_dir(*, create: bool = True) -> Path:
    """Return the folder of installed data: ``ROOS_DATA_DIR``, else the platform's place for it.

    Parameters
    ----------
    create
        Make the folder (mode 0700) and check that it is fit to write to; False to look only.

    Raises
    ------
    InputError
        E508 no such place, read-only, or open to changes by others.
    """
    from platformdirs import user_data_path

    return _folder("ROOS_DATA_DIR", lambda: user_data_path("roos", appauthor=False), create)


def cache_dir(*, create: bool = True) -> Path:
    """Return the folder of what can be made again: ``ROOS_CACHE_DIR``, else the platform's place for it.

    Parameters and errors as :func:`data_dir`.
    """
    from platformdirs import user_cache_path

    return _folder("ROOS_CACHE_DIR", lambda: user_cache_path("roos", appauthor=False), create)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is complete, or as it was before.

    The content goes to a new file in the same folder, is synchronised to disk, and takes the name.

    Raises
    ------
    WriteError
        E601 with the path and the bytes needed; nothing new is left.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        write_synchronised(fresh, content)
        fresh.replace(path)
        _synchronise(path.parent)
    except BaseException as problem:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            raise cannot_write(problem, path, len(content)) from problem
        raise


@contextmanager
def new_folder(target: Path, needed: int) -> Iterator[Path]:
    """Give a fresh folder beside a target and make it the target when the block ends well.

    Parameters
    ----------
    target
        Folder that is wanted; what is there now is replaced as a whole.
    needed
        Bytes that will be written, for the message.

    Raises
    ------
    WriteError
        E601; what was at the target is still there, and nothing new is left.
    """
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    aside = fresh.with_suffix(".old")
    try:
        fresh.mkdir(mode=0o700, parents=True)
        yield fresh
        _synchronise(fresh)
        if target.exists():
            target.rename(aside)
        fresh.rename(target)
        _synchronise(target.parent)
    except BaseException as problem:
        if aside.exists() and not target.exists():
            aside.rename(target)
        if isinstance(problem, OSError):
            raise cannot_write(problem, target, needed) from problem
        raise
    finally:
        for folder in (fresh, aside):
            shutil.rmtree(folder, ignore_errors=True)


def cannot_write(problem: OSError, path: Path, needed: int) -> RoosError:
    """Return E601 for a failed write with the path and the bytes needed, or E112 where another came first."""
    if problem.errno in (errno.ENOTEMPTY, errno.EEXIST):
        return error("E112", "another process wrote it at the same time", str(path), "run the command again")
    if problem.errno in _FULL:
        message, hint = f"no space left: {needed} bytes are needed", "free space, or choose another place"
    else:
        message = f"cannot write {needed} bytes: {problem.strerror or type(problem).__name__}"
        hint = "check the folder's rights, or choose another place"
    return error("E601", message, str(path), f"{hint} (ROOS_DATA_DIR, ROOS_CACHE_DIR)")


def write_synchronised(path: Path, content: bytes) -> None:
    """Write a new file and bring it to disk; OSError where that fails."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _synchronise(folder: Path) -> None:
    """Bring a folder's names to disk, where the system can."""
    with contextlib.suppress(OSError, AttributeError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _folder(variable: str, default: Callable[[], Path], create: bool) -> Path:
    named = os.environ.get(variable, "")
    hint = f"set {variable} to a folder of yours that can be written to"
    try:
        path = Path(named).absolute() if named else default()
    except RuntimeError:
        path = Path("~")
    if not path.is_absolute():  # a `~` that nothing could resolve
        raise error("E508", "this user has no home folder", variable, hint)
    if not create:
        return path
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.stat()
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error(
            "E508", f"the folder for user data cannot be made: {reason}", str(path), hint
        ) from problem
    if not os.access(path, os.W_OK | os.X_OK):
        raise error("E508", "the folder for user data is read-only", str(path), hint)
    if os.name == "posix" and (
        status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    ):
        message = "the folder for user data can be changed by other users"
        raise error("E508", message, str(path), f"make it yours alone (chmod 700), or {hint}")
    return path
