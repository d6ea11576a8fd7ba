"""Datapackages with array resources: one column per scenario, as bw2calc steps through with ``use_arrays``.

The package counts after those that the system was read from, as the last of bw2calc's ``data_objs``. Column
i of every array makes scenario i; an array of one column takes part in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity, error
from roos.labels import Labels
from roos.places import Part
from roos.scenario_axes import axes_of
from roos.scenario_set import ScenarioSet
from roos.system import System
from roos_inventories.readers.bw_factor_layers import on_categories
from roos_inventories.readers.bw_labels import OWN_ID, Nodes, read_nodes
from roos_inventories.readers.bw_layers import Layer, lay_over
from roos_inventories.readers.bw_members import Members
from roos_inventories.readers.bw_package import LEFT_ASIDE, indices_of, sorted_out

Ints = NDArray[np.int64]
_PARTS = {
    "technosphere_matrix": Part.TECHNOSPHERE,
    "biosphere_matrix": Part.BIOSPHERE,
    "characterization_matrix": Part.CHARACTERISATION,
}
_KINDS = {Part.TECHNOSPHERE: ("product", "activity"), Part.BIOSPHERE: ("flow", "activity")}


def read_array_package(path: Path, system: System) -> ScenarioSet:
    """Read the scenarios of a datapackage.

    Parameters
    ----------
    path
        Folder or zip written by bw_processing, with groups of category ``array``; vectors beside them are
        taken as changes that hold in every scenario.
    system
        The inventory, read from a datapackage: its ids are Brightway's.

    Returns
    -------
    ScenarioSet
        Named ``scenario 1`` to ``scenario n`` in the order of the columns.

    Raises
    ------
    InputError
        E106 infinite value, E207 factors of a category that the system's method does not have, E406 an id
        that the inventory does not have, E409 arrays of different numbers of scenarios, E501 to E505 as
        :func:`roos_inventories.readers.datapackage.read_datapackage`; E502 also for a package without arrays
        or a combinatorial one.
    """
    with Members(path) as members:
        metadata = members.json("datapackage.json")
        resources = metadata.get("resources") if isinstance(metadata, dict) else None
        if not isinstance(resources, list) or not all(isinstance(item, dict) for item in resources):
            raise error("E503", "datapackage.json has no list of resources", members.title)
        groups, tables = sorted_out(resources, members.title)
        nodes = read_nodes(
            members, tables, {label: _first(parts)["matrix"] for label, parts in groups.items()}
        )
        findings: list[Finding] = []
        layers: dict[Part, list[Layer]] = {}
        for label, parts in groups.items():
            place = f"package {members.title!r}, resource group {label!r}"
            matrix = _first(parts)["matrix"]
            data = parts.get("data")
            if data is None or matrix in LEFT_ASIDE:
                what = "distributions without values are" if data is None else f"{matrix} is"
                findings.append(Finding("W104", Severity.NOTE, f"{what} not used in scenarios", place))
                continue
            if data.get("profile") == "interface":
                raise error("E502", "the values come from a program at run time (an interface)", place)
            part = _PARTS[matrix]
            layer = _layer(members, metadata, parts, place)
            if part == Part.CHARACTERISATION:
                info = {**parts.get("indices", {}), **data}
                found = on_categories(layer, info, system, brightway_ids(system.flows), findings)
            else:
                found = _found(layer, part, system, nodes, findings)
            layers.setdefault(part, []).append(found)
    count = _scenarios(layers, metadata, members.title, findings)
    made = {part: lay_over(part, system, found, count) for part, found in layers.items()}
    names = tuple(f"scenario {i + 1}" for i in range(count))
    meta = {"format": "bw_processing datapackage with arrays", "files": [path.name]}
    return ScenarioSet(Labels("scenario", names), made, tuple(findings), meta)


def _first(parts: Mapping[str, Any]) -> Any:
    return next(iter(parts.values()))


def _layer(members: Members, metadata: Mapping[str, Any], parts: Mapping[str, Any], where: str) -> Layer:
    if "indices" not in parts:
        raise error("E503", "the group has no indices", where, "write the package again")
    rows, columns = indices_of(members.array(parts["indices"]), where)
    given = members.array(parts["data"])
    array = parts["data"].get("category") == "array"
    if given.dtype.kind not in "fiu" or given.ndim != (2 if array else 1) or given.shape[0] != rows.size:
        message = f"values of type {given.dtype} and shape {given.shape} for {rows.size} indices"
        raise error("E503", message, where, "write the package again")
    values = np.array(given, dtype=np.float32 if given.dtype.str[1:] == "f4" else np.float64)
    values = values.reshape(rows.size, -1)
    bad = np.flatnonzero(np.isinf(values).any(axis=1) | (~np.isfinite(values).all(axis=1) & (not array)))
    if bad.size:
        place = f"{where}, row id {rows[bad[0]]}, column id {columns[bad[0]]}"
        raise error("E106", "a value is not finite", place, "give numbers; NaN keeps a value in arrays only")
    for kind in ("flip", "rescale"):
        if kind not in parts:
            continue
        by = members.array(parts[kind])
        kinds = "b" if kind == "flip" else "fiu"
        if by.shape != rows.shape or by.dtype.kind not in kinds or not np.isfinite(by).all():
            raise error("E503", f"{kind} is no list of {rows.size} values", where, "write the package again")
        if kind == "flip":
            values[by] *= -1
        else:
            values *= by.reshape(-1, 1).astype(values.dtype)
    within, across = (
        bool(metadata.get(f"sum_{side}_duplicates", side == "intra")) for side in ("intra", "inter")
    )
    return Layer(rows, columns, values, within, across, array, where)


def _found(layer: Layer, part: Part, system: System, nodes: Nodes, findings: list[Finding]) -> Layer:
    """Replace ids by positions; what a biosphere says of unknown activities is left out, as bw2calc does."""
    _, row_labels, column_labels = axes_of(part, system)
    rows = _positions(layer.rows, row_labels, nodes.records(_KINDS[part][0]))
    columns = _positions(layer.columns, column_labels, nodes.records("activity"))
    outside = columns < 0 if part == Part.BIOSPHERE else np.zeros(columns.size, dtype=np.bool_)
    if outside.any():
        message = f"{int(outside.sum())} elementary exchanges belong to activities that the inventory lacks"
        findings.append(Finding("W105", Severity.WARNING, message, layer.where, "", int(outside.sum())))
    lost = np.flatnonzero(((rows < 0) | (columns < 0)) & ~outside)
    if lost.size:
        first = int(lost[0])
        kind, node = (
            (row_labels.kind, layer.rows[first])
            if rows[first] < 0
            else (column_labels.kind, layer.columns[first])
        )
        message = f"{lost.size} exchanges are not in the inventory, the first of {kind} id {node}"
        place = f"{layer.where}, row id {layer.rows[first]}, column id {layer.columns[first]}"
        raise error("E406", message, place, "read the inventory from the packages these scenarios belong to")
    kept = ~outside
    return replace(layer, rows=rows[kept], columns=columns[kept], values=layer.values[kept])


def _positions(ids: Ints, labels: Labels, records: Mapping[int, Mapping[str, str]]) -> Ints:
    """Return positions of Brightway ids, −1 where the inventory has none: see :func:`brightway_ids`."""
    known = brightway_ids(labels)
    unique, inverse = np.unique(ids, return_inverse=True)
    at = [known.get(node, _own(node, labels, records)) for node in unique.tolist()]
    return np.array(at, dtype=np.int64)[inverse] if at else np.zeros(0, dtype=np.int64)


def _own(node: int, labels: Labels, records: Mapping[int, Mapping[str, str]]) -> int:
    own = records.get(node, {}).get(OWN_ID, "")
    return labels.position(own) if own and own in labels else -1


def brightway_ids(labels: Labels) -> dict[int, int]:
    """Return the positions of Brightway's whole-number ids: the labels' ids, or an extra column of them.

    The extra column is ``brightway_id`` or ``id``, as far as its values are whole numbers.
    """
    for column in (labels.extra.get("brightway_id"), labels.extra.get("id"), labels.ids):
        if column is not None:
            known = {int(text): i for i, text in enumerate(column) if text.isascii() and text.isdecimal()}
            if known:
                return known
    return {}


def _scenarios(
    layers: Mapping[Part, list[Layer]], metadata: Mapping[str, Any], title: str, findings: list[Finding]
) -> int:
    counts = {
        layer.values.shape[1]: layer.where for found in layers.values() for layer in found if layer.array
    }
    if not counts:
        raise error(
            "E502", "the package holds no arrays, so no scenarios", title, "read it with the inventory"
        )
    if metadata.get("combinatorial") and len(layers) + max(map(len, layers.values())) > 2:
        hint = "write one array per matrix with sequential=True"
        raise error("E502", "arrays that are combined with one another are not read", title, hint)
    several = sorted(count for count in counts if count != 1)
    if len(several) > 1 or 0 in counts:
        what = f"arrays of {' and '.join(map(str, sorted(counts)))} scenarios in one package"
        raise error(
            "E409", what, counts[several[-1]] if several else title, "give every array the same columns"
        )
    if not metadata.get("sequential"):
        message = (
            "the package does not say sequential: bw2calc draws its columns at random, here they are in order"
        )
        findings.append(Finding("W104", Severity.NOTE, message, title))
    return max(counts)
