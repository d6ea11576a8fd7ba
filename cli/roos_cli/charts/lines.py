"""Lines along a numeric axis, each with its name beside its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from roos_cli.charts.choosing import Choice, nouns
from roos_cli.charts.data import Array, ChartAxis
from roos_cli.charts.placing import fill, points
from roos_cli.charts.relating import drawn, headline, item_names, named, value_title
from roos_cli.charts.style import (
    CONTEXT,
    DASHES,
    EDGE,
    FONT,
    MARKS,
    MOST_LINES,
    QUIET,
    colours,
    headings,
    new_figure,
    number_ticks,
    power_into_label,
)  # fmt: skip
from roos_cli.charts.wording import distinct, spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

#: Points from the end of a line to its name.
LEADER = 19.0
#: Share of the width that names may take.
NAMES = 0.36


def draw_lines(choice: Choice, width: float = 18.0, height: float = 11.0) -> Figure:
    """Draw one line per item of the axis ``by`` along the numeric axis ``x``.

    Where there are more than can be told apart, the others are drawn in grey without a name, and it is said.

    Parameters
    ----------
    width, height
        In centimetres.
    """
    names = (choice.by, choice.x) if choice.by else (choice.x,)
    values, notes = drawn(choice, names)
    lines = np.atleast_2d(values)
    along = choice.data.axis(choice.x)
    assert along.numbers is not None
    order = np.argsort(along.numbers, kind="stable")
    x, lines = along.numbers[order], lines[:, order]
    most = min(MOST_LINES, len(lines))
    while True:
        drawing, fits = _attempt(choice, x, lines, notes, most, width, height)
        if fits or most == 1:
            return drawing
        most -= 1


def _attempt(
    choice: Choice, x: Array, lines: Array, notes: tuple[str, ...], most: int, width: float, height: float
) -> tuple[Figure, bool]:
    """Draw with names for so many lines; return the picture and whether the names had room."""
    along = choice.data.axis(choice.x)
    drawing = new_figure(width, height)
    axes = drawing.add_axes((0.1, 0.1, 0.8, 0.8))
    wide, high = points(drawing)
    size = FONT if wide > 300 else FONT - 1.5
    chosen = np.arange(1)
    if choice.by:
        axis = choice.data.axis(choice.by)
        chosen = named(axis, _importance(lines), most)
        if len(chosen) < len(axis):
            what = "spread evenly" if axis.numbers is not None else "the largest"
            notes += (f"{len(chosen)} of {len(axis)} {nouns(axis)} by name ({what}); the others in grey.",)
    _plot(axes, x, lines, chosen, size)
    labels = _labels(axes, choice.data.axis(choice.by), chosen, size, wide) if choice.by else []
    low, top = headings(drawing, headline(choice), [*notes, *choice.notes])
    _dress(axes, choice, along, x, size, wide)
    right = _width(labels) + LEADER + 2 if labels else 0.0
    fill(axes, low, top, right)
    power_into_label(axes.yaxis, value_title(choice))
    fill(axes, low, top, right)
    return drawing, not labels or _place(axes, labels, x, lines[chosen], low * high)


def _importance(lines: Array) -> Array:
    """Return the largest absolute value of each line."""
    finite = np.where(np.isfinite(lines), np.abs(lines), -1.0)
    return np.asarray(finite.max(axis=1))


def _plot(axes: Axes, x: Array, lines: Array, chosen: np.ndarray, size: float) -> None:
    for i in range(len(lines)):
        if i not in chosen:
            axes.plot(x, lines[i], color=CONTEXT, linewidth=0.7, zorder=1)
    every = max(1, len(x) // 8)
    for n, (i, colour) in enumerate(zip(chosen, colours(len(chosen)), strict=True)):
        axes.plot(
            x,
            lines[i],
            color=colour,
            linestyle=DASHES[n % len(DASHES)],
            marker=MARKS[n % len(MARKS)],
            markevery=(n * every // max(len(chosen), 1), every) if len(x) > 12 else 1,
            markersize=size / 2,
            linewidth=1.5,
            zorder=3,
        )


def _labels(axes: Axes, axis: ChartAxis, chosen: np.ndarray, size: float, wide: float) -> list[Text]:
    """Return one text per named line, not yet in place."""
    letters = max(int(NAMES * wide / (0.6 * size)), 8)
    names = item_names(axis)
    texts = distinct([names[i] for i in chosen], letters)
    labels = [
        axes.text(0, 0, text, size=size, color=EDGE, va="center", ha="left", clip_on=False, linespacing=1.0)
        for text in texts
    ]
    for label in labels:
        label.set_in_layout(False)  # they get their place when the axes have theirs
    return labels


def _width(labels: list[Text]) -> float:
    """Return the width of the widest text in points."""
    figure = labels[0].figure
    assert figure is not None
    figure.draw_without_rendering()
    return max(label.get_window_extent().width for label in labels) * 72 / figure.dpi


def _place(axes: Axes, labels: list[Text], x: Array, lines: Array, low: float) -> bool:
    """Put each name beside the end of its line, moved apart where ends lie close, with a thin leader.

    Names may stand below the axes, down to ``low`` points; False where they have no room even so.
    """
    figure = axes.figure
    box, scale = axes.get_window_extent(), figure.dpi / 72
    ends = []
    for line in lines:
        finite = np.flatnonzero(np.isfinite(line))
        last = finite[-1] if finite.size else 0
        ends.append((x[last], line[last] if finite.size else axes.get_ylim()[0]))
    pixels = axes.transData.transform(np.array(ends))
    heights = np.array([label.get_window_extent().height for label in labels]) + 2 * scale
    high = box.y1 + 2 * scale
    if heights.sum() > high - low * scale:
        return False
    places = spread(pixels[:, 1], heights, min(box.y0, high - heights.sum()), high)
    inverse = axes.transAxes.inverted()
    shades = colours(len(labels))
    for n, (label, (px, py), y) in enumerate(zip(labels, pixels, places, strict=True)):
        start = inverse.transform((px + 4 * scale, py))
        bend = inverse.transform((box.x1 + 4 * scale, py))
        stop = inverse.transform((box.x1 + (LEADER - 7) * scale, y))
        label.set_transform(axes.transAxes)
        label.set_position(tuple(inverse.transform((box.x1 + LEADER * scale, y))))
        (leader,) = axes.plot(
            [start[0], bend[0], stop[0]], [start[1], bend[1], stop[1]], transform=axes.transAxes,
            color=shades[n], linewidth=0.5, clip_on=False, zorder=2, marker=MARKS[n % len(MARKS)],
            markersize=label.get_size() / 2, markevery=[2],
        )  # fmt: skip
        leader.set_in_layout(False)
    return True


def _dress(axes: Axes, choice: Choice, along: ChartAxis, x: Array, size: float, wide: float) -> None:
    axes.set_xlabel(along.title, size=size, color=EDGE)
    axes.yaxis.label.set_size(size)
    axes.tick_params(labelsize=size - 0.5, color=QUIET, labelcolor=EDGE)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(QUIET)
    axes.grid(axis="y", color="#e6e9eb", linewidth=0.6)
    axes.set_axisbelow(True)
    most = max(int(wide / 90), 2)
    number_ticks(axes.xaxis, most + 2)
    number_ticks(axes.yaxis, 6)
    if len(x) <= most + 2 and (len(x) < 2 or np.diff(x).min() > (x[-1] - x[0]) / (2 * most)):
        axes.set_xticks(x, [f"{value:g}" for value in x])
    elif (x == np.round(x)).all():
        from matplotlib.ticker import MaxNLocator

        axes.xaxis.set_major_locator(MaxNLocator(nbins=most + 2, integer=True))
    if choice.relative:
        axes.axhline(0.0, color=EDGE, linewidth=0.8, zorder=2)
