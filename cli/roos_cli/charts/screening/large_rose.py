"""The large rose: three rings, eleven sectors, each in its class and with its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roos_cli.charts.screening.legend import draw_legend, height_of
from roos_cli.charts.screening.look import EDGE, FONT, PAPER, QUIET, hatch_colour, new_figure, picture
from roos_cli.charts.screening.ring_labels import Room, label_ring, letter_of, look_of
from roos_cli.charts.screening.rose_data import RoseData, Sector
from roos_cli.charts.screening.titles import draw_title, title_height
from roos_cli.charts.screening.words import Language, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Inner and outer radius of the rings from outside to inside; white between them holds their names.
RADII = ((0.745, 1.0), (0.46, 0.69), (0.08, 0.405))
#: From this width the legend stands beside the rose, in centimetres.
BESIDE = 13.0
#: Part of the width that the rose then has.
PART = 0.63


@picture
def draw_large_rose(
    data: RoseData, *, title: str = "", language: Language = "en", width: float = 18.0
) -> Figure:
    """Draw the large rose.

    Parameters
    ----------
    data
        As from :func:`roos_cli.charts.screening.rose_data.rose_data`.
    title
        Above the picture.
    language
        Of every text.
    width
        In centimetres; below 13 the legend stands under the rose.

    Returns
    -------
    Figure
        Not attached to any window.

    Raises
    ------
    InputError
        E461 a width below five centimetres.
    """
    letters: tuple[str, ...] = ()
    for _ in range(2):  # once more with room for what the letters mean, where there are any
        axes, drawing = rose_figure(data, title, language, width, letters)
        found = tuple(
            ring
            for ring, radii in zip(data.rings, RADII, strict=True)
            if _ring(axes, ring, *radii, data, language)
        )
        if found == letters:
            break
        letters = found
    return drawing


def _ring(axes: Axes, ring: str, inner: float, outer: float, data: RoseData, language: Language) -> bool:
    """Draw a ring; return whether letters stand for its names."""
    sectors = data.ring(ring)
    step = 360 / len(sectors)
    rooms = [Room(inner, outer, 90 - (i + 1) * step, 90 - i * step) for i in range(len(sectors))]
    for one, room in zip(sectors, rooms, strict=True):
        wedge(axes, one, room)
    lettered = label_ring(axes, sectors, rooms, data, language)
    ring_name(axes, word(ring, language), outer)
    return lettered


def rose_figure(
    data: RoseData, title: str, language: Language, width: float, letters: tuple[str, ...] = ()
) -> tuple[Axes, Figure]:
    """Return axes of radius one for a rose, in a figure with title and legend."""
    beside = width >= BESIDE
    size = min(max(0.5 * width, 6.5), FONT - 1)
    room = (1 - PART - 0.03 if beside else 0.93) * width / 2.54 * 72
    notes = _notes(data, language, letters, int(room / (0.55 * size)))
    disc = PART * width if beside else width
    lines = sum(note.count("\n") + 1 for note in notes)
    columns = 1 if beside or width < 10.5 else 2
    below = 0.0 if beside else height_of(size, columns, unknown=True, note_lines=lines) * 2.54 / 72
    head = title_height(title, width)
    drawing = new_figure(width, head + disc + below)
    height = head + disc + below
    draw_title(drawing, title)
    axes = drawing.add_axes((0.0, below / height, disc / width, disc / height))
    axes.set_xlim(-1.07, 1.07)
    axes.set_ylim(-1.03, 1.11)
    axes.set_aspect("equal")
    axes.set_axis_off()
    if beside:
        high = height_of(size, 1, unknown=True, note_lines=lines) * 2.54 / 72
        left = disc / width + 0.015
        bottom = max((disc - high) / 2, 0.0) / height
        legend = drawing.add_axes((left, bottom, 1 - left, high / height))
    else:
        legend = drawing.add_axes((0.03, 0.0, 0.94, below / height))
    draw_legend(legend, language, size, columns=columns, unknown=True, notes=notes)
    return axes, drawing


def wedge(axes: Axes, one: Sector, room: Room) -> None:
    """Draw one sector."""
    from matplotlib.patches import Wedge

    look = look_of(one)
    place = ((0.0, 0.0), room.outer, room.start, room.stop)
    wide, pattern = room.outer - room.inner, hatch_colour(look.fill)
    axes.add_patch(
        Wedge(*place, width=wide, facecolor=look.fill, edgecolor=pattern, hatch=look.hatch, linewidth=0)
    )
    axes.add_patch(Wedge(*place, width=wide, fill=False, edgecolor=EDGE, linewidth=0.8))


def ring_name(axes: Axes, text: str, outer: float) -> None:
    """Write the name of a ring just above it, at the top."""
    axes.text(
        0, outer + 0.008, text, size=_small(axes), weight="bold", color=QUIET, ha="center", va="bottom",
        bbox={"facecolor": PAPER, "edgecolor": "none", "boxstyle": "square,pad=0.06"},
    )  # fmt: skip


def _small(axes: Axes) -> float:
    """Return letters of a size for the white between two rings."""
    figure = axes.figure
    assert figure is not None
    width = axes.get_position().width * figure.get_size_inches()[0] * 72  # type: ignore[union-attr]
    return min(FONT - 1, max(0.042 * width / 2.14, 5.0))


def _notes(data: RoseData, language: Language, letters: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Return what stands under the legend; ``letters`` are the rings that have letters for names."""
    from textwrap import fill

    texts = [word("economy_legend", language)]
    if data.inverted:
        texts.append(word("economy_inverted", language))
    for ring in letters:
        named = (f"{letter_of(one, data)}\u00a0{word(one.name, language)}" for one in data.ring(ring))
        texts.append(f"{word(ring, language)}: {', '.join(named)}")
    return tuple(fill(text, width) for text in texts)
