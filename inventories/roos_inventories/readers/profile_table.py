"""A table of ready profiles, datasets × impact categories, becomes a System.

Datasets stand in rows, categories in columns, under a header that starts with ``dataset`` (or ``process``,
``profile``)::

    dataset , unit, location, climate change, land use
    unit    ,     ,         , kg CO2-eq     , m2a
    steel   , kg  , RER     , 2.0           , 0.5

or the other way round, as SimaPro exports its results, under a header that starts with ``impact category``
(or ``category``)::

    Impact category, Unit     , steel, power
    unit           ,          , kg   , kWh
    climate change , kg CO2-eq, 2.0  , 0.4

Lines before the header are kept as notes. A is the identity (or the ``amount`` that a profile is for), B
the table on its side, with one flow per category, "what the dataset contributes to it", whose factor is 1:
so scores are the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import Finding, Severity, error
from roos.labels import Labels
from roos.method import Method
from roos.system import System
from roos_inventories.grids import Cell, Grid, number_of, read_grid, text_of
from roos_inventories.readers.columns import decimal_of

Progress = Callable[[str, float], None]
#: First cells of the header, of datasets in rows and of datasets in columns.
IN_ROWS = ("dataset", "datasets", "process", "processes", "profile", "profiles")
IN_COLUMNS = ("impact category", "category", "damage category")
_OF_DATASET = ("id", "unit", "location", "amount", "comment")
_OF_CATEGORY = ("unit", "units", "model", "method", "")
_HEADER_ROWS = 20
_UNIT = re.compile(r"^(?P<name>.*\S)\s*[\[(](?P<unit>[^\[\]()]+)[\])]$")


@dataclass(frozen=True)
class _Table:
    """The table with datasets in rows; ``where(i, k)`` tells the place of a cell."""

    grid: Grid
    header: int
    turned: bool
    cells: list[list[Cell]]

    def where(self, row: int, column: int) -> str:
        line = self.grid.where(self.header + (column if self.turned else row))
        name = text_of(self.cells[row][0]) if self.turned else text_of(self.cells[0][column])
        return f"{line}, column {name!r}" if name else line


def is_profile_table(path: Path) -> bool:
    """Say whether a file has the header of a profile table; a file that cannot be read has not."""
    from roos.errors import RoosError

    try:
        return _header(read_grid(path, ("unit",), head=_HEADER_ROWS)) is not None
    except RoosError:
        return False


def read_profile_table(
    path: Path, options: Mapping[str, str] | None = None, progress: Progress | None = None
) -> System:
    """Read a table of profiles.

    Parameters
    ----------
    path
        ``.csv``, ``.tsv``, ``.xlsx`` or ``.parquet``.
    options
        ``decimal``: ``point`` (default) or ``comma``; ``sheet`` of a workbook; ``method``: the
        characterisation model of the categories, to which prices must agree, by default the file's name.
    progress
        Called with a phase and a fraction.

    Returns
    -------
    System
        Products and activities are the datasets, flows and categories the columns. An id is that of the
        column ``id``, else the name, with its location where several have it.

    Raises
    ------
    InputError
        E106 not a number, or no finite one, E204 no header, datasets or categories, E206 a dataset or
        category twice, E503 a row too long or damaged, E512 an option, E543 an amount of 0; E501 to E505 as
        for every table.
    """
    path = Path(path)
    given = dict(options or {})
    decimal = decimal_of(given, str(path))
    tell = progress or (lambda phase, fraction: None)
    tell("reading profiles", 0.0)
    grid = read_grid(path, ("unit",), sheet=given.get("sheet", ""))
    table = _turned(grid)
    datasets, amounts, described = _datasets(table, decimal)
    columns = [k for k in range(1, len(table.cells[0])) if k not in described.values()]
    categories, findings = _categories(table, columns, given.get("method", path.stem))
    rows = _dataset_rows(table)
    values = np.array(
        [
            [number_of(table.cells[i][k], decimal=decimal, where=table.where(i, k)) for k in columns]
            for i in rows
        ]
    )
    count, size = len(rows), len(columns)
    flows = Labels(
        "flow",
        tuple(f"profile | {identifier}" for identifier in categories.ids),
        tuple(f"profile: {name}" for name in categories.names),
        categories.units,
        ("background profile",) * size,
    )
    notes = [" ".join(filter(None, map(text_of, row))) for row in grid.rows[: table.header]]
    method = Method.build(given.get("method", path.stem), sp.eye_array(size, format="csr"), categories)
    system = System.build(
        path.stem,
        sp.diags_array(amounts, format="csc"),
        values.T,
        products=datasets,
        activities=Labels("activity", datasets.ids, datasets.names, (), datasets.locations),
        flows=flows,
        reference=np.arange(count),
        characterisation=method,
        findings=findings,
        meta={"format": "profile table", "file": path.name, "notes": notes},
    )
    tell("done", 1.0)
    return system


def _header(grid: Grid) -> tuple[int, bool] | None:
    """Return the row of the header and whether datasets stand in columns."""
    for row in range(min(_HEADER_ROWS, len(grid.rows))):
        cells = [text_of(cell).casefold() for cell in grid.rows[row]]
        if cells and cells[0] in IN_ROWS + IN_COLUMNS and len(set(filter(None, cells))) > 1:
            return row, cells[0] in IN_COLUMNS
    return None


def _turned(grid: Grid) -> _Table:
    found = _header(grid)
    if found is None:
        hint = f"its first cell is one of {', '.join(IN_ROWS + IN_COLUMNS)}"
        raise error("E204", f"no header in the first {_HEADER_ROWS} rows", grid.title, hint)
    header, turned = found
    width = max(i for i, cell in enumerate(grid.rows[header], start=1) if cell is not None)
    cells = []
    for number in range(header, len(grid.rows)):
        row = grid.rows[number]
        if any(cell is not None for cell in row[width:]):
            hint = "quote text that holds the separator, and declare a decimal comma (decimal=comma)"
            raise error("E503", f"{len(row)} cells, {width} columns", grid.where(number), hint)
        cells.append([*row[:width], *([None] * (width - len(row)))])
    if turned:
        cells = [list(column) for column in zip(*cells, strict=True)]
    return _Table(grid, header, turned, cells)


def _described(table: _Table) -> dict[str, int]:
    """Return the columns that say something of the datasets, by name."""
    names = [text_of(cell).casefold() for cell in table.cells[0]]
    return {name: k for k, name in enumerate(names) if k and name in _OF_DATASET}


def _dataset_rows(table: _Table) -> list[int]:
    return [
        i for i in range(1, len(table.cells)) if text_of(table.cells[i][0]).casefold() not in _OF_CATEGORY
    ]


def _datasets(table: _Table, decimal: str) -> tuple[Labels, NDArray[np.float64], dict[str, int]]:
    at, rows = _described(table), _dataset_rows(table)
    if not rows:
        raise error("E204", "the table holds no dataset", table.grid.title, "give one per row")

    def column(name: str) -> list[str]:
        return [text_of(table.cells[i][at[name]]) if name in at else "" for i in rows]

    names = [text_of(table.cells[i][0]) for i in rows]
    places = column("location")
    ids = column("id") if "id" in at else _told_apart(names, places)
    _unique(table, "dataset", ids, [(i, 0) for i in rows])
    amounts = np.ones(len(rows))
    if "amount" in at:
        k = at["amount"]
        amounts = np.array(
            [number_of(table.cells[i][k], decimal=decimal, where=table.where(i, k)) for i in rows]
        )
        if (zero := np.flatnonzero(amounts == 0)).size:
            where = table.where(rows[int(zero[0])], k)
            raise error("E543", "a profile for an amount of 0", where, "give the amount that it is for")
    return Labels("product", tuple(ids), tuple(names), tuple(column("unit")), tuple(places)), amounts, at


def _categories(table: _Table, columns: Sequence[int], method: str) -> tuple[Labels, tuple[Finding, ...]]:
    if not columns:
        raise error("E204", "the table holds no category", table.grid.title, "give one per column")

    def row(*names: str) -> list[str]:
        for i in range(1, len(table.cells)):
            if text_of(table.cells[i][0]).casefold() in names:
                return [text_of(table.cells[i][k]) for k in columns]
        return [""] * len(columns)

    names = [text_of(table.cells[0][k]) for k in columns]
    if "" in names:
        where = table.where(0, columns[names.index("")])
        raise error("E204", "a category without a name", where, "name it, or leave it out")
    units = row("unit", "units", "")
    for i, name in enumerate(names):
        # SimaPro and spreadsheets of its results: climate change [kg CO2-eq]
        if not units[i] and (split := _UNIT.match(name)):
            names[i], units[i] = split["name"], split["unit"]
    _unique(table, "category", names, [(0, k) for k in columns])
    models = tuple(model or method for model in row("model", "method"))
    findings: tuple[Finding, ...] = ()
    if missing := [name for name, unit in zip(names, units, strict=True) if not unit]:
        message = f"{len(missing)} categories have no unit, so no price fits them: {'; '.join(missing[:5])}"
        hint = "give a row 'unit' below the names, or write climate change [kg CO2-eq]"
        findings = (
            Finding("W141", Severity.WARNING, message, table.grid.where(table.header), hint, len(missing)),
        )
    return Labels("category", tuple(names), tuple(names), tuple(units), extra={"model": models}), findings


def _told_apart(names: Sequence[str], places: Sequence[str]) -> list[str]:
    """Return the names, with the location where several datasets share one."""
    several = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    return [
        f"{name} | {place}" if name in several and place else name
        for name, place in zip(names, places, strict=True)
    ]


def _unique(table: _Table, kind: str, ids: Sequence[str], at: Sequence[tuple[int, int]]) -> None:
    seen: set[str] = set()
    for identifier, place in zip(ids, at, strict=True):
        if not identifier:
            raise error("E204", f"a {kind} without an id", table.where(*place), "give it one")
        if identifier in seen:
            hint = "tell them apart by a column 'location' or 'id'" if kind == "dataset" else "rename one"
            raise error("E206", f"{kind} {identifier!r} is given twice", table.where(*place), hint)
        seen.add(identifier)
