"""Break-even of two parameters: the nine classes as areas, and the line where nothing is gained."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.screening.colours import CLASSES
from roos.screening.contour import BreakEvenMap
from roos_cli.charts.screening.legend import draw_legend, height_of
from roos_cli.charts.screening.look import EDGE, FONT, PAPER, QUIET, TONES, hatch_colour, new_figure, picture
from roos_cli.charts.screening.titles import draw_title, title_height
from roos_cli.charts.screening.words import Language, has, number_words, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
#: Edges of the classes in per cent of change, from best to worst, the neutral one a line.
EDGES = (-50.0, -25.0, -10.0, 0.0, 10.0, 25.0, 50.0)


class MapData(NamedTuple):
    """A map: names and units of the two parameters, key of what changes, and float64 values.

    ``change`` has one row per value of the first parameter; ``current`` is where the case stands.
    """

    names: tuple[str, str]
    units: tuple[str, str]
    of: str
    first: Array
    second: Array
    change: Array
    current: tuple[float, float] | None = None


def map_data(found: BreakEvenMap, units: tuple[str, str], current: tuple[float, float]) -> MapData:
    """Return the data of a computed map."""
    return MapData(
        (found.first, found.second), units, found.of, found.first_values, found.second_values, found.change,
        current,
    )  # fmt: skip


@picture
def draw_map(data: MapData, *, title: str = "", language: Language = "en", width: float = 16.0) -> Figure:
    """Draw the map; the thick line is zero, the diamond the case as it stands.

    Parameters and errors as for the bars.
    """
    size = min(max(0.55 * width, 5.5), FONT - 0.5)
    beside = width >= 13.0
    columns = 1 if beside or width < 11.5 else 2
    head = title_height(title, width) + 0.2
    below = 0.0 if beside else height_of(size, columns, unknown=False, note_lines=2) * 2.54 / 72
    height = head + 0.62 * width * (0.9 if beside else 1.0) + 0.6 + below
    drawing = new_figure(width, height)
    draw_title(drawing, title)
    left, low = (5.6 * size) * 2.54 / 72 / width, (4.4 * size * 2.54 / 72 + below) / height
    right = 0.63 if beside else 0.97
    axes = drawing.add_axes((left, low, right - left, 1 - head / height - low))
    _areas(axes, data)
    _dress(axes, data, size, language)
    of = word(data.of, language) if has(data.of) else data.of.replace("_", " ")
    notes = (f"━ {word('no_gain', language)}: {of}", f"◆ {word('in_case', language)}")
    if beside:
        high = height_of(size, 1, unknown=False, note_lines=2) * 2.54 / 72 / height
        legend = drawing.add_axes((0.665, max(1 - head / height - high, 0.0), 0.33, high))
    else:
        legend = drawing.add_axes((0.03, 0.0, 0.95, below / height))
    draw_legend(legend, language, size, columns=columns, notes=notes)
    return drawing


def _areas(axes: Axes, data: MapData) -> None:
    change = 100.0 * np.ma.masked_invalid(data.change.T)
    looks = [TONES[one.rank] for one in CLASSES if one.rank]
    known = data.change[np.isfinite(data.change)] * 100.0
    low, high = float(known.min(initial=0.0)), float(known.max(initial=0.0))
    levels = [min(low, EDGES[0]) - 1.0, *EDGES, max(high, EDGES[-1]) + 1.0]
    axes.contourf(data.first, data.second, change, levels=levels, colors=[one.fill for one in looks])
    if high > 0.0:
        lines = axes.contourf(
            data.first, data.second, change, levels=levels, colors="none",
            hatches=[one.hatch or None for one in looks],
        )  # fmt: skip
        lines.set_edgecolor([hatch_colour(one.fill) for one in looks])
        lines.set_linewidth(0.0)
    axes.contour(data.first, data.second, change, levels=EDGES, colors=QUIET, linewidths=0.5,
                 linestyles="solid")  # fmt: skip
    if low < 0.0 < high:
        axes.contour(data.first, data.second, change, levels=[0.0], colors=EDGE, linewidths=2.2)
    if data.current is not None and all(np.isfinite(data.current)):
        axes.plot(
            *data.current, "D", color=EDGE, markeredgecolor=PAPER, markersize=7, clip_on=False, zorder=5
        )


def _dress(axes: Axes, data: MapData, size: float, language: Language) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(float(data.first[0]), float(data.first[-1]))
    axes.set_ylim(float(data.second[0]), float(data.second[-1]))
    axes.tick_params(labelsize=size, color=QUIET, labelcolor=EDGE)
    for side in axes.spines.values():
        side.set_color(QUIET)
    names = [name.replace("_", " ") + (f", {unit}" if unit not in ("", "1") else "")
             for name, unit in zip(data.names, data.units, strict=True)]  # fmt: skip
    number_words(axes.xaxis, language)
    number_words(axes.yaxis, language)
    axes.set_xlabel(names[0], size=size, color=EDGE)
    axes.set_ylabel(names[1], size=size, color=EDGE)
    width = axes.get_window_extent().width * 72 / axes.figure.dpi  # type: ignore[union-attr]
    axes.xaxis.set_major_locator(MaxNLocator(nbins=max(int(width / (6 * size)), 2), steps=[1, 2, 2.5, 5, 10]))
