"""A business-model canvas, each block shaded by how much the innovation changed it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from roos_cli.charts.screening.fitting import wordings
from roos_cli.charts.screening.look import (
    EDGE,
    FONT,
    PAPER,
    QUIET,
    SMALLEST,
    TONES,
    extents,
    hatch_colour,
    ink,
    new_figure,
    picture,
)
from roos_cli.charts.screening.titles import draw_title, title_height
from roos_cli.charts.screening.words import Language, has, place, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

#: Block → left, bottom, width, height in tenths of the canvas, as Osterwalder draws it.
PLACES: dict[str, tuple[float, float, float, float]] = {
    "key_partners": (0, 3, 2, 7),
    "key_activities": (2, 6.5, 2, 3.5),
    "key_resources": (2, 3, 2, 3.5),
    "value_proposition": (4, 3, 2, 7),
    "customer_relationships": (6, 6.5, 2, 3.5),
    "channels": (6, 3, 2, 3.5),
    "customer_segments": (8, 3, 2, 7),
    "cost_structure": (0, 0, 5, 3),
    "revenue_streams": (5, 0, 5, 3),
}
#: Level → fill and pattern: blank, light and dark as in the report; lines where the text gives no degree.
SHADES: dict[str, tuple[str, str]] = {
    "none": (PAPER, ""),
    "small": (TONES[1].fill, ""),
    "changed": (TONES[2].fill, "///"),
    "large": (TONES[4].fill, ""),
    "open": (PAPER, "\\\\\\"),
    "": (PAPER, "--"),
}


class CanvasData(NamedTuple):
    """Block → level, and where it comes from."""

    blocks: Mapping[str, str]
    place: str


@picture
def draw_canvas(
    data: CanvasData, *, title: str = "", language: Language = "en", width: float = 18.0
) -> Figure:
    """Draw the canvas; each block names its level, so that the shading is not needed to read it.

    Parameters and errors as for the roses.
    """
    head = title_height(title, width) + 0.1
    short = width < 11
    foot = 1.5 if short else 0.75
    height = head + 0.52 * width * (1.35 if short else 1.0) + foot
    drawing = new_figure(width, height)
    draw_title(drawing, title)
    axes = drawing.add_axes((0.01, foot / height, 0.98, 1 - (head + foot) / height))
    axes.set_xlim(-0.02, 10.02)
    axes.set_ylim(-0.02, 10.02)
    axes.set_axis_off()
    texts = [_block(axes, name, data.blocks.get(name, ""), language, short) for name in PLACES]
    _one_size(drawing, axes, texts)
    note = f"{word('canvas', language)}: TNO 2020 R12210, {place(data.place, language)}"
    if short:
        note = f"{note}. {word('short_note', language)[:1].upper()}{word('short_note', language)[1:]}"
    size = min(max(0.5 * width, 5.5), FONT - 1.5)
    lines = textwrap.wrap(note, max(int(width / 2.54 * 72 * 0.97 / (0.6 * size)), 12))[:4]
    drawing.text(0.012, 0.12 / height, "\n".join(lines), size=size, color=QUIET, va="bottom", linespacing=1.2)
    return drawing


def _block(
    axes: Axes, name: str, level: str, language: Language, short: bool
) -> tuple[Text, list[str], float, float]:
    from matplotlib.patches import Rectangle

    x, y, wide, high = PLACES[name]
    fill, pattern = SHADES[level]
    axes.add_patch(
        Rectangle(
            (x, y), wide, high, facecolor=fill, edgecolor=hatch_colour(fill), hatch=pattern, linewidth=0
        )
    )
    axes.add_patch(Rectangle((x, y), wide, high, fill=False, edgecolor=EDGE, linewidth=1.0))
    paper = {"facecolor": PAPER, "alpha": 0.82, "edgecolor": "none", "boxstyle": "round,pad=0.2"}
    key = "short_" + level if short and has("short_" + level) else "impact_" + level
    options = [
        f"{a}\n{b}"
        for a in wordings(word(name, language, lines=True), [])
        for b in wordings("→ " + word(key, language), [])
    ]
    text = axes.text(
        x + wide / 2, y + high / 2, options[0], ha="center", va="center", linespacing=1.15,
        color=EDGE if pattern else ink(fill), bbox=paper if pattern else None,
    )  # fmt: skip
    return text, options, wide, high


def _one_size(drawing: Figure, axes: Axes, blocks: list[tuple[Text, list[str], float, float]]) -> None:
    """Give all blocks letters of one size, the largest in which one wording of each fits."""
    box = axes.get_window_extent()
    size = FONT + 1.0
    while size >= SMALLEST - 1e-9:
        if all(_fits(drawing, size, 0.094 * box.width, 0.09 * box.height, *one) for one in blocks):
            return
        size -= 0.5


def _fits(
    drawing: Figure, size: float, tenth: float, tall: float, text: Text, options: list[str], wide: float,
    high: float,
) -> bool:  # fmt: skip
    text.set_fontsize(size)
    for wording in options:
        text.set_text(wording)
        found = extents(drawing, [text])[0]
        if found.width <= tenth * wide and found.height <= tall * high:
            return True
    return False
