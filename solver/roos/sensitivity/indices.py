"""Sensitivities of scores to parameters, as they come back: one number per parameter and score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.cube import Cube
from roos.designs import Design
from roos.errors import Finding, error
from roos.labels import Labels
from roos.sweeping.results import SweepResults

if TYPE_CHECKING:
    import pandas

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class ParameterIndices:
    """Indices of each parameter, for every score of a sweep.

    Attributes
    ----------
    kind
        ``"sobol"`` or ``"morris"``.
    dims
        ``"parameter"``, further axes of the sweep, ``"demand"``, ``"category"``.
    labels
        By axis.
    values
        By name, float64 (parameters, …): of Sobol ``first``, ``total`` and their bootstrapped standard errors
        ``first_error``, ``total_error``; of Morris ``mu``, ``mu_star`` (mean of absolute elementary effects
        over the whole range, in the unit of the category), its standard error ``mu_star_error``, ``sigma``.
    findings
        W171 scores that do not vary: their Sobol indices are zero.
    """

    kind: str
    dims: tuple[str, ...]
    labels: Mapping[str, Labels]
    values: Mapping[str, Array]
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        axes = " × ".join(f"{name} {len(self.labels[name])}" for name in self.dims)
        return f"ParameterIndices({self.kind}: {', '.join(self.values)}; {axes})"

    def cube(self, name: str) -> Cube:
        """Return one kind of index as a labelled cube.

        Raises
        ------
        InputError
            E208 no such kind.
        """
        if name not in self.values:
            raise error(
                "E208", f"there is no {name!r} here", self.kind, "use one of " + "; ".join(self.values)
            )
        return Cube(self.values[name], self.dims, self.labels)

    def columns(self) -> dict[str, Any]:
        """Return tidy columns, one row per parameter and score."""
        shape = tuple(len(self.labels[name]) for name in self.dims)
        place = np.unravel_index(np.arange(int(np.prod(shape))), shape)
        found: dict[str, Any] = {
            name: np.array(self.labels[name].ids, dtype=object)[at]
            for name, at in zip(self.dims, place, strict=True)
        }
        if self.kind == "morris":
            units = np.array(self.labels["category"].units, dtype=object)
            found["unit"] = units[place[self.dims.index("category")]]
        return found | {name: values.ravel() for name, values in self.values.items()}

    def to_pandas(self) -> pandas.DataFrame:
        """Return :meth:`columns` as a table."""
        import pandas

        return pandas.DataFrame(self.columns())


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores at the points of a design.

    Attributes
    ----------
    values
        float64 (points, outputs).
    shape, dims, labels
        Of the outputs: the axes of the sweep but that of the design.
    """

    values: Array
    shape: tuple[int, ...]
    dims: tuple[str, ...]
    labels: Mapping[str, Labels]

    @classmethod
    def of(cls, design: Design, results: SweepResults, kind: str) -> Scored:
        """Return the scores of a sweep along the axis of a design.

        Raises
        ------
        InputError
            E174 a design of another kind, or results without its axis.
        """
        if design.kind != kind:
            hint = f"make the design with roos.designs.{kind}"
            raise error("E174", f"the design is a {design.kind}", f"design {design.axis.name}", hint)
        cube = results.cube(unfold=True)
        name = design.axis.name
        if name not in cube.dims or cube.labels[name].ids != design.axis.labels.ids:
            hint = "sweep a ScenarioSpace with the axis of this very design"
            message = f"the results have no axis {name!r} of {len(design)} points"
            raise error("E174", message, f"design {name}", hint)
        axis = next(axis for axis in results.grid.axes if axis.name == name)
        swept = getattr(axis, "parameters", design.axis.parameters)  # a store keeps the items, not the values
        for parameter, values in design.axis.parameters.items():
            if parameter not in swept or not np.array_equal(swept[parameter], values):
                hint = "sweep a ScenarioSpace with the axis of this very design"
                raise error("E174", f"{parameter!r} had other values in the sweep", f"design {name}", hint)
        values = np.moveaxis(cube.values, cube.dims.index(name), 0)
        dims = tuple(one for one in cube.dims if one != name)
        return cls(
            values.reshape(len(design), -1), values.shape[1:], dims, {one: cube.labels[one] for one in dims}
        )

    def indices(
        self, design: Design, kind: str, values: Mapping[str, Array], findings: tuple[Finding, ...] = ()
    ) -> ParameterIndices:
        """Label indices of float64 (parameters, outputs)."""
        labels = {"parameter": Labels("parameter", design.parameters), **self.labels}
        shaped = {name: one.reshape(-1, *self.shape) for name, one in values.items()}
        return ParameterIndices(kind, ("parameter", *self.dims), labels, shaped, findings)
