"""Tables of users as plain rows of cells, from CSV, Excel, Parquet or Feather, with the place of each row.

Nothing is interpreted here: a text cell stays text, a number of a typed file stays a number, an empty cell is
None. What a cell means, and which spelling of a number is one, is decided by who reads the grid.
"""

from __future__ import annotations

import csv
import io
import math
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roos.errors import RoosError, error
from roos_inventories.archive import SafeZip
from roos_inventories.limits import CELL_CHARS, FILE_BYTES
from roos_inventories.numbers import parse_number
from roos_inventories.stored_values import never_stored, to_be_calculated

Cell = str | float | int | bool | None | Any

#: Suffixes that :func:`read_grid` knows.
TEXT = (".csv", ".tsv", ".txt")
EXCEL = (".xlsx", ".xlsm")
ARROW = (".parquet", ".pq", ".feather")
SUFFIXES = TEXT + EXCEL + ARROW
# what openpyxl raises for workbooks that are damaged or hold what it does not expect
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError,
    RuntimeError, AssertionError, EOFError,
)  # fmt: skip
_LOOKED_AT = 20  # rows by which a delimiter is chosen


@dataclass(frozen=True)
class Grid:
    """Rows of cells.

    Attributes
    ----------
    title
        Name of the file, and of the sheet of a workbook.
    rows
        Cells; text without surrounding blanks, None where empty.
    places
        Number of each row in its file, from 1.
    unit_of_place
        ``"line"`` of a text file, ``"row"`` of a typed one.
    """

    title: str
    rows: list[list[Cell]]
    places: Sequence[int]
    unit_of_place: str

    def where(self, row: int) -> str:
        """Return the place of a row as the user knows it."""
        return f"{self.title} {self.unit_of_place} {self.places[row]}"


def read_grid(path: Path, wanted: Sequence[str] = (), *, sheet: str = "", head: int | None = None) -> Grid:
    """Read a table without interpreting it.

    Parameters
    ----------
    path
        ``.csv``, ``.tsv`` or ``.txt`` in UTF-8, separated by comma, semicolon or tab; ``.xlsx``;
        ``.parquet``; ``.feather``.
    wanted
        Column names, in lower case, by which the delimiter of a text file and the sheet of a workbook are
        chosen: the first sheet after the first one that has them, else the first sheet.
    sheet
        Name of the sheet of a workbook, where it shall not be chosen.
    head
        Read no more than about so many rows, to see what a file is; the whole table by default.

    Returns
    -------
    Grid
        Rows without any content are left out.

    Raises
    ------
    InputError
        E205 a formula without its value, E501 cannot read, E502 another format or no such sheet, E503
        damaged, E505 over a limit.
    """
    suffix = path.suffix.casefold()
    if suffix not in SUFFIXES:
        hint = f"use one of {', '.join(SUFFIXES)}"
        raise error("E502", f"{path.name!r} is no table that can be read", str(path), hint)
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            raise error("E505", f"{path.name!r} holds {size} bytes, more than {FILE_BYTES}", str(path))
        if suffix in EXCEL:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of extensions that hold no values
                return _excel(path, wanted, sheet, head)
        if sheet:
            raise error("E512", "only a workbook has sheets", str(path), "leave the option sheet out")
        if suffix in ARROW:
            return _arrow(path)
        with path.open("rb") as file:
            data = file.read() if head is None else file.read(head * 1024)
        return _text(data if head is None else data[: data.rfind(b"\n") + 1] or data, path.name, wanted, head)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error("E501", f"cannot read: {reason}", str(path), "check the path and its rights") from problem


def number_of(cell: Cell, *, decimal: str = ".", where: str = "", code: str = "E106") -> float:
    """Return the number of a cell: of a typed file as it is, of text by the strict grammar.

    Raises
    ------
    InputError
        ``code``: empty, not a number, or not finite.
    """
    if isinstance(cell, str) or cell is None:
        return parse_number(cell or "", decimal=decimal, where=where, code=code)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise error(code, f"{str(cell)[:40]!r} is not a number", where, "write a number into this cell")
    try:
        value = float(cell)
    except OverflowError:  # a whole number of hundreds of digits
        hint = "it would silently become infinite: choose another unit"
        raise error(code, "a number too large for double precision", where, hint) from None
    if not math.isfinite(value):
        raise error(code, f"{cell} is not a finite number", where, "roos neither drops nor replaces values")
    return value


