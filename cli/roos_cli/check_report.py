"""What ``roos check`` says: tables for people, one object of a fixed shape for machines."""

from __future__ import annotations

from typing import Any

from roos.coverage import Coverage
from roos.errors import RoosError, Severity, as_finding
from roos.labels import Labels
from roos.system import System
from roos_cli.checking import Checked
from roos_cli.record import system_digest, without_places
from roos_cli.report import coverage_line, show_findings
from roos_cli.screen import Screen
from roos_cli.text import count, percent, plain

#: Version of the JSON object: raised when a key changes its meaning or goes; new keys do not raise it.
SCHEMA = 1
#: Rows of the table of categories, findings in the table of findings; --json has all of them.
ROWS, FINDINGS = 40, 60
#: Flows without a factor that the JSON object lists.
LISTED = 50


def as_object(checked: Checked) -> dict[str, Any]:
    """Return the machine output; README.md of ``cli`` describes it."""
    system, seen = checked.system, checked.coverage
    content = {
        "schema": SCHEMA,
        "inventory": system.name,
        **sizes(system),
        "digest": system_digest(system),
        "about": dict(system.meta),
        "method": checked.method.name if checked.method else None,
        "coverage": _rows(checked),
        "uncovered": _uncovered(seen, system.flows) if seen else None,
        "findings": [finding.as_dict() for finding in checked.findings],
        **_counts(checked),
    }
    return dict(without_places(plain(content)))


def unreadable(inventory: str, problem: RoosError) -> dict[str, Any]:
    """Return the same object for an inventory that could not be read: its only finding says why."""
    finding = as_finding(problem).as_dict()
    content = {
        "schema": SCHEMA,
        "inventory": inventory,
        **dict.fromkeys(("products", "activities", "flows", "exchanges", "elementary_exchanges", "digest")),
        "about": {},
        "method": None,
        "coverage": [],
        "uncovered": None,
        "findings": [finding],
        "errors": 1,
        "warnings": 0,
        "notes": 0,
        "error": {key: finding[key] for key in ("code", "message", "where", "hint")},
    }
    return dict(without_places(plain(content)))


def show(screen: Screen, checked: Checked) -> None:
    """Print sizes, coverage, findings and the verdict."""
    system = checked.system
    numbers = sizes(system)
    screen.say(
        f"{system.name}: {count(numbers['products'], 'product')}, "
        f"{count(numbers['activities'], 'activity', 'activities')}, "
        f"{count(numbers['flows'], 'elementary flow')}; {count(numbers['exchanges'], 'entry', 'entries')} in "
        f"the technosphere, {count(numbers['elementary_exchanges'], 'entry', 'entries')} in the biosphere."
    )
    for key in ("title", "source", "version", "licence", "license"):
        if system.meta.get(key):
            screen.say(f"{key.capitalize()}: {system.meta[key]}")
    _show_coverage(screen, checked)
    show_findings(screen, checked.findings, title="Findings", limit=FINDINGS)
    counts = _counts(checked)
    verdict = "cannot be solved as it is" if counts["errors"] else "can be solved"
    screen.say(
        f"{count(counts['errors'], 'error')}, {count(counts['warnings'], 'warning')}, "
        f"{count(counts['notes'], 'note')}: the inventory {verdict}."
    )


def sizes(system: System) -> dict[str, int]:
    """Return the numbers of labels and entries."""
    return {
        "products": len(system.products),
        "activities": len(system.activities),
        "flows": len(system.flows),
        "exchanges": int(system.technosphere.matrix.nnz),
        "elementary_exchanges": int(system.biosphere.nnz),
    }


def _counts(checked: Checked) -> dict[str, int]:
    return {f"{severity}s": checked.count(severity) for severity in Severity}


def _rows(checked: Checked) -> list[dict[str, Any]]:
    seen = checked.coverage
    if seen is None:
        return []
    missed = checked.factors_without_flow
    return [
        {
            "category": row.category,
            "unit": row.unit,
            "flows_with_factor": row.factors,
            "of_which_exchanged": row.flows,
            "flow_share": row.flows / seen.in_use if seen.in_use else None,
            "amount_share": row.shares,
            "factors_without_flow": missed[k] if missed is not None else None,
        }
        for k, row in enumerate(seen.categories)
    ]


def _uncovered(seen: Coverage, flows: Labels) -> dict[str, Any]:
    return {
        "flows_in_use": seen.in_use,
        "flows_in_use_by_unit": seen.units,
        "flows": int(seen.uncovered.size),
        "flow_share": seen.uncovered.size / seen.in_use if seen.in_use else None,
        "amount_share": seen.uncovered_shares,
        "largest": [
            {
                "id": flows.ids[i],
                "name": flows.names[i],
                "unit": flows.units[i],
                "amount_share": float(seen.share[i]),
            }
            for i in seen.uncovered[:LISTED].tolist()
        ],
    }


def _show_coverage(screen: Screen, checked: Checked) -> None:
    seen, method = checked.coverage, checked.method
    if seen is None or method is None:
        named = any(finding.code in ("E511", "E107", "E509") for finding in checked.findings)
        screen.say(
            "Method: the one asked for cannot be used, see below."
            if named
            else "Method: none of its own; name one with --method."
        )
        return
    unit = seen.main_unit
    missed = checked.factors_without_flow
    columns = ["category", "unit", "flows", "of flows"]
    columns += [f"of {unit}" if unit else "of amounts"] if unit is not None else []
    columns += ["unused factors"] if missed is not None else []
    rows = []
    for k, row in enumerate(seen.categories[:ROWS]):
        cells: list[object] = [method.categories.names[k], row.unit, row.flows]
        cells.append(percent(row.flows / seen.in_use) if seen.in_use else "–")
        cells += [percent(row.shares[unit])] if unit is not None else []
        cells += [missed[k]] if missed is not None else []
        rows.append(cells)
    screen.table(f"Method: {method.name}", columns, rows, right=range(2, len(columns)))
    if len(seen.categories) > ROWS:
        screen.say(f"And {count(len(seen.categories) - ROWS, 'more category', 'more categories')}: --json.")
    screen.say(coverage_line(seen))
