"""Axes as large as the room allows, with everything around them inside the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Points between anything drawn and the border of the picture.
MARGIN = 8.0


def points(drawing: Figure) -> tuple[float, float]:
    """Return width and height of a picture in points."""
    width, height = drawing.get_size_inches()
    return 72 * float(width), 72 * float(height)


def fill(axes: Axes, low: float, high: float, right: float = 0.0) -> None:
    """Give axes, with their ticks and labels, all the room between two heights.

    Parameters
    ----------
    low, high
        In parts of the height of the picture.
    right
        Points to leave at the right for what is written beside the axes.
    """
    drawing = axes.figure
    width, _ = points(drawing)  # type: ignore[arg-type]
    x0, x1 = MARGIN / width, 1 - (MARGIN + right) / width
    axes.set_position((x0, low, max(x1 - x0, 0.05), max(high - low, 0.05)))
    for _ in range(2):  # ticks may change when the axes shrink
        drawing.draw_without_rendering()  # type: ignore[union-attr]
        box = axes.get_tightbbox()
        assert box is not None
        around = box.transformed(drawing.transFigure.inverted())  # type: ignore[union-attr]
        inner = axes.get_position()
        left, below = inner.x0 - around.x0, inner.y0 - around.y0
        beyond, above = max(around.x1 - inner.x1, 0.0), max(around.y1 - inner.y1, 0.0)
        beyond = 0.0 if right else beyond
        axes.set_position(
            (
                x0 + left,
                low + below,
                max(x1 - x0 - left - beyond, 0.05),
                max(high - low - below - above, 0.05),
            )
        )
    drawing.draw_without_rendering()  # type: ignore[union-attr]
