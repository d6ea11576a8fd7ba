"""Bars of Sobol or Morris indices of one score, the parameter that matters most on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from roos_cli.charts.placing import fill, points
from roos_cli.charts.style import (
    EDGE,
    FONT,
    dress_rows,
    headings,
    new_figure,
    number_ticks,
    power_into_label,
)
from roos_cli.charts.wording import distinct
from roos_cli.indices_report import WIDTH, OneScore
from roos_cli.text import count

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Parameters of a picture: more cannot be read.
MOST = 20
#: Points of a parameter with its two bars.
ROW = 34.0
#: One dark and one light tone of one hue, the light one hatched: told apart in grey and in print.
_DARK, _LIGHT = "#1b5e8c", "#c9dcea"
#: By kind: index, its words in the legend, whether it has an error.
BARS = {
    "sobol": (("total", "total", True), ("first", "first order", True)),
    "morris": (("mu_star", "mean |effect|", True), ("sigma", "spread of the effects", False)),
}


def draw_indices(
    score: OneScore,
    *,
    title: str,
    notes: Sequence[str] = (),
    width: float = 18.0,
    height: float | None = None,
) -> Figure:
    """Draw two bars per parameter, with whiskers that hold with 95 %.

    Parameters
    ----------
    title, notes
        Above and below the picture.
    width, height
        In centimetres; without a height, what the bars need. What has no room is left out, which is said.
    """
    rows = min(len(score.parameters), MOST)
    if height is not None:
        rows = max(min(rows, int((72 * height / 2.54 - 120) / ROW)), min(rows, 1))
    drawing = new_figure(width, height or (ROW * max(rows, 2) + 140) / 72 * 2.54)
    wide, _ = points(drawing)
    size = FONT if wide > 300 else FONT - 1.5
    axes = drawing.add_axes((0.3, 0.1, 0.6, 0.8))
    told = ["Whiskers: 95 %.", *notes]
    if rows < len(score.parameters):
        told.append(f"{rows} of {count(len(score.parameters), 'parameter')} drawn.")
    low, top = headings(drawing, title, told)
    _bars(axes, score, rows)
    letters = max(int(0.34 * wide / (0.58 * size)), 8)
    axes.set_yticks(range(rows), distinct(score.parameters[:rows], letters))
    _dress(axes, size, wide, rows)
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=size, labelcolor=EDGE,
        borderaxespad=0.3, handlelength=1.6,
    )  # fmt: skip
    value = "share of the variance" if score.kind == "sobol" else "effect over the range of the parameter"
    value += f", {score.unit}" if score.kind == "morris" and score.unit else ""
    fill(axes, low, top)
    power_into_label(axes.xaxis, value)
    fill(axes, low, top)
    return drawing


def _bars(axes: Axes, score: OneScore, rows: int) -> None:
    for i, (name, words, sure) in enumerate(BARS[score.kind]):
        place = np.arange(rows) + (-0.2, 0.2)[i]
        values = score.values[name][:rows]
        axes.barh(
            place, values, height=0.36, color=(_DARK, _LIGHT)[i], hatch=("", "////")[i], edgecolor=EDGE,
            linewidth=0.7, label=words,
        )  # fmt: skip
        if sure and f"{name}_error" in score.values:
            errors = WIDTH * score.values[f"{name}_error"][:rows]
            # white below, so that a whisker is seen on the dark bar, too
            for colour, line in (("#ffffff", 2.6), (EDGE, 1.0)):
                axes.errorbar(
                    values, place, xerr=errors, fmt="none", ecolor=colour, elinewidth=line, capsize=2.5,
                    capthick=line,
                )  # fmt: skip


def _dress(axes: Axes, size: float, wide: float, rows: int) -> None:
    axes.set_ylim(max(rows, 2) - 0.45, -0.55)
    axes.axvline(0.0, color=EDGE, linewidth=0.8)
    dress_rows(axes, size)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 0.0), high + 0.03 * (high - low))
    number_ticks(axes.xaxis, max(int(wide / 100), 2))
