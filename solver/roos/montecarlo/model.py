"""What stays the same in all samples: matrices with room for every draw and change, and where these go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.demand import Demands
from roos.errors import Finding, Severity, error
from roos.labels import Labels
from roos.method import Method
from roos.montecarlo.parameters import ParameterDraws
from roos.montecarlo.placing import Placing
from roos.places import Part
from roos.sampling import Draws, Stream
from roos.sampling.distribution import Distribution
from roos.sampling.pattern import with_room
from roos.sweeping.slots import Slots
from roos.sweeping.space import ScenarioSpace
from roos.system import System
from roos.uncertainty import Distributions, Uncertainty

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Parts that may be uncertain, as users name them.
PARTS: Mapping[str, Part] = {
    "technosphere": Part.TECHNOSPHERE,
    "biosphere": Part.BIOSPHERE,
    "characterisation": Part.CHARACTERISATION,
}
_STREAMS = {
    Part.TECHNOSPHERE: Stream.TECHNOSPHERE,
    Part.BIOSPHERE: Stream.BIOSPHERE,
    Part.CHARACTERISATION: Stream.CHARACTERISATION,
}


@dataclass(frozen=True, eq=False)
class Layer:
    """One matrix.

    Attributes
    ----------
    matrix
        csc_array with room for every draw and every changed cell; its values are the base.
    draws
        None where the matrix is certain.
    changed
        int64 (cells,): where scenarios change it.
    start
        float64 (entries,): what the entries hold that are neither drawn nor changed.
    """

    matrix: sp.csc_array
    draws: Draws | None
    changed: NDArray[np.int64]
    start: Array

    @property
    def varies(self) -> bool:
        """Whether any value differs between rows of the cube."""
        return self.draws is not None or self.changed.size > 0

    def with_data(self, data: Array) -> sp.csc_array:
        """Return the matrix with other values; ``data`` is not copied."""
        made = sp.csc_array((data, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)
        made.has_canonical_format = True
        return made


@dataclass(frozen=True, eq=False)
class Model:
    """A system with its uncertainty and its scenarios.

    Attributes
    ----------
    layers
        A (products × activities), B (flows × activities), C (categories × flows), F (products × demands).
    space
        Scenarios; one, the base, where there are none.
    uncertain
        Parts that are drawn, as users name them.
    distributions
        Of these, for digests.
    activities
        Ids of those whose exchanges are drawn; None for all.
    parameters
        Draws of parameters; None for none.
    findings
        W152 a part that was asked for and has no distributions.
    """

    system: System
    demands: Demands
    method: Method
    layers: Mapping[Part, Layer]
    space: ScenarioSpace
    uncertain: tuple[str, ...]
    distributions: Mapping[str, Distributions]
    activities: tuple[str, ...] | None
    parameters: ParameterDraws | None
    findings: tuple[Finding, ...]

    @classmethod
    def of(
        cls,
        system: System,
        demands: Demands,
        method: Method,
        space: ScenarioSpace,
        uncertain: Collection[str] | None,
        activities: Collection[str] | None = None,
        parameters: Mapping[str, Distribution] | None = None,
        placing: Placing | None = None,
    ) -> Model:
        """Lay out everything.

        Parameters
        ----------
        uncertain
            Names in :data:`PARTS`; None for all that have distributions.
        activities
            Ids: only their exchanges, columns of A and B, are drawn; None for all, and C.
        parameters
            Distributions of parameters of the space, by name.
        placing
            Makes the points of a design for them; None draws at random.

        Raises
        ------
        InputError
            E150 to E152 a distribution, by name; E201 no such activity; E452 nothing is uncertain; E453 an
            unknown part, or factors where only exchanges of some activities are to be drawn.
        """
        known = _distributions(system, method)
        columns = None if activities is None else _columns(activities, uncertain, system)
        if columns is not None:
            known.pop("characterisation", None)
        wanted = _checked(uncertain, parameters is not None)
        found: list[Finding] = []
        for name in wanted or ():
            if name in PARTS and not _any_uncertain(known.get(name), columns):
                message = f"no distributions are given for the {name}: it stays as it is"
                found.append(Finding("W152", Severity.WARNING, message, system.name))
        chosen = {
            name: rows
            for name, rows in known.items()
            if (wanted is None or name in wanted) and _any_uncertain(rows, columns)
        }
        drawn_parameters = None if parameters is None else ParameterDraws(space, parameters, placing)
        if drawn_parameters is not None:
            found.extend(drawn_parameters.findings)
        if not chosen and (drawn_parameters is None or not drawn_parameters.used):
            raise error(
                "E452",
                "nothing is uncertain: there are no distributions to draw from",
                system.name,
                "read an inventory with distributions, or name other parts to be uncertain",
            )
        matrices: dict[Part, tuple[Any, Labels, Labels]] = {
            Part.TECHNOSPHERE: (system.technosphere.matrix, system.products, system.activities),
            Part.BIOSPHERE: (system.biosphere, system.flows, system.activities),
            Part.CHARACTERISATION: (sp.csc_array(method.matrix), method.categories, system.flows),
            Part.DEMANDS: (demands.matrix, system.products, demands.labels),
        }
        names = {part: name for name, part in PARTS.items()}
        layers = {}
        for part, (matrix, of_rows, of_columns) in matrices.items():
            rows = chosen.get(names.get(part, ""))
            layers[part] = _layer(part, matrix, of_rows, of_columns, rows, space, columns)
        drawn = None if columns is None else tuple(system.activities.ids[at] for at in columns.tolist())
        named = (*chosen, *(() if drawn_parameters is None else ("parameters",)))
        return cls(
            system, demands, method, layers, space, named, chosen, drawn, drawn_parameters, tuple(found)
        )


def _layer(
    part: Part,
    matrix: Any,
    of_rows: Labels,
    of_columns: Labels,
    rows: Distributions | None,
    space: ScenarioSpace,
    columns: Ints | None,
) -> Layer:
    places = space.places.get(part)
    wide, place = with_room(Slots.of(matrix, places).matrix, rows)
    changed = places.entries(wide) if places is not None else np.zeros(0, dtype=np.int64)
    if rows is None:
        return Layer(wide, None, changed, wide.data)

    def where(i: int) -> str:
        row, column = int(rows.row[i]), int(rows.col[i])
        one, other = of_rows.describe(row), of_columns.describe(column)
        return f"{of_rows.kind} {one}, {of_columns.kind} {other}"

    chosen = None if columns is None else np.isin(rows.col, columns)
    draws = Draws(rows, place, wide.data, _STREAMS[part], where, chosen)
    return Layer(wide, draws, changed, draws.start)


def _distributions(system: System, method: Method) -> dict[str, Distributions]:
    given = system.uncertainty or Uncertainty()
    found = {"technosphere": given.technosphere, "biosphere": given.biosphere}
    if method is system.characterisation:  # another method's factors have no distributions here
        found["characterisation"] = given.characterisation
    return {name: rows for name, rows in found.items() if rows is not None}


def _any_uncertain(rows: Distributions | None, columns: Ints | None) -> bool:
    if rows is None:
        return False
    uncertain = rows.type > 1
    return bool((uncertain if columns is None else uncertain & np.isin(rows.col, columns)).any())


def _columns(activities: Collection[str], uncertain: Collection[str] | None, system: System) -> Ints:
    """Return the columns of activities, ascending."""
    given = [activities] if isinstance(activities, str) else list(activities)
    if not given:
        hint = "name activities whose exchanges are uncertain, or leave activities out"
        raise error("E452", "the exchanges of no activity are to be uncertain", "activities", hint)
    if uncertain is not None and "characterisation" in uncertain:
        what = "characterisation factors are no exchanges of activities"
        raise error("E453", what, "uncertain", "leave out either activities or characterisation")
    return np.unique(np.array([system.activities.position(str(one)) for one in given], dtype=np.int64))


def _checked(uncertain: Collection[str] | None, parameters: bool) -> tuple[str, ...] | None:
    if uncertain is None:
        return None
    hint = "name some of " + ", ".join(PARTS)
    given = [uncertain] if isinstance(uncertain, str) else list(uncertain)
    for name in given:
        if name not in PARTS and not (parameters and name == "parameters"):
            raise error("E453", f"{name!r} is no part of a system that can be uncertain", "uncertain", hint)
    if not given:
        raise error("E452", "no part is to be uncertain", "uncertain", hint)
    return tuple(given)
