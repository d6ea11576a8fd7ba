"""Lines summed by a label of theirs: a name, a place, a unit, or a column that the source brought."""

from __future__ import annotations

import difflib

import numpy as np

from roos.contributing.lines import Lines
from roos.errors import error
from roos.labels import Labels

#: What every axis has, and where it stands.
_OWN = {"id": "ids", "name": "names", "location": "locations", "unit": "units"}


def grouped(lines: Lines, group: str) -> Lines:
    """Return one line per value of a label column, in the order in which they are met.

    Parameters
    ----------
    lines
        What is summed; sums are carried in extended precision.
    group
        ``"location"``, ``"name"``, ``"unit"``, ``"id"`` or a further column of the labels; where lines have
        several axes, the first has it unless it is named, as in ``"flow name"``.

    Raises
    ------
    InputError
        E208 no such column, or an empty one.
    """
    axis, column = _resolve(lines, group)
    labels, positions = lines.axes[axis]
    texts = _column(labels, column)
    if not any(texts):
        raise error(
            "E208",
            f"no {labels.kind} here has a {column}: there is nothing to group by",
            where=f"group {group!r}",
            hint="group by " + " or ".join(name for name in _choices(lines) if _filled(lines, name)),
        )
    numbers: dict[str, int] = {}
    code = np.array([numbers.setdefault(texts[i], len(numbers)) for i in positions.tolist()], dtype=np.int64)
    sums = np.zeros(len(numbers), dtype=np.longdouble)
    np.add.at(sums, code, lines.values)
    title = f"{axis} {column}" if column in _OWN else column
    none = np.full(len(numbers), np.nan)
    return Lines(("group",) * len(numbers), {}, (), none, sums.astype(np.float64), {title: tuple(numbers)})


def _resolve(lines: Lines, group: str) -> tuple[str, str]:
    choices = _choices(lines)
    if isinstance(group, str) and group in choices:
        return choices[group]
    near = difflib.get_close_matches(str(group), list(choices), n=3)
    raise error(
        "E208",
        f"contributions cannot be grouped by {group!r}",
        where=f"group {group!r}",
        hint=("nearest: " + "; ".join(near) + "; all: " if near else "use one of ") + "; ".join(choices),
    )


def _choices(lines: Lines) -> dict[str, tuple[str, str]]:
    """Return axis and column by every name that can be asked for, the axis of a bare name being the first."""
    found: dict[str, tuple[str, str]] = {}
    for axis, (labels, _) in lines.axes.items():
        for column in (*_OWN, *labels.extra):
            found.setdefault(column, (axis, column))
            found.setdefault(f"{axis} {column}", (axis, column))
    return found


def _filled(lines: Lines, name: str) -> bool:
    axis, column = _choices(lines)[name]
    return " " not in name and any(_column(lines.axes[axis][0], column))


def _column(labels: Labels, column: str) -> tuple[str, ...]:
    texts: tuple[str, ...] = getattr(labels, _OWN[column]) if column in _OWN else labels.extra[column]
    return texts
