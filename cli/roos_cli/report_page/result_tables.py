"""Tables of results: headlines, categories, computed beside reported, stages, turning points, variants."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from roos.screening import Screened, Screening, ScreeningOptions
from roos.screening.case import TurningPoint
from roos.screening.costing import Total
from roos.screening.function import CaseFunction
from roos.screening.turning import BreakEven, break_even
from roos.screening.verdict import verdicts
from roos_cli.charts.screening.words import Language, has, word
from roos_cli.report_page.model_tables import Table
from roos_cli.report_page.numbers import amount, marks, points, share
from roos_cli.report_page.wording import Wording


class Headline(NamedTuple):
    """One number that the page leads with: what it is, the number, and what to know of it."""

    title: str
    number: str
    notes: tuple[str, ...]


def headlines(
    result: Screened, options: ScreeningOptions, words: Wording, language: Language
) -> tuple[Headline, ...]:
    """Return the mean, and the cost with and without toxicity, each with what stands beside it."""
    c, flip = result.comparison, options.sign == "positive is better"
    s = c.summary

    def said(value: float) -> str:
        return points(value, language, flip=flip)

    movers = ", ".join(f"{name_of(name, result, language)} {said(by)}" for name, by in s.movers)
    notes = [f"{words['median']}: {said(s.median)}"]
    if s.largest:
        without = words.of("mean_without", name=name_of(s.largest, result, language))
        notes.append(f"{without}: {said(s.mean_without_largest)}")
    if movers:
        notes.append(f"{words['movers']}: {movers}")
    if options.mean_over != "18 categories":
        notes.append(f"{words['mean_indicators']}: {said(c.mean)}")
    return (
        Headline(words.of("mean", n=str(s.defined)), said(s.mean), tuple(notes)),
        _cost(words["cost"], c.costs.total, result, said, words, language),
        _cost(words["cost_without"], c.costs.without_toxicity, result, said, words, language),
    )


def categories(result: Screened, options: ScreeningOptions, words: Wording, language: Language) -> Table:
    """Return every category: both sides, change, class."""
    c, flip = result.comparison, options.sign == "positive is better"
    rows = []
    for k, colour in enumerate(c.colours):
        label = words["undefined"] if colour is None else colour.name_nl if language == "nl" else colour.name
        rows.append((
            name_of(c.categories.ids[k], result, language), c.categories.units[k],
            amount(float(c.baseline[k]), language), amount(float(c.case[k]), language),
            points(float(c.relative[k]), language, flip=flip), label,
        ))  # fmt: skip
    heads = ("category", "unit_short", "baseline", "case", "change", "class")
    return Table(tuple(words[head] for head in heads), tuple(rows), frozenset({2, 3, 4}))


def reported(result: Screened, done: Screening, words: Wording, language: Language) -> Table:
    """Return what the source prints beside what was computed; negative is better, as printed there."""
    rows = []
    for one in verdicts(result, done):
        low, high = one.outcome.low, one.outcome.high
        if low is None or high is None:
            printed = words[one.outcome.direction] if one.outcome.direction else "–"
        else:
            printed = marks(f"{low:+g}" if low == high else f"{low:+g} … {high:+g}", language) + " %"
            printed = f"{words['about']} {printed}" if one.outcome.about else printed
        computed = "–" if one.computed is None else marks(f"{one.computed:+.1f}", language) + " %"
        gap = "" if one.difference is None else marks(f"{one.difference:+.1f}", language)
        names = " + ".join(name_of(name, result, language) for name in one.outcome.of.split("+"))
        if one.outcome.than:
            names = f"{names} ({words['than']} {one.outcome.than})"
        rows.append((names, printed, computed, gap, words[one.verdict], one.why, one.outcome.place))
    heads = ("result", "reported", "computed", "difference", "verdict", "why", "place")
    return Table(tuple(words[head] for head in heads), tuple(rows), frozenset({1, 2, 3}))


def stages(result: Screened, words: Wording, language: Language) -> Table:
    """Return the share of every stage in each side: of climate change and of both costs."""
    prices = result.prices
    measures = []
    climate = np.array([1.0 if home == "climate" else 0.0 for home in prices.indicators])
    for title, weight in (
        (words["climate"], climate),
        (words["cost"], prices.values),
        (words["cost_without"], np.where(prices.toxic, 0.0, prices.values)),
    ):
        for side, scores in (
            (words["baseline"], result.stages.baseline),
            (words["case"], result.stages.case),
        ):
            measures.append((f"{title}, {side}", _shares(scores @ weight)))
    rows = [
        (name, *(share(float(column[i]), language) for _, column in measures))
        for i, name in enumerate(result.stages.names)
    ]
    heads = (words["stage"], *(title for title, _ in measures))
    return Table(heads, tuple(rows), frozenset(range(1, 7)))


class Turning(NamedTuple):
    """A question of the case, what was found, and the condition that follows from it."""

    point: TurningPoint
    found: BreakEven
    condition: str


def turnings(
    result: Screened, options: ScreeningOptions, words: Wording, language: Language
) -> tuple[Turning, ...]:
    """Return every turning point of a scenario with its answer."""
    function = CaseFunction(result, options)
    made = []
    for one in result.case.turning_points:
        if one.scenario != result.scenario.id:
            continue
        found = break_even(function, one.parameter, one.of, one.start, one.stop)
        made.append(Turning(one, found, _condition(one, found, result, words, language)))
    return tuple(made)


def turning_table(found: tuple[Turning, ...], result: Screened, words: Wording, language: Language) -> Table:
    """Return the answers in numbers."""
    rows = tuple(
        (
            parameter_of(one.point.parameter), name_of(one.point.of, result, language),
            f"{amount(one.point.start, language)} … {amount(one.point.stop, language)}",
            amount(one.found.current, language),
            ", ".join(amount(root, language) for root in one.found.roots) or words["none"],
            "" if one.point.stated is None else amount(one.point.stated, language),
            "; ".join(text for text in (one.point.note, one.point.place) if text),
        )
        for one in found
    )  # fmt: skip
    heads = ("parameter", "of", "range", "now", "turns", "stated", "place")
    return Table(tuple(words[head] for head in heads), rows, frozenset({3, 4, 5}))


def variants(
    results: tuple[Screened, ...], options: ScreeningOptions, words: Wording, language: Language
) -> Table:
    """Return the headline numbers of every named variant."""
    flip, rows = options.sign == "positive is better", []
    for one in results:
        c, variant = one.comparison, one.case.variant(one.variant)
        title = variant.title
        if variant.uses_outcome:
            title += f" ({words['derived']} {', '.join(variant.uses_outcome)})"
        values = (c.summary.mean, c.summary.median, c.costs.total.relative, c.costs.without_toxicity.relative)
        rows.append((title, one.scenario.id, *(points(value, language, flip=flip) for value in values)))
    heads = (
        words["variant"], words["scenario"], word("mean", language), words["median"], words["cost"],
        words["cost_without"],
    )  # fmt: skip
    return Table(heads, tuple(rows), frozenset({2, 3, 4, 5}))


def parameter_of(name: str) -> str:
    """Return the name of a parameter for people; ``stage:NAME`` is a multiple of a stage."""
    return f"{name.removeprefix('stage:')} ×" if name.startswith("stage:") else name.replace("_", " ")


def name_of(key: str, result: Screened, language: Language) -> str:
    """Return the name of a category, indicator, quantity or headline."""
    if has(key):
        return word(key, language)
    labels = result.comparison.categories
    return labels.names[labels.position(key)] if key in labels else key.replace("_", " ")


def _cost(
    title: str, one: Total, result: Screened, said: object, words: Wording, language: Language
) -> Headline:
    assert callable(said)
    currency = result.comparison.costs.currency
    notes = [f"{amount(one.baseline, language)} → {amount(one.case, language)} {currency}"]
    if one.largest:
        name = name_of(one.largest, result, language)
        notes.append(words.of("of_which", share=share(one.share, language), name=name))
    return Headline(title, said(one.relative), tuple(notes))


def _shares(values: np.ndarray) -> np.ndarray:
    whole = float(values.sum())
    return values / whole if whole else np.full(len(values), np.nan)


def _condition(
    one: TurningPoint, found: BreakEven, result: Screened, words: Wording, language: Language
) -> str:
    """Return in which part of the range around the case the measure improves, in a sentence."""
    name = name_of(one.of, result, language)
    number = result.models[1].numbers.get(one.parameter)
    unit = f" {number.unit}" if number is not None and number.unit not in ("", "1") else ""
    now = found.current if np.isfinite(found.current) else 1.0
    low = max((root for root in found.roots if root <= now), default=None)
    high = min((root for root in found.roots if root > now), default=None)
    at = float(np.interp(now, found.values, found.change))
    parts = {
        "of": name[:1].upper() + name[1:],
        "parameter": parameter_of(one.parameter),
        "low": amount(one.start if low is None else low, language) + unit,
        "high": amount(one.stop if high is None else high, language) + unit,
        "now": amount(now, language) + unit,
        "roots": ", ".join(amount(root, language) + unit for root in found.roots) or words["none"],
    }
    if not at < 0:
        return words.of("worse_now", **parts)
    known = {(False, False): "always", (True, False): "above", (False, True): "below"}
    return words.of("better_" + known.get((low is not None, high is not None), "between"), **parts)
