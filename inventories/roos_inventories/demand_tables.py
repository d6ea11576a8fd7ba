"""The cells of a demand file, read from CSV, Parquet or Arrow and not yet understood."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roos.errors import RoosError, error
from roos_inventories.limits import CELL_CHARS

REQUIRED = ("demand", "product", "amount")
OPTIONAL = ("unit", "comment")
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Table:
    """Columns of a demand file, one value per row.

    Attributes
    ----------
    title
        Name of the file, for messages.
    unit_of_place
        ``"line"`` of a text file or ``"row"`` of a table, both counted from 1.
    demands, products
        Cells without surrounding blanks.
    amount_texts, amounts
        Amounts as text, or as numbers where the file has them as numbers; the other one is None or empty.
    units
        Cells of the unit column, or None without one.
    places
        Line or row of each row.
    """

    title: str
    unit_of_place: str
    demands: Sequence[str]
    products: Sequence[str]
    amount_texts: Sequence[str] | None
    amounts: Sequence[float]
    units: Sequence[str] | None
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.demands)

    def where(self, row: int) -> str:
        """Return the place of a row as the user knows it."""
        return f"{self.title} {self.unit_of_place} {self.places[row]}"


def read_csv_table(data: bytes, title: str) -> Table:
    """Split a CSV file into columns; its delimiter is the one that makes the header complete.

    Raises
    ------
    InputError
        E203 empty, E204 missing column, E208 unknown column, E205 an unquoted decimal comma, E503 not UTF-8,
        broken quotes or rows of another length, E505 a cell over the limit.
    """
    text = decoded(data, title)
    if not text.strip():
        raise error("E203", "the demand file is empty", title, "its first line is: demand,product,amount")
    delimiter, header = _header(text, title)
    check_columns(header, title)
    width = len(header)
    at = {name: header.index(name) for name in header if name}
    columns: list[list[str]] = [[] for _ in header]
    rows: list[list[str]] = []  # a few hundred: more small lists would keep the collector busy
    places: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for number, cells in enumerate(reader):
            if number and any(cells):
                if len(cells) != width:
                    cells = _fitted(cells, width, at["amount"], delimiter, f"{title} line {start}")
                rows.append(cells)
                places.append(start)
                if len(rows) == 512:
                    _lay_down(rows, columns)
            start = reader.line_num + 1
    except csv.Error as problem:
        code = "E505" if "field larger" in str(problem) else "E503"
        raise error(code, f"not valid CSV: {problem}", f"{title} line {start}", "check the quotes") from None
    _lay_down(rows, columns)
    _check_cells(columns, places, title)
    return Table(
        title,
        "line",
        [cell.strip() for cell in columns[at["demand"]]],
        [cell.strip() for cell in columns[at["product"]]],
        columns[at["amount"]],
        (),
        [cell.strip() for cell in columns[at["unit"]]] if "unit" in at else None,
        places,
    )


def read_parquet_table(path: Path) -> Table:
    """Read the columns of a Parquet file; numbers stay numbers.

    Raises
    ------
    InputError
        E204 missing column, E208 unknown column, E205 missing amount, E503 damaged or truncated.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    title = path.name
    try:
        wanted = _wanted(pq.read_schema(path).names, title)
        table = pq.read_table(path, columns=[wanted[name] for name in wanted if name != "comment"])
    except RoosError:
        raise
    except (pa.ArrowException, OSError, ValueError) as problem:
        if isinstance(problem, OSError) and problem.errno is not None:
            raise
        reason = str(problem).splitlines()[0][:120]
        raise error("E503", f"not a whole Parquet file: {reason}", title, "write or copy it again") from None
    return _laid_out(table, wanted, title)


def is_arrow(data: bytes) -> bool:
    """Return whether bytes begin as an Arrow IPC stream or file does, which no text in UTF-8 can."""
    return data.startswith((b"\xff\xff\xff\xff", b"ARROW1\0\0"))


def read_arrow_table(data: bytes, title: str) -> Table:
    """Read the columns of an Arrow IPC stream or file; numbers stay numbers.

    Raises
    ------
    InputError
        E203 without rows, E204 missing column, E208 unknown column, E205 missing amount, E503 damaged.
    """
    import pyarrow as pa

    try:
        is_file = data.startswith(b"ARROW1")
        with (pa.ipc.open_file if is_file else pa.ipc.open_stream)(pa.BufferReader(data)) as reader:
            wanted = _wanted(reader.schema.names, title)
            table = reader.read_all()
        table.validate(full=True)  # offsets that point outside would otherwise be followed
        table = table.select([wanted[name] for name in wanted if name != "comment"])
    except RoosError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError) as problem:
        reason = (str(problem).splitlines() or [type(problem).__name__])[0][:120]
        raise error("E503", f"not whole Arrow data: {reason}", title, "write or send it again") from None
    return _laid_out(table, wanted, title)


