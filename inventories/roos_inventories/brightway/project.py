"""Where Brightway keeps its projects, and what one of them holds; files are opened for reading only.

bw2data is not imported here: its import creates a project, and selecting a project creates one too. Read
are its list of projects (SQLite) and the JSON files that name databases and methods. What only bw2data can
tell is asked of it in a process of its own (:mod:`roos_inventories.brightway.ask`).
"""

from __future__ import annotations

import difflib
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from roos.errors import RoosError, error
from roos_inventories.brightway.address import HOW_TO_WRITE
from roos_inventories.brightway.address import quote as as_written
from roos_inventories.strict_json import json_strict

_LIST = "projects.db"


@dataclass(frozen=True)
class Project:
    """One Brightway project.

    Attributes
    ----------
    name
        As Brightway lists it.
    folder
        Where its files lie.
    databases
        Metadata by database: ``depends``, ``dirty``, ``backend`` …
    methods
        Metadata by method, a tuple of names: ``unit``, ``abbreviation``, ``num_cfs`` …
    """

    name: str
    folder: Path
    databases: Mapping[str, Mapping[str, Any]]
    methods: Mapping[tuple[str, ...], Mapping[str, Any]]

    def needed(self, database: str) -> tuple[str, ...]:
        """Return a database and all it depends on, as ``bw2data.prepare_lca_inputs`` does; itself last.

        Raises
        ------
        InputError
            E510 no such database, E530 a database that another one depends on is not there.
        """
        if database not in self.databases:
            raise unknown("database", database, self.databases, f"Brightway project {self.name!r}")
        found, todo = [database], [database]
        while todo:
            current = todo.pop()
            for other in sorted(self.databases[current].get("depends") or ()):
                if other not in self.databases:
                    raise error(
                        "E530",
                        f"the database {current!r} depends on {other!r}, which the project lacks",
                        f"Brightway project {self.name!r}",
                        f"import {other!r} into the project, or correct the exchanges that lead there",
                    )
                if other not in found:
                    found.append(other)
                    todo.append(other)
        return (*sorted(found[1:]), database)

    def processed(self, stem: str) -> Path:
        """Return where Brightway keeps the datapackage of a database or method."""
        from bw_processing import clean_datapackage_name

        name: str = clean_datapackage_name(f"{stem}.zip")
        return self.folder / "processed" / name

    def changed(self, database: str) -> bool:
        """Say whether a database was edited since Brightway processed it.

        Input-output tables keep their exchanges in the package alone: there is nothing to process anew.
        """
        metadata = self.databases[database]
        return bool(metadata.get("dirty")) and metadata.get("backend") != "iotable"


def base_directory() -> Path:
    """Return Brightway's own folder: ``BRIGHTWAY2_DIR``, else where bw2data keeps it on this system."""
    given = os.environ.get("BRIGHTWAY2_DIR")
    if given:
        return Path(given).absolute()
    from platformdirs import PlatformDirs

    return Path(PlatformDirs("Brightway3", "pylca").user_data_dir)


def list_projects() -> dict[str, Path]:
    """Return the folder of each Brightway project of this user, by name.

    Raises
    ------
    InputError
        E510 there is no Brightway folder; E530 its list of projects cannot be read.
    """
    from bw_processing import safe_filename

    base = base_directory()
    path = base / _LIST
    try:
        if not path.is_file():
            raise error(
                "E510",
                "there are no Brightway projects",
                str(base),
                "set BRIGHTWAY2_DIR to the folder that holds Brightway's projects.db, or install a project",
            )
        with closing(sqlite3.connect(read_only(path), uri=True)) as connection:
            columns = {row[1] for row in connection.execute("PRAGMA table_info(projectdataset)")}
            hashed = "full_hash" if "full_hash" in columns else "1"  # older lists have long names only
            rows = connection.execute(f"SELECT name, {hashed} FROM projectdataset").fetchall()  # noqa: S608
    except (sqlite3.Error, OSError) as problem:
        hint = "check that you may read it, and that no program is writing it"
        raise error(
            "E530", f"Brightway's list of projects cannot be read: {problem}", str(path), hint
        ) from None
    return {str(name): base / safe_filename(str(name), full=bool(full)) for name, full in sorted(rows)}


def open_project(name: str) -> Project:
    """Return what a project holds.

    Raises
    ------
    InputError
        E510 no such project, with the nearest names; E530 its files cannot be read.
    """
    projects = list_projects()
    if name not in projects:
        raise unknown("project", name, projects, str(base_directory()))
    folder = projects[name]
    databases = _json(folder / "databases.json", name)
    methods = _json(folder / "methods.json", name) if (folder / "methods.json").exists() else []
    try:
        return Project(
            name,
            folder,
            {str(key): dict(value) for key, value in databases.items()},
            {tuple(str(part) for part in key): dict(value) for key, value in methods},
        )
    except (AttributeError, TypeError, ValueError) as problem:
        hint = "open the project once in Brightway 2.5"
        raise error("E530", f"unexpected layout: {problem}", f"Brightway project {name!r}", hint) from None


def read_only(path: Path) -> str:
    """Return the address by which SQLite opens a file for reading only."""
    return f"file:{quote(path.absolute().as_posix())}?mode=ro"


def _json(path: Path, project: str) -> Any:
    where = f"Brightway project {project!r}, {path.name}"
    try:
        return json_strict(path.read_bytes(), where=where)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        hint = "check that the project opens in Brightway 2.5"
        raise error("E530", f"cannot read: {reason}", where, hint) from problem


def unknown(kind: str, name: str, known: Iterable[str], where: str) -> RoosError:
    """Return E510 for a project or database, with the nearest names as they are to be written."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=5, cutoff=0.4) or names[:8]
    listed = "; ".join(as_written(one, "%:/" if kind == "project" else "%:") for one in near)
    listed += "; …" if len(near) < len(names) else ""
    message = f"there is no Brightway {kind} {name!r}" if name else f"no Brightway {kind} is named"
    shape = "write brightway:PROJECT/DATABASE"
    return error("E510", message, where, f"{kind}s: {listed or 'none'}; {shape}, {HOW_TO_WRITE}")
