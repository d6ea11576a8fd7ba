"""The files of an inventory, be it one file, a folder or a zip: name and content of each, in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from roos.errors import RoosError, error
from roos_inventories.archive import SafeZip
from roos_inventories.limits import DEFAULT, Limits


def source_files(path: Path, suffix: str, limits: Limits = DEFAULT) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of a file, or of the files in a folder or zip whose names end in a suffix.

    Parameters
    ----------
    path
        File, folder (not its subfolders) or zip (any depth).
    suffix
        E.g. ``".spold"``; lower and upper case are the same. A single file that is no zip is taken whatever
        its name.
    limits
        Caps.

    Raises
    ------
    InputError
        E501 cannot read; E502 no such file in the folder or zip; E505 larger than a limit; and what
        :class:`~roos_inventories.archive.SafeZip` refuses.
    """
    if path.is_dir():
        names = sorted(entry for entry in _entries(path) if entry.name.lower().endswith(suffix))
        if not names:
            raise _none(path, suffix)
        for entry in names:
            yield entry.name, read_file(entry, limits)
        return
    with _open(path) as file:
        zipped = file.read(4) == b"PK\x03\x04"
    if not zipped:
        yield path.name, read_file(path, limits)
        return
    with SafeZip(path, limits=limits) as archive:
        members = sorted(name for name in archive.names() if name.lower().endswith(suffix))
        if not members:
            raise _none(path, suffix)
        for member in members:
            yield f"{path.name}, {member}", archive.read(member)


def read_file(path: Path, limits: Limits = DEFAULT) -> bytes:
    """Return the content of a file.

    Raises
    ------
    InputError
        E501 cannot read, E505 larger than a member of an archive may be.
    """
    with _open(path) as file:
        try:
            content: bytes = file.read(limits.member_bytes + 1)
        except OSError as problem:
            raise _unreadable(path, problem) from problem
    if len(content) > limits.member_bytes:
        raise error("E505", f"larger than {limits.member_bytes} bytes", path.name, "split the file")
    return content


def _open(path: Path):  # type: ignore[no-untyped-def]
    try:
        return path.open("rb")
    except OSError as problem:
        raise _unreadable(path, problem) from problem


def _entries(path: Path) -> list[Path]:
    try:
        return [entry for entry in path.iterdir() if entry.is_file()]
    except OSError as problem:
        raise _unreadable(path, problem) from problem


def _unreadable(path: Path, problem: OSError) -> RoosError:
    reason = problem.strerror or type(problem).__name__
    return error("E501", f"cannot read: {reason}", str(path), "check the path and its rights")


def _none(path: Path, suffix: str) -> RoosError:
    return error("E502", f"there is no {suffix} file", str(path), "give the folder that holds them")
