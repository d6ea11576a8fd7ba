"""Texts that fit: names wrapped and shortened, numbers of an axis, places of labels beside lines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_Reals = NDArray[np.float64]


def shortened(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters; the middle goes, because names differ at their ends."""
    if len(text) <= most:
        return text
    tail = max((most - 1) // 3, 1)
    return f"{text[: most - 1 - tail].rstrip()}…{text[-tail:].lstrip()}"


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """Return a text in at most ``lines`` lines of ``width`` characters."""
    text = " ".join(text.replace("$", r"\$").split())  # matplotlib reads formulas between dollar signs
    found = textwrap.wrap(text, width, break_on_hyphens=False)
    if len(found) > lines:
        found = textwrap.wrap(shortened(text, width * lines - lines), width, break_on_hyphens=False)[:lines]
    return "\n".join(found)


def distinct(texts: Sequence[str], width: int, lines: int = 2) -> list[str]:
    """Return wrapped texts, numbered where shortening made two of them the same."""
    short = [wrapped(text, width, lines) for text in texts]
    return [
        text if short.count(text) == 1 else f"{text} ({short[: i + 1].count(text)})"
        for i, text in enumerate(short)
    ]


def spread(
    wanted: NDArray[np.float64], sizes: NDArray[np.float64], low: float, high: float
) -> NDArray[np.float64]:
    """Return places as near as can be to those wanted, so that no two labels overlap.

    Parameters
    ----------
    wanted, sizes
        float64 (labels,): middle and height of each.
    low, high
        Between these all must lie; they must fit.

    Returns
    -------
    ndarray
        float64 (labels,): middles, in the order given.
    """
    order = np.argsort(wanted, kind="stable")
    # groups of labels that touch: [first, number, height, sum of (wanted − offset of its middle)]
    groups: list[list[float]] = []
    for i in order:
        groups.append([1.0, sizes[i], wanted[i] - sizes[i] / 2])  # members, height, best lower end
        while len(groups) > 1 and groups[-2][2] + groups[-2][1] > groups[-1][2]:
            members, height, start = groups.pop()
            before = groups[-1]
            whole = before[0] + members
            before[2] = (before[0] * before[2] + members * (start - before[1])) / whole
            before[0], before[1] = whole, before[1] + height
    starts = []
    free = low
    for _, height, start in groups:
        starts.append(max(start, free))
        free = starts[-1] + height
    limit = high
    for g in range(len(groups) - 1, -1, -1):
        starts[g] = min(starts[g], limit - groups[g][1])
        limit = starts[g]
    places = np.empty(len(wanted))
    member = iter(order)
    for (members, _, _), start in zip(groups, starts, strict=True):
        for _ in range(int(members)):
            i = next(member)
            places[i] = start + sizes[i] / 2
            start += sizes[i]
    return places
