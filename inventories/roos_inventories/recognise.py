"""Which format a file or folder has, told by what is in it and not by how it is called."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from roos.errors import RoosError, error
from roos.mappedfile import MAGIC


@dataclass(frozen=True)
class Format:
    """One format of inventories.

    Attributes
    ----------
    place
        What to type: folder, file.
    title
        What it is called.
    mark
        File by which it is recognised.
    options
        Keys that its reader takes.
    """

    place: str
    title: str
    mark: str
    options: tuple[str, ...] = ()


MATRIX_FOLDER = Format("FOLDER", "matrix folder", "A.npz")
DATAPACKAGE = Format("FOLDER or FILE.zip", "bw_processing datapackage", "datapackage.json", ("method",))
#: Known by its first bytes, whatever it is called; no folder bears its mark.
SYSTEM_FILE = Format("FILE.roos", "roos system file", f"the line {MAGIC.split()[0].decode()}")
#: A folder with A.npz is a matrix folder whatever else describes it.
FORMATS = (MATRIX_FOLDER, DATAPACKAGE, SYSTEM_FILE)


def recognise(path: Path) -> Format:
    """Return the format of an existing file or folder.

    Raises
    ------
    InputError
        E501 cannot be read, E502 none of :data:`FORMATS`, which are listed.
    """
    try:
        if path.is_dir():
            inside = {entry.name for entry in path.iterdir()}
            for form in FORMATS:
                if form.mark in inside:
                    return form
            raise _not_recognised(path, "the folder holds neither A.npz nor datapackage.json", _below(path))
        if not path.is_file():  # opening a pipe would wait for its writer
            raise _not_recognised(path, "it is neither a file nor a folder", "")
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
        if magic == MAGIC:
            return SYSTEM_FILE
        if magic[:2] != b"PK":
            raise _not_recognised(path, "the file is no zip", _beside(path))
        members = _members(path)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error("E501", f"cannot read: {reason}", str(path), "check its rights") from problem
    if members is None or DATAPACKAGE.mark in members:
        return DATAPACKAGE  # a damaged zip is its reader's to report
    if MATRIX_FOLDER.mark in members:
        raise _not_recognised(path, "the zip holds a matrix folder", "unpack it and give the folder")
    raise _not_recognised(path, "the zip has no datapackage.json at its top", _beside(path))


def is_system_file(path: Path) -> bool:
    """Say whether a path is a roos system file; one that cannot be opened is not."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def _members(path: Path) -> set[str] | None:
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return None


def _below(path: Path) -> str:
    """Offer the folders one level down, a frequent slip after unpacking."""
    found = [
        entry.name
        for entry in sorted(path.iterdir())
        if entry.is_dir() and any((entry / form.mark).is_file() for form in FORMATS)
    ]
    return f"did you mean {'; '.join(str(path / name) for name in found[:4])}?" if found else ""


def _beside(path: Path) -> str:
    """Offer the folder of a file that is part of a matrix folder or package."""
    if any((path.parent / form.mark).is_file() for form in FORMATS):
        return f"did you mean its folder, {path.parent}?"
    return ""


def _not_recognised(path: Path, what: str, offer: str) -> RoosError:
    known = "; ".join(f"{form.title} ({form.place} with {form.mark})" for form in FORMATS)
    return error(
        "E502",
        f"the format of {path.name!r} is not recognised: {what}",
        str(path),
        f"{offer} read are: {known}".strip(),
    )
