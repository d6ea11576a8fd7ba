"""Titles that wrap to the width of a picture."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from roos_cli.charts.screening.look import EDGE, FONT

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def title_lines(title: str, width: float) -> list[str]:
    """Return a title in at most three lines for a width in centimetres."""
    letters = max(int(width / 2.54 * 72 / (0.66 * (FONT + 1.5))), 10)
    lines = textwrap.wrap(" ".join(title.split()), letters)
    if len(lines) <= 3:
        return lines
    return [*lines[:2], " ".join(lines[2:])[: letters - 1].rstrip() + "…"]


def draw_title(drawing: Figure, title: str) -> None:
    """Write a title into the upper left corner."""
    width, height = (float(size) for size in drawing.get_size_inches())
    lines = title_lines(title, width * 2.54)
    if lines:
        text = "\n".join(lines)
        drawing.text(0.08 / width, 1 - 0.08 / height, text, size=FONT + 1.5, weight="bold", color=EDGE,
                     ha="left", va="top", linespacing=1.2)  # fmt: skip


def title_height(title: str, width: float) -> float:
    """Return the room that a title takes, in centimetres."""
    lines = title_lines(title, width)
    return 0.25 + 0.52 * len(lines) if lines else 0.0
