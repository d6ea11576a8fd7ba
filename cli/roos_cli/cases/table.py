"""The table computed/reported of all cases, as it stands in the README of the cases: never edited by hand."""

from __future__ import annotations

from roos.prices import PriceSet
from roos.screening import Case, Screening, screen
from roos.screening.overview import group_ranges
from roos.screening.verdict import verdicts
from roos.system import System
from roos_cli.cases.view import computed, gap, reported

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
        cells = " | ".join(f"{100 * value:+.1f}" for value in values)
        lines.append(f"| {one.case.id} | {one.scenario.id} | {one.variant} | {cells} |")
    lines += ["", *_beside(screening), "", *_groups(screening), END]
    return "\n".join(lines)


def placed(text: str, table: str) -> str:
    """Return a text with the table between its marks."""
    before, _, rest = text.partition(BEGIN)
    return before + table + rest.partition(END)[2]


def _beside(screening: Screening) -> list[str]:
    lines = [
        "| case | scenario | variant | result | reported | computed | difference | verdict | why it differs |",
        "|---|---|---|---|---:|---:|---:|---|---|",
    ]
    for one in screening.results:
        for verdict in verdicts(one, screening.options):
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
