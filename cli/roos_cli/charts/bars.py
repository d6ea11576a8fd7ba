"""Bars by category, one per item of a second axis; hatched, so that they differ in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from roos_cli.charts.choosing import Choice, nouns
from roos_cli.charts.data import Array, ChartAxis
from roos_cli.charts.placing import MARGIN, fill, points
from roos_cli.charts.relating import drawn, headline, item_names, named, value_title
from roos_cli.charts.style import (
    EDGE,
    FONT,
    HATCHES,
    MOST_BARS,
    colours,
    dress_rows,
    headings,
    new_figure,
    number_ticks,
    power_into_label,
)  # fmt: skip
from roos_cli.charts.wording import distinct, wrapped
from roos_cli.text import figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Points of a bar, at least, and between groups; of a group's name in two lines.
BAR, GAP, NAME = 8.5, 6.0, 22.0
#: Points of a line of the names of the bars.
LINE = 16.0


def draw_bars(choice: Choice, width: float = 18.0, height: float | None = None) -> Figure:
    """Draw a group of bars per item of ``x`` (usually the categories), one bar per item of ``by``.

    Parameters
    ----------
    width, height
        In centimetres; without a height it is as high as the bars need. Where a height leaves no room for all
        groups, the largest are drawn, and it is said.
    """
    names = tuple(name for name in (choice.x, choice.by) if name)
    values, notes = drawn(choice, names)
    if not choice.by:
        values = values.reshape(-1, 1)
    if not choice.x:
        values = values.reshape(1, -1)
    groups, bars = values.shape
    most = min(MOST_BARS, bars)
    if height is None:
        high = max(BAR * most + GAP, NAME) * groups + LINE * most + 100
        height = high / 72 * 2.54
    while True:
        drawing, free = _attempt(choice, values, notes, most, groups, width, height)
        fitting = int(free / max(BAR * most + GAP, NAME))
        if fitting >= groups or (groups <= 2 and most == 1):
            return drawing
        if groups > 2 and choice.x:
            groups = max(min(fitting, groups - 1), 2)
        elif most > 1:
            most -= 1
        else:
            return drawing


def _attempt(
    choice: Choice,
    values: Array,
    notes: tuple[str, ...],
    most: int,
    room: int,
    width: float,
    height: float,
) -> tuple[Figure, float]:
    """Draw up to ``most`` bars in up to ``room`` groups; return the picture and the points groups have."""
    shown = np.arange(values.shape[1])
    if choice.by:
        series = choice.data.axis(choice.by)
        shown = named(series, _size(values, 0), most)
        if len(shown) < len(series):
            what = "spread evenly" if series.numbers is not None else "the largest"
            notes += (f"{len(shown)} of {len(series)} {nouns(series)} drawn ({what}).",)
    values = values[:, shown]
    groups = np.arange(len(values))
    if choice.x:
        axis = choice.data.axis(choice.x)
        groups = named(axis, _size(values, 1), room)
        if len(groups) < len(axis):
            notes += (f"{len(groups)} of {len(axis)} {nouns(axis)} drawn; a higher picture shows more.",)
    values = values[groups]
    drawing = new_figure(width, height)
    wide, high = points(drawing)
    size = FONT if wide > 300 else FONT - 1.5
    axes = drawing.add_axes((0.3, 0.1, 0.6, 0.8))
    low, top = headings(drawing, headline(choice), [*notes, *choice.notes])
    bars = _bars(axes, values)
    if choice.x:
        texts = item_names(choice.data.axis(choice.x))
        letters = max(int(0.34 * wide / (0.58 * size)), 8)
        axes.set_yticks(range(len(groups)), distinct([texts[i] for i in groups], letters))
    else:
        axes.set_yticks([])
    _dress(axes, size, wide)
    if choice.by:
        top -= _legend(drawing, bars, choice.data.axis(choice.by), shown, size, top)
    fill(axes, low, top)
    power_into_label(axes.xaxis, value_title(choice))
    _numbers(axes, values, size, choice.relative)
    fill(axes, low, top)
    return drawing, axes.get_position().height * high


def _size(values: Array, axis: int) -> Array:
    return np.asarray(np.where(np.isfinite(values), np.abs(values), 0.0).max(axis=axis))


def _bars(axes: Axes, values: Array) -> list[object]:
    groups, count = values.shape
    thick = 0.8 / count
    shades = colours(count)
    found: list[object] = []
    for n in range(count):
        places = np.arange(groups) - 0.4 + thick * (n + 0.5)
        found.append(
            axes.barh(
                places, np.nan_to_num(values[:, n]), height=thick, color=shades[n], edgecolor="white",
                hatch=HATCHES[n], linewidth=0.4,
            )
        )  # fmt: skip
    axes.set_ylim(groups - 0.45, -0.55)
    return found


def _dress(axes: Axes, size: float, wide: float) -> None:
    axes.axvline(0.0, color=EDGE, linewidth=0.8)
    dress_rows(axes, size)
    number_ticks(axes.xaxis, max(int(wide / 130), 2))


def _legend(
    drawing: Figure, bars: list[object], series: ChartAxis, shown: np.ndarray, size: float, top: float
) -> float:
    """Name the bars under the title, in as few lines as the width allows; return its height in parts."""
    wide, high = points(drawing)
    names = item_names(series)
    letters = max(min(int((wide - 60) / (0.62 * size)), 40), 8)
    texts = distinct([names[i] for i in shown], letters, 1)
    for columns in range(len(texts), 0, -1):
        legend = drawing.legend(
            bars, texts, loc="upper left", bbox_to_anchor=(MARGIN / wide, top), ncols=columns, frameon=False,
            fontsize=size, borderaxespad=0.0, borderpad=0.0, handlelength=2.2, columnspacing=1.2,
            labelcolor=EDGE, title=wrapped(series.title, letters, 1) if series.numbers is not None else None,
            title_fontsize=size, alignment="left",
        )  # fmt: skip
        drawing.draw_without_rendering()
        box = legend.get_window_extent().transformed(drawing.transFigure.inverted())
        if columns == 1 or box.x1 <= 1 - MARGIN / wide:
            break
        legend.remove()
    return box.height + 6 / high


def _numbers(axes: Axes, values: Array, size: float, relative: str) -> None:
    """Write the value beside each bar, where bars are thick enough for text."""
    box, scale = axes.get_window_extent(), axes.figure.dpi / 72
    groups, count = values.shape
    thick = 0.8 / count * box.height / scale / (groups + 0.1)
    small = min(size - 1, 0.95 * thick)
    if small < 5.5:
        return
    low, high = axes.get_xlim()
    texts = [[_text(value, relative) for value in row] for row in values]
    needed = 0.62 * small * max(len(text) for row in texts for text in row) + 4
    part = min(needed / (box.width / scale), 0.3)
    below, above = np.nanmin(values, initial=0.0) < 0, np.nanmax(values, initial=0.0) > 0
    whole = (high - low) / (1 - part * (int(below) + int(above)))
    axes.set_xlim(low - whole * part * below, high + whole * part * above)
    for (i, n), value in np.ndenumerate(values):
        axes.annotate(
            texts[i][n], (0.0 if np.isnan(value) else value, i - 0.4 + 0.8 / count * (n + 0.5)),
            xytext=(-2 if value < 0 else 2, 0), textcoords="offset points", size=small, color=EDGE,
            ha="right" if value < 0 else "left", va="center",
        )  # fmt: skip


def _text(value: float, sign: str) -> str:
    if np.isnan(value):
        return "no value"
    text = f"{value:+.1f} %" if sign == "base" else f"{value:.1f} %" if sign else figure(value)
    return text.replace("-", "−")
