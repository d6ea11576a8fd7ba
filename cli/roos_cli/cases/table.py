"""The table computed/reported of all cases, as it stands in the README of the cases: never edited by hand."""

from __future__ import annotations

import math

from roos.prices import PriceSet
from roos.screening import Case, Screened, Screening, screen
from roos.screening.case import TurningPoint
from roos.screening.function import CaseFunction
from roos.screening.overview import group_ranges
from roos.screening.turning import break_even
from roos.screening.verdict import verdicts
from roos.system import System
from roos_cli.cases.view import computed, gap, reported, tenths

BEGIN = "<!-- begin: python -m roos_cli case table --write -->"
END = "<!-- end -->"


def table_of(cases: tuple[Case, ...], system: System, prices: PriceSet) -> str:
    """Return the table in Markdown, every case with its variants, and the ranges of the groups."""
    screening = screen(cases, system, prices, variants=True)
    lines = [
        BEGIN,
        f"Background: {system.meta.get('source', system.name)}, {system.meta.get('pathway', '')}; prices "
        f"{prices.name}. All in per cent, negative is better; differences in points.",
        "",
        "| case | scenario | variant | mean | median | cost | cost without toxicity |",
        "|---|---|---|---:|---:|---:|---:|",
    ]
    for one in screening.results:
        c = one.comparison
        values = (c.mean, c.summary.median, c.costs.total.relative, c.costs.without_toxicity.relative)
        cells = " | ".join(tenths(100 * value) for value in values)
        lines.append(f"| {one.case.id} | {one.scenario.id} | {one.variant} | {cells} |")
    lines += ["", *_beside(screening), "", *_turning(screening), "", *_groups(screening), END]
    return "\n".join(lines)


def placed(text: str, table: str) -> str:
    """Return a text with the table between its marks."""
    before, _, rest = text.partition(BEGIN)
    return before + table + rest.partition(END)[2]


def _beside(screening: Screening) -> list[str]:
    lines = [
        "| case | scenario | variant | result | reported | computed | difference | verdict | why |",
        "|---|---|---|---|---:|---:|---:|---|---|",
    ]
    for one in screening.results:
        for verdict in verdicts(one, screening):
            used = one.case.variant(one.variant).uses_outcome if one.variant else ()
            why = verdict.why
            if used:
                why = f"{why}; " if why else ""
                why += f"this variant was derived from: {', '.join(used)}"
            cells = (
                one.case.id, one.scenario.id, one.variant, verdict.outcome.of.replace("+", " + "),
                reported(verdict), computed(verdict), gap(verdict), verdict.verdict, why,
            )  # fmt: skip
            lines.append("| " + " | ".join(cells) + " |")
    return lines


def _turning(screening: Screening) -> list[str]:
    columns = ("case", "scenario", "parameter", "of", "in the case", "turns at", "stated", "change there")
    lines = [
        "| " + " | ".join((*columns, "place", "note")) + " |",
        "|---|---|---|---|---:|---:|---:|---:|---|---|",
    ]
    for result in screening.results:
        for one in result.case.turning_points:
            if one.scenario == result.scenario.id and not result.variant:
                lines.append("| " + " | ".join(_point(result, one, screening)) + " |")
    return lines


def _point(result: Screened, one: TurningPoint, screening: Screening) -> tuple[str, ...]:
    function = CaseFunction(result, screening.options)
    found = break_even(function, one.parameter, one.of, one.start, one.stop)
    always = {-1: "better everywhere", 1: "worse everywhere", 0: "nowhere"}[found.sign]
    roots = ", ".join(f"{root:.3g}" for root in found.roots)
    stated = there = ""
    if one.stated is not None:
        stated = f"{one.stated:g}"
        there = tenths(100 * float(function.change(one.of, {one.parameter: one.stated}))) + " %"
    return (
        result.case.id,
        one.scenario,
        one.parameter,
        one.of,
        "" if math.isnan(found.current) else f"{found.current:.3g}",
        roots or f"{always} from {one.start:g} to {one.stop:g}",
        stated,
        there,
        one.place,
        one.note,
    )


def _groups(screening: Screening) -> list[str]:
    from roos_inventories.case_file.tables import report_tables

    tables = report_tables()
    lines = [
        "| innovation type | cases | CO2 computed | CO2 in tables S-1/4 | conflicts inside the report |",
        "|---|---|---:|---:|---|",
    ]
    for one in group_ranges(screening, tables.ranges, tables.conflicts):
        printed = "" if one.printed is None else f"{one.printed[0]:+g} to {one.printed[1]:+g}"
        lines.append(
            f"| {one.group} | {', '.join(one.cases)} | {one.computed[0]:+.1f} to {one.computed[1]:+.1f} | "
            f"{printed} | {'; '.join(one.conflicts)} |"
        )
    return lines
