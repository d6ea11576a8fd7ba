"""Which picture fits the axes that are left: lines, a heat map or bars; what is left out is said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from roos.errors import error
from roos_cli.charts.data import ChartAxis, ChartData

#: What axes are called in the plural.
_PLURALS = {"category": "categories", "demand": "demands", "scenario": "scenarios", "price_set": "price sets"}
CHARTS = ("lines", "heat", "bars")
#: Items of both axes from which a heat map says more than lines.
HEAT = 6


@dataclass(frozen=True)
class Wishes:
    """What was asked for; all may be left open.

    Attributes
    ----------
    chart
        ``"lines"``, ``"heat"``, ``"bars"`` or nothing.
    x, y, by
        Axis along the picture, up the picture (heat map), and with one line or bar per item.
    relative
        Draw the change against the unchanged system, in per cent.
    items
        Axis name → items to show.
    """

    chart: str = ""
    x: str = ""
    y: str = ""
    by: str = ""
    relative: bool = False
    items: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """A picture to draw.

    Attributes
    ----------
    data
        With the axes that are drawn, and no other: x and y (heat), x and by (lines), by and category (bars).
    chart, x, y, by
        As in :class:`Wishes`; empty where there is none.
    relative
        ``""`` absolute, ``"base"`` against the unchanged system, ``"first"`` against the first x,
        ``"largest"`` against the largest of each category.
    notes
        What was chosen without having been asked for.
    """

    data: ChartData
    chart: str
    x: str = ""
    y: str = ""
    by: str = ""
    relative: str = ""
    notes: tuple[str, ...] = ()


def choose(data: ChartData, wishes: Wishes) -> Choice:
    """Choose the picture that results and wishes ask for.

    Raises
    ------
    InputError
        E201, E207, E208 unknown item or axis; E544 a picture that these axes do not give; E547 no number.
    """
    for name, items in wishes.items.items():
        data = data.pick(name, items)
    for axis in data.axes:
        if len(axis) == 1:
            data = data.at(axis.name, [0])
    if not np.isfinite(data.values).any():
        raise error("E547", "there is no number to draw", hint="choose other items")
    for name in (wishes.x, wishes.y, wishes.by):
        if name:
            data.axis(name)
    given = [name for name in (wishes.x, wishes.y, wishes.by) if name]
    if len(set(given)) < len(given):
        raise error("E544", "one axis cannot be drawn twice", where=", ".join(given))
    chart = wishes.chart or _best(data, wishes)
    return {"lines": _lines, "heat": _heat, "bars": _bars}[chart](data, wishes)


def _own(data: ChartData, without: Sequence[str] = ()) -> list[ChartAxis]:
    """Return the axes of the scenarios: all but demand and category."""
    return [axis for axis in data.axes if axis.name not in ("demand", "category", *without)]


def _best(data: ChartData, wishes: Wishes) -> str:
    if wishes.y:
        return "heat"
    if wishes.x:
        return "bars" if data.axis(wishes.x).numbers is None else "lines"
    numeric = [axis for axis in _own(data) if axis.numbers is not None]
    if len(numeric) > 1 and not wishes.by and sorted(len(axis) for axis in numeric)[-2] >= HEAT:
        return "heat"
    return "lines" if numeric else "bars"


def _lines(data: ChartData, wishes: Wishes) -> Choice:
    numeric = [axis for axis in data.axes if axis.numbers is not None and axis.name != wishes.by]
    if wishes.x and data.axis(wishes.x).numbers is None:
        raise error(
            "E544",
            f"lines run along numbers, and axis {wishes.x!r} has none",
            where="; ".join(data.axis(wishes.x).labels.ids[:4]),
            hint=_numeric_hint(numeric),
        )
    if not numeric:
        raise error(
            "E544",
            "lines run along numbers, and no axis of these results has more than one",
            where=", ".join(f"{axis.name} ({len(axis)})" for axis in data.axes) or "one value",
            hint="draw bars: --chart bars",
        )
    x = wishes.x or max(numeric, key=len).name
    others = [axis.name for axis in _own(data, (x,))] + [n for n in ("category", "demand") if n in data.names]
    by = wishes.by or next(iter(others), "")
    data, notes = _keep(data, (x, by))
    relative = _relative(data, by, wishes)
    if relative and data.base is None:
        relative = "first"
    return Choice(data, "lines", x=x, by=by, relative=relative, notes=notes)


def _heat(data: ChartData, wishes: Wishes) -> Choice:
    ranked = sorted(_own(data), key=lambda axis: (axis.numbers is None, -len(axis)))
    names = [axis.name for axis in ranked] + [n for n in ("demand", "category") if n in data.names]
    x = wishes.x or next((name for name in names if name != wishes.y), "")
    y = wishes.y or wishes.by or next((name for name in names if name != x), "")
    if not (x and y):
        raise error(
            "E544",
            "a heat map needs two axes of several items",
            where=", ".join(f"{axis.name} ({len(axis)})" for axis in data.axes) or "one value",
            hint="draw lines or bars: --chart lines, --chart bars",
        )
    data, notes = _keep(data, (x, y))
    category = next((name for name in (x, y) if name == "category"), "")
    relative = _relative(data, category, wishes)
    if relative and data.base is None:
        raise error(
            "E544",
            "values are relative to the unchanged system, which is not among these results",
            hint="draw one category without --relative",
        )
    return Choice(data, "heat", x=x, y=y, relative=relative, notes=notes)


def _bars(data: ChartData, wishes: Wishes) -> Choice:
    groups = wishes.x or ("category" if "category" in data.names else "")
    own = [axis.name for axis in _own(data, (groups,))]
    rest = [name for name in (*own, "demand", "category") if name in data.names and name != groups]
    by = wishes.by or (rest[0] if rest else "")
    groups = groups or next((name for name in rest if name != by), "")
    data, notes = _keep(data, tuple(name for name in (groups, by) if name))
    relative = _relative(data, "category" if "category" in data.names else "", wishes)
    if relative and data.base is None:
        if wishes.relative:
            raise error(
                "E544",
                "values are relative to the unchanged system, which is not among these results",
                hint="leave --relative out: each category is then drawn in per cent of its largest value",
            )
        if not by:
            raise error(
                "E544",
                "the categories have different units and there is nothing to compare them with",
                where="; ".join(sorted(set(data.axis("category").labels.units))[:4]),
                hint="draw one category of several demands: --category NAME",
            )
        relative = "largest"
    return Choice(data, "bars", x=groups, by=by, relative=relative, notes=notes)


def _keep(data: ChartData, names: Sequence[str]) -> tuple[ChartData, tuple[str, ...]]:
    """Fix every other axis at its first item, and say so."""
    notes = []
    for axis in data.axes:
        if axis.name not in names:
            data = data.at(axis.name, [0])
            option = (
                f"--{axis.name} ITEM" if axis.name in ("demand", "category") else f"--at {axis.name}=ITEM"
            )
            notes.append(f"The first of {len(axis)} {nouns(axis)}; {option} shows another.")
    return data, tuple(notes)


def nouns(axis: ChartAxis) -> str:
    """Return the plural of an axis for notes."""
    return _PLURALS.get(axis.name, f"items of {axis.name!r}")


def _relative(data: ChartData, category: str, wishes: Wishes) -> str:
    """Return how values are related: as asked, or because categories of several units share an axis."""
    if wishes.relative:
        return "base"
    if category != "category" or data.unit:
        return ""
    return "base" if len(set(data.axis("category").labels.units)) > 1 else ""


def _numeric_hint(numeric: Sequence[ChartAxis]) -> str:
    if not numeric:
        return "draw bars: --chart bars"
    return "axes with numbers: " + ", ".join(axis.name for axis in numeric)
