"""A labelled array without xarray: values, the names of its axes, and picking by label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels

if TYPE_CHECKING:
    import xarray

#: What names one item of an axis: its label, or its number on a numeric axis.
Item = str | int | float


@dataclass(frozen=True, eq=False, repr=False)
class Cube:
    """Values over labelled axes.

    Attributes
    ----------
    values
        ndarray, one axis per name in ``dims``; a view of what it was made from.
    dims
        Names of the axes, in order.
    labels
        By axis: what its items are called.
    numbers
        By numeric axis: float64, what its items are worth.

    Examples
    --------
    >>> labels = {"demand": Labels("demand", ("pump",)), "year": Labels("year", ("2030", "2040"))}
    >>> cube = Cube(np.array([[1.0, 2.0]]), ("demand", "year"), labels, {"year": np.array([2030.0, 2040.0])})
    >>> cube.sel(demand="pump", year=2040).item()
    2.0
    """

    values: NDArray[Any]
    dims: tuple[str, ...]
    labels: Mapping[str, Labels]
    numbers: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def __repr__(self) -> str:
        axes = " × ".join(f"{name} {size}" for name, size in zip(self.dims, self.values.shape, strict=True))
        return f"Cube({axes or 'one value'})"

    @property
    def shape(self) -> tuple[int, ...]:
        """Items per axis."""
        return self.values.shape

    def item(self) -> float:
        """Return the one value that is left."""
        return float(self.values.item())

    def sel(self, **items: Item | Sequence[Item]) -> Cube:
        """Pick items by axis: one item drops the axis, a list keeps it.

        Parameters
        ----------
        **items
            By axis: a label, a number of a numeric axis, or a list of these.

        Raises
        ------
        InputError
            E201 or E207 no such item, with the nearest; E208 no such axis.
        """
        values, dims = self.values, list(self.dims)
        labels, numbers = dict(self.labels), dict(self.numbers)
        for name, wanted in items.items():
            if name not in dims:
                raise error("E208", f"there is no axis {name!r}", hint="axes: " + ", ".join(self.dims))
            axis = dims.index(name)
            known = numbers.get(name)
            if isinstance(wanted, (str, int, float)):
                values = np.take(values, position(labels[name], known, wanted), axis=axis)
                del dims[axis]
                labels.pop(name)
                numbers.pop(name, None)
                continue
            chosen = [position(labels[name], known, one) for one in wanted]
            values = np.take(values, chosen, axis=axis)
            labels[name] = labels[name].take(chosen)
            if known is not None:
                numbers[name] = known[chosen]
        return Cube(values, tuple(dims), labels, numbers)

    def to_xarray(self) -> xarray.DataArray:
        """Return a DataArray with the labels as coordinates, numbers where an axis is numeric."""
        import xarray

        coordinates: dict[str, Any] = {}
        for name in self.dims:
            numeric = self.numbers.get(name)
            coordinates[name] = list(self.labels[name].ids) if numeric is None else numeric
            if name == "category":
                coordinates["unit"] = (name, list(self.labels[name].units))
        return xarray.DataArray(self.values, dims=self.dims, coords=coordinates)


def position(labels: Labels, numbers: NDArray[np.float64] | None, wanted: Item) -> int:
    """Return the place of an item by its label, or by its number on a numeric axis."""
    if numbers is not None and not isinstance(wanted, str):
        at = np.flatnonzero(numbers == float(wanted))
        if at.size:
            return int(at[0])
    return labels.position(str(wanted), where=f"axis {labels.kind!r}")
