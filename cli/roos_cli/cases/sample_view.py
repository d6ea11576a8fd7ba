"""Samples of cases for people: what was drawn, how differences spread, how sure the verdict is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from roos.screening import SampledCase, ScreeningSamples
from roos.screening.chances import Chance
from roos.screening.sample_statistics import SampleStatistics
from roos.screening.uncertain_numbers import UncertainNumber
from roos_cli.cases.known import show_known
from roos_cli.cases.sample_run import CaseRun
from roos_cli.cases.view import points
from roos_cli.report import show_timings
from roos_cli.screen import Screen
from roos_cli.text import count, figure, percent

#: Quantiles on the screen, in per cent of the baseline.
_SHOWN = (0.025, 0.5, 0.975)


def show_samples(screen: Screen, run: CaseRun) -> None:
    """Print every result, the drawn numbers, and what to know."""
    screen.say(drawn_line(run.samples))
    for one, told in run.shown:
        _show_result(screen, one, told)
    _show_drawn(screen, run.samples.numbers)
    show_known(screen, run.samples.findings, run.inventory)
    show_timings(screen, run.clock.seconds)


def drawn_line(samples: ScreeningSamples) -> str:
    """Return what was drawn, in one sentence."""
    numbers = count(len(samples.numbers), "number")
    background = ", ".join(samples.background)
    behind = f"background drawn ({background})" if background else "background certain"
    return (
        f"{count(samples.samples, 'sample')}, seed {samples.seed}: {numbers} of the cases drawn, {behind}; "
        "baseline and case share every draw."
    )


def _show_result(screen: Screen, one: SampledCase, told: SampleStatistics) -> None:
    of = one.screened
    unit = of.case.functional_unit
    company = f" ({of.case.company})" if of.case.company else ""
    screen.say(f"\n{of.case.title}{company}: {of.scenario.title}")
    if of.variant:
        screen.say(f"Variant {of.variant}: {of.case.variant(of.variant).title}")
    screen.say(f"Per {figure(unit.amount * of.scale)} {unit.unit}: {unit.text}. Negative is better.")
    if told.n > 1 and not np.nansum(told.baseline[1] + told.case[1]):
        screen.say("Nothing of it is drawn: all samples are the same, and say nothing of probability (W199).")
    at = [told.probabilities.index(one) for one in _SHOWN]
    rows = []
    for k, name in enumerate(told.measures.names):
        mean = told.measures.extra["kind"][k] == "mean"
        held = percent(float(told.probability[k]))
        if told.ties[k]:
            held += f"; equal in {percent(float(told.ties[k] / told.n))}"
        rows.append((
            name, points(float(told.static[2][k])), "" if mean else figure(float(told.mean[k])),
            figure(float(told.standard_error[k])), "" if mean else told.measures.units[k],
            *(points(float(told.relative[i, k])) for i in at), held,
        ))  # fmt: skip
    columns = ("", "certain", "difference", "error", "unit", "2.5 %", "50 %", "97.5 %", "lower in")
    title = f"Case − baseline, n = {told.n}: mean difference with its standard error, quantiles of the change"
    screen.table(title, columns, rows, right=(1, 2, 3, 5, 6, 7))
    for chance in one.chances():
        screen.say(f"  {chance_line(chance)}")


def chance_line(one: Chance) -> str:
    """Return one verdict with its probability."""
    return f"{percent(one.probability)} ({100 * one.low:.1f}–{100 * one.high:.1f} %): {one.text}"


def _show_drawn(screen: Screen, numbers: Sequence[UncertainNumber]) -> None:
    several = len({one.case for one in numbers}) > 1
    columns = (*(["case"] if several else []), "side", "number", "value", "unit", "drawn from", "origin")
    rows = []
    for one in numbers:
        origin = "printed range, an assumption" if one.from_range else one.origin.text
        value = one.number.value
        shown = figure(value) if isinstance(value, int | float) else ""
        own = (one.place or "all", one.number.name, shown, one.number.unit, one.distribution.text, origin)
        rows.append((*([one.case] if several else []), *own))
    if rows:
        screen.table("Drawn", columns, rows, right=(columns.index("value"),))
