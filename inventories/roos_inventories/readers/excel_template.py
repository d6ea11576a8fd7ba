"""Brightway's table template taken apart: activities with their fields and their exchanges.

A word in the first column begins a part: Database, Project parameters, Database parameters, Activity; inside
an activity, Parameters and Exchanges. Rows in between are fields (name, value), or a table below its header.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from roos.errors import error
from roos_inventories.readers.sheets import Row, Sheet

_PARTS = ("activity", "database", "project parameters", "database parameters")
_NOT_KNOWN = "(unknown)"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with named columns."""

    columns: dict[str, int]
    rows: tuple[Row, ...]
    where: str

    def text(self, row: Row, column: str) -> str:
        """Return a cell by the name of its column; empty where it is, or says (Unknown)."""
        if column not in self.columns:
            return ""
        found = row.text(self.columns[column])
        return "" if found.casefold() == _NOT_KNOWN else found

    def amount(self, row: Row, column: str, decimal: str) -> float:
        """Return a number by the name of its column."""
        return row.amount(self.columns[column], decimal)


@dataclass(frozen=True, slots=True)
class Block:
    """One activity: its name, place, fields, and exchanges where it has any."""

    name: str
    where: str
    fields: dict[str, str] = field(default_factory=dict)
    exchanges: Table | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """The database's name, its activities, and the sheets that were passed over."""

    database: str
    activities: tuple[Block, ...]
    skipped: tuple[str, ...]


def read_template(sheets: Sequence[Sheet], where: str) -> Template:
    """Return what the sheets of a template hold.

    Raises
    ------
    InputError
        E502 no activity anywhere, E204 exchanges without a header, E523 a part that comes twice or has no
        name.
    """
    blocks: list[Block] = []
    databases: list[str] = []
    skipped: list[str] = []
    for sheet in sheets:
        first = sheet.rows[0].value(0) if sheet.rows else None
        if not isinstance(first, str) or first.strip().casefold() == "skip":
            skipped += [sheet.name] if sheet.rows else []
            continue
        for part in _parts(_cut(sheet.rows)):
            word = _word(part[0])
            if word == "database":
                databases.append(part[0].text(1))
            elif word == "activity":
                blocks.append(_activity(part))
    if len(databases) > 1:
        raise error("E523", f"{len(databases)} databases: {'; '.join(databases)}", where, "give one per file")
    if not blocks:
        hint = "a row begins with the word Activity in column A, its name in column B"
        raise error("E502", "no activity in Brightway's template", where, hint)
    return Template(databases[0] if databases else "", tuple(blocks), tuple(skipped))


def _cut(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Leave out the columns beyond the number that ``cutoff`` in the first cell gives."""
    if _word(rows[0]) != "cutoff":
        return rows
    count = rows[0].amount(1, ".")
    if not count.is_integer() or count < 1:
        raise error("E523", f"cutoff must be a whole number, not {count}", rows[0].place(1), "e.g. 10")
    return tuple(Row(r.values[: int(count)], r.sheet, r.number, r.lettered) for r in rows)


def _parts(rows: tuple[Row, ...]) -> Iterator[list[Row]]:
    """Yield the rows of each part without blank ones, the row that begins it first."""
    part: list[Row] = []
    for row in rows:
        if _word(row) in _PARTS:
            if part:
                yield part
            part = [row]
        elif part and not row.empty:
            part.append(row)
    if part:
        yield part


def _word(row: Row) -> str:
    value = row.value(0)
    return " ".join(value.split()).casefold() if isinstance(value, str) else ""


def _activity(part: list[Row]) -> Block:
    where = part[0].place()
    name = part[0].text(1)
    if not name:
        raise error("E523", "an activity without a name", where, "give its name in the next cell")
    begins = [i for i, row in enumerate(part) if _word(row) in ("parameters", "exchanges")]
    words = [_word(part[i]) for i in begins]
    if len(set(words)) != len(words):
        raise error("E523", f"activity {name!r} has {words[0]} twice", where, "merge the two tables")
    head = part[1 : begins[0]] if begins else part[1:]
    fields = {_word(row): row.text(1) for row in head if _word(row)}
    table = None
    for number, begin in enumerate(begins):
        end = begins[number + 1] if number + 1 < len(begins) else len(part)
        if words[number] == "exchanges":
            table = _table(part[begin + 1 : end], name, part[begin].place())
    known = {key: value for key, value in fields.items() if value.casefold() != _NOT_KNOWN}
    return Block(name, where, known, table)


def _table(rows: list[Row], name: str, where: str) -> Table | None:
    if not rows:
        return None
    titles = [rows[0].text(i).casefold() for i in range(len(rows[0].values))]
    columns = {title: i for i, title in reversed(list(enumerate(titles))) if title}
    twice = sorted({title for title in titles if title and titles.count(title) > 1})
    if twice:
        raise error("E523", f"column {twice[0]!r} comes twice", rows[0].place(), "keep one of them")
    for needed in ("amount", "type"):
        if needed not in columns:
            hint = "the row after Exchanges names the columns: name, amount, unit, location, type …"
            raise error("E204", f"exchanges of {name!r} without a column {needed!r}", rows[0].place(), hint)
    if "name" not in columns and "input" not in columns:
        raise error("E204", f"exchanges of {name!r} without a column 'name'", rows[0].place(), "add it")
    return Table(columns, tuple(rows[1:]), where)
