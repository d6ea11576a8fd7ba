"""A project's packages once more, with their distributions: these are read when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from roos_inventories.brightway.ask import ask
from roos_inventories.brightway.methods import method_packages
from roos_inventories.brightway.project import Project
from roos_inventories.readers.bw_package import Package, read_package
from roos_inventories.readers.bw_uncertainty import refuse_changed, stamp


def looks_of(paths: Iterable[Path]) -> dict[Path, Any]:
    """Return what some files look like, to be taken before they are read."""
    return {path: stamp(path) for path in paths}


def node_files(project: Project) -> tuple[Path, Path]:
    """Return the files in which a project keeps its exchanges; the second only while it is written."""
    return project.folder / "lci" / "databases.db", project.folder / "lci" / "databases.db-wal"


def packages_again(
    project: Project,
    databases: Sequence[str],
    packages: Mapping[str, Path],
    methods: Sequence[tuple[str, ...]],
    looks: Mapping[Path, Any],
) -> list[Package]:
    """Read the packages of databases and methods with their distributions.

    Parameters
    ----------
    databases
        In the order in which they count.
    packages
        Brightway's own package of each; those of others are made anew, as they were for the static part.
    methods
        Whose factors follow.
    looks
        Of all files that they come from, when the static part was read.

    Raises
    ------
    InputError
        E506 one of these files has changed meanwhile; E530 and what ``read_package`` raises.
    """
    refuse_changed(list(looks), list(looks.values()))
    factors = method_packages(project, methods, distributions=True)
    changed = [name for name in databases if name not in packages]
    if not changed:
        inventory = [read_package(packages[name], distributions=True) for name in databases]
        return [*inventory, *factors]
    with ask(project, (), changed, None) as answer:
        known = {**packages, **answer.processed}
        inventory = [read_package(known[name], distributions=True) for name in databases]
    return [*inventory, *factors]
