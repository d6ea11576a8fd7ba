"""The folder of a run that can be resumed: what it may hold before the run, and what is copied there."""

from __future__ import annotations

from pathlib import Path

from roos.errors import error
from roos_cli.writers.atomic import Files

#: Folder of the store below the one that is given.
STORE = "store"
#: What the sweep file is called in the folder of results.
COPY = "SWEEP.toml"


def check_folder(folder: Path, what: str, file: Path | None, *, resume: bool) -> None:
    """Refuse a folder that cannot take a run before anything is read; the store looks closer.

    Parameters
    ----------
    what
        Is in the way, in words: ``"a run"``.
    file
        The sweep file of the run, if it has one.

    Raises
    ------
    RoosError
        E601 a file in its place, E604 another run or sweep file.
    """
    if folder.exists() and not folder.is_dir():
        raise error("E601", "cannot write: this is a file", str(folder), "name a folder")
    if not resume and (folder / STORE / "header").exists():
        hint = "add --resume to go on with it, or name another folder"
        raise error("E604", f"there is {what} in the folder already", str(folder), hint)
    copy = folder / COPY
    if not resume and file is not None and copy.is_file() and copy.read_bytes() != file.read_bytes():
        raise error("E604", f"{COPY} in the folder is another sweep file", str(copy), "name another folder")


def copy_file(file: Path, folder: Path, files: Files) -> dict[str, object]:
    """Put a copy of the sweep file beside the results; return its digest by name, nothing where it lies."""
    if file.resolve() == (folder / COPY).resolve():
        return {}
    content = file.read_bytes()
    return {COPY: files.write(folder / COPY, lambda target: target.write(content))}
