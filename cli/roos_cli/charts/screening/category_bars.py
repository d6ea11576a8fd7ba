"""Bars of the relative result of every category, in its class; far ones are cut and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.comparison import Comparison
from roos_cli.charts.screening.legend import draw_legend, height_of
from roos_cli.charts.screening.look import EDGE, FONT, LIGHT, QUIET, hatch_colour, new_figure, picture, tone
from roos_cli.charts.screening.titles import draw_title, title_height
from roos_cli.charts.screening.words import Language, has, number_words, percentage, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: A bar is cut at so many times the next class edge beyond most others.
FAR = 1.5


class CategoryBar(NamedTuple):
    """One bar: key of its name, a name where there is no key, change (NaN: undefined) and class."""

    id: str
    name: str
    relative: float
    rank: int | None


class BarsData(NamedTuple):
    """Bars, the mean that stands among them as a line, and whether an improvement counts as positive."""

    bars: tuple[CategoryBar, ...]
    mean: float
    flip: bool


def bars_data(comparison: Comparison, options: ScreeningOptions = DEFAULT) -> BarsData:
    """Return the bars of a comparison, in the order of its categories."""
    labels = comparison.categories
    bars = tuple(
        CategoryBar(labels.ids[k], labels.names[k] or labels.ids[k], float(comparison.relative[k]),
                    None if colour is None else colour.rank)
        for k, colour in enumerate(comparison.colours)
    )  # fmt: skip
    return BarsData(bars, comparison.mean, options.sign == "positive is better")


@picture
def draw_category_bars(
    data: BarsData, *, title: str = "", language: Language = "en", width: float = 18.0
) -> Figure:
    """Draw one bar per category; the dashed line is their mean.

    Parameters
    ----------
    data
        As from :func:`bars_data`.
    title, language, width
        As for the roses.

    Raises
    ------
    InputError
        E461 a width below five centimetres.
    """
    size = min(max(0.5 * width, 5.5), FONT - 1)
    columns = 3 if width >= 17 else 2 if width >= 11.5 else 1
    head = title_height(title, width) + 0.45
    bottom = 3.6 * size * 2.54 / 72
    rows = len(data.bars) * 2.1 * size * 2.54 / 72
    below = height_of(size, columns, unknown=True) * 2.54 / 72
    height = head + rows + bottom + below
    drawing = new_figure(width, height)
    draw_title(drawing, title)
    names = [_name(one, language) for one in data.bars]
    left = (0.6 * size * max((len(name) for name in names), default=1) + 6) * 2.54 / 72 / width
    axes = drawing.add_axes((left, (below + bottom) / height, 0.985 - left, rows / height))
    _bars(axes, data, size, language)
    axes.set_yticks(range(len(names)), names, fontsize=size, color=EDGE)
    _dress(axes, size, language)
    legend = drawing.add_axes((0.02, 0.0, 0.97, below / height))
    draw_legend(legend, language, size, columns=columns, unknown=True)
    return drawing


def limits(values: np.ndarray) -> tuple[float, float]:
    """Return the ends of the axis in per cent: all values, but those far beyond the others are cut."""
    known = values[np.isfinite(values)]
    if not known.size:
        return -1.0, 1.0
    low, high = float(known.min()), float(known.max())
    size = float(np.quantile(np.abs(known), 0.8))
    most = max(FAR * size, 60.0)
    low, high = max(low, -most), min(high, most)
    return min(low, 0.0), max(high, 0.0)


def _name(one: CategoryBar, language: Language) -> str:
    text = word(one.id, language) if has(one.id) else one.name
    return text if len(text) <= 28 else text[:27] + "…"


def _bars(axes: Axes, data: BarsData, size: float, language: Language) -> None:
    sign = -1.0 if data.flip else 1.0
    values = np.array([100.0 * sign * one.relative for one in data.bars])
    low, high = limits(np.append(values, 100.0 * sign * data.mean))
    whole = max(high - low, 1.0)
    room = 6.6 * size * 0.62 / (axes.get_window_extent().width * 72 / axes.figure.dpi)  # type: ignore[union-attr]
    free = whole / max(1 - room * (int((values < 0).any()) + int((values > 0).any())), 0.3) * room
    axes.set_xlim(low - (free if low < 0 else 0.02 * whole), high + (free if high > 0 else 0.02 * whole))
    axes.set_ylim(len(values) - 0.4, -0.6)
    for i, (one, value) in enumerate(zip(data.bars, values, strict=True)):
        look = tone(one.rank)
        if not np.isfinite(value):
            axes.text(0, i, " " + word("no_baseline", language), size=size, color=QUIET, va="center")
            continue
        shown = min(max(value, low), high)
        axes.barh(i, shown, 0.72, color=look.fill, hatch=look.hatch, edgecolor=hatch_colour(look.fill), lw=0)
        axes.barh(i, shown, 0.72, fill=False, edgecolor=EDGE, linewidth=0.5)
        cut = "" if shown == value else ("◂ " if value < 0 else " ▸")
        text = percentage(one.relative, language, flip=data.flip)
        text = cut + text if value < 0 else text + cut
        axes.annotate(
            text, (shown, i), xytext=(-3 if value < 0 else 3, 0), textcoords="offset points", size=size,
            color=EDGE, ha="right" if value < 0 else "left", va="center", zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
        )  # fmt: skip
    mean = 100.0 * sign * data.mean
    if np.isfinite(mean):
        axes.axvline(mean, color=EDGE, linewidth=1.0, linestyle=(0, (4, 2)), zorder=3)
        axes.annotate(
            f"┆ {word('mean', language)}: {percentage(data.mean, language, flip=data.flip)}", (0.985, 1.0),
            xycoords=("figure fraction", "axes fraction"), xytext=(0, 2), textcoords="offset points",
            size=size, color=EDGE, ha="right", va="bottom",
        )  # fmt: skip


def _dress(axes: Axes, size: float, language: Language) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.axvline(0.0, color=EDGE, linewidth=0.9)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=size, color=QUIET, labelcolor=EDGE)
    axes.grid(axis="x", color=LIGHT, linewidth=0.4)
    axes.set_axisbelow(True)
    width = axes.get_window_extent().width * 72 / axes.figure.dpi  # type: ignore[union-attr]
    axes.xaxis.set_major_locator(
        MaxNLocator(nbins=max(int(width / (5.5 * size)), 2), steps=[1, 2, 2.5, 5, 10])
    )
    number_words(axes.xaxis, language)
    axes.set_xlabel(word("change", language), size=size, color=EDGE)
