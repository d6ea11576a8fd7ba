"""Names, units and locations that a datapackage carries beside its numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels
from roos_inventories.readers.bw_members import Members

#: Column of our own writer: the label's id where it is not the integer Brightway needs.
OWN_ID = "roos_id"
_TAKEN = ("id", "name", "unit", "location", OWN_ID)
_SIDES = {
    ("technosphere_matrix", "rows"): "product",
    ("technosphere_matrix", "cols"): "activity",
    ("biosphere_matrix", "rows"): "flow",
    ("biosphere_matrix", "cols"): "activity",
    ("characterization_matrix", "rows"): "flow",
}

Record = Mapping[str, str]


@dataclass
class Nodes:
    """What is known of an id, by kind: product, activity, flow."""

    records: dict[str, dict[int, Record]] = field(default_factory=dict)

    def add(self, kind: str, records: Mapping[int, Record]) -> None:
        """Take up records; earlier ones stay."""
        self.records[kind] = {**records, **self.records.get(kind, {})}

    def labels(self, kind: str, ids: NDArray[Any]) -> Labels:
        """Return the labels of an axis; an id nothing is known of is its own name."""
        known = self.records.get(kind, {})
        if kind == "product":
            known = {**_as_products(self.records.get("activity", {})), **known}
        rows = [known.get(int(node), {}) for node in ids]
        own = [row.get(OWN_ID) or str(int(node)) for row, node in zip(rows, ids, strict=True)]
        names = [row.get("name") or identifier for row, identifier in zip(rows, own, strict=True)]
        extra = sorted({column for row in rows for column in row} - set(_TAKEN))
        return Labels(
            kind,
            tuple(own),
            tuple(names),
            tuple(row.get("unit", "") for row in rows),
            tuple(row.get("location", "") for row in rows),
            {column: tuple(row.get(column, "") for row in rows) for column in extra},
        )


def read_nodes(members: Members, tables: Sequence[Mapping[str, Any]], matrices: Mapping[str, str]) -> Nodes:
    """Read the metadata tables of a package.

    Parameters
    ----------
    members
        Of the package.
    tables
        Resources that say what they are ``valid_for``: pairs of group and ``"rows"`` or ``"cols"`` (CSV), or
        one group (JSON).
    matrices
        Matrix of each group.

    Raises
    ------
    InputError
        E503 a table that is no CSV in UTF-8, or an id that is no integer.
    """
    nodes = Nodes()
    for table in tables:
        valid_for, path = table["valid_for"], str(table.get("path", ""))
        if path.endswith(".csv"):
            records = _csv_records(members, path)
            sides = [tuple(pair) for pair in valid_for if isinstance(pair, list) and len(pair) == 2]
        elif path.endswith(".json"):
            records = _json_records(members, path)
            sides = [(valid_for, side) for side in ("rows", "cols")]
        else:
            raise error(
                "E502",
                f"metadata {path!r} is neither CSV nor JSON",
                members.title,
                "write it with bw_processing",
            )
        for group, side in sides:
            kind = _SIDES.get((matrices.get(group, ""), side))
            if kind:
                nodes.add(kind, records)
    return nodes


def _csv_records(members: Members, path: str) -> dict[int, Record]:
    try:
        text = members.read(path).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as problem:
        place = f"{members.title}, {path}"
        raise error("E503", f"not a CSV table in UTF-8: {problem}", place, "write it again") from None
    if not rows or "id" not in rows[0]:
        return {}
    records: dict[int, Record] = {}
    for number, row in enumerate(rows):
        identifier = (row.get("id") or "").removesuffix(".0")  # pandas writes integers beside gaps so
        if not (identifier.isascii() and identifier.isdecimal()):
            message = f"id {row.get('id')!r} is no integer"
            place = f"{members.title}, {path} row {number + 1}"
            raise error("E503", message, place, "Brightway ids are whole numbers: write the table again")
        records[int(identifier)] = {key: value or "" for key, value in row.items() if key and key != "id"}
    return records


def _json_records(members: Members, path: str) -> dict[int, Record]:
    """Return records of a list of objects with an integer ``id``; other JSON says nothing of nodes."""
    content = members.json(path)
    if not isinstance(content, list):
        return {}
    return {
        item["id"]: {key: str(value) for key, value in item.items() if key != "id" and value is not None}
        for item in content
        if isinstance(item, dict) and type(item.get("id")) is int
    }


def _as_products(activities: Mapping[int, Record]) -> dict[int, Record]:
    """Return what Brightway says of the product that has its activity's id: one node is both there."""
    return {
        node: {
            "name": record["reference product"] or record.get("name", ""),
            "unit": record.get("unit", ""),
            "location": record.get("location", ""),
        }
        for node, record in activities.items()
        if "reference product" in record
    }
