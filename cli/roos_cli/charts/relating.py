"""What is drawn: values as they are or as changes, which items get a name, and what the axes are called."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos_cli.charts.choosing import Choice
from roos_cli.charts.data import Array, ChartAxis


def drawn(choice: Choice, names: tuple[str, ...]) -> tuple[Array, tuple[str, ...]]:
    """Return the values to draw, over the axes given, and what is to be said about them.

    A change is (c − b)/|b| in per cent: below zero is less than the unchanged system, whatever its sign.
    """
    values, base = choice.data.ordered(names)
    notes: list[str] = []
    if choice.relative == "first":
        base = values[..., :1]
    elif choice.relative == "largest":
        base = (
            np.nanmax(np.abs(values), axis=names.index(choice.by), keepdims=True)
            if choice.by
            else np.abs(values)
        )
    if choice.relative and base is not None:
        whole = np.broadcast_to(base, values.shape)
        change = values if choice.relative == "largest" else values - whole
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(whole == 0, np.nan, 100 * change / np.abs(whole))
        zero = int((np.asarray(base) == 0).sum())
        if zero:
            notes.append(f"No per cent where the value compared with is 0 ({zero} of {np.size(base)}).")
    elif np.isnan(values).any():
        notes.append(f"Without a value: {int(np.isnan(values).sum())} of {values.size} cells.")
    return values, tuple(notes)


def named(axis: ChartAxis, sizes: Array, most: int) -> NDArray[np.int64]:
    """Return which items get a name and a style of their own: all, or spread evenly, or the largest.

    Parameters
    ----------
    axis
        Numeric ones are sampled evenly, since their order says what lies between.
    sizes
        float64 (items,): how much each item matters; NaN last.
    most
        How many there is room for.
    """
    if len(axis) <= most:
        return np.arange(len(axis))
    if axis.numbers is not None:
        return np.unique(np.linspace(0, len(axis) - 1, most).round().astype(np.int64))
    order = np.argsort(-np.nan_to_num(sizes, nan=-1.0), kind="stable")
    return np.sort(order[:most])


def value_title(choice: Choice) -> str:
    """Return what the values are, with their unit."""
    if choice.relative == "base":
        return "change against the unchanged system, %"
    if choice.relative == "first":
        first = choice.data.axis(choice.x).labels.ids[0]
        return f"change against {choice.x.replace('_', ' ')} {first}, %"
    if choice.relative == "largest":
        return "per cent of the largest value of each category"
    unit = choice.data.unit
    if not unit and "category" in choice.data.names:
        units = set(choice.data.axis("category").labels.units)
        unit = units.pop() if len(units) == 1 else ""
    return f"{choice.data.quantity}, {unit}" if unit else choice.data.quantity


def headline(choice: Choice) -> str:
    """Return the title: what the picture is of, the items that are fixed included."""
    fixed = [
        text if name in ("demand", "category", "price_set") else f"{name.replace('_', ' ')} {text}"
        for name, text in choice.data.fixed.items()
    ]
    return " · ".join(fixed) or choice.data.title


def item_names(axis: ChartAxis) -> list[str]:
    """Return what the items of an axis are called beside a line or bar."""
    if axis.numbers is None:
        return list(axis.labels.names)
    return [f"{text} {axis.unit}" if axis.unit else text for text in axis.labels.ids]
