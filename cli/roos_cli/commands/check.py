"""``roos check``: what an inventory holds, and everything that is wrong or odd about it."""

from __future__ import annotations

from typing import Any

import click
import numpy as np

from roos.diagnosis import diagnose
from roos.errors import Exit, Severity
from roos.method import Method
from roos.system import System
from roos_cli.pipeline import once, read_inventory
from roos_cli.record import system_digest, without_places
from roos_cli.report import show_findings
from roos_cli.screen import Screen, with_screen
from roos_cli.text import count, plain


@click.command("check")
@click.argument("inventory")
@click.option("--method", metavar="NAME", help="Match this method, instead of the inventory's own.")
@with_screen
def command(screen: Screen, inventory: str, method: str | None) -> int:
    """Say what is in INVENTORY and what is wrong with it; exit code 2 when something stops a solve."""
    with screen.progress() as progress:
        system = read_inventory(inventory, progress)
        progress("checking", 0.5)
        chosen, coverage = _method(system, method)
        findings = once((*system.findings, *diagnose(system), *(chosen.findings if chosen else ())))
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    _describe(screen, system)
    _show_coverage(screen, system, chosen, coverage)
    show_findings(screen, findings, title="Findings")
    verdict = "cannot be solved as it is" if errors else "can be solved"
    screen.say(f"{count(errors, 'error')}, {count(warnings, 'warning')}: the inventory {verdict}.")
    content = {
        "inventory": system.name,
        **_sizes(system),
        "digest": system_digest(system),
        "about": dict(system.meta),
        "method": chosen.name if chosen else None,
        "coverage": coverage,
        "findings": [finding.as_dict() for finding in findings],
        "errors": errors,
        "warnings": warnings,
    }
    screen.emit(without_places(plain(content)))
    return int(Exit.BAD_INPUT if errors else Exit.OK)


def _method(system: System, name: str | None) -> tuple[Method | None, list[dict[str, Any]]]:
    """Return the method and, per category, how many flows have a factor and how many factors no flow."""
    if name is not None:
        from roos_inventories.method_choice import method_for

        method, coverage = method_for(system, name)
        missed = [row.factors_without_flow for row in coverage.categories] if coverage else None
    elif system.characterisation is not None:
        method, missed = system.characterisation, None
    else:
        return None, []
    present = np.diff(system.biosphere.tocsr().indptr) > 0
    rows = []
    for k, category in enumerate(method.categories.ids):
        flows = method.matrix.indices[method.matrix.indptr[k] : method.matrix.indptr[k + 1]]
        rows.append(
            {
                "category": category,
                "unit": method.categories.units[k],
                "flows_with_factor": len(flows),
                "of_which_exchanged": int(present[flows].sum()),
                "factors_without_flow": missed[k] if missed is not None else None,
            }
        )
    return method, rows


def _sizes(system: System) -> dict[str, int]:
    return {
        "products": len(system.products),
        "activities": len(system.activities),
        "flows": len(system.flows),
        "exchanges": int(system.technosphere.matrix.nnz),
        "elementary_exchanges": int(system.biosphere.nnz),
    }


def _describe(screen: Screen, system: System) -> None:
    sizes = _sizes(system)
    screen.say(
        f"{system.name}: {count(sizes['products'], 'product')}, "
        f"{count(sizes['activities'], 'activity', 'activities')}, "
        f"{count(sizes['flows'], 'elementary flow')}; {count(sizes['exchanges'], 'entry', 'entries')} in the "
        f"technosphere, {count(sizes['elementary_exchanges'], 'entry', 'entries')} in the biosphere."
    )
    for key in ("title", "source", "version", "licence", "license"):
        if system.meta.get(key):
            screen.say(f"{key.capitalize()}: {system.meta[key]}")


def _show_coverage(
    screen: Screen, system: System, method: Method | None, coverage: list[dict[str, Any]]
) -> None:
    if method is None:
        screen.say("Method: none of its own; name one with --method.")
        return
    rows = [
        (row["category"], row["unit"], row["flows_with_factor"], row["of_which_exchanged"])
        + ((row["factors_without_flow"],) if row["factors_without_flow"] is not None else ())
        for row in coverage
    ]
    columns = ["category", "unit", f"flows with a factor, of {len(system.flows)}", "of which exchanged"]
    if rows and len(rows[0]) == 5:
        columns.append("factors without a flow")
    screen.table(f"Method: {method.name}", columns, rows, right=range(2, len(columns)))