def text_of(cell: Cell) -> str:
    """Return a cell as text; a whole number of a spreadsheet without its decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell).strip()


def _text(data: bytes, title: str, wanted: Sequence[str], head: int | None = None) -> Grid:
    from roos_inventories.demand_tables import decoded

    text = decoded(data, title)
    delimiter = _delimiter(text, wanted)
    rows: list[list[Cell]] = []
    places: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if head is not None and len(rows) == head:
                break
            if any(cells):
                rows.append([cell.strip() or None for cell in cells])
                places.append(start)
                if max(map(len, cells)) > CELL_CHARS:
                    raise error(
                        "E505", f"a cell of more than {CELL_CHARS} characters", f"{title} line {start}"
                    )
            start = reader.line_num + 1
    except csv.Error as problem:
        code = "E505" if "field larger" in str(problem) else "E503"
        raise error(code, f"not valid CSV: {problem}", f"{title} line {start}", "check the quotes") from None
    return Grid(title, rows, places, "line")


def _delimiter(text: str, wanted: Sequence[str]) -> str:
    """Return the delimiter that shows most of the wanted names in one row, then the most cells."""
    best = (-1, -1, ",")
    for delimiter in ",;\t":
        sample = csv.reader(io.StringIO(text[: 8 * CELL_CHARS], newline=""), delimiter=delimiter)
        named = cells = 0
        try:
            for _, row in zip(range(_LOOKED_AT), sample, strict=False):
                names = {cell.strip().casefold() for cell in row}
                named = max(named, sum(name in names for name in wanted))
                cells += len(row)
        except csv.Error:
            pass  # told with its line when the whole file is read
        best = max(best, (named, cells, delimiter), key=lambda item: item[:2])
    return best[2]


def _excel(path: Path, wanted: Sequence[str], sheet: str, head: int | None = None) -> Grid:
    with SafeZip(path) as archive:  # sizes and names of the members, before anything unpacks them
        calculated = not to_be_calculated(archive)
    book = _workbook(path, values=False)
    try:
        chosen = _sheet(book, wanted, sheet, path)
        title = f"{path.name}, sheet {chosen!r}"
        rows, places, formulas = [], [], []
        for number, cells in enumerate(book[chosen].iter_rows(max_row=head), start=1):
            row = [_plain(cell.value) for cell in cells]
            if any(cell is not None for cell in row):
                formulas += [(len(rows), i) for i, cell in enumerate(cells) if cell.data_type == "f"]
                rows.append(row)
                places.append(number)
    except _UNREADABLE as problem:
        raise _damaged(path, problem) from None
    finally:
        book.close()
    grid = Grid(title, rows, places, "row")
    if formulas and head is None:
        _fill_in(path, chosen, grid, formulas, calculated)
    return grid


def _fill_in(path: Path, sheet: str, grid: Grid, formulas: list[tuple[int, int]], calculated: bool) -> None:
    """Put the stored values of formulas into a grid; a formula nobody has calculated has none."""
    book = _workbook(path, values=True)
    try:
        stored = {
            number: [_plain(cell.value) for cell in cells]
            for number, cells in enumerate(book[sheet].iter_rows(), start=1)
        }
    except _UNREADABLE as problem:
        raise _damaged(path, problem) from None
    finally:
        book.close()
    for row, column in formulas:
        value = stored[grid.places[row]][column]
        if never_stored(value, calculated):
            hint = "open the file in a spreadsheet program and save it, or write the value itself"
            where = f"{grid.where(row)}, column {column + 1}"
            raise error("E205", "a formula whose value is not stored in the file", where, hint)
        grid.rows[row][column] = value


def _workbook(path: Path, *, values: bool) -> Any:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=values)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file claims of its size would cut rows off without a word
    except (InvalidFileException, *_UNREADABLE) as problem:
        raise _damaged(path, problem) from None
    return book


def _damaged(path: Path, problem: Exception) -> RoosError:
    reason = str(problem).splitlines()[0][:120] if str(problem) else type(problem).__name__
    return error("E503", f"not a whole Excel workbook: {reason}", path.name, "write or copy it again")


def _sheet(book: Any, wanted: Sequence[str], sheet: str, path: Path) -> str:
    names: list[str] = [worksheet.title for worksheet in book.worksheets]
    if sheet:
        if sheet not in names:
            hint = "sheets: " + "; ".join(names[:10])
            raise error("E502", f"there is no sheet {sheet!r}", path.name, hint)
        return sheet
    if not names:
        raise error("E503", "the workbook has no sheet of cells", path.name)
    # a first sheet of information is usual: the one after it comes first
    for name in [*names[1:], names[0]]:
        for row in book[name].iter_rows(max_row=_LOOKED_AT, values_only=True):
            found = {str(cell).strip().casefold() for cell in row if cell is not None}
            if wanted and all(one in found for one in wanted):
                return name
    return names[0]


def _plain(cell: Any) -> Cell:
    if isinstance(cell, str):
        return cell.strip() or None
    return tuple(cell) if isinstance(cell, list) else cell


def _arrow(path: Path) -> Grid:
    import pyarrow as pa

    try:
        if path.suffix.casefold() == ".feather":
            from pyarrow import feather

            table = feather.read_table(path)
        else:
            import pyarrow.parquet as pq

            table = pq.read_table(path)
        columns = [[_plain(cell) for cell in column.to_pylist()] for column in table.columns]
    except (pa.ArrowException, OSError, ValueError) as problem:
        if isinstance(problem, OSError) and problem.errno is not None:
            raise
        reason = str(problem).splitlines()[0][:120]
        raise error(
            "E503", f"not a whole {path.suffix[1:]} file: {reason}", path.name, "write it again"
        ) from None
    rows: list[list[Cell]] = [[str(name).strip() for name in table.column_names]]
    rows += [list(cells) for cells in zip(*columns, strict=True)]
    return Grid(path.name, rows, range(len(rows)), "row")  # the names stand before row 1
