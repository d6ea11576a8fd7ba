"""The rows of an Exchanges table in Brightway's template as exchange records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from roos.errors import Finding, RoosError, Severity, error
from roos_inventories.link_products import plain
from roos_inventories.readers.excel_template import Block, Table
from roos_inventories.readers.reading import (
    formulas_finding,
    formulas_refusal,
    needed,
    plain_amount,
    uncertainty,
)
from roos_inventories.readers.sheets import Row
from roos_inventories.records import UNKNOWN, ExchangeRecord, FlowRecord, Kind, Uncertainty

_KINDS = {
    "production": Kind.PRODUCTION,
    "technosphere": Kind.INPUT,
    "substitution": Kind.SUBSTITUTION,
    "biosphere": Kind.ELEMENTARY,
}
#: Distributions whose ``loc`` has the unit of the amount, which stands for an empty one: normal, triangular,
#: extreme value, Student's t, beta PERT.
_AROUND_THE_AMOUNT = (3, 5, 11, 12, 13)
_QUOTED = re.compile(r"(['\"])(.*?)\1")


@dataclass(slots=True)
class Notes:
    """What was noticed on the way.

    Attributes
    ----------
    formulas
        Places of amounts that stand beside a formula.
    zeros
        Those among them that are 0, by name, though their formula is not.
    foreign
        Links into other databases that end here.
    """

    formulas: list[str] = field(default_factory=list)
    zeros: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def refuse_zeros(self) -> None:
        """Raise E522 where an amount of 0 stands beside a formula.

        A workbook whose parameters were never evaluated holds such zeros, and they would make a score too low
        without a word.
        """
        if self.zeros:
            raise formulas_refusal(self.zeros)

    def findings(self) -> Iterator[Finding]:
        """Yield W126 and W127 where there is something to say."""
        if self.formulas:
            yield formulas_finding(len(self.formulas), len(self.zeros), self.formulas[0])
        if self.foreign:
            count = len(self.foreign)
            message = f"{count} exchanges name another database than that of the file and were linked by name"
            where = "; ".join(self.foreign[:5]) + ("; …" if count > 5 else "")
            hint = "as Brightway's import does: rename where a background activity of that name is meant"
            yield Finding("W127", Severity.WARNING, message, where, hint, count)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the whole file.

    Attributes
    ----------
    database
        Its name.
    names
        Of its activities, plain.
    flows
        Elementary flows it defines, by code and by plain name.
    decimal
        Mark in numbers written as text.
    """

    database: str
    names: frozenset[str]
    flows: dict[str, FlowRecord]
    decimal: str


def exchanges(block: Block, context: Context, notes: Notes) -> Iterator[ExchangeRecord]:
    """Yield the exchanges of an activity.

    Raises
    ------
    InputError
        E106 an amount that is no number, E522 a formula in its place, E523 a type that is not known or a name
        that is missing.
    """
    table = block.exchanges
    for row in table.rows if table is not None else ():
        assert table is not None
        place = row.place(table.columns["amount"])
        kind = _kind(table, row)
        value = table.amount(row, "amount", context.decimal)
        name, (database, code) = table.text(row, "name"), _key(table.text(row, "input"))
        if not code:
            needed(name, "the exchange's name", row.place(table.columns.get("name", 0)))
        if formula := table.text(row, "formula"):
            notes.formulas.append(place)
            if value == 0 and not _is_zero(formula, context.decimal):
                shown = formula if len(formula) <= 60 else formula[:59] + "…"
                said = f"{name or code!r} = {shown!r}"
                notes.zeros.append(f"{said} of activity {block.name!r}, {place}")
        unit, spread = table.text(row, "unit"), _uncertainty(table, row, context.decimal, value)
        if kind is Kind.ELEMENTARY:
            compartment = parts(table.text(row, "categories"))
            flow = _flow(context, code, name, compartment)
            key = flow.key if flow else code
            yield ExchangeRecord(
                kind, value, unit, place, key, name, compartment=compartment, uncertainty=spread
            )
            continue
        if code and database not in ("", context.database) and context.database:
            code = f"{database}::{code}"  # a code is only unique within its database
        product, location = table.text(row, "reference product"), table.text(row, "location")
        if kind is Kind.PRODUCTION and plain(name) == plain(block.name):
            product, location = product or block.fields.get("reference product", ""), ""
        elif kind is not Kind.PRODUCTION and not code and plain(name) in context.names:
            if table.text(row, "database") not in ("", context.database):
                notes.foreign.append(f"activity {block.name!r}, {place}")
        yield ExchangeRecord(kind, value, unit, place, code, name, product, location, uncertainty=spread)


def _is_zero(formula: str, decimal: str) -> bool:
    """Say whether a formula is nothing but the number 0."""
    try:
        return plain_amount(formula.lstrip("= "), "", decimal=decimal) == 0
    except RoosError:
        return False


def parts(text: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds a tuple, ``air::urban air``."""
    return tuple(part.strip() for part in text.split("::") if part.strip())


def _kind(table: Table, row: Row) -> Kind:
    written = table.text(row, "type").casefold()
    kind = _KINDS.get(written)
    if kind is None:
        where = row.place(table.columns["type"])
        known = ", ".join(_KINDS)
        raise error("E523", f"an exchange of type {written!r} is not understood", where, f"known: {known}")
    return kind


def _flow(context: Context, code: str, name: str, compartment: tuple[str, ...]) -> FlowRecord | None:
    """Return the flow of the file that is meant, if it is one of the file's own."""
    if code:
        return context.flows.get(code)
    flow = context.flows.get(plain(name))
    return flow if flow and compartment in ((), flow.compartment) else None


def _key(text: str) -> tuple[str, str]:
    """Return database and code in an ``input`` cell, however the key is spelt; the database may be empty."""
    quoted = [found[1] for found in _QUOTED.findall(text)]
    if quoted:
        return (quoted[-2] if len(quoted) > 1 else ""), quoted[-1]
    database, _, code = text.rpartition("::")
    return database.strip(), code.strip()


def _uncertainty(table: Table, row: Row, decimal: str, value: float) -> Uncertainty | None:
    """Return the distribution of an amount, with the defaults that Brightway has for empty cells."""
    written = table.text(row, "uncertainty type") or table.text(row, "uncertainty_type")
    if not written:
        return None
    if not (whole := written.removesuffix(".0")).isdecimal():
        return Uncertainty(UNKNOWN)
    if int(whole) < 2:
        return None
    data: dict[str, object] = {"uncertainty type": int(whole)}
    if int(whole) in _AROUND_THE_AMOUNT:
        data["loc"] = value
    for key in ("loc", "scale", "shape", "minimum", "maximum"):
        if table.text(row, key):
            data[key] = table.amount(row, key, decimal)
    negative = table.text(row, "negative").casefold()
    data["negative"] = negative in ("true", "1", "1.0") if negative else value < 0
    return uncertainty(data)
