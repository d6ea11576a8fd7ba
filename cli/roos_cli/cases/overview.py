"""All cases by innovation type, beside what the report prints of each type."""

from __future__ import annotations

from roos.screening import Screening
from roos.screening.overview import group_ranges, upscaling_identities
from roos.screening.verdict import NOT, REPRODUCED, SAME_SIGN, verdicts
from roos_cli.cases.known import show_known
from roos_cli.cases.record import of_result
from roos_cli.cases.view import points
from roos_cli.screen import Screen
from roos_inventories.case_file.tables import report_tables


def show_overview(screen: Screen, screening: Screening) -> None:
    """Print the cases of each type with its range beside tables S-1/4, and the sums of table 5."""
    tables, options = report_tables(), screening.options
    groups = group_ranges(screening, tables.ranges, tables.conflicts)
    columns = ("case", "scenario", "mean", "CO2", "cost", "cost, no toxicity", "within 5", "same sign", "not")
    for group in groups:
        rows = []
        for one in screening.results:
            if one.case.innovation_type != group.group:
                continue
            c = one.comparison
            words = [verdict.verdict for verdict in verdicts(one, screening)]
            counted = [str(words.count(word) or "") for word in (REPRODUCED, SAME_SIGN, NOT)]
            rows.append((
                one.case.id, one.scenario.id + (f" ({one.variant})" if one.variant else ""),
                points(c.mean, options), points(c.indicator("climate").relative, options),
                points(c.costs.total.relative, options), points(c.costs.without_toxicity.relative, options),
                *counted,
            ))  # fmt: skip
        printed = (
            ""
            if group.printed is None
            else (f"; in tables S-1/4 {group.printed[0]:+g} to {group.printed[1]:+g} %")
        )
        title = f"{group.group}: CO2 {group.computed[0]:+.1f} to {group.computed[1]:+.1f} %{printed}"
        screen.table(title, columns, rows, right=(2, 3, 4, 5, 6, 7, 8))
        for conflict in group.conflicts:
            screen.say(f"  The report against itself: {conflict}")
    screen.say("\nThe last three columns count results that the report prints: reproduced within 5 points,")
    screen.say("of the same sign, not reproducible.")
    identities = upscaling_identities(tables.rows, tables.totals)
    screen.say(f"Table 5: {sum(one.holds for one in identities)} of {len(identities)} sums hold.")
    for line in tables.inconsistencies:
        screen.say(f"  {line}")
    show_known(screen, screening.findings)
    screen.emit({
        "cases": [of_result(one, screening) for one in screening.results],
        "groups": [
            {"type": one.group, "cases": list(one.cases), "computed": list(one.computed),
             "printed": one.printed and list(one.printed), "conflicts": list(one.conflicts)}
            for one in groups
        ],
        "table_5": [
            {"what": one.what, "computed": one.computed, "printed": one.printed, "holds": one.holds}
            for one in identities
        ],
        "table_5_inconsistencies": list(tables.inconsistencies),
        "factorisations": screening.factorisations,
        "choices": [one._asdict() for one in screening.choices],
    })  # fmt: skip
