"""A database of a Brightway project, and all it depends on, becomes a System."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np

from roos.errors import Finding, Severity, error
from roos.system import System
from roos_inventories.brightway.address import Address, parse_address
from roos_inventories.brightway.again import looks_of, node_files, packages_again
from roos_inventories.brightway.ask import Answer, ask
from roos_inventories.brightway.methods import method_packages, method_path, named_methods
from roos_inventories.brightway.project import Project, list_projects, open_project, unknown
from roos_inventories.brightway.setups import unknown_setup
from roos_inventories.readers.bw_labels import OWN_ID, Nodes, Table
from roos_inventories.readers.bw_package import read_package
from roos_inventories.readers.datapackage import system_of

Progress = Callable[[str, float], None]
#: Nodes that are activities, and may stand for their product as well.
_PROCESSES = ("process", "processwithreferenceproduct", "multifunctional", "")


def read_brightway(text: str, progress: Progress | None = None) -> System:
    """Read a database of a Brightway project with all the databases it depends on.

    Parameters
    ----------
    text
        ``PROJECT/DATABASE``, with ``:method=`` and ``:setup=`` as in
        :mod:`roos_inventories.brightway.address`.
    progress
        Called with a phase and a fraction.

    Returns
    -------
    System
        Matrices are those of ``bw2calc.LCA`` with the packages of ``bw2data.prepare_lca_inputs``. Ids are
        ``database|code``; Brightway's integer id is found as well. A database changed since Brightway last
        processed it is processed anew outside the project (W131); the project is never written to.
        Distributions are those of the same packages, read when they are asked for.

    Raises
    ------
    InputError
        E510 unknown project or database, E511 unknown method, E512 options, E531 unknown calculation setup,
        E530 a project that cannot be read or a database that is not processed, E504 a pickle that could run a
        program, and what :func:`~roos_inventories.readers.datapackage.read_datapackages` raises.
    """
    tell = progress or (lambda phase, fraction: None)
    address = parse_address(text)
    if not address.project:
        raise unknown("project", "", list_projects(), f"brightway:{text}")
    project = open_project(address.project)
    databases = project.needed(address.database)
    changed = [name for name in databases if project.changed(name)]
    packages = {name: _package(project, name) for name in databases if name not in changed}
    setup = unquote(address.options.get("setup", ""))
    methods = named_methods(project, address.options["method"]) if "method" in address.options else []
    looks = looks_of([*packages.values(), *(node_files(project) if changed else ())])
    looks |= looks_of(method_path(project, name) for name in methods)
    factors = method_packages(project, methods)
    tell("asking bw2data", 0.1)
    with ask(project, databases, changed, setup or None) as answer:
        if setup and answer.setup is None:
            raise unknown_setup(project, setup, answer.setups)
        if setup and answer.setup and not methods:
            methods = _methods_of_setup(project, setup, answer.setup["methods"])
            looks |= looks_of(method_path(project, name) for name in methods)
            factors = method_packages(project, methods)
        tell("reading packages", 0.5)
        inventory = [read_package({**packages, **answer.processed}[name]) for name in databases]
    tell("building matrices", 0.8)
    system = system_of(
        [*inventory, *factors],
        name=str(address),
        nodes=_labelled(answer.nodes),
        findings=tuple(_processed_here(project, name) for name in changed),
        meta=_meta(address, databases, answer, setup),
        again=functools.partial(packages_again, project, databases, packages, methods, looks),
    )
    tell("done", 1.0)
    method = system.characterisation
    if method is not None:
        asked = unquote(address.options.get("method", "")) or f"calculation setup {setup}"
        method = replace(method, name=asked)
    return replace(system, characterisation=method, findings=_merged(system.findings))


def _package(project: Project, database: str) -> Path:
    """Return Brightway's own package of a database."""
    from bw_processing import safe_filename

    path = project.processed(safe_filename(database))
    if not path.is_file():
        raise error(
            "E530",
            "Brightway has no processed package of a database",
            f"Brightway project {project.name!r}, database {database!r}",
            f"process it once in Brightway 2.5: bd.Database({database!r}).process()",
        )
    return path


def _methods_of_setup(project: Project, setup: str, names: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    methods = [tuple(name) for name in names]
    for name in methods:
        if name not in project.methods:
            raise error(
                "E511",
                f"the calculation setup {setup!r} names a method that the project lacks: {' | '.join(name)}",
                f"Brightway project {project.name!r}",
                "correct the setup in Brightway, or choose methods with method=NAME",
            )
    return methods


def _labelled(rows: Sequence[Sequence[Any]]) -> Nodes:
    """Return labels by integer id; a node is an activity, its product, or a flow as the matrices use it."""
    nodes = Nodes()
    node, database, code, kind, name, product, unit, location, compartment = (
        zip(*rows, strict=True) if rows else ((),) * 9
    )
    ids = np.array(node, dtype=np.int64)
    plain = {
        OWN_ID: [f"{d}|{c}" for d, c in zip(database, code, strict=True)],
        "name": name,
        "unit": unit,
        "location": location,
        "database": database,
        "code": code,
        "other_id": [str(number) for number in node],
    }
    made = [(p or n) if k in _PROCESSES else n for k, p, n in zip(kind, product, name, strict=True)]
    nodes.add("product", [Table(ids, {**plain, "name": made})])
    nodes.add("activity", [Table(ids, plain)])
    nodes.add("flow", [Table(ids, {**plain, "compartment": compartment})])
    return nodes


def _processed_here(project: Project, database: str) -> Finding:
    return Finding(
        "W131",
        Severity.NOTE,
        "the database was changed after Brightway processed it: it was processed again for this reading",
        f"Brightway project {project.name!r}, database {database!r}",
        "nothing to do; bd.databases.clean() in Brightway makes the next reading faster",
    )


def _merged(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings that say the same of several databases as one, which names the first."""
    counts: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        counts.setdefault((finding.code, finding.message), []).append(finding)
    return tuple(
        same[0] if len(same) == 1 else replace(same[0], count=sum(finding.count for finding in same))
        for same in counts.values()
    )


def _meta(address: Address, databases: Sequence[str], answer: Answer, setup: str) -> dict[str, Any]:
    meta: dict[str, Any] = {
        "format": "Brightway project",
        "project": address.project,
        "database": address.database,
        "databases": list(databases),
    }
    if setup and answer.setup:
        meta["setup"] = {"name": setup, **answer.setup}
    return meta
