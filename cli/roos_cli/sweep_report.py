"""What a sweep tells: its scenarios, how they were computed, and where they move the scores most."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import numpy as np

from roos.sweeping.results import SweepResults
from roos.sweeping.runner import PathCode
from roos_cli.pipeline import once
from roos_cli.record import head, inputs_of
from roos_cli.report import coverage_line, show_findings, show_timings
from roos_cli.screen import Screen
from roos_cli.sweep_ranges import Ranges
from roos_cli.sweeping import SweepRun, scenarios_per_second
from roos_cli.text import count, figure

#: Items of an axis that the record lists; the store has them all.
_ITEMS = 1000


def paths_used(results: SweepResults) -> dict[str, int]:
    """Return how many scenarios each path answered, by its name."""
    counts = Counter(np.asarray(results.path[0 : len(results)]).tolist())
    return {PathCode(code).name.lower().replace("_", " "): n for code, n in sorted(counts.items())}


def show_sweep(screen: Screen, run: SweepRun, ranges: Ranges, *, most: int = 12) -> None:
    """Print what was computed, how well, and where scenarios change most."""
    results, given = run.results, run.ready.given
    title = run.ready.spec.title or run.ready.spec.source
    screen.say(
        f"{title}: {count(len(results), 'scenario')} (the unchanged inventory among them) × "
        f"{count(len(results.demands), 'demand')} × "
        f"{count(len(results.categories), 'category', 'categories')} of {given.method.name}."
    )
    axes = [f"{axis.name} ({count(len(axis.labels), 'item')})" for axis in results.grid.axes]
    screen.say(f"Axes: {' × '.join(axes) or 'none'}; inventory {given.system.name}.")
    screen.say(coverage_line(run.coverage))
    used = ", ".join(f"{path} {number}" for path, number in paths_used(results).items())
    speed = scenarios_per_second(run)
    told = f"; {figure(speed)} scenarios per second" if speed is not None else ""
    screen.say(f"Paths: {used}{told}.")
    _show_ranges(screen, results, ranges, most)
    _show_costs(screen, run, ranges)
    show_findings(screen, run.findings, notes=False)
    backward = float(np.asarray(results.backward_error[0 : len(results)]).max(initial=0.0))
    screen.say(f"Certificate: {results.status}.")
    screen.say(
        f"  largest error bound {ranges.worst:.1e} of a score's contributions; "
        f"backward error at most {backward:.1e}."
    )
    show_timings(screen, run.timings)


def sweep_record(run: SweepRun, ranges: Ranges, options: dict[str, Any]) -> dict[str, Any]:
    """Return the content of ``run.json``, without the output files."""
    ready, results = run.ready, run.results
    given = ready.given
    return {
        **head("sweep", 0),
        "sweep_file": {"name": ready.spec.source, "sha256": ready.spec.digest, "title": ready.spec.title},
        "inputs": inputs_of(ready.request.inventory, given.system, given.method, given.demands, run.coverage),
        "prices": _price_record(run),
        "options": options,
        "scenarios": len(results),
        "axes": [
            {"name": axis.name, "count": len(axis.labels), "items": list(axis.labels.ids[:_ITEMS])}
            for axis in results.grid.axes
        ],
        "demands": len(results.demands),
        "categories": len(results.categories),
        "paths": paths_used(results),
        "explanation": list(results.explanation),
        "certificate": {"status": str(results.status), "relative_bound_max": ranges.worst},
        "findings": [finding.as_dict() for finding in once(run.findings)],
        "largest_changes": _changes(results, ranges, 100),
        "timings": {phase: round(seconds, 6) for phase, seconds in run.timings.items()},
        "scenarios_per_second": scenarios_per_second(run),
    }


def _show_costs(screen: Screen, run: SweepRun, ranges: Ranges) -> None:
    """Print the totals of the unchanged inventory, always with and without toxicity."""
    tensor = run.ready.tensor
    if tensor is None:
        return
    totals = (tensor.total(ranges.base), tensor.total(ranges.base, toxicity=False))
    for p, price_set in enumerate(tensor.paths):
        for y, year in enumerate(tensor.years):
            whole, kept = (figure(float(total[:, p, y].sum())) for total in totals)
            name = " ".join(part for part in (price_set.name, year) if part)
            screen.say(
                f"Costs of all demands, inventory unchanged, {name}: {whole} {price_set.currency}; "
                f"without the toxicity categories {kept} {price_set.currency}."
            )
    used = sorted({row.mapping for row in tensor.rows if row.mapping})
    screen.say(f"Mapping of prices: {', '.join(used) or 'none (the prices fit as printed)'}.")


def _price_record(run: SweepRun) -> list[dict[str, Any]]:
    """Return how each category got its price, by price set."""
    tensor = run.ready.tensor
    if tensor is None:
        return []
    return [
        {
            "name": price_set.name,
            "currency": price_set.currency,
            "years": list(tensor.years),
            "categories": [asdict(row) for row in tensor.rows if row.price_set == price_set.name],
            "about": dict(price_set.meta),
        }
        for price_set in tensor.paths
    ]


def _show_ranges(screen: Screen, results: SweepResults, ranges: Ranges, most: int) -> None:
    rows = [
        (
            one["demand"],
            f"{one['category']}, {one['unit']}" if one["unit"] else one["category"],
            figure(one["base"]),
            f"{figure(one['lowest'])}\n{one['lowest_in']}",
            f"{figure(one['highest'])}\n{one['highest_in']}",
        )
        for one in _changes(results, ranges, most)
    ]
    if not rows:
        screen.say("No scenario changes any score.")
        return
    columns = ("demand", "category", "unchanged", "lowest, in scenario", "highest, in scenario")
    screen.table("Where scenarios change scores most", columns, rows)


def _changes(results: SweepResults, ranges: Ranges, most: int) -> list[dict[str, Any]]:
    """Return the demands and categories whose scores move most, with their extremes."""
    order = np.argsort(-ranges.spread, axis=None, kind="stable")[:most]
    found = []
    for cell in order.tolist():
        d, k = divmod(cell, len(results.categories))
        if not ranges.spread[d, k]:
            break
        low, high = (int(at[d, k]) for at in (ranges.low_at, ranges.high_at))
        found.append(
            {
                "demand": results.demands.ids[d],
                "category": results.categories.ids[k],
                "unit": results.categories.units[k],
                "base": float(ranges.base[d, k]),
                "lowest": float(ranges.low[d, k]),
                "lowest_in": results.grid.names(low, low + 1)[0],
                "highest": float(ranges.high[d, k]),
                "highest_in": results.grid.names(high, high + 1)[0],
            }
        )
    return found