def _wanted(names: Sequence[str], title: str) -> dict[str, str]:
    """Return the columns by our names, or refuse them."""
    check_columns([name.strip().casefold() for name in names], title)
    return {name.strip().casefold(): name for name in names}


def _laid_out(table: Any, wanted: dict[str, str], title: str) -> Table:
    """Return the columns of an Arrow table."""

    def column(name: str) -> list[Any]:
        return table.column(wanted[name]).to_pylist()

    def texts(name: str) -> list[str]:
        return ["" if value is None else str(value).strip() for value in column(name)]

    amounts = column("amount")
    as_text = any(isinstance(value, str) for value in amounts)
    for row, value in enumerate(amounts):
        if value is None or isinstance(value, bool) or not isinstance(value, (str, int, float)):
            shown = "missing" if value is None else f"a {type(value).__name__}"
            raise error("E205", f"the amount is {shown}", f"{title} row {row + 1}", "give a number")
    return Table(
        title,
        "row",
        texts("demand"),
        texts("product"),
        amounts if as_text else None,
        () if as_text else [float(value) for value in amounts],
        texts("unit") if "unit" in wanted else None,
        range(1, len(amounts) + 1),
    )


def check_columns(header: Sequence[str], title: str) -> None:
    """Raise E204 for a missing, E208 for an unknown or repeated column; names as in the header."""
    present = [name for name in header if name]
    missing = [name for name in REQUIRED if name not in present]
    if missing:
        wanted = " and ".join(repr(name) for name in missing)
        raise error(
            "E204",
            f"no column {wanted}; present: {', '.join(present) or 'none'}",
            f"{title} line 1" if title else "",
            "the first line names the columns: demand, product, amount and optionally unit",
        )
    for name in present:
        if name not in REQUIRED + OPTIONAL:
            hint = "columns are demand, product, amount, unit and comment: leave out or rename the others"
            raise error("E208", f"unknown column {name!r}", f"{title} line 1", hint)
        if present.count(name) > 1:
            raise error("E208", f"two columns are called {name!r}", f"{title} line 1", "keep one of them")


def decoded(data: bytes, title: str) -> str:
    """Return UTF-8 text, or raise E503 with the line of what is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise error("E503", "the file is UTF-16", title, "save it as CSV in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise error("E503", "not UTF-8 text", f"{title} line {line}", "save it as CSV in UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise error(
            "E503", "a zero byte: this is not text", f"{title} line {line}", "save it as CSV in UTF-8"
        )
    return text


def _header(text: str, title: str) -> tuple[str, list[str]]:
    """Return the delimiter that makes the first line hold all required columns, and its cells."""
    best: tuple[int, str, list[str]] = (-1, ",", [])
    start = text[: 16 * CELL_CHARS]
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as problem:
            raise error("E503", f"not valid CSV: {problem}", f"{title} line 1", "check the quotes") from None
        names = [cell.strip().casefold() for cell in cells]
        while names and not names[-1]:  # spreadsheets pad lines with empty cells
            names.pop()
        known = sum(name in names for name in REQUIRED)
        best = max(best, (known * 1000 + len(names), delimiter, names), key=lambda item: item[0])
    return best[1], best[2]


def _fitted(cells: list[str], width: int, amount: int, delimiter: str, where: str) -> list[str]:
    """Return a row without empty padding, or say what makes it longer or shorter than the header."""
    if len(cells) > width and not any(cells[width:]):
        return cells[:width]
    if delimiter == "," and len(cells) == width + 1:
        whole, part = cells[amount].strip(), cells[amount + 1].strip()
        if whole.lstrip("+-").isdecimal() and part.isdecimal():
            hint = f'separate by ";" or write "{whole},{part}" in quotes, and give --decimal ,'
            raise error("E205", f"'{whole},{part}' is not a number: the comma separates columns", where, hint)
    hint = "give every row as many cells as the header; quote text that holds the separator"
    raise error("E503", f"{len(cells)} cells in a row, {width} columns in the header", where, hint)


def _lay_down(rows: list[list[str]], columns: list[list[str]]) -> None:
    """Move rows to the end of columns."""
    for column, cells in zip(columns, zip(*rows, strict=True), strict=False):
        column.extend(cells)
    rows.clear()


def _check_cells(columns: Sequence[Sequence[str]], places: Sequence[int], title: str) -> None:
    for column in columns:
        longest = max(map(len, column), default=0)
        if longest > CELL_CHARS:
            line = places[next(row for row, cell in enumerate(column) if len(cell) > CELL_CHARS)]
            message = f"a cell of {longest} characters, more than {CELL_CHARS}"
            raise error("E505", message, f"{title} line {line}")
