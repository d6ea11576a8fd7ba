"""Where a writer puts its result: all of it, or nothing and what was there before."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from roos.errors import error


@contextmanager
def new_target(target: Path, *, ours: Callable[[Path], bool]) -> Iterator[Path]:
    """Give a fresh place beside the target to write to, and move it into place at the end.

    Parameters
    ----------
    target
        File or folder that the caller wants.
    ours
        Says whether what lies at the target was written by us and may be replaced.

    Yields
    ------
    Path
        A path inside a new folder beside the target, named as the target; the caller makes a file or a
        folder there. Nothing of it is left when the caller fails.

    Raises
    ------
    WriteError
        E601: the target is not empty and not ours, or the disk is full, or a folder is missing or protected.
    """
    target = Path(target)
    if _filled(target) and not ours(target):
        hint = "choose another name, or remove it yourself: roos replaces only what it wrote"
        raise error("E601", "the target exists and was not written by roos", str(target), hint)
    try:
        room = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    except OSError as problem:
        raise _cannot_write(target, problem) from problem
    try:
        fresh = room / target.name
        yield fresh
        _replace(fresh, target, room)
    except OSError as problem:
        raise _cannot_write(target, problem) from problem
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _filled(target: Path) -> bool:
    if target.is_dir() and not target.is_symlink():
        return any(target.iterdir())
    return target.is_symlink() or target.exists()


def _replace(fresh: Path, target: Path, room: Path) -> None:
    """Move the new one in. A folder cannot be renamed over another: the old one is put back on failure."""
    if not (target.is_dir() and fresh.is_dir()):
        os.replace(fresh, target)
        return
    old = room / "old"
    os.rename(target, old)
    try:
        os.rename(fresh, target)
    except OSError:
        os.rename(old, target)
        raise


def _cannot_write(target: Path, problem: OSError) -> Exception:
    reason = problem.strerror or type(problem).__name__
    hint = "check that the folder exists, may be written to and has room; nothing was changed"
    return error("E601", f"cannot write: {reason}", str(target), hint)
