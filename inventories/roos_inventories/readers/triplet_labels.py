"""One axis of a folder of tables: its label table, or ids in the order in which exchanges mention them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from roos.errors import error
from roos.labels import Labels
from roos_inventories.readers.columns import Columns
from roos_inventories.units import same

_KNOWN = ("id", "name", "unit", "location")


class Axis:
    """Ids of one axis and their positions.

    Parameters
    ----------
    kind
        ``"product"``, ``"activity"``, ``"flow"`` or ``"category"``.
    table
        Its labels; without them every id that is mentioned becomes one.
    """

    def __init__(self, kind: str, table: Columns | None) -> None:
        self.kind = kind
        self._table = table
        self._labels: Labels | None = None
        self._positions: dict[str, int] = {}
        self._units: dict[int, str] = {}
        if table is not None:
            self._labels = _labels(kind, table)
            self._positions = {identifier: i for i, identifier in enumerate(self._labels.ids)}
            self._units = {i: unit for i, unit in enumerate(self._labels.units) if unit}

    @classmethod
    def read(cls, kind: str, file: Path | None) -> Axis:
        """Read the label table of an axis, if there is a file.

        Raises
        ------
        InputError
            E204 no column ``id`` or an empty id, E206 an id given twice.
        """
        return cls(kind, Columns.read(file, ("id",), further=True) if file else None)

    def find(self, table: Columns, column: str, units: Sequence[str] = ()) -> list[int]:
        """Return the positions that a column of exchanges means; units are compared, never converted.

        Raises
        ------
        InputError
            E201 or E207 not in the label table, E202 a name that several have, E107 another unit.
        """
        mentioned = table.needed(column, self.kind)
        positions = []
        for row, text in enumerate(mentioned):
            position = self._positions.get(text)
            if position is None:
                position = self._unknown(text, table.where(row))
            positions.append(position)
        for row, unit in enumerate(units):
            if unit:
                self._agree(positions[row], mentioned[row], unit, table.where(row))
        return positions

    def references(self, products: Axis) -> dict[int, int]:
        """Return the product that the column ``reference`` names per activity, by position."""
        table = self._table
        if table is None or "reference" not in table:
            return {}
        return {
            row: products._positions[text]
            if text in products._positions
            else products._unknown(text, table.where(row))
            for row, text in enumerate(table.texts("reference"))
            if text
        }

    def name(self, position: int) -> str:
        """Return the id at a position."""
        return next(text for text, at in self._positions.items() if at == position)

    def labels(self) -> Labels:
        """Return the labels of the axis."""
        if self._labels is not None:
            units = tuple(self._units.get(i, "") for i in range(len(self._labels)))
            one = self._labels
            return Labels(self.kind, one.ids, one.names, units, one.locations, one.extra)
        units = tuple(self._units.get(i, "") for i in range(len(self._positions)))
        return Labels(self.kind, tuple(self._positions), (), units)

    def _unknown(self, text: str, where: str) -> int:
        if self._labels is None:
            return self._positions.setdefault(text, len(self._positions))
        position = self._positions[text] = self._labels.position(text, where=where)
        return position

    def _agree(self, position: int, name: str, unit: str, where: str) -> None:
        own = self._units.setdefault(position, unit)
        if own != unit and not same(own, unit):
            what = f"{self.kind} {name!r} is in {own!r}, this row in {unit!r}"
            raise error(
                "E107", what, where, f"convert the amount to {own!r}: roos converts no units silently"
            )


def _labels(kind: str, table: Columns) -> Labels:
    ids = table.needed("id", kind)
    names = [name or identifier for name, identifier in zip(table.texts("name"), ids, strict=True)]
    extra = {
        name: tuple(table.texts(name)) for name in table.names if name not in _KNOWN and name != "reference"
    }
    seen: dict[str, int] = {}
    for row, identifier in enumerate(ids):
        if seen.setdefault(identifier, row) != row:
            where = f"{table.where(row)}; first {table.where(seen[identifier])}"
            raise error("E206", f"{kind} id {identifier!r} is given twice", where, "make the ids unique")
    return Labels(
        kind, tuple(ids), tuple(names), tuple(table.texts("unit")), tuple(table.texts("location")), extra
    )
