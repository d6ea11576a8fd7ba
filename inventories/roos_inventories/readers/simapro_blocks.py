"""The text of a SimaPro CSV export taken apart: its header, and its processes section by section.

A reader of our own, because bw2io's evaluates every cell that is no number, units included, as an expression.
Nothing is evaluated here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from roos.errors import RoosError, error
from roos_inventories.limits import DEFAULT, Limits

_SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t"}
_HEADER = re.compile(r"\{(?P<key>[^:}]*):?(?P<value>.*)\}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells, stripped, and its place."""

    cells: tuple[str, ...]
    where: str

    def cell(self, number: int) -> str:
        """Return a cell, empty where the row is shorter."""
        return self.cells[number] if number < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its place, and the rows below each title."""

    where: str
    sections: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Export:
    """What a file says of itself, and its processes."""

    header: dict[str, str]
    processes: tuple[Process, ...]

    @property
    def decimal(self) -> str:
        """The decimal mark that the header declares."""
        return self.header.get("decimal separator", ".") or "."


def read_export(data: bytes, where: str, encoding: str | None = None, limits: Limits = DEFAULT) -> Export:
    """Return a SimaPro CSV export taken apart.

    Parameters
    ----------
    data
        Content of the file.
    where
        File, for messages.
    encoding
        UTF-8 where the bytes are that, else Windows-1252, unless one is named.

    Raises
    ------
    InputError
        E502 no SimaPro export, E503 cut off or of another encoding, E505 a cell longer than is read, E523 a
        separator that is not known.
    """
    text = decoded(data, where, encoding)
    header = _header(text)
    if "csv separator" not in header:
        hint = "export processes as CSV; the file begins with {SimaPro …} and names its {CSV separator: …}"
        raise error("E502", "no SimaPro CSV export", where, hint)
    named = header["csv separator"].casefold()
    if named not in _SEPARATORS:
        known = ", ".join(_SEPARATORS)
        raise error("E523", f"the separator {named!r} is not known", where, f"known are: {known}")
    rows = _rows(text, _SEPARATORS[named], where, limits)
    processes = []
    for row in rows:
        if row.cell(0) == "Process" and len([c for c in row.cells if c]) == 1:
            processes.append(_process(rows, row.where))
    return Export(header, tuple(processes))


def decoded(data: bytes, where: str, encoding: str | None) -> str:
    """Return the text of a file; E503 for bytes that are none of its encoding."""
    tried = [encoding] if encoding else ["utf-8-sig", "cp1252"]
    for name in tried:
        try:
            return data.decode(name)
        except UnicodeDecodeError as problem:
            last = problem
    line = data[: last.start].count(b"\n") + 1
    message = f"not {' or '.join(tried)}: byte 0x{data[last.start]:02x}"
    raise error("E503", message, f"{where}, line {line}", "save it as UTF-8, or name its encoding")


def _header(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in io.StringIO(text[:20_000], newline=None):
        match = _HEADER.match(line.strip().strip('"'))
        if match is None:
            break
        found[match["key"].strip().casefold()] = match["value"].strip()
    return found


def _rows(text: str, separator: str, where: str, limits: Limits) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for cells in reader:
            place = f"{where}, line {start}"
            if any(len(cell) > limits.cell_chars for cell in cells):
                raise error("E505", f"a cell of more than {limits.cell_chars} characters", place)
            # SimaPro writes the delete character for a line break inside a text
            yield Row(tuple(" ".join(cell.replace("\x7f", " ").split()) for cell in cells), place)
            start = reader.line_num + 1
    except csv.Error as problem:
        code = "E505" if "limit" in str(problem) else "E503"
        raise error(code, f"not readable as CSV: {problem}", f"{where}, line {start}") from None


def _process(rows: Iterator[Row], where: str) -> Process:
    process = Process(where)
    title = ""
    for row in rows:
        if row.cell(0) == "End":
            return process
        if not any(row.cells):
            title = ""
        elif title:
            process.sections[title].append(row)
        else:
            title = row.cell(0)
            if title in process.sections:
                raise _twice(title, row)
            process.sections[title] = []
    raise error("E503", "the file ends inside a process", where, "it is cut off: export it again")


def _twice(title: str, row: Row) -> RoosError:
    return error("E523", f"the section {title!r} comes twice in a process", row.where, "merge the sections")
