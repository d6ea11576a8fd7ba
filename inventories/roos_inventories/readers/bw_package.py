"""One bw_processing datapackage, folder or zip, read without copying what is not needed.

Known are resource groups of vectors and arrays with ``indices``, ``data``, ``flip``, ``rescale``,
``reference``, ``distributions`` and ``params``, and CSV or JSON metadata. Anything else is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity, error
from roos_inventories.own_record import OwnRecord, take_up
from roos_inventories.readers.bw_labels import Nodes, read_nodes
from roos_inventories.readers.bw_members import Members
from roos_inventories.readers.bw_vectors import Vector

#: Matrices that make a system.
USED = ("technosphere_matrix", "biosphere_matrix", "characterization_matrix")
#: Matrices Brightway knows and its plain ``LCA`` does not use for a score.
LEFT_ASIDE = ("normalization_matrix", "weighting_matrix", "inv_geomapping_matrix", "inv_mapping_matrix")
#: Key of our own writer in a package's metadata: name and meta of the system, version of roos.
OWN = "roos"
#: Key of our own writer in a technosphere group: an exchange not flagged is no reference, whatever its sign.
OWN_REFERENCE = "roos_reference"
_AGAIN = "write the package again with bw_processing"
_KINDS = ("indices", "data", "flip", "rescale", "reference", "distributions", "params", "param_labels")


@dataclass(frozen=True)
class Package:
    """What a datapackage holds for us.

    Attributes
    ----------
    name
        As its metadata says.
    vectors
        Static resource groups of the matrices in :data:`USED`, in the order of first mention.
    nodes
        Names, units and locations by id.
    findings
        What was left aside: arrays, distributions, other matrices.
    meta
        Metadata without the list of resources.
    own
        What our own writer kept of the system.
    """

    name: str
    vectors: tuple[Vector, ...]
    nodes: Nodes
    findings: tuple[Finding, ...]
    meta: Mapping[str, Any]
    own: OwnRecord


def read_package(path: Path, *, distributions: bool = False) -> Package:
    """Read one datapackage.

    Parameters
    ----------
    path
        Folder or zip.
    distributions
        Read those as well, which a static score does not need.

    Raises
    ------
    InputError
        E501 cannot read, E502 no datapackage or a part that is not known, E503 damaged, E504 refused member,
        E505 over a limit, E106 a value that is not finite, E113 a key given twice.
    """
    with Members(path) as members:
        metadata = members.json("datapackage.json")
        resources = metadata.get("resources") if isinstance(metadata, dict) else None
        if not isinstance(resources, list) or not all(isinstance(item, dict) for item in resources):
            raise error("E503", "datapackage.json has no list of resources", members.title, _AGAIN)
        own = take_up(metadata.get(OWN))
        name = own.name or str(metadata.get("name") or path.stem)
        groups, tables = sorted_out(resources, members.title)
        notes: list[Finding] = []
        vectors = []
        for label, parts in groups.items():
            vector = _vector(members, metadata, name, label, parts, notes)
            if vector is not None and distributions and "distributions" in parts:
                vector = replace(vector, distributions=members.array(parts["distributions"]))
            if vector is not None:
                vectors.append(vector)
        nodes = read_nodes(members, tables, {vector.label: vector.matrix for vector in vectors})
        meta = {key: value for key, value in metadata.items() if key != "resources"}
        told = (*own.findings, *(note for note in notes if note not in own.findings))
        return Package(name, tuple(vectors), nodes, told, meta, own)


def sorted_out(
    resources: list[dict[str, Any]], title: str
) -> tuple[dict[str, dict[str, dict[str, Any]]], list[dict[str, Any]]]:
    """Return resources by group and kind, and the metadata tables; refuse what is not known."""
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    tables = []
    for resource in resources:
        label = resource.get("name", resource.get("path", "?"))
        if "valid_for" in resource:
            tables.append(resource)
            continue
        if not resource.get("group"):
            hint = "write it again with bw_processing 1.0 or later (Brightway 2.5)"
            raise error("E502", f"resource {label!r} is of an older format without groups", title, hint)
        matrix, kind = resource.get("matrix"), resource.get("kind")
        if kind == "param_labels":  # the only kind without a matrix
            continue
        if matrix not in USED + LEFT_ASIDE:
            hint = f"known are {', '.join(USED)}; leave the group out of the package"
            raise error("E502", f"resource {label!r} belongs to an unknown matrix {matrix!r}", title, hint)
        if kind not in _KINDS:
            raise error("E502", f"resource {label!r} is of an unknown kind {kind!r}", title, _AGAIN)
        parts = groups.setdefault(str(resource["group"]), {})
        if kind in parts:
            raise error(
                "E503", f"group {resource['group']!r} has two resources of kind {kind!r}", title, _AGAIN
            )
        parts[kind] = resource
    return groups, tables


def _vector(
    members: Members,
    metadata: Mapping[str, Any],
    package: str,
    label: str,
    parts: dict[str, dict[str, Any]],
    notes: list[Finding],
) -> Vector | None:
    """Return a group's static vector, or None with a note saying why there is none."""
    first = next(iter(parts.values()))
    where = f"package {package!r}, resource group {label!r}"

    def note(message: str, hint: str) -> None:
        notes.append(Finding("W104", Severity.NOTE, message, where, hint))

    if first["matrix"] in LEFT_ASIDE:
        note(f"{first['matrix']} is not used", "scores are those of bw2calc without normalise() or weight()")
        return None
    data = parts.get("data")
    if data is not None and data.get("profile") == "interface":
        hint = "roos reads stored values: draw them and write them as a vector"
        raise error("E502", "the values come from a program at run time (an interface)", where, hint)
    if data is None or data.get("category") != "vector":
        what = "only distributions" if data is None else f"an {data.get('category')} of scenarios"
        note(f"{what}, no static vector: not used", "bw2calc without use_arrays leaves it out as well")
        return None
    if "distributions" in parts:
        note("distributions are not used for a static score", "the static vector beside them is used")
    if "indices" not in parts:
        raise error("E503", "the group has no indices", where, "write the package again")
    rows, columns = indices_of(members.array(parts["indices"]), where)
    size = rows.size
    values = _values(members.array(data), size, where)

    def flags(kind: str) -> NDArray[np.bool_]:
        if kind not in parts:
            return np.zeros(size, dtype=np.bool_)
        array = members.array(parts[kind])
        if array.dtype != np.bool_ or array.shape != (size,):
            raise error("E503", f"{kind} is no list of {size} true or false values", where, _AGAIN)
        return array

    flipped = flags("flip")
    _refuse_non_finite(values, rows, columns, where)
    np.negative(values, out=values, where=flipped)
    factors = None
    if "rescale" in parts:
        factors = _values(members.array(parts["rescale"]), size, where)
        _refuse_non_finite(factors, rows, columns, where)
        values *= factors  # in the dtype of the data, as Brightway does
    return Vector(
        package,
        label,
        str(first["matrix"]),
        rows,
        columns,
        values,
        flipped,
        flags("reference"),
        bool(metadata.get("sum_intra_duplicates", True)),
        bool(metadata.get("sum_inter_duplicates", False)),
        {**parts["indices"], **data},
        factors,
    )


