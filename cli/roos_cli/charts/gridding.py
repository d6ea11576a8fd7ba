"""From rows of results, in any order, to values over the axes that the rows tell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels
from roos_cli.charts.data import Array, ChartAxis, ChartData

#: Cells of a cube that is drawn.
MOST = 10_000_000
#: Axes that every result has; what else a row names is an axis of its scenarios.
OWN = ("demand", "category")
#: How the unchanged system is called in the column of scenarios.
BASE = "base"


@dataclass(frozen=True)
class Column:
    """One column of labels: positions into the list of those that occur, in order of appearance.

    Attributes
    ----------
    codes
        int64, one per row; −1 where the row has none.
    labels
        Texts.
    numbers
        float64 (labels,) where they are all numbers.
    """

    codes: NDArray[np.int64]
    labels: tuple[str, ...]
    numbers: Array | None = None

    @classmethod
    def of(cls, values: Sequence[object], *, text: bool = False) -> Column:
        """Return a column of the values of some rows; empty texts and NaN are none.

        Parameters
        ----------
        text
            Labels stay texts even where all of them are numbers.
        """
        places: dict[str, int] = {}
        codes = np.empty(len(values), dtype=np.int64)
        for i, value in enumerate(values):
            label = _label(value)
            codes[i] = -1 if label == "" else places.setdefault(label, len(places))
        return cls.coded(codes, tuple(places), text=text)

    @classmethod
    def coded(cls, codes: NDArray[np.int64], labels: tuple[str, ...], *, text: bool = False) -> Column:
        """Return a column of positions and labels."""
        return cls(codes, labels, None if text else _numbers(labels))


def gridded(
    columns: Mapping[str, Column],
    values: Array,
    *,
    units: Sequence[str] = (),
    names: Sequence[str] = (),
    quantity: str = "score",
    unit: str = "",
    title: str = "",
) -> ChartData:
    """Return values over axes, the unchanged system apart.

    Parameters
    ----------
    columns
        By axis: scenario axes (or ``"scenario"``, their names), demand, category, price_set, year.
    values
        float64, one per row.
    units, names
        One per category, in the order of its labels, or none.
    quantity, unit, title
        As in :class:`ChartData`.

    Raises
    ------
    InputError
        E546 two rows for one cell, or a table that is no grid; E110 too many cells; E547 no row.
    """
    if not len(values):
        raise error("E547", "there is no number to draw", where=title)
    columns = dict(columns)
    base_rows = np.zeros(len(values), dtype=bool)
    scenario = columns.get("scenario")
    if scenario is not None and BASE in scenario.labels and len(scenario.labels) > 1:
        base_rows = scenario.codes == scenario.labels.index(BASE)
    price_axes = ("price_set", "price_year" if "price_year" in columns else "year")
    priced = price_axes if "price_set" in columns else ()
    own = [name for name in columns if name not in (*OWN, "scenario", *priced)]
    if own and not base_rows.any():
        base_rows = np.all([columns[name].codes < 0 for name in own], axis=0)
    if scenario is not None and own:
        del columns["scenario"]  # the axes name it
    kept = {name: _only(column, ~base_rows) for name, column in columns.items()}
    axes = tuple(_axis(name, column, columns[name], units, names) for name, column in kept.items())
    grid = _filled(axes, kept, values[~base_rows], title)
    if not base_rows.any():
        return ChartData(grid, axes, quantity=quantity, unit=unit, title=title)
    shared = {name: columns[name] for name in columns if name not in own and name != "scenario"}
    at_base = {name: Column(column.codes[base_rows], kept[name].labels) for name, column in shared.items()}
    base_axes = tuple(axis for axis in axes if axis.name in shared)
    base = _filled(base_axes, at_base, values[base_rows], f"{title}, {BASE}")
    return ChartData(grid, axes, base, tuple(axis.name for axis in base_axes), quantity, unit, title=title)


def _only(column: Column, rows: NDArray[np.bool_]) -> Column:
    """Return a column of some rows, with the labels that occur there."""
    codes = column.codes[rows]
    used = np.zeros(len(column.labels), dtype=bool)
    used[codes[codes >= 0]] = True
    if used.all():
        return Column(codes, column.labels, column.numbers)
    place = np.cumsum(used) - 1
    labels = tuple(label for label, keep in zip(column.labels, used.tolist(), strict=True) if keep)
    numbers = None if column.numbers is None else column.numbers[used]
    return Column(np.where(codes < 0, -1, place[codes]), labels, numbers)


def _axis(name: str, column: Column, whole: Column, units: Sequence[str], names: Sequence[str]) -> ChartAxis:
    if name != "category":
        return ChartAxis(name, Labels(name, column.labels), column.numbers)
    place = {label: k for k, label in enumerate(whole.labels)}
    own = [tuple(given[place[label]] for label in column.labels) if given else () for given in (names, units)]
    return ChartAxis(name, Labels(name, column.labels, own[0], own[1]))


def _filled(axes: Sequence[ChartAxis], columns: Mapping[str, Column], values: Array, title: str) -> Array:
    shape = tuple(len(axis) for axis in axes)
    check_size(shape, title)
    where = np.zeros(len(values), dtype=np.int64)
    for axis in axes:
        codes = columns[axis.name].codes
        if (codes < 0).any():
            raise error(
                "E546",
                f"{int((codes < 0).sum())} rows have nothing in column {axis.name!r}",
                where=title,
                hint="an axis has an item in every row but those of the unchanged system",
            )
        where = where * len(axis) + codes
    filled = np.full(math.prod(shape), np.nan)
    order = np.sort(where)
    if len(order) > 1 and (twice := np.flatnonzero(order[1:] == order[:-1])).size:
        at = np.unravel_index(int(order[twice[0]]), shape)
        names = (f"{axis.name} {axis.labels.ids[int(i)]}" for axis, i in zip(axes, at, strict=True))
        raise error(
            "E546",
            f"{twice.size + 1} rows name a cell that another row has"
            if twice.size > 1
            else "two rows for one cell",
            where=f"{title}: {', '.join(names)}",
            hint="draw the results of one run, with all their columns",
        )
    filled[where] = values
    return filled.reshape(shape)


def check_size(shape: Sequence[int], title: str) -> None:
    """Refuse a cube that is too large to draw, before it is read: E110."""
    if math.prod(shape) > MOST:
        raise error(
            "E110",
            f"a cube of {' × '.join(map(str, shape))} cells is too large to draw",
            where=title,
            hint="select with roos.SweepResults.sel, write that, and draw it",
        )


def _label(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _numbers(labels: Sequence[str]) -> Array | None:
    """Return what labels are worth where all are finite numbers."""
    try:
        numbers = np.array([float(label) for label in labels])
    except ValueError:
        return None
    return numbers if len(labels) and np.isfinite(numbers).all() else None
