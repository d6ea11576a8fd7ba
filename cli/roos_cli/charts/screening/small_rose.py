"""The small rose: one ring for CO2, one for value, one for raw materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roos_cli.charts.screening.large_rose import RADII, rose_figure, wedge
from roos_cli.charts.screening.look import EDGE, FONT, PAPER, QUIET, SMALLEST, extents, ink, pattern_lines
from roos_cli.charts.screening.ring_labels import Room, look_of
from roos_cli.charts.screening.rose_data import RoseData, Sector
from roos_cli.charts.screening.words import Language, percentage, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Rings from outside to inside; the last one is a disc.
SMALL_RADII = ((0.72, 1.0), (0.40, 0.68), (0.0, 0.36))
assert len(SMALL_RADII) == len(RADII)


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
    with pattern_lines():
        for ring, (inner, outer) in zip(data.rings, SMALL_RADII, strict=True):
            one = by_ring[ring]
            parts = (one,) if one.relative is not None else data.ring(ring)
            step = 360 / len(parts)
            for i, part in enumerate(parts):
                wedge(axes, part, Room(inner, outer, 90 - (i + 1) * step, 90 - i * step))
            _name(axes, one, inner, outer, data, language)
            if one.relative is None:
                _signs(axes, parts, inner, outer, language)
    return drawing


def _name(axes: Axes, one: Sector, inner: float, outer: float, data: RoseData, language: Language) -> None:
    """Write name and number into the upper part of a ring, or the middle of the disc."""
    look = look_of(one)
    if one.relative is None:
        number = word(one.direction, language)
    else:
        number = f"{percentage(one.relative, language, flip=data.flip)}  {look.sign}"
    plain = one.relative is not None and not look.hatch
    paper = {"facecolor": PAPER, "alpha": 0.85, "edgecolor": "none", "boxstyle": "round,pad=0.15"}
    text = axes.text(
        0, (inner + outer) / 2 if inner else 0.0, f"{word(one.name, language)}\n{number}", size=FONT + 2,
        color=ink(look.fill) if plain else EDGE, ha="center", va="center", linespacing=1.1,
        bbox=None if plain else paper,
    )  # fmt: skip
    height = (outer - inner if inner else 1.2 * outer) * _point(axes)
    while text.get_fontsize() > SMALLEST and _height(axes, text) > 0.86 * height:
        text.set_fontsize(text.get_fontsize() - 0.5)


def _signs(
    axes: Axes, parts: tuple[Sector, ...], inner: float, outer: float, language: Language
) -> None:
    """Write what the demand for each activity does beside its part of the ring, low enough for the name."""
    middle = (inner + outer) / 2
    size = max(min(FONT - 1, 0.055 * _point(axes)), SMALLEST)
    for part, (x, y) in zip(parts, ((0.94, -0.22), (0.0, -1.0), (-0.94, -0.22)), strict=True):
        text = f"{word(part.name, language)}\n{word(part.direction, language)}"
        axes.text(
            x * middle, y * middle, text, size=size, color=EDGE, ha="center", va="center", linespacing=1.05,
            bbox={"facecolor": PAPER, "alpha": 0.8, "edgecolor": "none", "boxstyle": "round,pad=0.1"},
        )  # fmt: skip


def _point(axes: Axes) -> float:
    """Return points per unit of the axes."""
    figure = axes.figure
    assert figure is not None
    return float(axes.get_window_extent().height / (figure.dpi / 72) / 2.14)


def _height(axes: Axes, text: object) -> float:
    figure = axes.figure
    assert figure is not None
    return float(extents(figure, [text])[0].height / (figure.dpi / 72))  # type: ignore[arg-type,list-item]
