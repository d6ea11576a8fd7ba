"""Names, units and locations that a datapackage carries beside its numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels
from roos_inventories.readers.bw_members import Members
from roos_inventories.readers.bw_vectors import positions

#: Column of our own writer: the label's id where it is not the integer Brightway needs.
OWN_ID = "roos_id"
#: Column in which Brightway says what an activity makes.
_PRODUCT = "reference product"
_SIDES = {
    ("technosphere_matrix", "rows"): "product",
    ("technosphere_matrix", "cols"): "activity",
    ("biosphere_matrix", "rows"): "flow",
    ("biosphere_matrix", "cols"): "activity",
    ("characterization_matrix", "rows"): "flow",
}


@dataclass(frozen=True)
class Table:
    """A metadata table by columns.

    Attributes
    ----------
    ids
        int64 (rows,): ids of nodes; the last row of an id counts.
    columns
        By name, one text per row.
    """

    ids: NDArray[np.int64]
    columns: Mapping[str, Sequence[str]]


@dataclass
class Nodes:
    """Tables by kind (product, activity, flow); of a node that stands in several the first one counts."""

    tables: dict[str, list[Table]] = field(default_factory=dict)

    def add(self, kind: str, tables: Sequence[Table]) -> None:
        """Take up tables after those that are there."""
        self.tables.setdefault(kind, []).extend(tables)

    def records(self, kind: str) -> dict[int, dict[str, str]]:
        """Return what is known of each id of a kind, for those who look at a few."""
        found: dict[int, dict[str, str]] = {}
        for table in reversed(self.tables.get(kind, [])):
            names = list(table.columns)
            for node, row in zip(table.ids.tolist(), zip(*table.columns.values(), strict=True), strict=True):
                found[node] = dict(zip(names, row, strict=True))
        return found

    def labels(self, kind: str, ids: NDArray[np.int64]) -> Labels:
        """Return the labels of an axis; an id nothing is known of is its own name."""
        tables = list(self.tables.get(kind, []))
        if kind == "product":
            tables += [made for table in self.tables.get("activity", []) if (made := _as_products(table))]
        columns = _gathered(tables, ids)
        own = _or(columns.pop(OWN_ID, ()), tuple(map(str, ids.tolist())))
        names = _or(columns.pop("name", ()), own)
        units, locations = columns.pop("unit", ()), columns.pop("location", ())
        columns.pop("id", None)
        return Labels(kind, own, names, units, locations, {name: columns[name] for name in sorted(columns)})


def _gathered(tables: Sequence[Table], ids: NDArray[np.int64]) -> dict[str, tuple[str, ...]]:
    """Return the columns of all tables for some ids, empty where nothing is said."""
    columns: dict[str, list[str]] = {}
    unknown = np.ones(ids.size, dtype=np.bool_)
    for table in tables:
        if not unknown.any():
            break
        if np.array_equal(table.ids, ids) and unknown.all():
            return {name: tuple(column) for name, column in table.columns.items()}
        order = np.argsort(table.ids, kind="stable")
        ascending = table.ids[order]
        last = np.append(ascending[1:] != ascending[:-1], True)[: order.size]
        place = positions(ids, ascending[last])
        here = np.flatnonzero(unknown & (place >= 0))
        rows = order[last][place[here]]
        if not here.size:
            continue
        unknown[here] = False
        for name, column in table.columns.items():
            wanted = columns.setdefault(name, [""] * ids.size)
            for position, row in zip(here.tolist(), rows.tolist(), strict=True):
                wanted[position] = column[row]
    return {name: tuple(column) for name, column in columns.items()}


def _or(column: tuple[str, ...], otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """Return the strings of a column, and others where they are empty or there is none."""
    if not column:
        return otherwise
    return column if all(column) else tuple(map(_first, column, otherwise))


def _first(text: str, otherwise: str) -> str:
    return text or otherwise


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
            content = _csv_table(members, path)
            sides = [tuple(pair) for pair in valid_for if isinstance(pair, list) and len(pair) == 2]
        elif path.endswith(".json"):
            content = _json_tables(members, path)
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
                nodes.add(kind, content)
    return nodes


def _csv_table(members: Members, path: str) -> list[Table]:
    place = f"{members.title}, {path}"
    try:
        text = members.read(path).decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        head = next(reader, [])
        # one list of cells: a list for each row would set Python's collector to work on all objects there are
        cells: list[str] = []
        width = len(head)
        for row in reader:
            if len(row) == width:
                cells += row
            elif row:
                cells += (row + [""] * width)[:width]
    except (UnicodeDecodeError, csv.Error) as problem:
        raise error("E503", f"not a CSV table in UTF-8: {problem}", place, "write it again") from None
    if not cells or "id" not in head:
        return []
    columns = {name: tuple(cells[i::width]) for i, name in enumerate(head)}
    columns.pop("", None)
    return [Table(_whole_numbers(columns.pop("id"), place), columns)]


def _whole_numbers(texts: Sequence[str], place: str) -> NDArray[np.int64]:
    together, lengths = "".join(texts), list(map(len, texts))
    if not (together.isascii() and together.isdecimal() and 0 < min(lengths) <= max(lengths) <= 18):
        texts = [text.removesuffix(".0") for text in texts]  # pandas writes integers beside gaps so
        for number, text in enumerate(texts):
            if not (text.isascii() and text.isdecimal()) or len(text) > 18:
                message = f"id {text!r} is no integer"
                hint = "Brightway ids are whole numbers: write the table again"
                raise error("E503", message, f"{place} row {number + 1}", hint)
    return np.array(list(map(int, texts)), dtype=np.int64)


def _json_tables(members: Members, path: str) -> list[Table]:
    """Return tables of a list of objects with an integer ``id``; other JSON says nothing of nodes.

    Objects with and without a reference product are two tables: a node without one names no product.
    """
    content = members.json(path)
    if not isinstance(content, list):
        return []
    items = [
        item
        for item in content
        if isinstance(item, dict) and type(item.get("id")) is int and abs(item["id"]) < 2**63
    ]
    parts = [[item for item in items if (item.get(_PRODUCT) is not None) == named] for named in (True, False)]
    return [_table(part) for part in parts if part]


def _table(items: Sequence[Mapping[str, Any]]) -> Table:
    names = dict.fromkeys(key for item in items for key in item if key != "id")
    columns = {
        name: tuple("" if (value := item.get(name)) is None else str(value) for item in items)
        for name in names
    }
    return Table(np.array([item["id"] for item in items], dtype=np.int64), columns)


def _as_products(activities: Table) -> Table | None:
    """Return what Brightway says of the product that has its activity's id: one node is both there."""
    columns = activities.columns
    if _PRODUCT not in columns:
        return None
    empty = ("",) * activities.ids.size
    named = _or(tuple(columns[_PRODUCT]), tuple(columns.get("name", empty)))
    rest = {name: columns.get(name, empty) for name in ("unit", "location")}
    return Table(activities.ids, {"name": named, **rest})
