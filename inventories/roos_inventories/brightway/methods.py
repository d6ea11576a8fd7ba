"""Impact assessment methods of a Brightway project; their packages are read, bw2data is not needed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np

from roos.errors import error
from roos.method import Method
from roos.system import System
from roos_inventories.brightway.project import Project, open_project
from roos_inventories.readers.bw_method import read_factors
from roos_inventories.readers.bw_package import Package, read_package

#: Between the parts of a method's name.
JOIN = " | "


@dataclass(frozen=True)
class MethodFamily:
    """Methods of a project that share the first part of their names.

    Attributes
    ----------
    name
        That part; ``--method`` takes it for all of them.
    methods
        Full names, parts joined by ``" | "``; ``--method`` takes each.
    units
        One per method.
    factors
        Number of factors of all.
    """

    name: str
    methods: tuple[str, ...]
    units: tuple[str, ...]
    factors: int


def list_project_methods(project: str) -> tuple[MethodFamily, ...]:
    """Return the methods of a project by family.

    Raises
    ------
    InputError
        As :func:`~roos_inventories.brightway.project.open_project`.
    """
    opened = open_project(project)
    families: dict[str, list[tuple[str, ...]]] = {}
    for name in opened.methods:
        families.setdefault(name[0], []).append(name)
    return tuple(
        MethodFamily(
            family,
            tuple(JOIN.join(name) for name in names),
            tuple(str(opened.methods[name].get("unit") or "") for name in names),
            sum(int(opened.methods[name].get("num_cfs") or 0) for name in names),
        )
        for family, names in sorted(families.items())
    )


def named_methods(project: Project, text: str) -> list[tuple[str, ...]]:
    """Return the methods that a text names: one in full, or all that begin with it; several after ``;``.

    Raises
    ------
    InputError
        E511 with the nearest names.
    """
    joined = {JOIN.join(name): name for name in project.methods}
    chosen: dict[tuple[str, ...], None] = {}
    for part in (unquote(piece.strip()) for piece in text.split(";")):
        if part in joined:
            chosen[joined[part]] = None
            continue
        family = [name for full, name in joined.items() if full.startswith(part + JOIN)]
        if not family:
            raise _unknown(project, part, joined)
        chosen |= dict.fromkeys(family)
    return list(chosen)


def read_project_method(system: System, name: str) -> Method:
    """Return methods of the project that a system was read from, over that system's flows.

    Parameters
    ----------
    system
        From :func:`~roos_inventories.brightway.reader.read_brightway`.
    name
        A method's parts joined by ``" | "``, or the first parts of several.

    Raises
    ------
    InputError
        E511 no such method, E530 a method that Brightway has not processed.
    """
    project = open_project(str(system.meta["project"]))
    packages = method_packages(project, named_methods(project, name))
    ids = system.flows.ids  # of a flow that the project no longer has, the number itself
    numbers = system.flows.extra.get("other_id", ids)
    flows = np.array([int(n or i) for n, i in zip(numbers, ids, strict=True)], dtype=np.int64)
    method = read_factors([vector for package in packages for vector in package.vectors], flows)
    if method is None:
        hint = "write its factors in Brightway, or choose another"
        raise error("E511", f"method {name!r} holds no factors", f"Brightway project {project.name!r}", hint)
    return replace(method, name=name)


def method_packages(
    project: Project, names: Sequence[tuple[str, ...]], *, distributions: bool = False
) -> list[Package]:
    """Return the packages of some methods, each with the name and unit that the project says."""
    packages = []
    for name in names:
        metadata = project.methods[name]
        path = method_path(project, name)
        if not path.is_file():
            raise error(
                "E530",
                "Brightway has no processed package of a method",
                f"Brightway project {project.name!r}, method {JOIN.join(name)!r}",
                f"process it once in Brightway: bd.Method({name!r}).process()",
            )
        package = read_package(path, distributions=distributions)
        said: dict[str, Any] = {"identifier": list(name), "unit": metadata.get("unit") or ""}
        vectors = [replace(vector, info={**vector.info, **said}) for vector in package.vectors]
        packages.append(replace(package, vectors=tuple(vectors)))
    return packages


def method_path(project: Project, name: tuple[str, ...]) -> Path:
    """Return where Brightway keeps the package of a method."""
    return project.processed(str(project.methods[name].get("abbreviation", "")))


def _unknown(project: Project, text: str, joined: dict[str, tuple[str, ...]]) -> Exception:
    pool = [*dict.fromkeys(name[0] for name in project.methods), *joined]
    words = text.casefold().split()
    near = [full for full in pool if words and all(word in full.casefold() for word in words)]
    near += difflib.get_close_matches(text, pool, n=5, cutoff=0.4)
    shown = "; ".join(list(dict.fromkeys(near))[:5] or pool[:5]) or "none: the project has no methods"
    return error(
        "E511",
        f"no method of the project is named {text!r}",
        f"Brightway project {project.name!r}",
        f"nearest: {shown}; write the parts of a name with ' | ' between, or the first parts of several",
    )
