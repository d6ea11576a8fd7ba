"""One scenario: a name and what it changes, in A, B, C, the demands or the prices.

A scenario changes nothing unless it says so: one without changes gives back the very matrices of its system,
so that "scenario 0" and the plain run agree bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from roos.changes import Changes, ChangeTable
from roos.demand import Demands
from roos.errors import Finding, Severity, error
from roos.labels import Labels
from roos.places import Part, other_system
from roos.prices import PriceSet
from roos.scenario_axes import Axes, axes_of, price_axes, same_labels
from roos.system import System

if TYPE_CHECKING:
    from roos.scenario_set import ScenarioSet


@dataclass(frozen=True, slots=True)
class Times:
    """A factor on what is there, instead of a new value.

    Examples
    --------
    >>> Times(0.9)  # ten per cent less
    Times(factor=0.9)
    """

    factor: float


Value = float | Times
Named = Mapping[tuple[str, str], Value] | Iterable[tuple[str, str, Value]]


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """A named set of changes.

    Attributes
    ----------
    name
        As results show it.
    changes
        By matrix; a matrix that is not in it is unchanged, and none in it has zero cells.
    """

    name: str
    changes: Mapping[Part, Changes] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        kept = {part: changes for part, changes in self.changes.items() if len(changes)}
        object.__setattr__(self, "changes", MappingProxyType(kept))

    def __repr__(self) -> str:
        cells = ", ".join(f"{part} {len(changes)}" for part, changes in self.changes.items())
        return f"Scenario({self.name!r}, changed cells: {cells or 'none'})"

    @classmethod
    def build(
        cls,
        name: str,
        system: System,
        *,
        technosphere: Named = (),
        biosphere: Named = (),
        characterisation: Named = (),
        demands: Named = (),
        prices: Named = (),
        base_demands: Demands | None = None,
        base_prices: PriceSet | None = None,
    ) -> Scenario:
        """Name changes by the labels of what they change.

        Parameters
        ----------
        name
            Of the scenario.
        system
            That is changed.
        technosphere, biosphere, characterisation
            ``{(row, column): value}`` or rows ``(row, column, value)``: (product, activity), (flow, activity)
            and (category, flow), each an id or a unique name. The value is that of the matrix afterwards,
            with its sign (an input of the technosphere is negative), or :class:`Times` a factor.
        demands
            (product, demand), in ``base_demands``.
        prices
            (category, year), in ``base_prices``; a category priced for several models is written
            ``category | model``, and the year of a set without years ``every year``.

        Raises
        ------
        InputError
            E106 not finite, E117 not a number, E201 or E207 unknown label with the nearest, E202 a name that
            several have, E402 a cell changed twice, E404 a factor where there is no value, E405 demands or
            prices to change that are not given.

        Examples
        --------
        >>> system = System.build("two", np.array([[1.0, -0.5], [-0.25, 1.0]]), np.array([[2.0, 4.0]]))
        >>> half = Scenario.build("half the input", system, technosphere={("0", "1"): Times(0.5)})
        >>> half.apply(system).technosphere.matrix.toarray().tolist()
        [[1.0, -0.25], [-0.25, 1.0]]
        """
        given = {
            Part.TECHNOSPHERE: technosphere,
            Part.BIOSPHERE: biosphere,
            Part.CHARACTERISATION: characterisation,
            Part.DEMANDS: demands,
            Part.PRICES: prices,
        }
        found: dict[Part, Changes] = {}
        for part, changes in given.items():
            rows = _rows(changes, name, part)
            if rows:
                axes = axes_of(part, system, base_demands, base_prices)
                found[part] = _resolved(name, part, axes, rows)
        return cls(name, found)

    @property
    def is_empty(self) -> bool:
        """Whether the scenario changes nothing."""
        return not self.changes

    @property
    def pattern_changes(self) -> bool:
        """Whether the technosphere gets entries where it stores none."""
        changes = self.changes.get(Part.TECHNOSPHERE)
        return changes is not None and changes.places.pattern_changes

    def check(self, system: System) -> None:
        """Raise E405 unless the scenario was made for this system's labels."""
        for part, changes in self.changes.items():
            if part not in (Part.DEMANDS, Part.PRICES):
                _, rows, columns = axes_of(part, system)
                _agree(part, (changes.places.row_labels, changes.places.column_labels), (rows, columns))

    def apply(self, system: System) -> System:
        """Return the system under this scenario: the reference, by rebuilding matrices.

        Demands and prices are no part of a system: see :meth:`apply_demands` and :meth:`apply_prices`.

        Parameters
        ----------
        system
            Not altered; handed back itself where the scenario changes none of its matrices.

        Raises
        ------
        InputError
            E405 the scenario was made for another system.
        """
        self.check(system)
        changed = {part: self._changed(part, system) for part in self.changes if part in _IN_SYSTEM}
        if not changed:
            return system
        method = system.characterisation
        if method is not None and Part.CHARACTERISATION in changed:
            method = replace(method, matrix=sp.csr_array(changed[Part.CHARACTERISATION]))
        return System.build(
            system.name,
            changed.get(Part.TECHNOSPHERE, system.technosphere.matrix),
            changed.get(Part.BIOSPHERE, system.biosphere),
            products=system.products,
            activities=system.activities,
            flows=system.flows,
            reference=system.technosphere.reference,
            characterisation=method,
            findings=(*system.findings, *self._left_out(system)),
            meta={**system.meta, "scenario": self.name},
        )

    def _left_out(self, system: System) -> tuple[Finding, ...]:
        if system.uncertainty_of is None:
            return ()
        message = "the distributions of the inventory do not hold for changed amounts and were left out"
        hint = "draw samples of the inventory itself"
        return (Finding("W104", Severity.WARNING, message, f"scenario {self.name!r}", hint),)

    def apply_demands(self, demands: Demands) -> Demands:
        """Return the demands under this scenario.

        Raises
        ------
        InputError
            E405 the scenario was made for other demands.
        """
        changes = self.changes.get(Part.DEMANDS)
        if changes is None:
            return demands
        places = changes.places
        _agree(Part.DEMANDS, (places.row_labels, places.column_labels), (demands.products, demands.labels))
        matrix = changes.apply(demands.matrix)
        matrix.eliminate_zeros()
        return replace(demands, matrix=matrix)

    def apply_prices(self, price_set: PriceSet) -> PriceSet:
        """Return the price set under this scenario.

        Raises
        ------
        InputError
            E405 the scenario was made for another price set.
        """
        changes = self.changes.get(Part.PRICES)
        if changes is None:
            return price_set
        matrix, rows, columns = price_axes(price_set)
        _agree(Part.PRICES, (changes.places.row_labels, changes.places.column_labels), (rows, columns))
        values = changes.apply(matrix).toarray()
        prices = tuple(
            replace(price, values=tuple(values[row].tolist())) for row, price in enumerate(price_set.prices)
        )
        return replace(price_set, prices=prices)

    def combine(self, other: Scenario, *, name: str = "", conflicts: str = "refuse") -> Scenario:
        """Return a scenario that does what both do.

        Parameters
        ----------
        other
            Made for the same system.
        name
            Of the new scenario, ``self.name | other.name`` by default.
        conflicts
            ``"refuse"`` a cell that both change, or let the ``"last"`` decide, which is ``other``.

        Raises
        ------
        InputError
            E403 both change a cell, E405 made for different systems.
        """
        from roos.scenario_set import ScenarioSet

        both: ScenarioSet = ScenarioSet.of([self]).product(ScenarioSet.of([other]), conflicts=conflicts)
        return replace(both[0], name=name) if name else both[0]

    def _changed(self, part: Part, system: System) -> sp.csc_array:
        matrix, _, _ = axes_of(part, system)
        return self.changes[part].apply(sp.csc_array(matrix))


