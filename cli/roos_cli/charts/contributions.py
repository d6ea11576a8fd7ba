"""The picture of one score: bars of its largest contributions, and of the rest."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from roos.contributing.table import Contributions
from roos_cli.text import count, figure, signed_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: One dark and one light tone of one hue, and hatching for the rest: told apart in grey and in print.
_BURDEN, _CREDIT, _REST, _EDGE = "#1b5e8c", "#c9dcea", "#ffffff", "#22313d"

#: Bars of a picture, the rest apart: more cannot be read.
MOST = 20


class Bar(NamedTuple):
    """One bar."""

    label: str
    value: float
    share: float
    rest: bool


def bars(found: Contributions) -> list[Bar]:
    """Return the largest lines and one bar for all others."""
    shown = [
        Bar(_words(found, i), float(found.values[i]), float(found.shares[i]), False)
        for i in range(min(len(found), MOST))
    ]
    others = found.left_out + len(found) - len(shown)
    if others:
        rest = float(np.sum(found.values[MOST:])) + found.rest
        share = rest / found.size if found.size else 0.0
        shown.append(Bar(f"rest: {count(others, 'smaller line')}", rest, share, True))
    return shown


def draw_contributions(found: Contributions, *, inventory: str, method: str, category: str) -> Figure:
    """Draw horizontal bars, the largest on top; credits to the left.

    Parameters
    ----------
    found
        What is drawn.
    inventory, method, category
        Named in the picture.

    Returns
    -------
    Figure
        Not attached to any window.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as NewFigure

    shown = bars(found)
    lines = sum(_wrapped(bar.label).count("\n") + 1 for bar in shown)
    drawing = NewFigure(figsize=(9.0, 1.9 + 0.12 * len(shown) + 0.19 * max(lines, 2)), layout="constrained")
    FigureCanvasAgg(drawing)
    axes = drawing.subplots()
    _draw(axes, shown, found.unit)
    of = textwrap.shorten(found.demand, 70, placeholder=" …") + (
        f", {found.scenario}" if found.scenario else ""
    )
    title = f"{category[:1].upper()}{category[1:]} of {of}: {figure(found.score)} {found.unit}".rstrip()
    drawing.suptitle(textwrap.fill(title, 80), fontsize=13, fontweight="bold", x=0.01, ha="left")
    axes.set_title(f"Contributions by {found.group or found.by}", loc="left", fontsize=11)
    caption = f"Inventory: {inventory}. Scores: {method}. Percentages: of the sum of absolute contributions."
    drawing.supxlabel(textwrap.fill(caption, 130), fontsize=8, x=0.01, ha="left", color="#333333")
    return drawing


def _draw(axes: Axes, shown: list[Bar], unit: str) -> None:
    values = np.array([bar.value for bar in shown])
    places = np.arange(len(shown))
    axes.barh(
        places,
        values,
        color=[_REST if bar.rest else _CREDIT if bar.value < 0 else _BURDEN for bar in shown],
        hatch=["////" if bar.rest else "" for bar in shown],
        edgecolor=_EDGE,
        linewidth=0.8,
        height=0.7,
    )
    axes.set_yticks(places, [_wrapped(bar.label) for bar in shown], fontsize=9)
    axes.set_ylim(max(len(shown), 2) - 0.5, -0.5)
    axes.set_xlabel(unit)
    axes.axvline(0.0, color=_EDGE, linewidth=0.8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.locator_params(axis="x", nbins=4)
    axes.xaxis.set_major_formatter(lambda value, _: figure(value) if value else "0")
    for place, bar in zip(places, shown, strict=True):
        axes.annotate(
            f"{figure(bar.value)}  ({signed_percent(bar.share)})",
            (bar.value, place),
            xytext=(4 if bar.value >= 0 else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if bar.value >= 0 else "right",
            fontsize=8.5,
        )
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    room = 0.4 * ((high - low) or 1.0)  # for the figures beside the bars
    axes.set_xlim(low - room if low < 0 else 0.0, high + room)


def _words(found: Contributions, i: int) -> str:
    """Return what a bar stands for: the names without ids, which no picture has room for."""
    columns = found.columns
    if found.group is not None:
        return found.labels[i]
    text = columns["name"][i]
    if columns["location"][i]:
        text += f" [{columns['location'][i]}]"
    if "flow name" in columns:
        text += f": {columns['flow name'][i]}"
    return f"direct: {text}" if found.roles[i] == "direct" else text


def _wrapped(text: str) -> str:
    lines = textwrap.wrap(text, 38) or [""]
    return "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")
