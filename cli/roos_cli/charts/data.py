"""What a chart draws: values over labelled axes, as plain arrays; and picking from them by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ChartAxis:
    """One axis of the values.

    Attributes
    ----------
    name
        ``"demand"``, ``"category"``, ``"price_set"`` or what the scenarios call it.
    labels
        Its items; categories with their units.
    numbers
        float64 (items,) where the axis is numeric.
    unit
        Of the numbers.
    """

    name: str
    labels: Labels
    numbers: Array | None = None
    unit: str = ""

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def title(self) -> str:
        """Name and unit for people."""
        name = self.name.replace("_", " ")
        return f"{name}, {self.unit}" if self.unit else name

    def take(self, at: Sequence[int]) -> ChartAxis:
        """Return the axis with some of its items."""
        numbers = None if self.numbers is None else self.numbers[list(at)]
        return replace(self, labels=self.labels.take(at), numbers=numbers)

    def position(self, text: str) -> int:
        """Return the place of an item by id, name or number; E201 or E207 name the nearest."""
        if self.numbers is not None and text not in self.labels:
            try:
                same = np.flatnonzero(self.numbers == float(text))
            except ValueError:
                same = np.empty(0)
            if same.size:
                return int(same[0])
        return self.labels.position(text, where=f"axis {self.name!r} of the results")


@dataclass(frozen=True, eq=False)
class ChartData:
    """Values to draw.

    Attributes
    ----------
    values
        float64, one axis per entry of ``axes``; NaN where there is no value.
    axes
        In the order of the values.
    base
        float64: the same for the unchanged system, over those axes that ``base_axes`` names, or None.
    base_axes
        Names, in order: usually demand and category.
    quantity
        ``"score"`` or ``"cost"``.
    unit
        Of all values; empty where each category has its own.
    fixed
        Axis name → the one item that the values are for, in words.
    title
        What the results are of.
    """

    values: Array
    axes: tuple[ChartAxis, ...]
    base: Array | None = None
    base_axes: tuple[str, ...] = ()
    quantity: str = "score"
    unit: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    title: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the axes."""
        return tuple(axis.name for axis in self.axes)

    def axis(self, name: str) -> ChartAxis:
        """Return an axis by name.

        Raises
        ------
        InputError
            E208 there is none, with those that there are.
        """
        for axis in self.axes:
            if axis.name == name:
                return axis
        if name in self.fixed:
            raise error(
                "E544", f"axis {name!r} has one item only here: {self.fixed[name]}", hint=self._axes_there()
            )
        raise error("E208", f"the results have no axis {name!r}", hint=self._axes_there())

    def _axes_there(self) -> str:
        there = [f"{axis.name} ({len(axis)})" for axis in self.axes]
        return "axes: " + (", ".join(there) if there else "none is left")

    def pick(self, name: str, items: Sequence[str]) -> ChartData:
        """Return the data at some items of an axis; one item drops the axis.

        Raises
        ------
        InputError
            E201 or E207 no such item, with the nearest; E208 no such axis; E544 an axis of one item.
        """
        axis = self.axis(name)
        return self.at(name, list(dict.fromkeys(axis.position(text) for text in items)))

    def at(self, name: str, places: Sequence[int]) -> ChartData:
        """Return the data at some places of an axis; one place drops the axis."""
        place, axis = self.names.index(name), self.axis(name)
        values = np.take(self.values, places, axis=place)
        base, base_axes = self.base, self.base_axes
        if base is not None and name in base_axes:
            base = np.take(base, places, axis=base_axes.index(name))
        if len(places) > 1:
            axes = tuple(one.take(places) if one is axis else one for one in self.axes)
            return replace(self, values=values, axes=axes, base=base)
        if base is not None and name in base_axes:
            base = base.squeeze(base_axes.index(name))
            base_axes = tuple(one for one in base_axes if one != name)
        unit = self.unit
        if name == "category" and not unit:
            unit = axis.labels.units[places[0]]
        return replace(
            self,
            values=values.squeeze(place),
            axes=tuple(one for one in self.axes if one is not axis),
            base=base,
            base_axes=base_axes,
            unit=unit,
            fixed={**self.fixed, name: _in_words(axis, places[0])},
        )

    def ordered(self, names: Sequence[str]) -> tuple[Array, Array | None]:
        """Return values, and the base spread over the same axes, with the axes in another order."""
        order = [self.names.index(name) for name in names]
        values = np.transpose(self.values, order)
        if self.base is None:
            return values, None
        kept = [self.base_axes.index(name) for name in names if name in self.base_axes]
        base = np.transpose(self.base, kept)
        return values, base.reshape([len(self.axis(n)) if n in self.base_axes else 1 for n in names])


def _in_words(axis: ChartAxis, place: int) -> str:
    text = axis.labels.names[place] if axis.numbers is None else axis.labels.ids[place]
    return f"{text} {axis.unit}" if axis.unit else text