_IN_SYSTEM = (Part.TECHNOSPHERE, Part.BIOSPHERE, Part.CHARACTERISATION)


def _agree(part: Part, ours: tuple[Labels, Labels], theirs: tuple[Labels, Labels]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        if not same_labels(one, other):
            raise other_system(part, f"its {one.kind} labels are others")


def _rows(changes: Named, name: str, part: Part) -> list[tuple[str, str, Value]]:
    where, hint = f"scenario {name!r}, {part}", "name row and column, and give the value"
    if isinstance(changes, Mapping):
        for cell in changes:
            if not isinstance(cell, tuple) or len(cell) != 2:
                raise error("E117", f"a changed cell is (row, column), not {cell!r}", where, hint)
        return [(str(row), str(column), value) for (row, column), value in changes.items()]
    if isinstance(changes, str) or not isinstance(changes, Iterable):
        raise error("E117", f"changes are rows (row, column, value), not {changes!r}", where, hint)
    rows = []
    for change in changes:
        if not isinstance(change, tuple) or len(change) != 3:
            raise error("E117", f"a change is (row, column, value), not {change!r}", where, hint)
        rows.append((str(change[0]), str(change[1]), change[2]))
    return rows


def _resolved(name: str, part: Part, axes: Axes, rows: list[tuple[str, str, Value]]) -> Changes:
    matrix, row_labels, column_labels = axes
    where = f"scenario {name!r}, {part}"
    row = [row_labels.position(change[0], where=f"{where}: {change[0]!r}") for change in rows]
    column = [column_labels.position(change[1], where=f"{where}: {change[1]!r}") for change in rows]
    given = [change[2] for change in rows]
    factor = [isinstance(value, Times) for value in given]
    values = [
        _number(value.factor if isinstance(value, Times) else value, f"{where}: {one!r}, {other!r}")
        for one, other, value in rows
    ]

    def place(cell: int) -> str:
        return f"scenario {name!r}"

    return ChangeTable.build(
        part, matrix, row_labels, column_labels, row, column, values, times=factor, where=place
    ).of(0)


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise error("E117", f"{value!r} is not a number", where, "give a number, or Times(factor)")
    if not np.isfinite(float(value)):
        raise error("E106", f"{value} is not a finite number", where, "leave the cell out to keep it")
    return float(value)
