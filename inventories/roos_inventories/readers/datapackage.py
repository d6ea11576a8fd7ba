"""Brightway datapackages (bw_processing), as folder or zip, become a System.

Reading them is a fast path of our own beside the ecosystem's ``matrix_utils``, which builds every matrix with
its machinery for resampling (index mappers as sparse matrices, a copy per draw) and imports pandas. A static
score needs the stored vectors once. What is built here is checked against ``bw2calc.LCA`` entry by entry.
The format is only read; writing goes through bw_processing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity, error
from roos.system import System
from roos_inventories.duplicates import technosphere_duplicates
from roos_inventories.readers.bw_labels import Nodes
from roos_inventories.readers.bw_method import read_factors
from roos_inventories.readers.bw_package import OWN_REFERENCE, Package, read_package
from roos_inventories.readers.bw_shared import replaced_entries, shared_entries
from roos_inventories.readers.bw_uncertainty import packages_again, read_uncertainty, stamp
from roos_inventories.readers.bw_vectors import Assembled, Vector, assemble, axis, joined, positions
from roos_inventories.shared_places import other_duplicates, replaced_findings

Progress = Callable[[str, float], None]
_ASKED = "the package asks for it (sum_intra_duplicates)"


def read_datapackage(
    path: Path, options: Mapping[str, str] | None = None, progress: Progress | None = None
) -> System:
    """Read a datapackage as a System.

    Parameters
    ----------
    path
        Folder or zip written by bw_processing.
    options
        ``method``: a further package, or several separated by ``;``, usually of characterisation factors.
        Paths are relative to the working directory.
    progress
        Called with a phase and a fraction.

    Returns
    -------
    System
        Ids in ascending order are the labels; a name, unit or location comes from the package's metadata.

    Raises
    ------
    InputError
        As :func:`read_datapackages`; E512 for another option.
    """
    options = dict(options or {})
    further = [Path(text) for text in options.pop("method", "").split(";") if text]
    if options:
        hint = "a datapackage takes one option: method=PATH"
        raise error("E512", f"unknown option {next(iter(options))!r}", str(path), hint)
    return read_datapackages([Path(path), *further], progress=progress)


def read_datapackages(paths: Sequence[Path], *, progress: Progress | None = None) -> System:
    """Read several datapackages as one System, as ``bw2calc.LCA`` does with ``data_objs``.

    Parameters
    ----------
    paths
        In the order in which they count: at a place that two packages fill, the later one decides, or is
        added where it says so.

    Returns
    -------
    System
        Characterisation groups become the default method: one category per ``identifier``, groups without one
        form a category per package. Ids label rows and columns.

    Raises
    ------
    InputError
        E106 a value that is not finite, E501 cannot read, E502 not a datapackage or a part that is not known,
        E503 damaged, E504 refused member, E505 over a limit.
    """
    tell = progress or (lambda phase, fraction: None)
    packages = []
    paths = [Path(path) for path in paths]
    stamps = []
    for number, path in enumerate(paths):
        tell(f"reading {Path(path).name}", 0.8 * number / len(paths))
        packages.append(read_package(path))
        stamps.append(stamp(path))
    tell("building matrices", 0.8)
    # distributions may be asked for from another working folder
    again = functools.partial(packages_again, [path.absolute() for path in paths], stamps)
    system = system_of(packages, again=again)
    tell("done", 1.0)
    return system


def system_of(
    packages: Sequence[Package],
    *,
    name: str = "",
    nodes: Nodes | None = None,
    findings: Sequence[Finding] = (),
    meta: Mapping[str, Any] | None = None,
    again: Callable[[], Sequence[Package]] | None = None,
) -> System:
    """Build the System that some packages make together.

    Parameters
    ----------
    packages
        In the order in which they count.
    name
        Of the system; that of the first package by default.
    nodes
        What is known of ids beside what the packages say; it goes first.
    findings
        To stand before those of the packages.
    meta
        Of the system; the packages' own metadata by default.
    again
        Reads the packages with their distributions, when these are asked for; None where that cannot be.

    Raises
    ------
    InputError
        E502 no technosphere with static vectors.
    """
    of = {
        matrix: [v for package in packages for v in package.vectors if v.matrix == f"{matrix}_matrix"]
        for matrix in ("technosphere", "biosphere", "characterization")
    }
    if not of["technosphere"]:
        raise _no_technosphere(packages)
    products, activities = axis(of["technosphere"], "rows"), axis(of["technosphere"], "columns")
    flows = axis(of["biosphere"], "rows")
    a = assemble(of["technosphere"], products, activities)
    b = assemble(of["biosphere"], flows, activities)
    nodes = _joined(packages, nodes)
    flow_labels = nodes.labels("flow", flows)
    method = read_factors(of["characterization"], flows)
    own, alone = packages[0].own, len(packages) == 1
    if method is not None and own.method_name == method.name and alone:
        method = replace(method, meta=own.method_meta, findings=(*own.method_findings, *method.findings))
    if meta is None and alone:
        meta = own.meta
    if meta is None:
        meta = {"format": "bw_processing datapackage", "packages": [dict(p.meta) for p in packages]}
    found = [*findings, *(finding for package in packages for finding in package.findings)]
    product_labels, activity_labels = nodes.labels("product", products), nodes.labels("activity", activities)
    reference = reference_products(of["technosphere"], a, products, activities)
    where = name or f"package {packages[0].name!r}"
    if a.summed:
        twice = shared_entries(of["technosphere"], products, activities)
        found += technosphere_duplicates(
            twice, reference, product_labels, activity_labels, where, severity=Severity.NOTE, hint=_ASKED
        )
    if b.summed:
        twice = shared_entries(of["biosphere"], flows, activities)
        found += other_duplicates(
            twice, flow_labels, activity_labels, where, severity=Severity.NOTE, hint=_ASKED
        )
    for filled, vectors, ids, labels in (
        (a, of["technosphere"], products, product_labels),
        (b, of["biosphere"], flows, flow_labels),
    ):
        if filled.order is None:  # else no two exchanges share a place
            replaced = replaced_entries(vectors, ids, activities)
            found += replaced_findings(replaced, labels, activity_labels, where)
    found += _findings(b.outside, where)
    return System.build(
        name or packages[0].name,
        a.matrix,
        b.matrix,
        products=product_labels,
        activities=activity_labels,
        flows=flow_labels,
        reference=reference,
        characterisation=method,
        findings=tuple(found),
        meta=meta,
        uncertainty_of=(
            functools.partial(read_uncertainty, again, products, activities, flows) if again else None
        ),
    )


def reference_products(
    vectors: Sequence[Vector], a: Assembled, products: NDArray[np.int64], activities: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the row of each activity's reference product, −1 where the package leaves it open.

    The first of these that names one row: the exchange flagged as reference; the product with the activity's
    own id; the only exchange that is not flipped, whatever its sign; the only positive exchange.

    Parameters
    ----------
    vectors
        Of the technosphere.
    a
        The technosphere (products × activities).
    products, activities
        Their ascending ids.

    Returns
    -------
    ndarray
        int64 (activities,).
    """
    matrix = a.matrix
    count = activities.size
    row = matrix.indices.astype(np.int64)
    column = np.repeat(np.arange(count, dtype=np.int64), np.diff(matrix.indptr))
    filled = matrix.data != 0

    def marked(name: str, *, wanted: bool) -> NDArray[np.bool_]:
        """Say of each entry of A whether some exchange there carries a mark."""
        if a.order is not None:
            return joined([getattr(vector, name) for vector in vectors])[a.order] == wanted
        keys = column * products.size + row
        at = [
            positions(v.columns, activities)[mask].astype(np.int64) * products.size
            + positions(v.rows, products)[mask]
            for v in vectors
            if (mask := getattr(v, name) == wanted).any()
        ]
        return np.isin(keys, np.concatenate(at)) if at else np.zeros(keys.size, dtype=np.bool_)

    rules = [lambda: marked("reference", wanted=True)]  # said outright: whatever the value is
    if not all(vector.info.get(OWN_REFERENCE) for vector in vectors):
        rules += [
            lambda: filled & (products[row] == activities[column]),
            lambda: filled & marked("flipped", wanted=False),
            lambda: matrix.data > 0,
        ]
    reference = np.full(count, -1, dtype=np.int64)
    for rule in rules:
        candidates = np.flatnonzero(rule())
        only = np.bincount(column[candidates], minlength=count) == 1
        chosen = candidates[only[column[candidates]] & (reference[column[candidates]] < 0)]
        reference[column[chosen]] = row[chosen]
        if reference.size and reference.min() >= 0:
            break
    return reference


def _joined(packages: Sequence[Package], known: Nodes | None) -> Nodes:
    nodes = Nodes({kind: list(tables) for kind, tables in known.tables.items()} if known else {})
    for package in packages:
        for kind, tables in package.nodes.tables.items():
            nodes.add(kind, tables)
    return nodes


def _findings(outside: int, where: str) -> list[Finding]:
    found = []
    if outside:
        message = f"{outside} elementary exchanges belong to activities that no technosphere holds"
        hint = "read the package with its technosphere too; Brightway leaves them out without a word"
        found.append(Finding("W105", Severity.WARNING, message, where, hint, outside))
    return found


def _no_technosphere(packages: Sequence[Package]) -> Exception:
    where = ", ".join(repr(package.name) for package in packages)
    notes = [finding.message for package in packages for finding in package.findings]
    hint = "give the inventory first and its methods by the option method=PATH"
    if notes:
        hint += f"; left aside: {'; '.join(sorted(set(notes)))}"
    return error("E502", "no technosphere with static vectors", f"package {where}", hint)
