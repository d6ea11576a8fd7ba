"""Bars of the relative result of every category, in its class; far ones are cut and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

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
    bottom = 4.4 * size * 2.54 / 72
    rows = len(data.bars) * 2.1 * size * 2.54 / 72
    below = height_of(size, columns, unknown=True) * 2.54 / 72
    height = head + rows + bottom + below
    drawing = new_figure(width, height)
    draw_title(drawing, title)
    names = [_name(one, language) for one in data.bars]
    left = (0.6 * size * max((len(name) for name in names), default=1) + 6) * 2.54 / 72 / width
    axes = drawing.add_axes(
        (left, (below + bottom) / height, 1 - left - (1.4 * size + 3) * 2.54 / 72 / width, rows / height)
    )
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
    short = _width(axes) < 32 * size
    texts = [_text(one, value, low, high, data.flip, language, short)
             for one, value in zip(data.bars, values, strict=True)]  # fmt: skip
    _limit(axes, low, high, texts, values < 0, size)
    axes.set_ylim(len(values) - 0.4, -0.6)
    for i, (one, value, text) in enumerate(zip(data.bars, values, texts, strict=True)):
        look = tone(one.rank)
        shown = min(max(value, low), high) if np.isfinite(value) else 0.0
        axes.barh(i, shown, 0.72, color=look.fill, hatch=look.hatch, edgecolor=hatch_colour(look.fill), lw=0)
        axes.barh(i, shown, 0.72, fill=False, edgecolor=EDGE, linewidth=0.5)
        axes.annotate(
            text, (shown, i), xytext=(-3 if value < 0 else 3, 0), textcoords="offset points", size=size,
            color=EDGE if np.isfinite(value) else QUIET, ha="right" if value < 0 else "left", va="center",
            zorder=4, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
        )  # fmt: skip
    mean = 100.0 * sign * data.mean
    if np.isfinite(mean):
        axes.axvline(mean, color=EDGE, linewidth=1.0, linestyle=(0, (4, 2)), zorder=3)
        axes.annotate(
            f"┆ {word('mean', language)}: {percentage(data.mean, language, flip=data.flip)}", (0.985, 1.0),
            xycoords=("figure fraction", "axes fraction"), xytext=(0, 2), textcoords="offset points",
            size=size, color=EDGE, ha="right", va="bottom",
        )  # fmt: skip


def _text(
    one: CategoryBar, value: float, low: float, high: float, flip: bool, language: Language, short: bool
) -> str:
    """Return what stands at the end of a bar; a mark says that the bar is cut."""
    if not np.isfinite(value):
        return "?" if short else word("no_baseline", language)
    text = percentage(one.relative, language, flip=flip)
    return f"◂ {text}" if value < low else f"{text} ▸" if value > high else text


def _width(axes: Axes) -> float:
    """Return the width of axes in points."""
    return float(axes.get_window_extent().width * 72 / axes.figure.dpi)  # type: ignore[union-attr]


def _limit(
    axes: Axes, low: float, high: float, texts: list[str], left: NDArray[np.bool_], size: float
) -> None:
    """Set the ends of the axis so that the texts at the ends of the bars have room."""
    width = _width(axes)
    parts = []
    for there in (left, ~left):
        letters = max((len(text) for text, here in zip(texts, there, strict=True) if here), default=0)
        parts.append((0.66 * size * letters + 6) / width if letters else 0.02)
    whole = max(high - low, 1.0) / max(1 - sum(parts), 0.2)
    axes.set_xlim(low - parts[0] * whole, high + parts[1] * whole)


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
