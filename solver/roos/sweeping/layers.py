"""Scenarios of files laid over each other, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.places import Part, Places
from roos.sweeping.filed import Filed
from roos.sweeping.formulated import Formulated

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Values that are taken at a time.
_PIECE = 1_000_000


@dataclass(frozen=True, eq=False)
class Layer:
    """One axis of files, over one matrix.

    Attributes
    ----------
    source
        Values by item.
    rows
        int64 (cells of the source,): where its cells stand in the block.
    over
        bool (cells of the source,): an earlier layer changes the cell too, so that this one decides only in
        scenarios that say something.
    """

    source: Filed
    rows: Ints
    over: Flags

    def write(self, items: Ints, block: Array) -> None:
        """Fill rows of a block, float64 (cells, scenarios), with the items of some scenarios."""
        piece = max(1, _PIECE // max(1, items.size))
        for first in range(0, self.rows.size, piece):
            part = slice(first, first + piece)
            values = np.take(self.source.values[part], items, axis=1)
            over = np.flatnonzero(self.over[part])
            if over.size:
                told = np.take(self.source.told[part][over], items, axis=1)
                values[over] = np.where(told, values[over], block[self.rows[part][over]])
            block[self.rows[part]] = values


def laid_over(
    places: Mapping[Part, Places],
    filed: Sequence[Filed],
    formulated: Sequence[Formulated],
    formula_rows: Sequence[int],
    conflicts: str,
) -> tuple[Layer, ...]:
    """Return layers in the order in which they write.

    Parameters
    ----------
    formula_rows
        Where the cell of each formula stands among the places.

    Raises
    ------
    InputError
        E403 two sides change one cell, and nobody said that the last one decides.
    """
    first: dict[Part, list[str]] = {}  # who changed a cell first, for the message
    owner = {part: np.full(len(some), -1, dtype=np.int64) for part, some in places.items()}
    layers = []
    for source in filed:
        rows = np.searchsorted(places[source.part].cells, source.cells).astype(np.int64)
        over = owner[source.part][rows] >= 0
        sides = first.setdefault(source.part, [])
        title = f"axis {source.name!r}"
        if over.any() and conflicts == "refuse":
            row = int(rows[np.flatnonzero(over)[0]])
            _refuse(places[source.part], row, sides[owner[source.part][row]], title, int(over.sum()))
        owner[source.part][rows[~over]] = len(sides)
        sides.append(title)
        layers.append(Layer(source, rows, over))
    if conflicts == "refuse":
        for one, row in zip(formulated, formula_rows, strict=True):
            if owner[one.part][row] >= 0:
                side = first[one.part][owner[one.part][row]]
                _refuse(places[one.part], row, side, f"the formula of {one.where}", 1)
    return tuple(layers)


def _refuse(places: Places, row: int, one: str, other: str, count: int) -> None:
    more = f" ({count} such cells)" if count > 1 else ""
    raise error(
        "E403",
        f"{one} and {other} change one cell of the {places.part}{more}",
        places.where(row),
        "remove the change from one of them, or say that the last one decides (conflicts='last')",
    )
