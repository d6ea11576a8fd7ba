"""The grid of scenario axes: positions, coordinates and names, without what the scenarios change."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels

#: Name of scenario 0, which changes nothing.
BASE = "base"
#: Between the items of a scenario's name.
BETWEEN = " | "


class AxisLike(Protocol):
    """What the grid needs of an axis."""

    @property
    def name(self) -> str:
        """Unique among the axes."""
        ...

    @property
    def labels(self) -> Labels:
        """Names of the items."""
        ...

    @property
    def numbers(self) -> NDArray[np.float64] | None:
        """What the items are worth, on a numeric axis."""
        ...


@dataclass(frozen=True, eq=False)
class PlainAxis:
    """An axis read back from a store: its items, not what they change."""

    name: str
    labels: Labels
    numbers: NDArray[np.float64] | None = None
    unit: str = ""


def axis_as_dict(axis: AxisLike) -> dict[str, Any]:
    """Return plain values of an axis, for the header of a store."""
    labels, numbers = axis.labels, axis.numbers
    return {
        "name": axis.name,
        "items": list(labels.ids),
        "unit": getattr(axis, "unit", ""),
        "numbers": None if numbers is None else numbers.tolist(),
    }


def axis_from_dict(content: Mapping[str, Any]) -> PlainAxis:
    """Return the axis that :func:`axis_as_dict` gave these values of."""
    numbers = content["numbers"]
    labels = Labels(content["name"], tuple(content["items"]))
    return PlainAxis(
        content["name"], labels, None if numbers is None else np.array(numbers), content.get("unit", "")
    )


@dataclass(frozen=True, eq=False)
class Grid:
    """Scenario 0 ("no change") and after it every combination of the items, the last axis fastest.

    Attributes
    ----------
    axes
        Slowest first; none leaves scenario 0 alone.
    base
        Name of scenario 0.
    """

    axes: Sequence[AxisLike]
    base: str = BASE

    @property
    def shape(self) -> tuple[int, ...]:
        """Items per axis."""
        return tuple(len(axis.labels) for axis in self.axes)

    def __len__(self) -> int:
        return 1 + (math.prod(self.shape) if self.axes else 0)

    def coordinates(self, start: int, stop: int) -> NDArray[np.int64]:
        """Return the item per axis, int64 (axes, stop − start); −1 in scenario 0."""
        number = np.arange(start - 1, stop - 1, dtype=np.int64)
        found = np.empty((len(self.axes), number.size), dtype=np.int64)
        for axis in range(len(self.axes) - 1, -1, -1):
            number, found[axis] = np.divmod(number, len(self.axes[axis].labels))
        if start == 0:
            found[:, :1] = -1
        return found

    def names(self, start: int, stop: int) -> list[str]:
        """Return the names of some scenarios, ``item | item``."""
        items = [axis.labels.ids for axis in self.axes]
        return [
            BETWEEN.join(ids[at] for ids, at in zip(items, one, strict=True)) if number else self.base
            for number, one in zip(range(start, stop), self.coordinates(start, stop).T.tolist(), strict=True)
        ]

    def position(self, name: str) -> int:
        """Return the scenario of a name.

        Raises
        ------
        InputError
            E201 an axis has no such item, with the nearest; E202 several scenarios have the name; E401 no
            scenario can be called so.
        """
        if name == self.base:
            return 0
        parts = name.split(BETWEEN)
        found = list(itertools.islice(self._readings(parts, 0), 2)) if self.axes else []
        if len(found) == 2:
            hint = "pick it by the items of its axes"
            raise error("E202", f"several scenarios are called {name!r}", name, hint)
        if found:
            return 1 + int(np.ravel_multi_index(found[0], self.shape))
        if len(self.axes) == 1:
            parts = [name]
        if len(parts) == len(self.axes):
            for axis, part in zip(self.axes, parts, strict=True):
                axis.labels.position(part)  # one of them says what it has
        form = BETWEEN.join(axis.name for axis in self.axes) or self.base
        raise error("E401", f"no scenario is called {name!r}", name, f"names read: {form}; or {self.base!r}")

    def _readings(self, parts: list[str], axis: int) -> Iterator[list[int]]:
        """Yield the items that the parts of a name may mean; those of an axis may hold the separator."""
        labels, after = self.axes[axis].labels, len(self.axes) - axis - 1
        for size in range(1 if after else len(parts), len(parts) - after + 1):
            text = BETWEEN.join(parts[:size])
            if text not in labels:
                continue
            if not after:
                yield [labels.position(text)]
                continue
            for rest in self._readings(parts[size:], axis + 1):
                yield [labels.position(text), *rest]
