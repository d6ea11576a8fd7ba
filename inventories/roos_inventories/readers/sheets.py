"""Tables of a workbook or a CSV file, each cell with its place and nothing smoothed over.

bw2io's extractor turns error cells and formulas without a stored value into nothing, which its import then
drops. Here both stay what they are until somebody asks for them, and then they are refused with their place.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from roos.errors import RoosError, error
from roos_inventories.archive import SafeZip
from roos_inventories.grids import number_of
from roos_inventories.limits import DEFAULT, Limits
from roos_inventories.readers.reading import plain_amount, short
from roos_inventories.readers.safe_xml import refuse_document_type
from roos_inventories.stored_values import never_stored, to_be_calculated

_UNREADABLE = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError,
    RuntimeError, AssertionError, EOFError, zlib.error,
)  # fmt: skip
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA")


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A formula whose value was never stored."""

    formula: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes
    ----------
    values
        Text, numbers, None for an empty cell, :class:`Unsaved`, or what else a workbook holds.
    sheet
        File and sheet, for messages.
    number
        Counted from 1.
    lettered
        Columns have letters, as in a workbook.
    """

    values: tuple[Any, ...]
    sheet: str
    number: int
    lettered: bool

    def place(self, column: int = 0) -> str:
        """Return where a cell is."""
        if not self.lettered:
            return f"{self.sheet}, line {self.number}, column {column + 1}"
        return f"{self.sheet}, cell {_letters(column)}{self.number}"

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything."""
        return all(value is None or value == "" for value in self.values)

    def value(self, column: int) -> Any:
        """Return what a cell holds; None beyond the last one."""
        return self.values[column] if column < len(self.values) else None

    def text(self, column: int) -> str:
        """Return a cell as text, empty where it is.

        Raises
        ------
        InputError
            E106 an error of the spreadsheet, or a formula without a value; E505 longer than is read.
        """
        value = self.value(column)
        self._refuse_unsaved(value, column)
        if value is None:
            return ""
        if isinstance(value, str) and value.strip().upper() in _ERRORS:
            hint = "this is a spreadsheet's error message: correct the cell it came from"
            raise error("E106", f"{value.strip()} stands for a value", self.place(column), hint)
        return short(value if isinstance(value, str) else str(value), self.place(column))

    def amount(self, column: int, decimal: str) -> float:
        """Return a cell as a number; E106 for what is none, E522 for a formula written as text."""
        value = self.value(column)
        self._refuse_unsaved(value, column)
        if isinstance(value, bool) or not (value is None or isinstance(value, str | int | float)):
            raise error("E106", f"{value!r} is not a number", self.place(column), "give a number")
        if value is None or isinstance(value, str):
            return plain_amount(value, self.place(column), decimal=decimal)
        return number_of(value, where=self.place(column), code="E106")

    def _refuse_unsaved(self, value: Any, column: int) -> None:
        if isinstance(value, Unsaved):
            message = f"the formula {value.formula[:60]!r} has no stored value"
            hint = "open the file in a spreadsheet program and save it: roos evaluates no formula"
            raise error("E106", message, self.place(column), hint)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name (empty for CSV) and its rows."""

    name: str
    rows: tuple[Row, ...]


def read_workbook(data: bytes, where: str, limits: Limits = DEFAULT) -> tuple[Sheet, ...]:
    """Return the sheets of an ``.xlsx`` workbook with the values that were stored in it.

    Raises
    ------
    InputError
        E503 damaged, E504 a refused member or document type, E505 over a limit.
    """
    formulas = False
    with SafeZip(data, limits=limits, where=where) as archive:
        calculated = not to_be_calculated(archive)
        for member in archive.names():
            if member.endswith((".xml", ".rels")):
                content = archive.read(member)
                refuse_document_type(content, f"{where}, {member}")
                sheet = member.startswith("xl/worksheets/")
                formulas = formulas or (sheet and (b"<f>" in content or b"<f " in content))
    try:
        values = _values(data, stored=True)
        written = _values(data, stored=False) if formulas else values
    except _UNREADABLE as problem:
        reason = (str(problem).splitlines() or [type(problem).__name__])[0][:120]
        raise error(
            "E503", f"not a readable workbook: {reason}", where, "save it again as .xlsx"
        ) from problem
    sheets = []
    for (name, rows), (_, origin) in zip(values, written, strict=True):
        place = f"{where}, sheet {name!r}"
        made = []
        for number, (row, source) in enumerate(zip(rows, origin, strict=True), start=1):
            cells = (_cell(value, first, calculated) for value, first in zip(row, source, strict=True))
            made.append(Row(tuple(cells), place, number, True))
        sheets.append(Sheet(name, tuple(made)))
    return tuple(sheets)


def read_csv(data: bytes, where: str, encoding: str | None = None, limits: Limits = DEFAULT) -> Sheet:
    """Return the table of a CSV file with commas, semicolons or tabs, whichever its lines hold first.

    Raises
    ------
    InputError
        E503 not UTF-8, or no CSV; E505 a cell longer than is read.
    """
    text = _decoded(data, where, encoding)
    first = next((line for line in text.splitlines() if set(line) & set(",;\t")), "")
    found = [(first.index(mark), mark) for mark in ",;\t" if mark in first]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=min(found)[1] if found else ",")
    rows: list[Row] = []
    start = 1
    try:
        for cells in reader:
            values = tuple(cell.strip() or None for cell in cells)
            row = Row(values, where, start, False)
            for column, cell in enumerate(cells):
                if len(cell) > limits.cell_chars:
                    message = f"a cell of more than {limits.cell_chars} characters"
                    raise error("E505", message, row.place(column), "correct the file")
            rows.append(row)
            start = reader.line_num + 1
    except csv.Error as problem:
        code = "E505" if "limit" in str(problem) else "E503"
        hint = "save it again as CSV"
        raise error(code, f"not readable as CSV: {problem}", f"{where}, line {start}", hint) from None
    return Sheet("", tuple(rows))


def _values(data: bytes, *, stored: bool) -> list[tuple[str, list[tuple[Any, ...]]]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that hold no values
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=stored, keep_links=False)
        try:
            tables = []
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what a file claims of its size is not relied on
                tables.append((sheet.title, list(sheet.iter_rows(values_only=True))))
            return tables
        finally:
            book.close()


def _cell(value: Any, written: Any, calculated: bool) -> Any:
    """Return a stored value, or the formula beside which there is none; ``written`` is the formula if any."""
    if written is None or type(written) in (int, float, bool) or not never_stored(value, calculated):
        return value
    return Unsaved(str(written))


def _decoded(data: bytes, where: str, encoding: str | None) -> str:
    try:
        return data.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _not_decoded(data, where, problem) from None


def _not_decoded(data: bytes, where: str, problem: UnicodeDecodeError) -> RoosError:
    line = data[: problem.start].count(b"\n") + 1
    message = f"not {problem.encoding}: byte 0x{data[problem.start]:02x}"
    hint = "save it as UTF-8, or name its encoding (encoding=cp1252)"
    return error("E503", message, f"{where}, line {line}", hint)


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
