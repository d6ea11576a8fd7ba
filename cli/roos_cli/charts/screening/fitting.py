"""Texts that fit where they stand: the fullest wording in the largest letters that a shape has room for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from roos_cli.charts.screening.look import EDGE, FONT, SMALLEST

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

#: Says whether a box (x0, y0, x1, y1), in the units of the axes, lies inside the shape.
Inside = Callable[[float, float, float, float], bool]


def wrapped(text: str, width: int) -> str:
    """Return a text in lines of at most ``width`` letters; bars are places where a word may end a line."""
    lines = [""]
    for word in text.split(" "):
        parts = word.split("|")
        whole = "".join(parts)
        lead = lines[-1] + " " if lines[-1] else ""
        if len(lead) + len(whole) <= width or (len(parts) == 1 and not lines[-1]):
            lines[-1] = lead + whole
            continue
        if len(parts) > 1 and len(whole) > width:
            if len(lead) + len(parts[0]) + 1 <= width:
                lines[-1] = lead + parts[0] + "-"
            else:
                lines.append(parts[0] + "-")
            lines.append("".join(parts[1:]))
        elif lines[-1]:
            lines.append(whole)
        else:
            lines[-1] = whole
    return "\n".join(lines)


def wordings(name: str, rest: Sequence[str]) -> list[str]:
    """Return ways to write a name with what stands below it, the widest first."""
    widths = sorted({len(name.replace("|", "")), 14, 10, 7}, reverse=True)
    texts = [wrapped(name, width) for width in widths]
    return list(dict.fromkeys("\n".join([text, *rest]) for text in texts))


def fit(
    axes: Axes, x: float, y: float, texts: Sequence[Sequence[str]], inside: Inside,
    *, size: float = FONT, **style: Any,
) -> Text | None:  # fmt: skip
    """Write a text at a place, in the largest letters that fit, or nothing.

    Parameters
    ----------
    x, y
        Middle of the text.
    texts
        Groups of wordings; a group is left only when none of it fits at the smallest size.
    inside
        The shape.
    size
        Largest letters, in points.
    """
    style = {"ha": "center", "va": "center", "color": EDGE, "linespacing": 1.1, **style}
    text = axes.text(x, y, "", clip_on=False, **style)
    for group in texts:
        letters = size
        while letters >= SMALLEST - 1e-9:
            for wording in group:
                text.set_text(wording)
                text.set_fontsize(letters)
                if inside(*box(axes, text)):
                    return text
            letters -= 0.5
    text.remove()
    return None


def box(axes: Axes, text: Text) -> tuple[float, float, float, float]:
    """Return the box of a text in the units of the axes."""
    renderer = axes.figure.canvas.get_renderer()  # type: ignore[union-attr]
    corners = axes.transData.inverted().transform(text.get_window_extent(renderer).get_points())
    return float(corners[0, 0]), float(corners[0, 1]), float(corners[1, 0]), float(corners[1, 1])


def in_sector(inner: float, outer: float, start: float, stop: float, margin: float) -> Inside:
    """Return the shape between two radii and two angles in degrees, with a margin to every side."""
    middle = math.radians((start + stop) / 2)
    half = math.radians((stop - start) / 2)

    def inside(x0: float, y0: float, x1: float, y1: float) -> bool:
        nearest = math.hypot(min(max(0.0, x0), x1), min(max(0.0, y0), y1))
        if nearest < inner + margin and inner > 0:
            return False
        for x, y in ((x0, y0), (x0, y1), (x1, y0), (x1, y1)):
            if math.hypot(x, y) > outer - margin:
                return False
            if half < math.pi:
                off = (math.atan2(y, x) - middle + math.pi) % (2 * math.pi) - math.pi
                if abs(off) > half or math.hypot(x, y) * math.sin(min(half - abs(off), math.pi / 2)) < margin:
                    return False
        return True

    return inside


def in_box(left: float, bottom: float, right: float, top: float) -> Inside:
    """Return a rectangle as a shape."""
    return lambda x0, y0, x1, y1: x0 >= left and x1 <= right and y0 >= bottom and y1 <= top
