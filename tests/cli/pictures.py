"""Where the texts of a picture stand: none over another, none outside."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text


def texts_of(drawing: Figure) -> list[Text]:
    """Return every text that is seen: without those of ticks that matplotlib keeps and does not draw."""
    drawing.draw_without_rendering()
    hidden: set[int] = set()
    for axes in drawing.axes:
        for axis in (axes.xaxis, axes.yaxis):
            kept = {id(one) for one in axis.findobj(Text)}
            seen = {id(one) for one in axis.get_ticklabels() if _in_view(axis, one)} | {id(axis.label)}
            hidden |= kept - seen if axes.axison else kept
    found = [one for one in drawing.findobj(Text) if one.get_visible() and one.get_text().strip()]
    return [one for one in found if id(one) not in hidden]


def _in_view(axis: Any, text: Text) -> bool:
    low, high = sorted(axis.get_view_interval())
    place = text.get_position()[0 if axis.axis_name == "x" else 1]
    return low - 1e-9 <= place <= high + 1e-9


def corners(drawing: Figure, text: Text) -> np.ndarray:
    """Return the four corners of a text in pixels, turned as it is."""
    angle = text.get_rotation()
    text.set_rotation(0.0)
    box = text.get_window_extent(drawing.canvas.get_renderer())
    text.set_rotation(angle)
    points = np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]])
    if not angle:
        return points
    if angle % 90 == 0 or text.get_rotation_mode() != "anchor":
        turned = text.get_window_extent(drawing.canvas.get_renderer())
        x0, y0, x1, y1 = turned.extents
        return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    centre, turn = points.mean(axis=0), np.deg2rad(angle)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (points - centre) @ rotation.T + centre


def overlap(a: np.ndarray, b: np.ndarray, slack: float = 1.0) -> bool:
    """Return whether two boxes of any direction share more than ``slack`` pixels (separating axes)."""
    for box in (a, b):
        for i in range(2):
            edge = box[i + 1] - box[i]
            normal = np.array([-edge[1], edge[0]]) / max(float(np.hypot(*edge)), 1e-9)
            p, q = a @ normal, b @ normal
            if min(p.max(), q.max()) - max(p.min(), q.min()) <= slack:
                return False
    return True


def faults(drawing: Figure) -> list[str]:
    """Return what is wrong with the texts of a picture."""
    found = texts_of(drawing)
    boxes = [corners(drawing, one) for one in found]
    width, height = drawing.get_size_inches() * drawing.dpi
    wrong = [
        f"outside: {text.get_text()!r}"
        for text, box in zip(found, boxes, strict=True)
        if box[:, 0].min() < -1 or box[:, 1].min() < -1 or box[:, 0].max() > width + 1
        or box[:, 1].max() > height + 1
    ]  # fmt: skip
    for (a, p), (b, q) in itertools.combinations(list(zip(found, boxes, strict=True)), 2):
        if overlap(p, q):
            wrong.append(f"{a.get_text()!r} over {b.get_text()!r}")
    return wrong
