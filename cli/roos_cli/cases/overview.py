"""All cases by innovation type, and cases on futures."""

from __future__ import annotations

from roos.screening import Screening, ScreeningOptions
from roos.screening.futures import Futures
from roos.screening.overview import group_ranges, upscaling_identities
from roos.screening.verdict import verdicts
from roos_cli.cases.record import of_result
from roos_cli.cases.view import points
from roos_cli.report import show_findings
from roos_cli.screen import Screen
from roos_inventories.case_file.tables import report_tables


def show_overview(screen: Screen, screening: Screening) -> None:
    """Print all cases by type, the ranges beside tables S-1/4, and the sums of table 5."""
    tables, options = report_tables(), screening.options
    groups = group_ranges(screening, tables.ranges, tables.conflicts)
    rows = []
    for group in groups:
        for one in screening.results:
            if one.case.innovation_type != group.group:
                continue
            c = one.comparison
            words = [verdict.verdict for verdict in verdicts(one, screening)]
            rows.append((
                group.group, one.case.id, one.scenario.id + (f" ({one.variant})" if one.variant else ""),
                points(c.mean, options), points(c.indicator("climate").relative, options),
                points(c.costs.total.relative, options), points(c.costs.without_toxicity.relative, options),
                "; ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words)),
            ))  # fmt: skip
    columns = ("type", "case", "scenario", "mean", "CO2", "cost", "cost, no toxicity", "beside the report")
    screen.table("Cases", columns, rows, right=(3, 4, 5, 6))
    screen.say("Equal stages are left out of every case: percentages are not comparable between cases.")
    ranges = [
        (
            one.group,
            f"{one.computed[0]:+.1f} to {one.computed[1]:+.1f} %",
            "" if one.printed is None else f"{one.printed[0]:+g} to {one.printed[1]:+g} %",
            "; ".join(one.conflicts),
        )
        for one in groups
    ]
    screen.table("CO2 by type, beside tables S-1/4", ("type", "computed", "printed", "conflicts"), ranges)
    identities = upscaling_identities(tables.rows, tables.totals)
    screen.say(f"Table 5: {sum(one.holds for one in identities)} of {len(identities)} sums hold.")
    for one in identities:
        if not one.holds:
            screen.say(f"  {one.what}: {one.computed:g}, printed {one.printed:g}")
    for line in tables.inconsistencies:
        screen.say(f"  {line}")
    show_findings(screen, screening.findings)
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


def show_futures(
    screen: Screen,
    done: Futures,
    variant: str,
    options: ScreeningOptions,
) -> int:
    """Print cases along pathways and years, beside NPi 2020; of a variant alone where one is named."""
    rows, records = [], []
    for base in done.base.results:
        if variant and base.variant != variant:
            continue
        for (pathway, year), screening in done.screenings.items():
            one = screening.of(base.case.id, base.scenario.id, base.variant)
            c, b = one.comparison, base.comparison
            k = c.categories.position("climate_change")
            saved = float(c.baseline[k] - c.case[k])
            record = {
                "case": base.case.id, "scenario": base.scenario.id, "variant": base.variant,
                "pathway": pathway, "year": year,
                "mean": c.mean, "mean_in_reference": b.mean,
                "climate": float(c.relative[k]), "climate_in_reference": float(b.relative[k]),
                "co2_saved": saved, "cost": c.costs.total.relative,
                "cost_without_toxicity": c.costs.without_toxicity.relative,
            }  # fmt: skip
            records.append(record)
            rows.append((
                base.case.id, base.scenario.id, base.variant, pathway, year, points(c.mean, options),
                points(c.mean - b.mean, options), points(float(c.relative[k]), options), f"{saved:.4g}",
                points(c.costs.without_toxicity.relative, options),
            ))  # fmt: skip
    columns = ("case", "scenario", "variant", "pathway", "year", "mean", "to NPi 2020", "CO2", "kg CO2 saved",
               "cost, no toxicity")  # fmt: skip
    screen.table("Futures, compared with SSP2-NPi 2020", columns, rows, right=(5, 6, 7, 8, 9))
    screen.emit({"reference": list(done.reference), "futures": records})
    return 0
