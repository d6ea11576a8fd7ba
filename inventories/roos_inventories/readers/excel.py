"""Brightway's template for inventories as Excel workbook or CSV file.

Amounts are the numbers stored in the file. A formula in a ``formula`` column (Brightway's parameters) is not
evaluated: the amount beside it counts (W126). An activity without a production exchange makes one unit of its
own, as in Brightway (W124).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from roos.errors import Finding, Severity, error
from roos.system import System
from roos_inventories.link import link
from roos_inventories.link_products import plain
from roos_inventories.readers.excel_template import Block, Table, read_template
from roos_inventories.readers.reading import (
    decimal_mark,
    encoding_name,
    formulas_finding,
    needed,
    no_more,
    plain_amount,
    policies,
    uncertainty,
)
from roos_inventories.readers.sheets import Row, read_csv, read_workbook
from roos_inventories.readers.source_files import read_file
from roos_inventories.records import ActivityRecord, ExchangeRecord, FlowRecord, Kind, Uncertainty

Progress = Callable[[str, float], None]
_KINDS = {
    "production": Kind.PRODUCTION,
    "technosphere": Kind.INPUT,
    "substitution": Kind.SUBSTITUTION,
    "biosphere": Kind.ELEMENTARY,
}
_FLOW_TYPES = ("emission", "natural resource", "economic", "social", "inventory indicator", "biosphere")
_QUOTED = re.compile(r"(['\"])(.*?)\1")


@dataclass(slots=True)
class _Formulas:
    """Amounts beside which a formula stands."""

    count: int = 0
    zeros: int = 0
    places: list[str] = field(default_factory=list)

    def findings(self) -> tuple[Finding, ...]:
        return (formulas_finding(self.count, self.zeros, self.places[0]),) if self.count else ()


def read_excel(
    path: Path, options: Mapping[str, str] | None = None, progress: Progress | None = None
) -> System:
    """Read an inventory in Brightway's template as a System.

    Parameters
    ----------
    path
        ``.xlsx`` workbook or CSV file.
    options
        ``unlinked``: ``refuse`` (default) or ``drop``; ``decimal``: ``point`` (default) or ``comma``, of
        numbers written as text; ``encoding`` of a CSV file, UTF-8 by default.
    progress
        Called with a phase and a fraction.

    Returns
    -------
    System
        Ids are the codes of the activities, or their names where they have none.

    Raises
    ------
    InputError
        E106 an amount that is no number, an error of the spreadsheet or a formula without a stored value,
        E204 a missing column, E501 cannot read, E502 no such template, E503 damaged, E504 refused content,
        E505 over a limit, E512 an unknown option, E522 a formula in place of an amount, E523 a part that is
        missing or not understood; and what :func:`~roos_inventories.link.link` raises.
    """
    options = dict(options or {})
    decimal, encoding = decimal_mark(options, path), encoding_name(options, path)
    chosen = policies(options, path, assume_production=True)
    no_more(options, path, "Brightway's template")
    tell = progress or (lambda phase, fraction: None)
    tell(f"reading {path.name}", 0.1)
    content = read_file(path)
    book = content[:2] == b"PK"
    sheets = read_workbook(content, path.name) if book else (read_csv(content, path.name, encoding),)
    template = read_template(sheets, path.name)
    flows, processes = _flows(template.activities), []
    keys, formulas = _keys(template.activities), _Formulas()
    for block in template.activities:
        if block.fields.get("type", "process").casefold() in _FLOW_TYPES:
            continue
        if block.fields.get("type", "").casefold() == "product" and not (
            block.exchanges and block.exchanges.rows
        ):
            continue  # a product node: the activities that make it say so
        processes.append(_record(block, keys[block.where], flows, decimal, formulas))
    tell("linking", 0.8)
    findings = list(formulas.findings())
    if template.skipped:
        message = f"{len(template.skipped)} sheets were passed over: {'; '.join(template.skipped[:5])}"
        hint = "their cell A1 is empty or says skip"
        findings.append(Finding("W104", Severity.NOTE, message, path.name, hint, len(template.skipped)))
    system = link(
        path.name,
        processes,
        list(flows.values()),
        chosen,
        findings=tuple(findings),
        meta={"format": "Brightway's template", "source": path.name, "title": template.database},
    )
    tell("done", 1.0)
    return system


def _keys(blocks: tuple[Block, ...]) -> dict[str, str]:
    """Return a unique id per activity, by its place: its code, or its name and what tells it apart."""
    names = Counter(block.name for block in blocks)
    keys = {}
    for block in blocks:
        parts = [block.name] if names[block.name] == 1 else [block.name, block.fields.get("location", "")]
        keys[block.where] = block.fields.get("code") or " | ".join(part for part in parts if part)
    return keys


def _flows(blocks: tuple[Block, ...]) -> dict[str, FlowRecord]:
    """Return the elementary flows that the file itself defines, by name and by code."""
    found: dict[str, FlowRecord] = {}
    for block in blocks:
        if block.fields.get("type", "process").casefold() in _FLOW_TYPES:
            key = block.fields.get("code") or block.name
            parts = _parts(block.fields.get("categories", ""))
            flow = FlowRecord(key, block.name, block.fields.get("unit", ""), parts)
            found.setdefault(key, flow)
            found.setdefault(plain(block.name), flow)
    return found


def _record(
    block: Block, key: str, flows: dict[str, FlowRecord], decimal: str, formulas: _Formulas
) -> ActivityRecord:
    stated = block.fields.get("production amount", "")
    exchanges = tuple(_exchanges(block, flows, decimal, formulas))
    outputs = [exchange for exchange in exchanges if exchange.kind is Kind.PRODUCTION]
    if stated and not outputs and plain_amount(stated, block.where, decimal=decimal) != 1:
        message = f"activity {block.name!r} states a production amount {stated} and no production exchange"
        raise error("E104", message, block.where, "add the exchange of type production")
    location, unit = block.fields.get("location", ""), block.fields.get("unit", "")
    return ActivityRecord(key, block.name, location, unit, block.where, exchanges)


def _exchanges(
    block: Block, flows: dict[str, FlowRecord], decimal: str, formulas: _Formulas
) -> Iterator[ExchangeRecord]:
    table = block.exchanges
    if table is None:
        return
    for row in table.rows:
        place = row.place(table.columns["amount"])
        written = table.text(row, "type").casefold()
        kind = _KINDS.get(written)
        if kind is None:
            known = ", ".join(_KINDS)
            where = row.place(table.columns["type"])
            raise error(
                "E523", f"an exchange of type {written!r} is not understood", where, f"known: {known}"
            )
        value = table.amount(row, "amount", decimal)
        if table.text(row, "formula"):
            formulas.count += 1
            formulas.zeros += value == 0
            formulas.places.append(place)
        name, code = table.text(row, "name"), _code(table.text(row, "input"))
        if not code:
            needed(name, "the exchange's name", row.place(table.columns.get("name", 0)))
        unit, spread = table.text(row, "unit"), _uncertainty(table, row, decimal)
        if kind is Kind.ELEMENTARY:
            flow = flows.get(code) or flows.get(plain(name)) if flows else None
            parts = _parts(table.text(row, "categories"))
            key = flow.key if flow else code
            yield ExchangeRecord(kind, value, unit, place, key, name, compartment=parts, uncertainty=spread)
            continue
        product = table.text(row, "reference product")
        own = kind is Kind.PRODUCTION and plain(name) == plain(block.name)
        location = "" if own else table.text(row, "location")
        if kind is Kind.PRODUCTION and not product and own:
            product = block.fields.get("reference product", "")
        key = "" if kind is Kind.PRODUCTION else code
        yield ExchangeRecord(kind, value, unit, place, key, name, product, location, uncertainty=spread)


def _code(text: str) -> str:
    """Return the code in an ``input`` cell: the second half of a key, however it is spelt."""
    quoted = [found[1] for found in _QUOTED.findall(text)]
    return quoted[-1] if quoted else text.rpartition("::")[2].strip()


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("::") if part.strip())


def _uncertainty(table: Table, row: Row, decimal: str) -> Uncertainty | None:
    written = table.text(row, "uncertainty type")
    if not written or not written.isdecimal() or int(written) < 2:
        return None
    data: dict[str, object] = {"uncertainty type": int(written)}
    for key in ("loc", "scale", "shape", "minimum", "maximum"):
        if table.text(row, key):
            data[key] = table.amount(row, key, decimal)
    data["negative"] = table.text(row, "negative").casefold() == "true"
    return uncertainty(data)