def indices_of(array: NDArray[Any], where: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return row and column ids of an indices resource, each int64 (entries,)."""
    names = array.dtype.names or ()
    if array.ndim != 1 or "row" not in names or "col" not in names:
        raise error("E503", "indices are no list of pairs 'row' and 'col'", where, "write the package again")
    pair = []
    for name in ("row", "col"):
        ids = array[name]
        if ids.dtype.kind not in "iu" or (ids.size and (int(ids.min()) < 0 or int(ids.max()) >= 2**63)):
            raise error("E503", f"{name} ids are no integers from 0 to 2⁶³−1", where, "write it again")
        pair.append(np.ascontiguousarray(ids, dtype=np.int64))
    return pair[0], pair[1]


def _values(array: NDArray[Any], size: int, where: str) -> NDArray[Any]:
    """Return an own copy as float64, or float32 where the package has it: its sums are in that precision."""
    if array.dtype.kind not in "fiu" or array.shape != (size,):
        message = f"values of type {array.dtype} and shape {array.shape} for {size} indices"
        raise error("E503", message, where, "write the package again")
    return np.array(array, dtype=np.float32 if array.dtype.str[1:] == "f4" else np.float64)


def _refuse_non_finite(
    values: NDArray[Any], rows: NDArray[np.int64], columns: NDArray[np.int64], where: str
) -> None:
    finite = np.isfinite(values)
    if not finite.all():
        bad = np.flatnonzero(~finite)
        first = int(bad[0])
        raise error(
            "E106",
            f"a value is {values[first]} ({bad.size} such values)",
            f"{where}, row id {rows[first]}, column id {columns[first]}",
            "correct the source: Brightway leaves NaN out without a word, roos does not",
        )
