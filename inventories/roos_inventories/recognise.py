"""Which format a file or folder has, told by what is in it and not by how it is called."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from roos.errors import RoosError, error
from roos.mappedfile import MAGIC
from roos_inventories.recognise_contents import of_content, of_folder, of_members


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
    also
        Further files that mark it as well.
    """

    place: str
    title: str
    mark: str
    options: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def marks(self, names: set[str]) -> bool:
        """Say whether a folder with these names has the format."""
        return self.mark in names or any(name in names for name in self.also)


MATRIX_FOLDER = Format("FOLDER", "matrix folder", "A.npz")
ECOSPOLD2 = Format(
    "FOLDER, FILE.spold or FILE.zip", "EcoSpold 2", "data sets (.spold) of EcoSpold02", ("unlinked",)
)
ECOSPOLD1 = Format(
    "FOLDER, FILE.xml or FILE.zip", "EcoSpold 1", "data sets (.xml) of EcoSpold01", ("unlinked",)
)
SIMAPRO = Format("FILE.csv", "SimaPro CSV", "a header {SimaPro …}", ("unlinked", "encoding"))
EXCEL = Format(
    "FILE.xlsx or FILE.csv",
    "Brightway's template",
    "rows Database, Activity",
    ("unlinked", "decimal", "encoding", "formulas"),
)
JSONLD = Format("FOLDER or EXPORT.zip", "openLCA JSON-LD package", "olca-schema.json", ("method", "unlinked"))
DATAPACKAGE = Format("FOLDER or FILE.zip", "bw_processing datapackage", "datapackage.json", ("method",))
TRIPLETS = Format(
    "TABLES/", "folder of tables", "technosphere.csv", ("decimal",),
    ("technosphere.tsv", "technosphere.xlsx", "technosphere.parquet"),
)  # fmt: skip
PROFILE_TABLE = Format(
    "PROFILES.csv", "profile table", "a header of datasets and categories", ("decimal", "sheet", "method")
)
#: Known by its first bytes, whatever it is called; no folder bears its mark.
SYSTEM_FILE = Format("FILE.roos", "roos system file", f"the line {MAGIC.split()[0].decode()}")
#: A folder with A.npz is a matrix folder whatever else describes it.
FORMATS = (
    MATRIX_FOLDER,
    DATAPACKAGE,
    SYSTEM_FILE,
    JSONLD,
    TRIPLETS,
    ECOSPOLD2,
    ECOSPOLD1,
    SIMAPRO,
    EXCEL,
    PROFILE_TABLE,
)


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
                if form.marks(inside):
                    return form
            if (found := _titled(of_folder(path))) is not None:
                return found
            what = "the folder holds neither A.npz nor datapackage.json nor technosphere.csv nor data sets"
            raise _not_recognised(path, what, _below(path))
        if not path.is_file():  # opening a pipe would wait for its writer
            raise _not_recognised(path, "it is neither a file nor a folder", "")
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
        if magic == MAGIC:
            return SYSTEM_FILE
        if magic[:2] != b"PK":
            if (found := _titled(of_content(path))) is not None:
                return found
            if _is_table(path):
                return PROFILE_TABLE
            raise _not_recognised(path, "the file is no zip and begins like no other format", _beside(path))
        members = _members(path)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error("E501", f"cannot read: {reason}", str(path), "check its rights") from problem
    if members is None or DATAPACKAGE.mark in members:
        return DATAPACKAGE  # a damaged zip is its reader's to report
    if _is_table(path):  # a workbook like that of Brightway's template: its header decides
        return PROFILE_TABLE
    if (found := _titled(of_members(members))) is not None:
        return found
    if MATRIX_FOLDER.mark in members:
        raise _not_recognised(path, "the zip holds a matrix folder", "unpack it and give the folder")
    tables = any(name.casefold().endswith(".csv") for name in members)
    offer = "unpack it and give a file of it, or its folder;" if tables else _beside(path)
    raise _not_recognised(path, "the zip has no datapackage.json at its top", offer)


def _is_table(path: Path) -> bool:
    """Say whether a file is a table of profiles: by its suffix a table, by its header one of profiles."""
    from roos_inventories.grids import SUFFIXES

    if path.suffix.casefold() not in SUFFIXES:
        return False
    from roos_inventories.readers.profile_table import is_profile_table

    return is_profile_table(path)


def _titled(title: str) -> Format | None:
    return next((form for form in FORMATS if form.title == title), None)


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
    found = [entry.name for entry in sorted(path.iterdir()) if _holds_one(entry)]
    return f"did you mean {'; '.join(str(path / name) for name in found[:4])}?" if found else ""


def _holds_one(folder: Path) -> bool:
    """Say whether a folder has a format's mark, or data sets as ecoinvent's archives hold them one down."""
    try:
        return folder.is_dir() and (
            any((folder / form.mark).is_file() for form in FORMATS) or any(folder.glob("*.spold"))
        )
    except OSError:  # one that may not be looked into is not offered
        return False


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
