"""Every picture of a screened case by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roos.errors import error
from roos.screening import Screened, ScreeningOptions
from roos.screening.case import TurningPoint
from roos.screening.contour import break_even_map
from roos.screening.function import CaseFunction
from roos.screening.turning import break_even
from roos_cli.charts.screening.words import Language, word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from roos_inventories.interviews import Interviews

#: Name → width in centimetres that suits it.
PICTURES = {
    "rose": 18.0,
    "small-rose": 12.0,
    "bars": 18.0,
    "break-even": 14.0,
    "map": 16.0,
    "canvas": 18.0,
    "drivers": 18.0,
    "barriers": 18.0,
}


def draw_picture(
    name: str,
    result: Screened,
    options: ScreeningOptions,
    *,
    language: Language = "en",
    width: float | None = None,
    point: TurningPoint | None = None,
    title: str | None = None,
) -> Figure:
    """Draw one of :data:`PICTURES`.

    Parameters
    ----------
    result, options
        Of a screening.
    language, width
        See :data:`PICTURES`.
    point
        Of a break-even or map; by default the first that the case has.
    title
        By default what the picture is of.

    Raises
    ------
    InputError
        E460 the case has no turning point of this kind, E461 too small, E462 no business model is known.
    """
    width = PICTURES[name] if width is None else width
    if name in ("drivers", "barriers"):
        return _radar(name, language, width, title)
    named = _title(result) if title is None else title
    if name == "rose" or name == "small-rose":
        return _rose(name, result, options, language, width, named)
    if name == "bars":
        from roos_cli.charts.screening.category_bars import bars_data, draw_category_bars

        return draw_category_bars(
            bars_data(result.comparison, options), title=named, language=language, width=width
        )
    if name == "canvas":
        from roos_cli.charts.screening.canvas import CanvasData, draw_canvas

        found = _interviews().canvas(result.case.id)
        company = f"{result.case.company}: {result.case.title}" if title is None else title
        return draw_canvas(
            CanvasData(found.blocks, found.place), title=company, language=language, width=width
        )
    chosen = point or first_point(result, name)
    if name == "map":
        return _map(result, options, chosen, language, width, named)
    return _curve(result, options, chosen, language, width, named)


def points_of(result: Screened, picture: str) -> tuple[TurningPoint, ...]:
    """Return the turning points of a result that a picture, ``break-even`` or ``map``, can show."""
    return tuple(
        one
        for one in result.case.turning_points
        if one.scenario == result.scenario.id and bool(one.second) == (picture == "map")
    )


def first_point(result: Screened, picture: str, parameter: str = "") -> TurningPoint:
    """Return the first turning point that a picture can show, E460 where there is none.

    Parameters
    ----------
    parameter
        Which one; empty for any.
    """
    there = points_of(result, picture)
    for one in there:
        if parameter in ("", one.parameter):
            return one
    what = "map of two parameters" if picture == "map" else "turning point"
    of = f" of {parameter!r}" if parameter else ""
    known = ", ".join(dict.fromkeys(one.parameter for one in there))
    raise error(
        "E460", f"there is no {what}{of} in scenario {result.scenario.id!r}", f"case {result.case.id!r}",
        f"there are: {known}" if known else "add a [[turning_point]]; a map needs `second` in it",
    )  # fmt: skip


def _title(result: Screened) -> str:
    text = f"{result.case.title}: {result.scenario.title}"
    return f"{text} ({result.variant})" if result.variant else text


def _rose(
    name: str, result: Screened, options: ScreeningOptions, language: Language, width: float, title: str
) -> Figure:
    from roos_cli.charts.screening.large_rose import draw_large_rose
    from roos_cli.charts.screening.rose_data import rose_data
    from roos_cli.charts.screening.small_rose import draw_small_rose

    draw = draw_large_rose if name == "rose" else draw_small_rose
    return draw(rose_data(result.comparison, options), title=title, language=language, width=width)


def _curve(
    result: Screened, options: ScreeningOptions, point: TurningPoint, language: Language, width: float,
    title: str,
) -> Figure:  # fmt: skip
    from roos_cli.charts.screening.curve import curve_data, draw_curve

    found = break_even(CaseFunction(result, options), point.parameter, point.of, point.start, point.stop)
    data = curve_data(found, _unit(result, point.parameter), point.stated, _flip(options))
    return draw_curve(data, title=title, language=language, width=width)


def _map(
    result: Screened, options: ScreeningOptions, point: TurningPoint, language: Language, width: float,
    title: str,
) -> Figure:  # fmt: skip
    from roos_cli.charts.screening.contour_map import draw_map, map_data

    first = (point.parameter, point.start, point.stop)
    second = (point.second, point.second_start, point.second_stop)
    found = break_even_map(CaseFunction(result, options), first, second, point.of)
    values = result.models[1].values()
    names = (point.parameter, point.second)
    current = (float(values.get(names[0], float("nan"))), float(values.get(names[1], float("nan"))))
    data = map_data(found, (_unit(result, names[0]), _unit(result, names[1])), current)
    return draw_map(data, title=title, language=language, width=width)


def _radar(name: str, language: Language, width: float, title: str | None) -> Figure:
    from roos_cli.charts.screening.radar import RadarData, Series, draw_radar

    interviews = _interviews()
    motives = interviews.motives(name)
    lines = [Series("all_companies", 13, tuple(one.mean for one in motives.items))]
    for group, companies in interviews.groups.items():
        lines.append(Series(group, companies, tuple(one.by_type[group] for one in motives.items)))
    names = tuple(one.name_nl if language == "nl" else one.name for one in motives.items)
    data = RadarData(names, tuple(lines), interviews.lowest, interviews.highest, motives.place)
    heading = word(name, language) if title is None else title
    return draw_radar(data, title=heading, language=language, width=width)


def _interviews() -> Interviews:
    from roos_inventories.interviews import read_interviews

    return read_interviews()


def _unit(result: Screened, parameter: str) -> str:
    number = result.models[1].numbers.get(parameter)
    return "" if number is None else number.unit


def _flip(options: ScreeningOptions) -> bool:
    return options.sign == "positive is better"
