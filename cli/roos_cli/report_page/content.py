"""Everything a page shows, as frozen texts, tables and pictures."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from roos.errors import Finding, RoosError
from roos.screening import Case, Screened, Screening
from roos.screening.case import TurningPoint
from roos_cli.charts.screening.pictures import draw_picture
from roos_cli.charts.screening.words import Language, word
from roos_cli.report_page import model_tables, result_tables
from roos_cli.report_page.inline import inline_svg
from roos_cli.report_page.model_tables import Counts, Table
from roos_cli.report_page.numbers import amount
from roos_cli.report_page.result_tables import Headline, name_of, parameter_of
from roos_cli.report_page.wording import Wording

#: Width of a picture for a narrow screen, in centimetres.
NARROW = 9.5
#: Picture → what it is called.
_KEYS = {
    "rose": "large_rose", "small-rose": "small_rose", "bars": "categories", "break-even": "break_even",
    "map": "break_even",
}  # fmt: skip


@dataclass(frozen=True)
class Break:
    """A break-even of one or two parameters: a picture, and what it means."""

    title: str
    picture: Markup


@dataclass(frozen=True)
class Section:
    """The results of one scenario."""

    id: str
    title: str
    question: str
    headlines: tuple[Headline, ...]
    large_rose: Markup
    small_rose: Markup
    bars: Markup
    categories: Table
    reported: Table
    stages: Table
    turning: Table
    breaks: tuple[Break, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A whole page."""

    case: Case
    unit: str
    unit_origin: str
    sections: tuple[Section, ...]
    variants: Table
    parameters: Table
    amounts: Table
    quantities: Table
    patches: Table
    economy: Table
    assumptions: Table
    counts: Counts
    choices: Table
    changed: str
    mapping: str
    inverted: bool
    flip: bool
    canvas: Markup | None
    findings: tuple[Finding, ...]
    sources: tuple[tuple[str, str], ...]


def page_content(done: Screening, language: Language, version: str) -> Page:
    """Return the content of a page.

    Parameters
    ----------
    done
        One case with all its variants, as from ``screen(case, …, variants=True)``.
    language
        Of everything that is not a text of the case.
    version
        Of roos, shown at the end.
    """
    words = Wording(language)
    own = tuple(one for one in done.results if not one.variant)
    varied = tuple(one for one in done.results if one.variant)
    case, options = own[0].case, done.options
    costs = own[0].comparison.costs
    unit = case.functional_unit
    changed = [
        f"{one.option} = {one.chosen} ({words['row']} {one.row})" for one in done.choices if not one.default
    ]
    mapping = words.of("mapping", prices=costs.price_set, mapping=costs.mapping) if costs.mapping else ""
    return Page(
        case,
        f"{amount(unit.amount * own[0].scale, language)} {unit.unit}: {unit.text}",
        _origin(unit.origin.stated, unit.origin.assumed, words),
        tuple(_section(one, done, words, language) for one in own),
        result_tables.variants(varied, options, words, language),
        model_tables.parameters(case, words, language),
        model_tables.amounts(own, words, language),
        model_tables.quantities(own, words, language),
        model_tables.patches(case, words, language),
        model_tables.economy(case, own[0].comparison.economy, words, language),
        model_tables.assumptions(case, words),
        model_tables.counts(case),
        model_tables.choices(done, words),
        words.of("changed_choices", names="; ".join(changed)) if changed else words["default_choices"],
        mapping,
        any(one.inverted for one in own[0].comparison.economy),
        options.sign == "positive is better",
        _canvas(own[0], done, language),
        done.findings,
        _sources(done, words, version),
    )


def _section(result: Screened, done: Screening, words: Wording, language: Language) -> Section:
    options, id_ = done.options, result.scenario.id
    found = result_tables.turnings(result, options, words, language)

    def picture(name: str, point: TurningPoint | None = None) -> Markup:
        said = f"{words[_KEYS[name]]}: {result.scenario.title}"
        return _two(name, f"{id_}-{name}-{next(numbers)}", said, result, done, language, point)

    numbers = iter(range(1000))
    breaks = []
    for one in found:
        of = name_of(one.point.of, result, language)
        breaks.append(Break(f"{parameter_of(one.point.parameter)}: {of}", picture("break-even", one.point)))
        if one.point.second:
            second = parameter_of(one.point.second)
            title = f"{parameter_of(one.point.parameter)} × {second}: {of}"
            breaks.append(Break(title, picture("map", one.point)))
    return Section(
        id_,
        result.scenario.title,
        words.of("ask", case=result.scenario.title, baseline=result.case.baseline.title),
        result_tables.headlines(result, options, words, language),
        picture("rose"),
        picture("small-rose"),
        picture("bars"),
        result_tables.categories(result, options, words, language),
        result_tables.reported(result, done, words, language),
        result_tables.stages(result, words, language),
        result_tables.turning_table(found, result, words, language),
        tuple(breaks),
        tuple(dict.fromkeys(one.condition for one in found)),
    )


def _two(
    picture: str, name: str, said: str, result: Screened, done: Screening, language: Language,
    point: TurningPoint | None,
) -> Markup:  # fmt: skip
    """Return a picture twice: for a desk or paper, and for a narrow screen; the style sheet shows one."""
    made = []
    for kind, width in (("wide", None), ("narrow", NARROW)):
        drawing = draw_picture(
            picture, result, done.options, language=language, title="", width=width, point=point
        )
        made.append(inline_svg(drawing, f"{name}-{kind}", said, kind))
    return Markup("\n").join(made)


def _canvas(result: Screened, done: Screening, language: Language) -> Markup | None:
    """Return the shaded business model where the source speaks of one."""
    try:
        return _two("canvas", "canvas", word("canvas", language), result, done, language, None)
    except RoosError as problem:
        if problem.code != "E462":
            raise
        return None


def _origin(stated: str, assumed: str, words: Wording) -> str:
    return f"{words['origin_stated']}: {stated}" if stated else f"{words['origin_assumed']}: {assumed}"


def _sources(done: Screening, words: Wording, version: str) -> tuple[tuple[str, str], ...]:
    costs = done.results[0].comparison.costs
    wanted = ("source", "version", "pathway", "year", "licence")
    about = [str(done.meta["system"])]
    about += [f"{key} {done.meta[key]}" for key in wanted if done.meta.get(key)]
    models = sorted(set(done.results[0].comparison.categories.extra.get("model", ())) - {""})
    if models:
        about.append(", ".join(models))
    return (
        (words["background"], "; ".join(about)),
        (words["prices"], f"{costs.price_set}, {costs.currency}"),
        (words["software"], f"roos {version}"),
    )
