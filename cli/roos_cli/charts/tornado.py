"""The tornado of one score: what it depends on most, the longest bar on top."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from roos.sensitivity.table import Sensitivities
from roos_cli.charts.placing import fill, points
from roos_cli.charts.style import (
    EDGE,
    FONT,
    QUIET,
    dress_rows,
    headings,
    new_figure,
    number_ticks,
    power_into_label,
)
from roos_cli.charts.wording import distinct
from roos_cli.text import count, figure, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Bars of a picture: more cannot be read.
MOST = 20
#: Points of a bar with its name in two lines.
BAR = 25.0
#: Per cent of the variance below which there is nothing to see.
LEAST = 0.1
#: One dark and one light tone of one hue, the light one hatched: told apart in grey and in print.
_UP, _DOWN = "#1b5e8c", "#c9dcea"


def draw_tornado(
    found: Sensitivities,
    *,
    inventory: str,
    method: str,
    category: str,
    width: float = 18.0,
    height: float | None = None,
) -> Figure:
    """Draw elasticities, or shares of the variance where these order the lines.

    Parameters
    ----------
    found
        What is drawn; up to :data:`MOST` lines.
    inventory, method, category
        Named in the picture.
    width, height
        In centimetres; without a height, what the bars need. What has no room is left out, which is said.
    """
    shares = found.rank == "variance"
    values = found.variance_shares * 100 if shares else found.elasticities
    lines = min(len(found), MOST)
    if shares:  # where few make nearly all of it, the others are told as a number
        lines = min(lines, max(int(np.count_nonzero(values >= LEAST)), 1))
    if height is not None:
        lines = max(min(lines, int((72 * height / 2.54 - 110) / BAR)), min(lines, 1))
    values = np.nan_to_num(np.asarray(values[:lines], dtype=np.float64))
    drawing = new_figure(width, height or (BAR * max(lines, 2) + 120) / 72 * 2.54)
    wide, _ = points(drawing)
    size = FONT if wide > 300 else FONT - 1.5
    axes = drawing.add_axes((0.4, 0.1, 0.5, 0.8))
    low, top = headings(drawing, _title(found, category), _notes(found, lines, inventory, method))
    _bars(axes, values, shares)
    letters = max(int(0.44 * wide / (0.58 * size)), 10)
    axes.set_yticks(range(lines), distinct(found.labels[:lines], letters))
    _dress(axes, values, size, wide)
    fill(axes, low, top)
    title = (
        "share of the variance, %"
        if shares
        else "elasticity: per cent of the score per per cent of the amount"
    )
    power_into_label(axes.xaxis, title)
    _numbers(axes, values, size, shares)
    fill(axes, low, top)
    return drawing


def _title(found: Sensitivities, category: str) -> str:
    what = "What makes the score uncertain" if found.rank == "variance" else "What the score depends on"
    under = f", {found.scenario}" if found.scenario else ""
    return f"{what}: {category} of {found.demand}{under}"


def _notes(found: Sensitivities, lines: int, inventory: str, method: str) -> list[str]:
    notes = [f"Score: {figure(found.score)} {found.unit}".rstrip() + "."]
    if not math.isnan(found.variance):
        part = f", {percent(found.deviation / abs(found.score))} of it" if found.score else ""
        notes[0] += f" Standard deviation to first order: {figure(found.deviation)} {found.unit}{part}."
    others = found.count - lines
    rest = f" {count(others, 'smaller line')} not drawn." if others > 0 else ""
    notes.append(f"Inventory: {inventory}. Method: {method}.{rest}")
    return notes


def _bars(axes: Axes, values: np.ndarray, shares: bool) -> None:
    for sign, colour, hatch in ((1.0, _UP, ""), (-1.0, _DOWN, "////")):
        at = np.flatnonzero(values * sign >= 0 if sign > 0 else values < 0)
        axes.barh(at, values[at], color=colour, hatch=hatch, edgecolor=EDGE, linewidth=0.7, height=0.7)
    if not len(values):
        text = "nothing is uncertain" if shares else "the score depends on nothing"
        axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=QUIET, size=FONT)
    axes.set_ylim(max(len(values), 2) - 0.45, -0.55)


def _dress(axes: Axes, values: np.ndarray, size: float, wide: float) -> None:
    axes.axvline(0.0, color=EDGE, linewidth=0.8)
    dress_rows(axes, size)
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    room = 0.28 * ((high - low) or 1.0)  # for the numbers beside the bars
    axes.set_xlim(low - room if low < 0 else 0.0, high + room if high > 0 or low == 0 else 0.0)
    number_ticks(axes.xaxis, max(int(wide / 130), 2))


def _numbers(axes: Axes, values: np.ndarray, size: float, shares: bool) -> None:
    for place, value in enumerate(values.tolist()):
        text = percent(value / 100) if shares else f"{value:.3f}" if abs(value) >= 0.001 else f"{value:.1e}"
        axes.annotate(
            text.replace("-", "−"), (value, place), xytext=(-3 if value < 0 else 3, 0),
            textcoords="offset points", size=size - 1, color=EDGE, va="center",
            ha="right" if value < 0 else "left",
        )  # fmt: skip
