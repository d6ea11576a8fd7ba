"""The small rose: one ring for CO2, one for value, one for raw materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roos_cli.charts.screening.fitting import box, in_sector
from roos_cli.charts.screening.large_rose import ring_name, rose_figure, wedge
from roos_cli.charts.screening.look import EDGE, FONT, PAPER, SMALLEST, ink, picture
from roos_cli.charts.screening.ring_labels import Room, label_ring, look_of
from roos_cli.charts.screening.rose_data import RoseData, Sector
from roos_cli.charts.screening.words import Language, percentage, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Rings from outside to inside; the last one is a disc. Between the first two is room for a name.
SMALL_RADII = ((0.72, 1.0), (0.41, 0.655), (0.0, 0.37))


@picture
def draw_small_rose(
    data: RoseData, *, title: str = "", language: Language = "en", width: float = 12.0
) -> Figure:
    """Draw the small rose, each ring where the large rose has the ring that it sums up.

    Where value has a class only (row 9 of the choices), its ring shows the three activities instead: reuse,
    waste and transport, each in its direction.

    Parameters and errors as for :func:`roos_cli.charts.screening.large_rose.draw_large_rose`.
    """
    axes, drawing = rose_figure(data, title, language, width)
    by_ring = {one.ring: one for one in data.small}
    for ring, (inner, outer) in zip(data.rings, SMALL_RADII, strict=True):
        one = by_ring[ring]
        if one.relative is None:
            _activities(axes, one, inner, outer, data, language)
        else:
            wedge(axes, one, Room(inner, outer, -270, 90))
            _text(axes, one, inner, outer, data, language)
    return drawing


def _activities(
    axes: Axes, one: Sector, inner: float, outer: float, data: RoseData, language: Language
) -> None:
    """Draw the parts of a ring that has no number of its own, and its name above it."""
    parts = data.ring(one.ring)
    step = 360 / len(parts)
    rooms = [Room(inner, outer, 90 - (i + 1) * step, 90 - i * step) for i in range(len(parts))]
    for part, room in zip(parts, rooms, strict=True):
        wedge(axes, part, room)
    label_ring(axes, parts, rooms, data, language)
    ring_name(axes, f"{word(one.name, language)}: {word(one.direction, language)}", outer)


def _text(axes: Axes, one: Sector, inner: float, outer: float, data: RoseData, language: Language) -> None:
    """Write name and number into the upper part of a ring, or the middle of the disc."""
    look = look_of(one)
    assert one.relative is not None
    number = percentage(one.relative, language, flip=data.flip)
    paper = {"facecolor": PAPER, "alpha": 0.85, "edgecolor": "none", "boxstyle": "round,pad=0.15"}
    text = axes.text(
        0, (inner + outer) / 2 if inner else 0.0, f"{word(one.name, language)}\n{number}  {look.sign}",
        size=FONT + 2, color=EDGE if look.hatch else ink(look.fill), ha="center", va="center",
        linespacing=1.1, bbox=paper if look.hatch else None,
    )  # fmt: skip
    inside = in_sector(inner, outer, -270, 90, 0.015)
    while text.get_fontsize() > SMALLEST and not inside(*box(axes, text)):
        text.set_fontsize(text.get_fontsize() - 0.5)
