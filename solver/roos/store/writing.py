"""What a system says when it cannot write, as an error with the path and the bytes that are needed."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Iterator
from pathlib import Path

from roos.errors import RoosError, error
from roos.store.disk import Disk

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_HINT = "make room or write to another disk; what was written before is kept: resume the run"


def check_room(folder: Path, needed: int, disk: Disk) -> None:
    """Refuse what would not fit on the disk, before anything is computed.

    Raises
    ------
    WriteError
        E605 with the bytes needed and free.
    """
    free = disk.free(folder)
    if needed > free:
        raise error(
            "E605",
            f"the disk has not enough space: {_size(needed)} needed, {_size(free)} free",
            where=str(folder),
            hint="make room, write to another disk, or store less",
        )


@contextlib.contextmanager
def as_cannot_write(folder: Path, needed: Callable[[], int], disk: Disk) -> Iterator[None]:
    """Turn what the system says into E605 (full, with the bytes that are still needed) or E601 (all else)."""
    try:
        yield
    except RoosError:
        raise
    except OSError as problem:
        where = str(problem.filename or folder)
        if problem.errno in _FULL:
            free = ""
            with contextlib.suppress(OSError):
                free = f", {_size(disk.free(folder))} free"
            still = f": {_size(needed())} still needed{free}"
            raise error("E605", f"the disk has not enough space{still}", where, _HINT) from problem
        reason = problem.strerror or problem
        raise error("E601", f"cannot write: {reason}", where, _HINT) from problem


def _size(number: int) -> str:
    """Return bytes as they are, and in a unit that can be read."""
    for power, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
        if number >= 1 << power:
            return f"{number} bytes ({number / (1 << power):.1f} {unit})"
    return f"{number} bytes"
