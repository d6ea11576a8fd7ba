"""A heat map over two axes: every cell with its number where there is room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from roos_cli.charts.choosing import Choice
from roos_cli.charts.data import Array, ChartAxis
from roos_cli.charts.placing import MARGIN, fill, points
from roos_cli.charts.relating import drawn, headline, item_names, value_title
from roos_cli.charts.style import (
    EDGE,
    FONT,
    QUIET,
    headings,
    new_figure,
    number_ticks,
    power_into_label,
)  # fmt: skip
from roos_cli.charts.wording import distinct

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

#: Points that the colour scale takes, with its numbers.
BAR, SCALE = 10.0, 62.0
#: Points of a row.
ROW = 15.0


def draw_heat(choice: Choice, width: float = 18.0, height: float | None = None) -> Figure:
    """Draw the values over the axes ``x`` and ``y`` as cells of equal size, numbers of y rising upwards.

    Parameters
    ----------
    width, height
        In centimetres; without a height every row gets room for its name, up to the height of a page.
    """
    if height is None:
        rows = len(choice.data.axis(choice.y))
        height = max(0.62 * width, min((ROW * rows + 110) / 72 * 2.54, 29.0))
    values, notes = drawn(choice, (choice.y, choice.x))
    across, up = choice.data.axis(choice.x), choice.data.axis(choice.y)
    values, across = _rising(values, across, 1)
    values, up = _rising(values, up, 0)
    drawing = new_figure(width, height)
    wide, high = points(drawing)
    size = FONT if wide > 300 else FONT - 1.5
    axes = drawing.add_axes((0.1, 0.1, 0.8, 0.8))
    shown = np.ma.masked_invalid(values)
    image = axes.imshow(
        shown, cmap="cividis", aspect="auto", interpolation="nearest",
        origin="lower" if up.numbers is not None else "upper",
    )  # fmt: skip
    axes.set_xlabel(across.title, size=size, color=EDGE)
    axes.set_ylabel(up.title, size=size, color=EDGE)
    axes.tick_params(labelsize=size - 0.5, length=2, color=QUIET, labelcolor=EDGE)
    axes.spines[:].set_visible(False)
    low, top = headings(drawing, headline(choice), [*notes, *choice.notes])
    bar = drawing.add_axes((0.9, low, 0.02, top - low))
    colourbar = drawing.colorbar(image, cax=bar)
    colourbar.outline.set_visible(False)  # type: ignore[operator]
    bar.tick_params(labelsize=size - 0.5, length=2, color=QUIET, labelcolor=EDGE)
    number_ticks(bar.yaxis, 5)
    bar.yaxis.label.set_size(size)
    _ticks(axes, across, up, size, wide, (top - low) * high)
    right = SCALE + BAR
    fill(axes, low, top, right)
    _thin(axes)
    fill(axes, low, top, right)
    inner = axes.get_position()
    bar.set_position((1 - (MARGIN + SCALE) / wide, inner.y0, BAR / wide, inner.height))
    power_into_label(bar.yaxis, value_title(choice))
    _numbers(axes, image, values, size)
    return drawing


def _rising(values: Array, axis: ChartAxis, place: int) -> tuple[Array, ChartAxis]:
    """Return values and axis with rising numbers, where the axis has any."""
    if axis.numbers is None:
        return values, axis
    order = np.argsort(axis.numbers, kind="stable").tolist()
    return np.take(values, order, axis=place), axis.take(order)


def _ticks(axes: Axes, across: ChartAxis, up: ChartAxis, size: float, wide: float, high: float) -> None:
    """Name the columns and rows; upright below where their names are wider than the columns."""
    letters = max(int(0.3 * wide / (0.6 * size)), 6)
    lines = 1 if high / max(len(up), 1) < 2.4 * size else 2
    axes.set_yticks(range(len(up)), distinct(_texts(up), letters, lines))
    cell = int((wide - 1.1 * letters * 0.6 * size - SCALE) / max(len(across), 1) / (0.62 * size))
    texts = _texts(across)
    if across.numbers is not None:
        axes.set_xticks(range(len(across)), texts)
    elif cell >= 9:
        axes.set_xticks(range(len(across)), distinct(texts, cell - 1, 3))
    else:
        upright = max(min(int(0.4 * high / (0.6 * size)), 24), 6)
        axes.set_xticks(range(len(across)), distinct(texts, upright, 1), rotation=90)


def _texts(axis: ChartAxis) -> list[str]:
    return list(axis.labels.ids) if axis.numbers is not None else item_names(axis)


def _thin(axes: Axes) -> None:
    """Leave names out where they would touch: every second, every third …, the first always kept."""
    axes.figure.draw_without_rendering()  # type: ignore[union-attr]
    for axis, side in ((axes.xaxis, "width"), (axes.yaxis, "height")):
        labels = axis.get_ticklabels()
        if len(labels) < 2:
            continue
        cell = getattr(axes.get_window_extent(), side) / len(labels)
        needed = max(getattr(label.get_window_extent(), side) for label in labels) * 1.15 + 2
        step = max(int(np.ceil(needed / cell)), 1)
        for i, label in enumerate(labels):
            label.set_visible(i % step == 0)


def _numbers(axes: Axes, image: AxesImage, values: Array, size: float) -> None:
    """Write each value into its cell, light on dark and dark on light, where all of them fit."""
    box, scale = axes.get_window_extent(), axes.figure.dpi / 72
    cell = box.width / values.shape[1] / scale, box.height / values.shape[0] / scale
    texts = [[_short(value) for value in row] for row in values]
    longest = max(len(text) for row in texts for text in row)
    if longest * 0.62 * (size - 1) > cell[0] - 4 or 1.3 * size > cell[1]:
        return
    colours = image.cmap(image.norm(np.nan_to_num(values, nan=float(np.nanmin(values)))))
    light = colours[..., :3] @ np.array([0.299, 0.587, 0.114])
    for (i, j), value in np.ndenumerate(values):
        if np.isfinite(value):
            colour = "white" if light[i, j] < 0.5 else "black"
            axes.text(j, i, texts[i][j], size=size - 1, color=colour, ha="center", va="center")


def _short(value: float) -> str:
    """Return three significant digits."""
    return f"{value:.3g}".replace("e-0", "e-").replace("e+0", "e").replace("-", "−")
