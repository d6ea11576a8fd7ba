"""Many scenarios over one list of changed cells, and how sets of them are joined.

The cells stand once; the values are one array (cells, scenarios) per matrix, where NaN keeps what is there. A
hundred thousand changed exchanges in ten scenarios are 8 MB and 2 MB of positions.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.changes import Changes, ChangeTable
from roos.errors import Finding, error
from roos.labels import Labels
from roos.places import Part
from roos.scenario import Scenario
from roos.scenario_joining import laid, without_conflicts
from roos.system import System

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioSet:
    """Scenarios in order, sharing one list of changed cells per matrix.

    Attributes
    ----------
    labels
        Names, kind ``"scenario"``.
    tables
        By matrix: cells, and values float64 (cells, scenarios) with NaN = keep. A matrix without changes is
        not in it.
    findings
        What the reader noticed.
    meta
        Sources: plain values for ``run.json``.
    """

    labels: Labels
    tables: Mapping[Part, ChangeTable]
    findings: tuple[Finding, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        kept = {part: table for part, table in self.tables.items() if len(table.places)}
        for part, table in kept.items():
            if table.values.shape[1] != len(self.labels):
                what = f"{len(self.labels)} names for {table.values.shape[1]} scenarios"
                raise error("E114", what, f"{part} changes", "give one name per scenario")
        object.__setattr__(self, "tables", MappingProxyType(kept))

    @classmethod
    def of(cls, scenarios: Iterable[Scenario]) -> ScenarioSet:
        """Return a set of scenarios, in the order given.

        Raises
        ------
        InputError
            E405 scenarios of different systems, E409 a name given twice.
        """
        listed = list(scenarios)
        names = [scenario.name for scenario in listed]
        labels = _named(names)
        parts = dict.fromkeys(part for scenario in listed for part in scenario.changes)
        tables = {}
        for part in parts:
            pieces = [
                (changes.places, changes.values.reshape(-1, 1), np.array([number]))
                for number, scenario in enumerate(listed)
                if (changes := scenario.changes.get(part)) is not None
            ]
            tables[part] = laid(pieces, len(listed))
        return cls(labels, tables)

    def __repr__(self) -> str:
        cells = ", ".join(f"{part} {len(table.places)}" for part, table in self.tables.items())
        return f"ScenarioSet({len(self)} scenarios, changed cells: {cells or 'none'})"

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios."""
        return self.labels.ids

    @property
    def nbytes(self) -> int:
        """Memory of positions and values."""
        return sum(
            array.nbytes
            for table in self.tables.values()
            for array in (
                table.values,
                table.places.rows,
                table.places.columns,
                table.places.times,
                table.places.outside,
            )
        )

    def __getitem__(self, which: int | str) -> Scenario:
        """Return one scenario by position or name; its changes are picked out now, not kept."""
        number = self.position(which) if isinstance(which, str) else which
        if not -len(self) <= number < len(self):
            raise IndexError(f"scenario {number} of {len(self)}")
        number %= len(self)
        changes: dict[Part, Changes] = {part: table.of(number) for part, table in self.tables.items()}
        return Scenario(self.names[number], changes)

    def __iter__(self) -> Iterator[Scenario]:
        return (self[number] for number in range(len(self)))

    def position(self, name: str) -> int:
        """Return the position of a scenario.

        Raises
        ------
        InputError
            E401 there is none of that name, with the nearest.
        """
        if name in self.labels:
            return self.labels.position(name)
        near = difflib.get_close_matches(name, self.names, n=3, cutoff=0.4) or list(self.names[:5])
        raise error("E401", f"no scenario is called {name!r}", name, "there are: " + "; ".join(near))

    def check(self, system: System) -> None:
        """Raise E405 unless the scenarios were made for this system's labels."""
        one: dict[Part, Changes] = {
            part: Changes(table.places, np.zeros(len(table.places))) for part, table in self.tables.items()
        }
        Scenario("all", one).check(system)

    def take(self, names: Iterable[str]) -> ScenarioSet:
        """Return some of the scenarios, in the order given; cells that none of them changes are dropped."""
        chosen = [self.position(name) for name in names]
        tables = {}
        for part, table in self.tables.items():
            values = table.values[:, chosen]
            kept = ~np.isnan(values).all(axis=1)
            tables[part] = ChangeTable(table.places.take(kept), np.asfortranarray(values[kept]))
        return replace(self, labels=_named([self.names[i] for i in chosen]), tables=tables)

    def product(self, other: ScenarioSet, *, conflicts: str = "refuse") -> ScenarioSet:
        """Return every scenario of this set together with every one of another: ``combine``.

        Parameters
        ----------
        other
            Made for the same system.
        conflicts
            ``"refuse"`` a cell that both sides change, or let the ``"last"`` decide, which is ``other`` (as
            Activity Browser does without a word).

        Returns
        -------
        ScenarioSet
            len(self) × len(other) scenarios, named ``one | other``, the other's names running fastest.

        Raises
        ------
        InputError
            E403 both change a cell (named), E405 made for different systems.
        """
        n, m = len(self), len(other)
        names = [f"{one} | {two}" for one in self.names for two in other.names]
        first = np.repeat(np.arange(n), m)
        second = np.tile(np.arange(m), n)
        return self._joined(other, names, first, second, conflicts)

    def extend(self, other: ScenarioSet, *, conflicts: str = "refuse") -> ScenarioSet:
        """Return this set with the further changes that another makes in scenarios of the same names.

        Parameters
        ----------
        other
            Has the same names, in any order, and was made for the same system.
        conflicts
            As in :meth:`product`.

        Raises
        ------
        InputError
            E403 both change a cell (named), E405 made for different systems, E409 names that differ.
        """
        ours, theirs = set(self.names), set(other.names)
        if ours != theirs:
            only = sorted(ours ^ theirs)
            raise error(
                "E409",
                "scenarios to extend do not have the same names",
                "; ".join(only[:8]),
                "give both the same scenarios, or combine them (every one with every one)",
            )
        first = np.arange(len(self))
        second = np.array([other.position(name) for name in self.names], dtype=np.int64)
        return self._joined(other, list(self.names), first, second, conflicts)

    def _joined(
        self,
        other: ScenarioSet,
        names: list[str],
        first: NDArray[np.int64],
        second: NDArray[np.int64],
        conflicts: str,
    ) -> ScenarioSet:
        if conflicts not in ("refuse", "last"):
            raise error("E117", f"conflicts is 'refuse' or 'last', not {conflicts!r}", "scenario set")
        labels = _named(names)
        tables = {}
        for part in dict.fromkeys((*self.tables, *other.tables)):
            one, two = self.tables.get(part), other.tables.get(part)
            ours = one.values[:, first] if one is not None else None
            pieces = []
            if one is not None and ours is not None:
                if two is not None:
                    ours = without_conflicts(one.places, ours, two, second, labels, conflicts)
                pieces.append((one.places, ours, np.arange(len(names))))
            if two is not None:
                pieces.append((two.places, two.values[:, second], np.arange(len(names))))
            tables[part] = laid(pieces, len(names))
        meta = {"joined": [dict(self.meta), dict(other.meta)]} if self.meta or other.meta else {}
        return ScenarioSet(labels, tables, (*self.findings, *other.findings), meta)


def _named(names: list[str]) -> Labels:
    seen: set[str] = set()
    for name in names:
        if not name or name in seen:
            what = f"two scenarios are called {name!r}" if name else "a scenario has no name"
            raise error("E409", what, name or "scenario", "give each scenario a name of its own")
        seen.add(name)
    return Labels("scenario", tuple(names))
