"""Which scenarios a sweep has, and what each changed cell holds in them; computed when it is asked for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from roos.changes import Changes
from roos.demand import Demands
from roos.errors import Finding, RoosError, error
from roos.formula import Formula, Parameters
from roos.places import Part, Places, other_system
from roos.prices import PriceSet
from roos.scenario import Scenario
from roos.scenario_set import ScenarioSet
from roos.sweeping.axis import Axis
from roos.sweeping.block import Values
from roos.sweeping.changing import FormulaChange
from roos.sweeping.filed import held
from roos.sweeping.formulated import Formulated, explained
from roos.sweeping.grid import BETWEEN, Grid
from roos.sweeping.items import refused
from roos.sweeping.layers import Layer
from roos.sweeping.matrices import Matrices
from roos.sweeping.tables import Compiled, Failed, Setting
from roos.system import System

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioSpace:
    """The scenarios of a sweep for one system: the base, then the product of all axes.

    Scenario 0 changes nothing. Scenarios 1, 2, … take one item of each axis, those of the last axis running
    fastest. Without axes there is scenario 0 alone, and formulas serve only :func:`roos.monte_carlo` with
    uncertain parameters. Make one with :meth:`build` or :meth:`of`.

    Attributes
    ----------
    axes
        The first runs slowest.
    shape
        Items of each axis.
    places
        By matrix: every cell that some scenario changes, sorted as in :class:`roos.Places`; ``times`` is
        nowhere true, because factors are resolved. A matrix that nothing changes is not in it.
    depends
        By matrix, bool (cells, axes): the axes that a cell's value depends on. A cell that depends on none
        has one value in all scenarios but the base.
    base
        By matrix, float64 (cells,): what the system holds, which is scenario 0.
    base_name
        Name of scenario 0, ``"base"`` unless an item is called so.
    parameters, formulas
        As given, read.
    findings
        W402 formulas add entries, W404 formulas at their base differ from the inventory, W405 an axis or
        one of its parameters changes nothing, and what the readers of files found.
    """

    axes: tuple[Axis, ...]
    shape: tuple[int, ...]
    places: Mapping[Part, Places]
    depends: Mapping[Part, Flags]
    base: Mapping[Part, Array]
    base_name: str
    parameters: Parameters
    formulas: tuple[Formulated, ...]
    settings: Mapping[str, Setting]
    layers: tuple[Layer, ...]
    compiled: Compiled | None
    findings: tuple[Finding, ...] = ()

    @classmethod
    def build(
        cls,
        system: System,
        axes: Iterable[Axis],
        formulas: Iterable[FormulaChange] = (),
        *,
        parameters: Parameters | Mapping[str, float | str | Formula] | None = None,
        base_demands: Demands | None = None,
        base_prices: PriceSet | None = None,
        conflicts: str = "refuse",
    ) -> ScenarioSpace:
        """Return the product of axes.

        Parameters
        ----------
        system
            That the scenarios change.
        axes
            The first runs slowest.
        formulas
            Cells that follow formulas.
        parameters
            Numbers, or formulas of other parameters; an axis that sets a parameter replaces what stands here.
        base_demands, base_prices
            Needed where demands or prices change.
        conflicts
            ``"refuse"`` a cell that two axes, or an axis and a formula, change; or let the ``"last"`` decide:
            later axes over earlier ones where they say something, formulas over axes.

        Raises
        ------
        InputError
            E106 not finite, E117 wrong types, E201, E202 or E207 unknown labels, E402 a cell with two
            formulas, E403 a cell changed from two sides, E404 a factor for nothing, E405 scenarios of another
            system, E412 axes, E413 to E415 formulas, E416 a parameter that nothing defines, E417 parameters
            in a circle, E418 a parameter that two axes set, E505 too many scenarios.

        Examples
        --------
        >>> system = System.build("two", np.array([[1.0, -0.5], [-0.25, 1.0]]), np.array([[2.0, 4.0]]))
        >>> space = ScenarioSpace.build(
        ...     system,
        ...     [Axis.values("load", [0.5, 0.6]), Axis.years("year", [2030, 2050])],
        ...     [FormulaChange("technosphere", "0", "1", "-load × 0.9^((year − 2030) / 20)")],
        ... )
        >>> space.names(0, len(space))
        ['base', '0.5 | 2030', '0.5 | 2050', '0.6 | 2030', '0.6 | 2050']
        >>> space.block(0, len(space))[Part.TECHNOSPHERE].tolist()
        [[-0.5, -0.5, -0.45, -0.6, -0.54]]
        """
        from roos.sweeping.building import build

        return build(system, axes, formulas, parameters, base_demands, base_prices, conflicts)

    @classmethod
    def of(
        cls,
        system: System,
        scenarios: ScenarioSpace | ScenarioSet | Scenario | Iterable[Scenario],
        *,
        base_demands: Demands | None = None,
        base_prices: PriceSet | None = None,
    ) -> ScenarioSpace:
        """Return ready-made scenarios as a space with the one axis ``"scenario"``, or a space as it is.

        Raises
        ------
        InputError
            E117 not scenarios, E405 made for another system, E409 names given twice, E412 no scenarios.
        """
        if isinstance(scenarios, ScenarioSpace):
            scenarios._check(system, base_demands, base_prices)
            return scenarios
        if not isinstance(scenarios, ScenarioSet):
            scenarios = ScenarioSet.of(_listed(scenarios))
        axis = Axis.of_scenarios("scenario", scenarios)
        return cls.build(system, [axis], base_demands=base_demands, base_prices=base_prices)

    def __len__(self) -> int:
        return 1 + (math.prod(self.shape) if self.axes else 0)

    @property
    def grid(self) -> Grid:
        """The axes and their names alone, without what they change."""
        return Grid(self.axes, self.base_name)

    def __repr__(self) -> str:
        axes = " × ".join(f"{axis.name} {len(axis)}" for axis in self.axes) or "no axes"
        cells = ", ".join(f"{part} {len(places)}" for part, places in self.places.items())
        return f"ScenarioSpace({len(self)} scenarios: base, {axes}; changed cells: {cells or 'none'})"

    def block(self, start: int, stop: int) -> Values:
        """Return what each changed cell holds in some scenarios.

        Parameters
        ----------
        start, stop
            Scenarios ``start`` to ``stop − 1``.

        Returns
        -------
        Mapping
            By matrix of :attr:`places`: float64 (cells, stop − start), C order, new, finite. In scenario 0
            these are the values of the base itself.

        Raises
        ------
        InputError
            E414 or E415 a formula has no finite value: which, in which scenario, at which parameters.
        """
        items = self.coordinates(start, stop)
        blocks = {part: np.empty((len(places), stop - start)) for part, places in self.places.items()}
        ahead = int(start == 0 and stop > 0)
        for part, block in blocks.items():
            block[:, :ahead] = self.base[part][:, None]
        rest = {part: block[:, ahead:] for part, block in blocks.items()}
        for layer in self.layers:
            layer.write(items[layer.source.axis, ahead:], rest[layer.source.part])
        if self.compiled is not None:
            try:
                self.compiled.fill(items[:, ahead:], rest)
            except Failed as problem:
                raise self.explained(problem.items) from None
        return MappingProxyType(blocks)

    def coordinates(self, start: int, stop: int) -> Ints:
        """Return the item of each axis in some scenarios, int64 (axes, stop − start); −1 in scenario 0."""
        if not 0 <= start <= stop <= len(self):
            raise IndexError(f"scenarios {start} to {stop} of {len(self)}")
        return self.grid.coordinates(start, stop)

    def names(self, start: int, stop: int) -> list[str]:
        """Return the names of some scenarios: the labels of their items, ``"2030 | 0.5"``."""
        return self.grid.names(start, stop)

    def scenario(self, i: int) -> Scenario:
        """Return one scenario as an object of its own; scenario 0 is empty."""
        (name,) = self.names(i, i + 1)
        if i == 0:
            return Scenario(name)
        values = self.block(i, i + 1)
        changes = {part: Changes(places, values[part][:, 0].copy()) for part, places in self.places.items()}
        return Scenario(name, changes)

    def explained(self, items: Ints) -> RoosError:
        """Return the error of a scenario whose formulas have no finite value."""
        texts = (axis.labels.ids[item] for axis, item in zip(self.axes, items.tolist(), strict=True))
        name = BETWEEN.join(texts)
        given = {key: float(setting.values[items[setting.axis]]) for key, setting in self.settings.items()}
        at = (int(np.searchsorted(self.places[one.part].cells, one.cell)) for one in self.formulas)
        held_there = [float(self.base[one.part][row]) for one, row in zip(self.formulas, at, strict=True)]
        return explained(self.formulas, held_there, self.parameters, given, name)

    def refuse_idle_formulas(self) -> None:
        """Raise E412 where there are formulas, and no axis for them to follow: nothing would apply them."""
        if self.formulas and not self.axes:
            hint = "add an axis; one item is enough"
            raise refused("(none)", "there are formulas, and no axis for them to follow", hint)

    def _check(self, system: System, demands: Demands | None, prices: PriceSet | None) -> None:
        """Raise E405 unless the space was built for this system."""
        matrices = Matrices(system, demands, prices)
        for part, places in self.places.items():
            matrices.check(places, "scenario space")
            now = held(places, matrices.base(part))
            if not np.array_equal(now, self.base[part]):
                cell = int(np.flatnonzero(now != self.base[part])[0])
                what = f"{places.where(cell)} holds {now[cell]!r}, it was {self.base[part][cell]!r}"
                raise other_system(part, what)


def _listed(scenarios: Scenario | Iterable[Scenario]) -> list[Scenario]:
    listed = [scenarios] if isinstance(scenarios, Scenario) else scenarios
    if isinstance(listed, (str, Mapping)) or not isinstance(listed, Iterable):
        raise error("E117", f"scenarios are a list of roos.Scenario, not {listed!r}", "scenarios", _HINT)
    listed = list(listed)
    for one in listed:
        if not isinstance(one, Scenario):
            raise error("E117", f"scenarios are a list of roos.Scenario, not of {one!r}", "scenarios", _HINT)
    return listed


_HINT = "give scenarios, a ScenarioSet or a ScenarioSpace"
