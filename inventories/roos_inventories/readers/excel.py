"""Brightway's template for inventories as Excel workbook or CSV file.

Amounts are the numbers stored in the file. A formula in a ``formula`` column (Brightway's parameters) is not
evaluated: the amount beside it counts (W126), unless it is 0, which is how amounts look that were never
calculated (E522; the option ``formulas=stored`` takes them). An activity without a production exchange makes
one unit of its own, as in Brightway (W124).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from roos.errors import Finding, Severity, error
from roos.system import System
from roos_inventories.link import link
from roos_inventories.link_products import plain
from roos_inventories.readers.excel_exchanges import Context, Notes, exchanges, parts
from roos_inventories.readers.excel_template import Block, read_template
from roos_inventories.readers.reading import (
    choice,
    decimal_mark,
    encoding_name,
    no_more,
    plain_amount,
    policies,
)
from roos_inventories.readers.sheets import read_csv, read_workbook
from roos_inventories.readers.source_files import read_file
from roos_inventories.records import ActivityRecord, FlowRecord, Kind

Progress = Callable[[str, float], None]
_FLOW_TYPES = ("emission", "natural resource", "economic", "social", "inventory indicator", "biosphere")


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
        numbers written as text; ``formulas``: ``refuse`` (default) an amount of 0 beside a formula, or take
        what is ``stored``; ``encoding`` of a CSV file, UTF-8 by default.
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
        E505 over a limit, E512 an unknown option, E522 a formula in place of an amount or beside one of 0,
        E523 a part that is missing or not understood; and what :func:`~roos_inventories.link.link` raises.
    """
    options = dict(options or {})
    decimal, encoding = decimal_mark(options, path), encoding_name(options, path)
    chosen = policies(options, path, assume_production=True)
    stored = choice(options, "formulas", ("refuse", "stored"), path) == "stored"
    no_more(options, path, "Brightway's template")
    tell = progress or (lambda phase, fraction: None)
    tell(f"reading {path.name}", 0.1)
    content = read_file(path)
    book = content[:2] == b"PK"
    sheets = read_workbook(content, path.name) if book else (read_csv(content, path.name, encoding),)
    template = read_template(sheets, path.name)
    flows, keys, notes = _flows(template.activities), _keys(template.activities), Notes()
    names = frozenset(plain(block.name) for block in template.activities)
    context = Context(template.database, names, flows, decimal)
    processes = [
        _record(block, keys[block.where], context, notes)
        for block in template.activities
        if _is_activity(block)
    ]
    if not stored:
        notes.refuse_zeros()
    tell("linking", 0.8)
    findings = list(notes.findings())
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
        told = [block.name] if names[block.name] == 1 else [block.name, block.fields.get("location", "")]
        keys[block.where] = block.fields.get("code") or " | ".join(part for part in told if part)
    return keys


def _flows(blocks: tuple[Block, ...]) -> dict[str, FlowRecord]:
    """Return the elementary flows that the file itself defines, by name and by code."""
    found: dict[str, FlowRecord] = {}
    for block in blocks:
        if block.fields.get("type", "process").casefold() in _FLOW_TYPES:
            key = block.fields.get("code") or block.name
            compartment = parts(block.fields.get("categories", ""))
            flow = FlowRecord(key, block.name, block.fields.get("unit", ""), compartment)
            found.setdefault(key, flow)
            found.setdefault(plain(block.name), flow)
    return found


def _is_activity(block: Block) -> bool:
    """Say whether a block is a column: no elementary flow, and no product apart from activities."""
    kind = block.fields.get("type", "process").casefold()
    has_exchanges = block.exchanges is not None and bool(block.exchanges.rows)
    return kind not in _FLOW_TYPES and (kind != "product" or has_exchanges)


def _record(block: Block, key: str, context: Context, notes: Notes) -> ActivityRecord:
    found = list(exchanges(block, context, notes))
    outputs = [i for i, exchange in enumerate(found) if exchange.kind is Kind.PRODUCTION]
    stated = block.fields.get("production amount", "")
    if stated and not outputs and plain_amount(stated, block.where, decimal=context.decimal) != 1:
        message = f"activity {block.name!r} states a production amount {stated} and no production exchange"
        raise error("E104", message, block.where, "add the exchange of type production")
    if len(outputs) == 1 and not found[outputs[0]].key:
        # the only product of an activity is what a link to its code means
        found[outputs[0]] = replace(found[outputs[0]], key=key)
    location, unit = block.fields.get("location", ""), block.fields.get("unit", "")
    return ActivityRecord(key, block.name, location, unit, block.where, tuple(found))
