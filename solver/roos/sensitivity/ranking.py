"""Entries of several matrices as one list, the most important first, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.contributing.cell import Cell
from roos.labels import Labels
from roos.places import Part
from roos.sensitivity.entries import Entries

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: What lines are ordered by.
RANKS = ("elasticity", "variance")
#: Titles of the text columns.
TEXTS = (
    "matrix", "role", "row", "row_name", "row_location", "column", "column_name", "column_location", "unit",
)  # fmt: skip


class Ranked(NamedTuple):
    """Lines in order.

    Attributes
    ----------
    parts
        The matrix of each line, as a position in the list of entries.
    at
        int64 (lines,): position in the entries of its matrix.
    whole
        int64 (lines,): position in the entries of all matrices, one after the other.
    """

    parts: Ints
    at: Ints
    whole: Ints

    @classmethod
    def of(cls, entries: Sequence[Entries], whole: Ints) -> Ranked:
        """Return the lines at some positions in all entries."""
        starts = np.cumsum([0, *map(len, entries)])
        parts = (np.searchsorted(starts, whole, side="right") - 1).astype(np.int64)
        return cls(parts, whole - starts[parts], whole)


def ranked(entries: Sequence[Entries], rank: str, top: int | None) -> Ranked:
    """Return the most important lines first, equals in the order of the matrices.

    Parameters
    ----------
    entries
        By matrix.
    rank
        ``"elasticity"``, |amount × derivative|, or ``"variance"``, |derivative| × standard deviation. Lines
        for which that is zero are left out.
    top
        Most lines; None for all.
    """
    keys = [np.abs(some.effects) if rank == "elasticity" else some.spreads for some in entries]
    key = np.concatenate([*keys, np.zeros(0)])
    order = np.argsort(-key, kind="stable")
    return Ranked.of(entries, order[key[order] > 0.0][:top].astype(np.int64))


def texts_of(cell: Cell, entries: Sequence[Entries], lines: Ranked) -> dict[str, tuple[str, ...]]:
    """Return the text columns of some lines by title.

    The unit is that of the amount: of the product, of the flow, or of the category per unit of the flow.
    """
    named = _labels(cell)
    columns: dict[str, list[str]] = {title: [] for title in TEXTS}
    for part, at in zip(lines.parts.tolist(), lines.at.tolist(), strict=True):
        some = entries[part]
        row_labels, column_labels = named[some.part]
        row, column = int(some.rows[at]), int(some.columns[at])
        unit = row_labels.units[row]
        if some.part is Part.CHARACTERISATION and column_labels.units[column]:
            unit += f"/{column_labels.units[column]}"
        ends = [
            text
            for labels, i in ((row_labels, row), (column_labels, column))
            for text in (labels.ids[i], labels.names[i], labels.locations[i])
        ]
        line = (str(some.part), _role(some, at), *ends, unit)
        for title, text in zip(TEXTS, line, strict=True):
            columns[title].append(text)
    return {title: tuple(texts) for title, texts in columns.items()}


def described(texts: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return each line in words, without ids."""
    phrases = {"input": "input of ", "output": "output of ", "demand": "demand for ", "flow": ""}
    found = []
    for i, role in enumerate(texts["role"]):
        row, column = (_name(texts, end, i) for end in ("row", "column"))
        found.append(f"factor of {column}" if role == "factor" else f"{column}: {phrases[role]}{row}")
    return tuple(found)


def _name(texts: Mapping[str, tuple[str, ...]], end: str, i: int) -> str:
    place = texts[f"{end}_location"][i]
    return f"{texts[f'{end}_name'][i]} [{place}]" if place else texts[f"{end}_name"][i]


def _labels(cell: Cell) -> dict[Part, tuple[Labels, Labels]]:
    system = cell.system
    return {
        Part.TECHNOSPHERE: (system.products, system.activities),
        Part.BIOSPHERE: (system.flows, system.activities),
        Part.CHARACTERISATION: (cell.method.categories, system.flows),
        Part.DEMANDS: (system.products, cell.demands.labels),
    }


def _role(some: Entries, at: int) -> str:
    if some.part is Part.TECHNOSPHERE:
        return "output" if some.amounts[at] > 0 else "input"
    return {Part.BIOSPHERE: "flow", Part.CHARACTERISATION: "factor"}.get(some.part, "demand")
