"""Boxes of distributions, one a row: median, quartiles and 95 %, with what is told beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

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
from roos_cli.text import count, figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = NDArray[np.float64]

#: Rows of a picture: more cannot be read.
MOST = 40
#: Points of a row with its name in two lines.
ROW = 25.0
_BOX, _DOT = "#c9dcea", "#ffffff"


@dataclass(frozen=True, eq=False)
class Boxes:
    """What is drawn.

    Attributes
    ----------
    names
        Of the rows.
    quantiles
        float64 (5, rows): of 2.5, 25, 50, 75 and 97.5 %; NaN where a row has no value.
    means
        float64 (rows,).
    beside
        One text per row, right of the boxes, or none at all.
    title, value
        Of the picture, and what the axis holds.
    notes
        Below the picture.
    zero
        Whether zero is a line to compare with.
    cut
        Values are per cent: whiskers far beyond the others are cut, and it is said where they end.
    """

    names: tuple[str, ...]
    quantiles: Array
    means: Array
    beside: tuple[str, ...]
    title: str
    value: str
    notes: tuple[str, ...] = ()
    zero: bool = False
    cut: bool = False


def draw_boxes(boxes: Boxes, *, width: float = 18.0, height: float | None = None) -> Figure:
    """Draw boxes below each other, in their order.

    Parameters
    ----------
    width, height
        In centimetres; without a height, what the rows need. Rows without room are left out, which is said.
    """
    rows = min(len(boxes.names), MOST)
    if height is not None:
        rows = max(min(rows, int((72 * height / 2.54 - 120) / ROW)), min(rows, 1))
    drawing = new_figure(width, height or (ROW * max(rows, 2) + 130) / 72 * 2.54)
    wide, _ = points(drawing)
    size = FONT if wide > 300 else FONT - 1.5
    axes = drawing.add_axes((0.3, 0.1, 0.6, 0.8))
    dot = "; dot: mean" if np.isfinite(boxes.means[:rows]).any() else ""
    notes = [f"Line: median; box: quartiles; whiskers: 2.5 and 97.5 %{dot}.", *boxes.notes]
    if rows < len(boxes.names):
        notes.append(f"{rows} of {count(len(boxes.names), 'row')} drawn.")
    limit = _limit(boxes.quantiles[:, :rows]) if boxes.cut else np.inf
    notes += _beyond(boxes, rows, limit)
    low, top = headings(drawing, boxes.title, notes)
    _draw(axes, boxes, rows, limit)
    letters = max(int((0.3 if boxes.beside else 0.36) * wide / (0.58 * size)), 8)
    axes.set_yticks(range(rows), distinct(boxes.names[:rows], letters))
    _dress(axes, size, wide)
    beside = [text.replace("$", r"\$") for text in boxes.beside[:rows]]
    right = 0.56 * (size - 1) * max((len(text) for text in beside), default=0) + 6 if beside else 0.0
    for row, text in enumerate(beside):
        axes.annotate(
            text, (1.0, row), xycoords=("axes fraction", "data"), xytext=(5, 0), textcoords="offset points",
            size=size - 1, color=EDGE, va="center", ha="left", annotation_clip=False,
        )  # fmt: skip
    fill(axes, low, top, right)
    power_into_label(axes.xaxis, boxes.value)
    fill(axes, low, top, right)
    return drawing


def _limit(quantiles: Array) -> float:
    """Return how far from zero the axis goes: what most rows need, where a few need far more."""
    ends = np.abs(quantiles[[0, 4]]).max(axis=0)
    ends = ends[np.isfinite(ends)]
    if ends.size < 4:
        return np.inf
    limit = 3 * float(np.median(ends))
    return limit if limit and (ends > limit).any() else np.inf


def _beyond(boxes: Boxes, rows: int, limit: float) -> list[str]:
    """Say where whiskers end that are cut."""
    told = []
    for name, least, most in zip(boxes.names[:rows], *boxes.quantiles[[0, 4], :rows], strict=True):
        if max(abs(least), abs(most)) > limit:
            told.append(f"{name} {figure(least)} to {figure(most)} %".replace("-", "−"))
    more = f", and {len(told) - 3} more" if len(told) > 3 else ""
    return [f"Cut (arrow): {'; '.join(told[:3])}{more}."] if told else []


def _draw(axes: Axes, boxes: Boxes, rows: int, limit: float) -> None:
    for row in range(rows):
        if not np.isfinite(boxes.quantiles[:, row]).all():
            axes.annotate("no value", (0.0, row), size=FONT - 1, color=QUIET, va="center")
            continue
        least, first, middle, third, most = np.clip(boxes.quantiles[:, row], -limit, limit).tolist()
        axes.plot([least, most], [row, row], color=EDGE, linewidth=1.0, solid_capstyle="butt", zorder=2)
        for end, whole in ((least, boxes.quantiles[0, row]), (most, boxes.quantiles[4, row])):
            if end == whole:
                axes.plot([end, end], [row - 0.14, row + 0.14], color=EDGE, linewidth=1.0, zorder=2)
            else:
                axes.plot(end, row, "<" if whole < 0 else ">", markersize=6, color=EDGE, zorder=6)
        if abs(middle) < limit:
            axes.barh(row, third - first, left=first, height=0.5, color=_BOX, edgecolor=EDGE, linewidth=0.8,
                      zorder=3)  # fmt: skip
            axes.plot([middle, middle], [row - 0.25, row + 0.25], color=EDGE, linewidth=2.2, zorder=4,
                      solid_capstyle="butt")  # fmt: skip
        mean = float(boxes.means[row])
        axes.plot(
            mean if abs(mean) <= limit else np.nan,
            row,
            "o",
            markersize=3.6,
            color=_DOT,
            markeredgecolor=EDGE,
            zorder=5,
        )
    if boxes.zero:
        axes.axvline(0.0, color=EDGE, linewidth=1.2, zorder=1)
    axes.set_ylim(max(rows, 2) - 0.45, -0.55)


def _dress(axes: Axes, size: float, wide: float) -> None:
    dress_rows(axes, size)
    axes.margins(x=0.04)
    number_ticks(axes.xaxis, max(int(wide / 100), 2))
