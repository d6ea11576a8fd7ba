"""The rows of a scenario difference file, understood but not yet found in an inventory.

The rules of the format, which its users rely on: the header is searched in the first ten rows; rows that
start with ``*`` and columns that start with ``#`` are comments; every column that does not describe the
exchange is a scenario; an empty cell keeps the value of the database.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.places import Part
from roos_inventories.grids import Cell, Grid, number_of, text_of
from roos_inventories.matching import Key, Named
from roos_inventories.numbers import parse_numbers

_SIDE = ("activity name", "reference product", "location", "categories", "database", "key")
REQUIRED = (*(f"from {name}" for name in _SIDE), *(f"to {name}" for name in _SIDE), "flow type")
OPTIONAL = ("from unit", "to unit")
#: Flow type → matrix, and the sign of an amount in it.
FLOW_TYPES = {
    "technosphere": (Part.TECHNOSPHERE, -1.0),
    "generic consumption": (Part.TECHNOSPHERE, -1.0),
    "production": (Part.TECHNOSPHERE, 1.0),
    "generic production": (Part.TECHNOSPHERE, 1.0),
    "substitution": (Part.TECHNOSPHERE, 1.0),
    "biosphere": (Part.BIOSPHERE, 1.0),
}
_HEADER_ROWS = 10
_STRING = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_TUPLE = re.compile(rf"\(\s*(?:{_STRING}\s*(?:,\s*{_STRING}\s*)*,?\s*)?\)")
_TEXT = re.compile(_STRING)
_LITERAL_CHARS = 4096


@dataclass(frozen=True)
class Exchanges:
    """The rows of a file, understood but not yet found in an inventory.

    Attributes
    ----------
    grid
        Where they come from.
    rows
        int (exchanges,): their positions in ``grid``.
    sources, targets
        What stands on the ``from`` and on the ``to`` side.
    kinds
        Flow types.
    names
        Scenarios.
    amounts
        float64 (exchanges, scenarios), as written; NaN where the cell is empty.
    """

    grid: Grid
    rows: Sequence[int]
    sources: Sequence[Named]
    targets: Sequence[Named]
    kinds: Sequence[str]
    names: tuple[str, ...]
    amounts: NDArray[np.float64]

    def where(self, exchange: int) -> str:
        """Return file and line of an exchange."""
        return self.grid.where(self.rows[exchange])

    def describe(self, exchange: int) -> str:
        """Return an exchange by name."""
        return f"{self.kinds[exchange]} from {self.sources[exchange]} to {self.targets[exchange]}"


def read_exchanges(grid: Grid, decimal: str = ".") -> Exchanges:
    """Understand the rows of a scenario difference file; nothing is looked up yet.

    Raises
    ------
    InputError
        As :func:`read_superstructure`.
    """
    header, names = _header(grid)
    at = {name: i for i, name in enumerate(names) if name in REQUIRED + OPTIONAL}
    scenarios = [i for i, name in enumerate(names) if name and name not in at and not name.startswith("#")]
    titles = tuple(text_of(grid.rows[header][i]) for i in scenarios)
    if not scenarios:
        hint = "each column that does not describe the exchange is a scenario"
        raise error("E204", "the file has no scenario column", grid.where(header), hint)
    sides = {side: [i for name, i in at.items() if name.startswith(side)] for side in ("from", "to")}
    known: dict[tuple[Cell, ...], Named] = {}  # an activity stands in many rows, and is understood once
    rows: list[int] = []
    named: dict[str, list[Named]] = {"from": [], "to": []}
    kinds: list[str] = []
    amounts: list[list[Cell]] = []
    for row in range(header + 1, len(grid.rows)):
        cells = grid.rows[row]
        if text_of(cells[0]).startswith("*"):
            continue
        if len(cells) < len(names):
            cells = [*cells, *([None] * (len(names) - len(cells)))]
        if any(cell is not None for cell in cells[len(names) :]):
            hint = "quote text that holds the separator"
            raise error("E503", "a row is longer than the header", grid.where(row), hint)
        kind = text_of(cells[at["flow type"]]).casefold()
        if kind not in FLOW_TYPES:
            hint = "flow types: " + ", ".join(FLOW_TYPES)
            what = f"unknown flow type {kind!r}" if kind else "no flow type"
            raise error("E410", what, grid.where(row), hint)
        rows.append(row)
        kinds.append(kind)
        for side, columns in sides.items():
            told = (side, *(cells[i] for i in columns))
            if told not in known:
                known[told] = _side(side, cells, at, grid.where(row))
            named[side].append(known[told])
        amounts.append([cells[i] for i in scenarios])
    values = np.empty((len(rows), len(scenarios)), order="F")
    for k, title in enumerate(titles):
        values[:, k] = _amounts([line[k] for line in amounts], decimal, grid, rows, title)
    return Exchanges(grid, rows, named["from"], named["to"], kinds, titles, values)


def parse_tuple(text: str, where: str = "") -> tuple[str, ...]:
    """Return the texts of a tuple literal such as ``('database', 'code')``; nothing is evaluated.

    Raises
    ------
    InputError
        E411 anything else.

    Examples
    --------
    >>> parse_tuple("('air', 'urban air close to ground')")
    ('air', 'urban air close to ground')
    """
    if len(text) > _LITERAL_CHARS or _TUPLE.fullmatch(text) is None:
        shown = text if len(text) <= 60 else text[:57] + "…"
        raise error("E411", f"{shown!r} is no tuple of texts", where, "write ('database', 'code')")
    try:
        # one quoted text at a time: the pattern admits nothing else, and escapes are Python's
        return tuple(str(ast.literal_eval(part)) for part in _TEXT.findall(text))
    except (ValueError, SyntaxError):
        raise error(
            "E411", f"{text[:60]!r} holds a broken escape", where, "write ('database', 'code')"
        ) from None


def _header(grid: Grid) -> tuple[int, list[str]]:
    """Return the row of the header and its names, in lower case where they are the format's own."""
    for row, cells in enumerate(grid.rows):
        if grid.places[row] > _HEADER_ROWS:
            break
        names = [text_of(cell) for cell in cells]
        lowered = [name.casefold() for name in names]
        if REQUIRED[0] in lowered:
            break
        if {"name", "group"} <= set(lowered[:2]):
            hint = "apply the parameters in Activity Browser and export the scenarios of the exchanges"
            raise error("E502", "a parameter scenario file, not one of exchanges", grid.where(row), hint)
    else:
        row = len(grid.rows)
    if row >= len(grid.rows) or grid.places[row] > _HEADER_ROWS:
        hint = f"the header has these columns: {', '.join(REQUIRED)}, and one per scenario"
        raise error("E204", f"no column {REQUIRED[0]!r} in the first {_HEADER_ROWS} rows", grid.title, hint)
    names = [low if low in REQUIRED + OPTIONAL else name for low, name in zip(lowered, names, strict=True)]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        wanted = ", ".join(repr(name) for name in missing)
        hint = "all of these are needed, if only empty: " + ", ".join(REQUIRED)
        raise error("E204", f"no column {wanted}", grid.where(row), hint)
    seen: set[str] = set()
    for name in names:
        if name in seen and name and not name.startswith("#"):
            raise error("E208", f"two columns are called {name!r}", grid.where(row), "rename one of them")
        seen.add(name)
    for i, name in enumerate(names):
        if not name and (
            filled := next((r for r in range(row + 1, len(grid.rows)) if _filled(grid, r, i)), None)
        ):
            hint = "name the scenario, or start the column's name with # to have it ignored"
            raise error("E208", f"column {i + 1} has values and no name", grid.where(filled), hint)
    return row, names


