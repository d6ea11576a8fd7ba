"""The legend of the nine classes: swatch, sign, name and printed range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roos.screening.colours import CLASSES
from roos_cli.charts.screening.look import EDGE, LIGHT, QUIET, UNKNOWN, Tone, hatch_colour, tone
from roos_cli.charts.screening.words import Language, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes


#: Where names begin, in letters: behind swatch and sign.
_NAMES = 6.4


def entries(language: Language, *, unknown: bool) -> list[tuple[Tone, str]]:
    """Return what a legend lists, from best to worst."""
    listed = [
        (tone(one.rank), f"{one.name_nl if language == 'nl' else one.name}, {_span(one.span)}")
        for one in CLASSES
    ]
    return [*listed, (UNKNOWN, word("undefined", language))] if unknown else listed


def draw_legend(
    axes: Axes, language: Language, size: float, *, columns: int = 1, unknown: bool = False,
    notes: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Fill axes, whose units are made points from the upper left corner, with the legend."""
    listed = entries(language, unknown=unknown)
    width, height = points(axes)
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    rows = -(-len(listed) // columns)
    wide = width / columns
    size = min(size, wide / (_NAMES + 0.6 * max(len(text) for _, text in listed)))
    top, step = 2.1 * size, 1.55 * size
    axes.text(0, 0.3 * size, word("legend", language), size=size, weight="bold", color=EDGE, va="top")
    for i, (one, text) in enumerate(listed):
        x, y = (i // rows) * wide, top + (i % rows) * step
        swatch(axes, one, x, y, 2.0 * size, 1.15 * size)
        axes.text(x + 2.4 * size, y + 0.58 * size, one.sign, size=size, color=EDGE, va="center")
        axes.text(x + _NAMES * size, y + 0.58 * size, text, size=size, color=EDGE, va="center")
    y = top + rows * step + 0.4 * size
    for note in notes:
        axes.text(0, y, note, size=0.9 * size, color=QUIET, va="top", linespacing=1.25)
        y += (note.count("\n") + 1) * 1.25 * size


def height_of(size: float, columns: int, *, unknown: bool, note_lines: int = 0) -> float:
    """Return the height of a legend in points."""
    rows = -(-(9 + unknown) // columns)
    return (2.1 + 1.55 * rows + 0.6 + 1.3 * note_lines) * size


def swatch(axes: Axes, one: Tone, x: float, y: float, width: float, height: float) -> None:
    """Draw one small box."""
    from matplotlib.patches import Rectangle

    fill = Rectangle((x, y), width, height, facecolor=one.fill, edgecolor=hatch_colour(one.fill),
                     hatch=one.hatch * 2, linewidth=0)  # fmt: skip
    axes.add_patch(fill)
    axes.add_patch(Rectangle((x, y), width, height, fill=False, edgecolor=LIGHT, linewidth=0.6))


def points(axes: Axes) -> tuple[float, float]:
    """Return the size of axes in points."""
    box, figure = axes.get_position(), axes.figure
    assert figure is not None
    width, height = figure.get_size_inches()  # type: ignore[union-attr]
    return 72 * box.width * width, 72 * box.height * height


def _span(text: str) -> str:
    """Return a printed range with real minus signs and spaces: ``-10%--25%`` becomes ``−10 to −25 %``."""
    text = text.replace("%", "")
    if text[0] in "<>":
        return f"{text[0]} {text[1:].replace('-', '−')} %"
    if "-" not in text:
        return f"{text} %"
    first, _, second = text[1:].partition("-")
    return f"{(text[0] + first).replace('-', '−')} … {second.replace('-', '−')} %"
