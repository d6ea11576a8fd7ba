"""Turning points: those of the case, or one that was asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.screening import Case, Screening, ScreeningOptions
from roos.screening.case import TurningPoint
from roos.screening.contour import break_even_map
from roos.screening.function import CaseFunction
from roos.screening.turning import break_even
from roos_cli.cases.view import points
from roos_cli.screen import Screen
from roos_cli.text import figure

Span = tuple[float | None, float | None, float, float | None]


def points_of(
    case: Case, parameter: str | None, second: str | None, scenario: str, of: str, span: Span
) -> tuple[TurningPoint, ...]:
    """Return the points to compute; E445 where the case has none, E603 where a range is missing."""
    if parameter is None:
        if not case.turning_points:
            raise error("E445", f"case {case.id!r} names no turning point", case.id, "name a parameter")
        return case.turning_points
    start, stop, second_start, second_stop = span
    known = next((one for one in case.turning_points if one.parameter == parameter), None)
    if start is None or stop is None:
        if known is None:
            raise error("E603", "where to look is missing", parameter, "give --from and --to")
        start = known.start if start is None else start
        stop = known.stop if stop is None else stop
    if second and second_stop is None:
        raise error("E603", "where to look is missing", second, "give --second-from and --second-to")
    return (
        TurningPoint(
            scenario, parameter, of, start, stop, None, second or "", second_start, second_stop or 0.0
        ),
    )


def show_points(
    screen: Screen, done: Screening, asked: tuple[TurningPoint, ...], variant: str, options: ScreeningOptions
) -> None:
    """Print where gains vanish, beside what the report states."""
    rows, records, remarks = [], [], []
    maps: list[tuple[TurningPoint, NDArray[np.float64]]] = []
    for one in asked:
        result = done.of(done.results[0].case.id, one.scenario, variant)
        function = CaseFunction(result, options)
        fixed = one.joint if options.alkondor_turning == "joint" else {}
        found = break_even(function, one.parameter, one.of, one.start, one.stop, fixed=fixed)
        roots = ", ".join(figure(root) for root in found.roots)
        always = {-1: "better everywhere", 1: "worse everywhere", 0: "none"}[found.sign]
        stated = "" if one.stated is None else f"{one.stated:g}"
        there = None
        if one.stated is not None:
            there = float(function.change(one.of, {**fixed, one.parameter: one.stated}))
        rows.append((
            one.scenario, one.parameter, one.of, f"{one.start:g} to {one.stop:g}",
            "" if found.current != found.current else figure(found.current), roots or always, stated,
            "" if there is None else points(there, options),
        ))  # fmt: skip
        said = "; ".join(text for text in (one.note, one.place) if text)
        if said:
            remarks.append(f"  {one.parameter}, {one.of}: {said}")
        record: dict[str, Any] = {
            "scenario": one.scenario, "parameter": one.parameter, "of": one.of, "from": one.start,
            "to": one.stop, "current": found.current, "roots": list(found.roots), "sign": found.sign,
            "stated": one.stated, "change_at_stated": there, "place": one.place,
            "curve": {"values": found.values[::16].tolist(), "change": found.change[::16].tolist()},
        }  # fmt: skip
        if one.second:
            contour = _contour(function, one)
            record["map"] = {"second": one.second, "contour": contour.tolist()}
            maps.append((one, contour))
        records.append(record)
    columns = ("scenario", "parameter", "of", "looked at", "now", "turns at", "stated", "change there")
    screen.table("Where the gain vanishes", columns, rows, right=(4, 7))
    for remark in remarks:
        screen.say(remark)
    for one, contour in maps:
        step = max(1, len(contour) // 12)
        along = [(figure(float(x)), figure(float(y))) for x, y in contour[::step]]
        title = f"Nothing is gained ({one.of}) at"
        screen.table(title, (one.parameter, one.second), along, right=(0, 1))
    screen.emit({"case": done.results[0].case.id, "variant": variant, "turning_points": records,
                 "findings": [one.as_dict() for one in done.findings]})  # fmt: skip


def _contour(function: CaseFunction, one: TurningPoint) -> NDArray[np.float64]:
    first = (one.parameter, one.start, one.stop)
    second = (one.second, one.second_start, one.second_stop)
    return break_even_map(function, first, second, one.of).contour