def _filled(grid: Grid, row: int, column: int) -> bool:
    cells = grid.rows[row]
    return column < len(cells) and cells[column] is not None and not text_of(cells[0]).startswith("*")


def _side(side: str, cells: Sequence[Cell], at: Mapping[str, int], where: str) -> Named:
    def text(name: str) -> str:
        return text_of(cells[at[f"{side} {name}"]]) if f"{side} {name}" in at else ""

    key, categories = cells[at[f"{side} key"]], cells[at[f"{side} categories"]]
    return Named(
        _key(key, f"{where}, {side} key"),
        text("activity name"),
        text("reference product"),
        text("location"),
        text("unit"),
        _categories(categories, f"{where}, {side} categories"),
    )


def _key(cell: Cell, where: str) -> Key | None:
    if cell is None:
        return None
    # Feather keeps the pair as a list of texts
    parts = tuple(map(str, cell)) if isinstance(cell, (list, tuple)) else parse_tuple(text_of(cell), where)
    if len(parts) != 2:
        raise error("E411", f"a key of {len(parts)} texts", where, "write ('database', 'code')")
    return parts[0], parts[1]


def _categories(cell: Cell, where: str) -> tuple[str, ...]:
    """Return categories; plain text is one of them, as hand-made files have it."""
    if cell is None:
        return ()
    if isinstance(cell, (list, tuple)):
        return tuple(map(str, cell))
    text = text_of(cell)
    return parse_tuple(text, where) if text.startswith("(") else tuple(re.split(r"\s*(?:::|\|)\s*", text))


def _amounts(
    cells: Sequence[Cell], decimal: str, grid: Grid, rows: Sequence[int], title: str
) -> NDArray[np.float64]:
    """Return the amounts of one scenario, float64 (exchanges,); NaN where the cell is empty."""

    def where(line: int) -> str:
        return f"{grid.where(rows[line])}, scenario {title!r}"

    # Feather has no other empty number than NaN
    told = [i for i, cell in enumerate(cells) if cell is not None and cell == cell]
    values = np.full(len(cells), np.nan)
    if all(isinstance(cells[i], str) for i in told):
        texts = [cells[i] for i in told]
        values[told] = parse_numbers(texts, decimal=decimal, where=lambda i: where(told[i]), code="E106")
    else:
        values[told] = [number_of(cells[i], decimal=decimal, where=where(i)) for i in told]
    return values
