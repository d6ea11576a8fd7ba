"""Results of a screening for people."""

from __future__ import annotations

import math
from collections.abc import Sequence

from roos.screening import Screened, Screening, ScreeningOptions
from roos.screening.assumptions import states
from roos.screening.costing import Total
from roos.screening.ranges import corners
from roos.screening.verdict import Verdict, verdicts
from roos_cli.screen import Screen
from roos_cli.text import figure


def points(relative: float, options: ScreeningOptions | None = None) -> str:
    """Return a relative result in per cent, in the sign that the options display."""
    if not math.isfinite(relative):
        return "undefined"
    turned = options is not None and options.sign == "positive is better"
    value = -100.0 * relative if turned else 100.0 * relative
    return f"{value:+.1f} %"


def show_result(screen: Screen, result: Screened, screening: Screening) -> None:
    """Print one scenario: the headlines, the categories, the rose, what the report says."""
    c, case, options = result.comparison, result.case, screening.options
    unit = case.functional_unit
    screen.say(f"\n{case.title} ({case.company}): {result.scenario.title}")
    if result.variant:
        screen.say(f"Variant {result.variant}: {case.variant(result.variant).title}")
    screen.say(
        f"Per {figure(unit.amount * result.scale)} {unit.unit}: {unit.text}. {options.sign.capitalize()}."
    )
    s, r = c.summary, lambda value: points(value, options)
    screen.say(f"Mean over {s.defined} categories: {r(s.mean)} (median {r(s.median)}, without {s.largest} "
               f"{r(s.mean_without_largest)}; moved most by "
               f"{', '.join(f'{name} {r(by)}' for name, by in s.movers)})")  # fmt: skip
    if options.mean_over != "18 categories":
        screen.say(f"Mean over {options.mean_over}: {r(c.mean)}")
    screen.say(_cost("Cost as printed", c.costs.total, c.costs.currency, options))
    screen.say(_cost("Cost without toxicity", c.costs.without_toxicity, c.costs.currency, options))
    if c.costs.mapping:
        screen.say(f"Prices {c.costs.price_set}, carried by the mapping {c.costs.mapping}: a convention.")
    rows = [
        (c.categories.names[k], c.categories.units[k], figure(float(c.baseline[k])), figure(float(c.case[k])),
         r(float(c.relative[k])), "" if colour is None else colour.name)
        for k, colour in enumerate(c.colours)
    ]  # fmt: skip
    screen.table(
        "Categories", ("category", "unit", "baseline", "case", "change", "class"), rows, right=(2, 3, 4)
    )
    rose = [(one.theme, one.name, r(one.relative), "" if one.colour is None else one.colour.name)
            for one in c.indicators]  # fmt: skip
    rose += [("economy", one.name, "", one.colour or "not known") for one in c.economy]
    screen.table("Rose", ("theme", "indicator", "change", "class"), rose, right=(2,))
    held = states(result.assumptions)
    screen.say(f"Rests on assumptions: {held['confirmed']} confirmed by the company, "
               f"{held['proposed']} proposed, {held['refused']} refused")  # fmt: skip
    small = c.small_rose
    value = "class only" if small.value is None else r(small.value)
    screen.say(f"Small rose: CO2 {r(small.climate)}, value {value}, raw materials {r(small.resources)}")
    stages = [
        (name, *(f"{100 * result.share(name, side, options):.1f} %" for side in ("baseline", "case")))
        for name in result.stages.names
    ]
    screen.table(f"Stages, share by {options.shares}", ("stage", "baseline", "case"), stages, right=(1, 2))
    if options.uncertainty == "ranges" and (found := corners(result)) is not None:
        low, high = found.mean
        screen.say(f"Mean over the printed ranges of {', '.join(found.names)}: {r(low)} to {r(high)}")
    show_verdicts(screen, verdicts(result, screening))


def show_verdicts(screen: Screen, found: Sequence[Verdict]) -> None:
    """Print what the report says beside what was computed."""
    if not found:
        screen.say("The report prints no result of this scenario.")
        return
    rows = [(_name(one), reported(one), computed(one), gap(one), one.verdict) for one in found]
    columns = ("result", "reported", "computed", "points", "verdict")
    screen.table("Computed beside reported", columns, rows, right=(2, 3))
    for one in found:
        why = f"; {one.why}" if one.why else ""
        screen.say(f"  {_name(one)}: {one.outcome.place}{why}")


def _name(one: Verdict) -> str:
    return one.outcome.of.replace("+", " + ")


def reported(one: Verdict) -> str:
    """Return a reported outcome as text."""
    low, high = one.outcome.low, one.outcome.high
    if low is None or high is None:
        return one.outcome.direction
    about = "about " if one.outcome.about else ""
    return about + (f"{low:+g} %" if low == high else f"{_whole(low)} to {_whole(high)} %")


def _whole(value: float) -> str:
    return f"{value:+g}" if value else "0"


def computed(one: Verdict) -> str:
    """Return the computed one."""
    return "" if one.computed is None else f"{tenths(one.computed)} %"


def gap(one: Verdict) -> str:
    """Return the difference in points."""
    return "" if one.difference is None else tenths(one.difference)


def tenths(value: float) -> str:
    """Return a signed number with one decimal; nothing has no sign."""
    rounded = round(value, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def _cost(title: str, one: Total, currency: str, options: ScreeningOptions) -> str:
    largest = f", {one.share:.0%} of it {one.largest}" if one.largest else ""
    sides = f"{figure(one.baseline)} → {figure(one.case)} {currency}"
    return f"{title}: {sides}, {points(one.relative, options)}{largest}"
