"""One look for all charts: readable in grey and without colour sight, the same bytes for the same numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from roos_cli.charts.wording import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis as PlotAxis
    from matplotlib.figure import Figure

EDGE, QUIET, CONTEXT = "#22313d", "#5b6770", "#c4cad0"
#: Marks and dashes: each line has a pair of its own, so that colour is not needed.
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.2, 1.4)), (0, (6, 2, 1.2, 2)), (0, (3, 1.5)))
HATCHES = ("", "////", "....", "xxxx", "\\\\\\\\", "----")
#: Lines or bars told apart in one picture.
MOST_LINES, MOST_BARS = len(MARKS), len(HATCHES)
FONT = 9.0
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def colours(count: int) -> list[Any]:
    """Return colours from dark to light that keep their order in grey."""
    import matplotlib as mpl

    scale = mpl.colormaps["viridis"]
    return [scale(0.74 * i / max(count - 1, 1)) for i in range(count)]


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of a size in centimetres, attached to no window."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as NewFigure

    drawing = NewFigure(figsize=(width / 2.54, height / 2.54))
    FigureCanvasAgg(drawing)
    return drawing


def headings(drawing: Figure, title: str, notes: Sequence[str]) -> tuple[float, float]:
    """Write the title above and the notes below, wrapped to the width.

    Returns
    -------
    tuple
        Lower and upper end of the room that is left, in parts of the height.
    """
    width, height = (72 * size for size in drawing.get_size_inches())  # points
    title = title.replace("$", r"\$")
    above = textwrap.wrap(title, max(int((width - 16) / (0.60 * (FONT + 2))), 10))[:3]
    small = FONT - 1.5
    letters = max(int((width - 16) / (0.56 * small)), 10)
    below = [line for note in notes for line in textwrap.wrap(note.replace("$", r"\$"), letters)]
    room = max(int(0.3 * height / (small * 1.35)), 1)  # notes never take more than a third of the picture
    if len(below) > room:
        below = [*below[: room - 1], below[room - 1][: letters - 1] + "…"]
    top = height - 6
    if above:
        drawing.text(
            8 / width, top / height, "\n".join(above), size=FONT + 2, weight="bold", ha="left", va="top",
            linespacing=1.25, color=EDGE,
        )  # fmt: skip
        top -= len(above) * (FONT + 2) * 1.3 + 4
    bottom = 6.0
    if below:
        drawing.text(
            8 / width, bottom / height, "\n".join(below), size=small, ha="left", va="bottom", color=QUIET,
            linespacing=1.25,
        )  # fmt: skip
        bottom += len(below) * small * 1.35 + 4
    return bottom / height, top / height


def dress_rows(axes: Axes, size: float) -> None:
    """Dress a picture of named rows: letters of one size, no frame, faint lines at the values."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.tick_params(axis="y", length=0, labelsize=size, labelcolor=EDGE)
    axes.tick_params(axis="x", labelsize=size - 0.5, color=QUIET, labelcolor=EDGE)
    axes.xaxis.label.set_size(size)
    axes.grid(axis="x", color="#e6e9eb", linewidth=0.6)
    axes.set_axisbelow(True)


def number_ticks(axis: PlotAxis, most: int) -> None:
    """Put few ticks on an axis, with digits enough to tell them apart and no separate power of ten."""
    from matplotlib.ticker import MaxNLocator, ScalarFormatter

    axis.set_major_locator(MaxNLocator(nbins=max(most, 2), steps=[1, 2, 2.5, 5, 10]))
    formatter = ScalarFormatter(useOffset=False, useMathText=False)
    formatter.set_powerlimits((-3, 5))
    axis.set_major_formatter(formatter)


def power_into_label(axis: PlotAxis, label: str) -> None:
    """Label an axis: wrapped to its length, and with the power of ten of its ticks, where there is one."""
    figure, box = axis.figure, axis.axes.get_window_extent()
    assert figure is not None
    length = (box.width if axis.axis_name == "x" else box.height) * 72 / figure.dpi
    figure.draw_without_rendering()
    axis.get_offset_text().set_visible(False)
    power = axis.get_offset_text().get_text().rpartition("e")[2].replace("−", "-")  # of "1e−3"
    letters = max(int(length / (0.58 * axis.label.get_size())), 10)
    text = wrapped(label, letters, 3)
    axis.set_label_text(f"{text} (×10{power.translate(_RAISED)})" if power else text, color=EDGE)


def saver(drawing: Figure, suffix: str) -> Callable[[BinaryIO], object]:
    """Return what writes a drawing to an open file as ``.png`` or ``.svg``; texts of SVG stay texts."""

    def save(file: BinaryIO) -> None:
        import matplotlib as mpl

        with mpl.rc_context({"svg.hashsalt": "roos", "svg.fonttype": "none"}):
            metadata = {"Date": None} if suffix == ".svg" else {"Software": None}
            drawing.savefig(file, format=suffix[1:], dpi=150, metadata=metadata)

    return save
