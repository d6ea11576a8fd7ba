"""A roos system file (``NAME.roos``), as `roos convert` writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from roos.errors import RoosError, error
from roos.mappedfile import Damaged, MappedFile, open_mapped
from roos.system import System
from roos.uncertainty import Uncertainty
from roos_inventories.limits import FILE_BYTES
from roos_inventories.systemfile import sizes_of, unpack, unpack_uncertainty

Progress = Callable[[str, float], None]


def read_system_file(
    path: Path, options: Mapping[str, str] | None = None, progress: Progress | None = None
) -> System:
    """Read a roos system file as the System that was written.

    Parameters
    ----------
    path
        File that ``write_system_file`` wrote. It is read into memory, not mapped: another program may change
        a user's file while roos computes.
    options
        None are known.
    progress
        Called with a phase and a fraction.

    Raises
    ------
    InputError
        E501 cannot read, E503 damaged or of another layout, E505 over a limit, E512 an unknown option.
    """
    path = Path(path)
    for option in options or {}:
        raise error("E512", f"unknown option {option!r}", str(path), "a roos system file takes no options")
    tell = progress or (lambda phase, fraction: None)
    tell("reading the system", 0.0)
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            raise error("E505", f"a file of {size} bytes, more than {FILE_BYTES}", path.name)
        file = open_mapped(path, private=True)
        system = unpack(file, thorough=True)
    except Damaged as problem:
        raise _unsound(path, problem) from problem
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error("E501", f"cannot read: {reason}", str(path), "check that you may read it") from problem
    tell("done", 1.0)
    return replace(system, uncertainty_of=lambda: _uncertainty(path, file, system))


def _uncertainty(path: Path, file: MappedFile, system: System) -> Uncertainty | None:
    try:
        return unpack_uncertainty(file, sizes_of(system))
    except Damaged as problem:
        raise _unsound(path, problem) from problem


def _unsound(path: Path, problem: Damaged) -> RoosError:
    hint = "convert the inventory again with this version of roos"
    return error("E503", f"not a sound roos system file: {problem}", str(path), hint)
