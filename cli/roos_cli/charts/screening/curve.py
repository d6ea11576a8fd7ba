"""Break-even: the change of a result along one parameter, and where it is zero."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.screening.turning import BreakEven
from roos_cli.charts.screening.look import EDGE, FONT, LIGHT, PAPER, QUIET, TONES, new_figure, picture
from roos_cli.charts.screening.titles import draw_title, title_height
from roos_cli.charts.screening.words import Language, has, number_words, word
from roos_cli.text import figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = NDArray[np.float64]


class CurveData(NamedTuple):
    """A curve.

    Attributes
    ----------
    parameter, unit, of
        What is varied, and key of what changes.
    values, change
        float64 (points,): parameter, and relative change, negative is better.
    roots, current, stated
        Where the change is zero; the value in the case (NaN: none); what the report says (None: nothing).
    flip
        Show an improvement as positive.
    """

    parameter: str
    unit: str
    of: str
    values: Array
    change: Array
    roots: tuple[float, ...]
    current: float
    stated: float | None = None
    flip: bool = False


def curve_data(found: BreakEven, unit: str, stated: float | None, flip: bool = False) -> CurveData:
    """Return the data of a computed break-even."""
    return CurveData(
        found.parameter, unit, found.of, found.values, found.change, found.roots, found.current, stated, flip
    )


@picture
def draw_curve(data: CurveData, *, title: str = "", language: Language = "en", width: float = 14.0) -> Figure:
    """Draw the curve; below zero is better, or above with ``flip``.

    Parameters and errors as for the bars.
    """
    size = min(max(0.62 * width, 5.5), FONT)
    head = title_height(title, width) + 0.45
    height = head + 0.55 * width + 1.0
    drawing = new_figure(width, height)
    draw_title(drawing, title)
    marks = _lines("    ".join(marks_text(data, language)), width, size)
    point = 2.54 / 72
    left = (7.6 * size + 4) * point / width
    low = (5.0 + 1.4 * (marks.count("\n") + 1)) * size * point / height
    right = 1 - (1.4 * size + 3) * point / width
    axes = drawing.add_axes((left, low, right - left, 1 - head / height - low))
    change = (-100.0 if data.flip else 100.0) * data.change
    bottom, top = _range(change)
    axes.plot(data.values, np.clip(change, bottom - 1e3, top + 1e3), color=EDGE, linewidth=1.8)
    axes.set_xlim(float(data.values[0]), float(data.values[-1]))
    axes.set_ylim(bottom, top)
    _zones(axes, data, change, size, language)
    _marks(axes, data, bottom, top)
    _dress(axes, data, size, language)
    drawing.text(0.03, 0.35 * size / 72 * 2.54 / height, marks, size=size, color=EDGE,
                 ha="left", va="bottom", linespacing=1.3)  # fmt: skip
    return drawing


def marks_text(data: CurveData, language: Language) -> list[str]:
    """Return what the marks of a curve mean, with their values."""
    unit = f" {data.unit}" if data.unit not in ("", "1") else ""
    parts = [f"○ {word('no_gain', language)}: {_number(root, language)}{unit}" for root in data.roots[:4]]
    if not data.roots:
        parts.append(word("never", language))
    if np.isfinite(data.current):
        parts.append(f"◆ {word('in_case', language)}: {_number(data.current, language)}{unit}")
    if data.stated is not None:
        parts.append(f"┊ {word('stated', language)}: {_number(data.stated, language)}{unit}")
    return parts


def _number(value: float, language: Language) -> str:
    text = figure(value).replace("-", "−")
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "nl" else text


def _lines(text: str, width: float, size: float) -> str:
    letters = max(int(width / 2.54 * 72 * 0.94 / (0.66 * size)), 12)
    parts: list[str] = []
    for part in text.split("    "):
        if parts and len(parts[-1]) + len(part) + 4 <= letters:
            parts[-1] += "    " + part
        else:
            parts += textwrap.wrap(part, letters)[:1] if len(part) <= letters else [part]
    return "\n".join(parts)


def _range(change: Array) -> tuple[float, float]:
    """Return the shown range in per cent: with zero inside, a pole cut off."""
    known = change[np.isfinite(change)]
    if not known.size:
        return -1.0, 1.0
    low, high = float(np.quantile(known, 0.01)), float(np.quantile(known, 0.99))
    middle = float(np.quantile(np.abs(known), 0.6))
    most = max(6.0 * middle, 1.0)
    low, high = min(max(low, -most), 0.0), max(min(high, most), 0.0)
    room = 0.08 * max(high - low, 1e-9)
    return min(low, -0.02 * (high - low)) - room, max(high, 0.02 * (high - low)) + room


def _zones(axes: Axes, data: CurveData, change: Array, size: float, language: Language) -> None:
    """Tint the better and the worse side, and name them in a corner that the curve leaves free."""
    low, high = axes.get_ylim()
    better = (0.0, high) if data.flip else (low, 0.0)
    worse = (low, 0.0) if data.flip else (0.0, high)
    axes.axhspan(*better, facecolor=TONES[1].fill, alpha=0.6, zorder=0)
    axes.axhspan(*worse, facecolor=TONES[-1].fill, alpha=0.6, zorder=0)
    axes.axhline(0.0, color=EDGE, linewidth=0.9, zorder=1)
    paper = {"facecolor": PAPER, "alpha": 0.7, "edgecolor": "none", "boxstyle": "round,pad=0.15"}
    for key, (start, stop) in (("better", better), ("worse", worse)):
        if (stop - start) > 0.09 * (high - low):
            y = start if start < 0 else stop
            right = _distance(change[-len(change) // 4 :], y) >= _distance(change[: len(change) // 4], y)
            axes.annotate(
                word(key, language), (1.0 if right else 0.0, y), xycoords=("axes fraction", "data"),
                xytext=(-5 if right else 5, 5 if start < 0 else -5), textcoords="offset points", size=size,
                color=QUIET, ha="right" if right else "left", va="bottom" if start < 0 else "top", bbox=paper,
                zorder=4,
            )  # fmt: skip


def _distance(change: Array, y: float) -> float:
    """Return how near a part of the curve comes to a corner."""
    known = change[np.isfinite(change)]
    return float(np.abs(known - y).min()) if known.size else float("inf")


def _marks(axes: Axes, data: CurveData, low: float, high: float) -> None:
    for root in data.roots[:4]:
        axes.plot([root], [0.0], "o", color=PAPER, markeredgecolor=EDGE, markersize=7, markeredgewidth=1.6,
                  zorder=5)  # fmt: skip
    if np.isfinite(data.current) and data.values[0] <= data.current <= data.values[-1]:
        y = float(np.interp(data.current, data.values, data.change)) * (-100.0 if data.flip else 100.0)
        if low <= y <= high:
            axes.plot([data.current], [y], "D", color=EDGE, markersize=6, zorder=6)
    if data.stated is not None and data.values[0] <= data.stated <= data.values[-1]:
        axes.axvline(data.stated, color=QUIET, linewidth=1.2, linestyle=(0, (2, 2)), zorder=2)


def _dress(axes: Axes, data: CurveData, size: float, language: Language) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(QUIET)
    axes.tick_params(labelsize=size, color=QUIET, labelcolor=EDGE)
    axes.grid(color=LIGHT, linewidth=0.4)
    width = axes.get_window_extent().width * 72 / axes.figure.dpi  # type: ignore[union-attr]
    axes.xaxis.set_major_locator(MaxNLocator(nbins=max(int(width / (6 * size)), 2), steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    number_words(axes.xaxis, language)
    number_words(axes.yaxis, language)
    unit = f", {data.unit}" if data.unit not in ("", "1") else ""
    axes.set_xlabel(f"{data.parameter.replace('_', ' ')}{unit}", size=size, color=EDGE)
    of = word(data.of, language) if has(data.of) else data.of.replace("_", " ")
    tall = axes.get_window_extent().height * 72 / axes.figure.dpi  # type: ignore[union-attr]
    text = textwrap.fill(f"{of}, %", max(int(tall / (0.62 * size)), 8))
    axes.set_ylabel(text, size=size, color=EDGE)
