"""Drivers and barriers of the interviewed companies as a radar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from roos_cli.charts.screening.fitting import wrapped
from roos_cli.charts.screening.look import EDGE, FONT, LIGHT, PAPER, QUIET, TONES, new_figure, picture
from roos_cli.charts.screening.titles import draw_title, title_height
from roos_cli.charts.screening.words import Language, place, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Colour, dashes and mark of each line: told apart without colour.
LINES: tuple[tuple[str, Any, str], ...] = (
    (EDGE, "-", "o"),
    ("#146c5c", (0, (5, 2)), "s"),
    ("#d9701a", (0, (1.3, 1.4)), "^"),
    ("#57b09f", (0, (6, 2, 1.2, 2)), "D"),
    ("#8a5a9e", (0, (3, 1.5)), "v"),
)


class Series(NamedTuple):
    """One line: key of its name, how many companies, values in the order of the axes."""

    name: str
    companies: int
    values: tuple[float, ...]


class RadarData(NamedTuple):
    """A radar: names of its axes, lines (the first one filled), ends of the scale, where it comes from."""

    axes: tuple[str, ...]
    series: tuple[Series, ...]
    lowest: float
    highest: float
    place: str


@picture
def draw_radar(data: RadarData, *, title: str = "", language: Language = "en", width: float = 18.0) -> Figure:
    """Draw the radar, its axes clockwise from the top.

    Parameters and errors as for the roses.
    """
    size = min(max(0.5 * width, 5.5), FONT - 0.5)
    numbered = width < 12.0
    labels = [str(i + 1) if numbered else wrapped(name, 18) for i, name in enumerate(data.axes)]
    side = 0.62 * size * max(len(line) for text in labels for line in text.split("\n")) + 10
    ends = 1.4 * size + 8 if numbered else 2.6 * size * 1.5 + 8
    plot = max(width / 2.54 * 72 - 2 * side, 60.0)  # points
    head = title_height(title, width) * 72 / 2.54
    listed = len(data.axes) if numbered else 0
    foot = (1.6 * len(data.series) + 1.5 * listed + 4.6) * size
    high = head + plot + 2 * ends + foot
    drawing = new_figure(width, high * 2.54 / 72)
    draw_title(drawing, title)
    wide = width / 2.54 * 72
    axes = drawing.add_axes((side / wide, (foot + ends) / high, plot / wide, plot / high))
    axes.set_xlim(-1, 1)
    axes.set_ylim(-1, 1)
    axes.set_aspect("equal")
    axes.set_axis_off()
    _web(axes, data, size)
    for i, one in reversed(list(enumerate(data.series))):
        _line(axes, data, one, i)
    _labels(axes, labels, size)
    _key(drawing, data, size, foot / high, language, listed)
    return drawing


def _spoke(i: int, count: int) -> tuple[float, float]:
    angle = math.pi / 2 - 2 * math.pi * i / count
    return math.cos(angle), math.sin(angle)


def _radius(value: float, data: RadarData) -> float:
    """Return the distance from the centre; the lowest score stands clear of it."""
    return 0.2 + 0.8 * (value - data.lowest) / (data.highest - data.lowest)


def _web(axes: Axes, data: RadarData, size: float) -> None:
    count = len(data.axes)
    steps = int(data.highest - data.lowest)
    for level in range(steps + 1):
        value = data.lowest + level
        r = _radius(value, data)
        ring = [_spoke(i % count, count) for i in range(count + 1)]
        axes.plot([r * x for x, _ in ring], [r * y for _, y in ring], color=LIGHT, linewidth=0.8)
        axes.text(0.02, r, f"{value:g}", size=size - 1, color=QUIET, ha="left", va="bottom", zorder=9,
                  bbox={"facecolor": PAPER, "alpha": 0.75, "edgecolor": "none", "pad": 0.6})  # fmt: skip
    for i in range(count):
        x, y = _spoke(i, count)
        axes.plot([0, x], [0, y], color=LIGHT, linewidth=0.6)


def _line(axes: Axes, data: RadarData, one: Series, i: int) -> None:
    count = len(data.axes)
    colour, dashes, mark = LINES[i % len(LINES)]
    places = [_spoke(k % count, count) for k in range(count + 1)]
    radii = [_radius(one.values[k % count], data) for k in range(count + 1)]
    x = [r * place[0] for r, place in zip(radii, places, strict=True)]
    y = [r * place[1] for r, place in zip(radii, places, strict=True)]
    if i == 0:
        axes.fill(x, y, color=TONES[1].fill, alpha=0.8, zorder=1)
    axes.plot(x, y, color=colour, linestyle=dashes, marker=mark, markersize=4.5, markerfacecolor=PAPER,
              linewidth=2.0 if i == 0 else 1.3, zorder=3, clip_on=False)  # fmt: skip


def _labels(axes: Axes, labels: list[str], size: float) -> None:
    count = len(labels)
    for i, text in enumerate(labels):
        x, y = _spoke(i, count)
        side = "center" if abs(x) < 0.15 else "left" if x > 0 else "right"
        level = "bottom" if y > 0.9 else "top" if y < -0.9 else "center"
        axes.text(1.07 * x, 1.07 * y, text, size=size, color=EDGE, ha=side, va=level, linespacing=1.1)


def _key(drawing: Figure, data: RadarData, size: float, top: float, language: Language, listed: int) -> None:
    """Name the lines under the radar, and its axes where they have numbers; say the scale and the source."""
    from matplotlib.lines import Line2D

    width, height = (72 * float(part) for part in drawing.get_size_inches())
    y = top * height - 0.4 * size
    for i, one in enumerate(data.series):
        colour, dashes, mark = LINES[i % len(LINES)]
        x = 8 / width
        middle = (y - 0.6 * size) / height
        drawing.add_artist(
            Line2D([x, x + 3.4 * size / width], [middle, middle], color=colour, linestyle=dashes, marker=mark,
                   markersize=4.5, markerfacecolor=PAPER, linewidth=2.0 if i == 0 else 1.3)
        )  # fmt: skip
        text = word(one.name, language) + ("" if i == 0 else f" (n = {one.companies})")
        drawing.text(x + 5.0 * size / width, middle, text, size=size, color=EDGE, va="center")
        y -= 1.6 * size
    for i in range(listed):
        drawing.text(8 / width, (y - 0.3 * size) / height, f"{i + 1}  {data.axes[i]}", size=size, color=EDGE,
                     va="top")  # fmt: skip
        y -= 1.5 * size
    note = f"{word('scale', language)}. TNO 2020 R12210, {place(data.place, language)}"
    drawing.text(8 / width, (y - 0.3 * size) / height, _two_lines(note, width, size), size=size - 1,
                 color=QUIET, va="top", linespacing=1.2)  # fmt: skip


def _two_lines(text: str, width: float, size: float) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, max(int((width - 16) / (0.6 * (size - 1))), 12)))
