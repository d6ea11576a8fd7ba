"""Results of a sweep: the cube scenario × demand × category, in memory or in a store, with its labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from roos.certificate import Status
from roos.cube import Cube, Item
from roos.errors import Finding, error
from roos.labels import Labels
from roos.sweeping.grid import Grid
from roos.sweeping.picking import picked, rows_of

if TYPE_CHECKING:
    import pandas
    import xarray

    from roos.contributing.table import Contributions
    from roos.price_paths import PricePaths
    from roos.price_tensor import CostCube
    from roos.prices import CategoryMapping, PriceSet
    from roos.sweeping.own_prices import ScenarioCosts
    from roos.sweeping.space import ScenarioSpace


class Stored(Protocol):
    """An array whose first axis is read in pieces: an ndarray, or one that stays in a store."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the whole array, scenarios first."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of its numbers."""
        ...

    def __getitem__(self, rows: slice, /) -> NDArray[Any]:
        """Return some rows, read now."""
        ...


@dataclass(frozen=True, eq=False, repr=False)
class SweepResults:
    """Scores of all scenarios, demands and categories.

    Attributes
    ----------
    scores
        float64 (scenarios, demands, categories), in the unit of each category. Scenario 0 is "no change". An
        ndarray, or rows of a store that are read when they are sliced.
    relative
        float32, same shape: error bound of each score over its Σ|contribution|, rounded up.
    backward_error
        float64 (scenarios,): the largest of the linear systems solved for a scenario.
    path
        int8 (scenarios,): how each was computed, :class:`roos.sweeping.runner.PathCode`.
    grid
        The scenario axes, and the names of the scenarios.
    space
        What each scenario changes; None where results were opened without their system.
    demands, categories
        Labels of the other two axes.
    status
        Verdict over all cells.
    findings
        Of the inventory, the scenarios and the run.
    explanation
        The plan: chosen and rejected paths with predicted work.
    timings
        Seconds per phase.
    meta
        Names and digests of what went in.
    """

    scores: Stored
    relative: Stored
    backward_error: Stored
    path: Stored
    grid: Grid
    demands: Labels
    categories: Labels
    status: Status
    findings: tuple[Finding, ...] = ()
    explanation: tuple[str, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    space: ScenarioSpace | None = None
    #: answers ``contributions`` for one scenario; None where results were opened without their system
    explain: Callable[..., Contributions] | None = None
    #: whether scenarios change prices, so that each has costs of its own
    own_prices: bool = False

    def __repr__(self) -> str:
        scenarios, demands, categories = self.scores.shape
        return f"SweepResults({scenarios} scenarios × {demands} demands × {categories} categories)"

    def __len__(self) -> int:
        return int(self.scores.shape[0])

    def cube(self, quantity: str = "scores", *, unfold: bool = False) -> Cube:
        """Return scores (or ``"relative"`` bounds) as a labelled cube, read into memory.

        Parameters
        ----------
        quantity
            ``"scores"`` or ``"relative"``.
        unfold
            One axis per scenario axis, without scenario 0; else one axis "scenario" with all.
        """
        stored: Stored = getattr(self, quantity)
        labels = {"demand": self.demands, "category": self.categories}
        if not unfold:
            names = Labels("scenario", tuple(self.grid.names(0, len(self))))
            return Cube(
                np.asarray(stored[0 : len(self)]),
                ("scenario", "demand", "category"),
                {"scenario": names, **labels},
            )
        axes = self.grid.axes
        values = np.asarray(stored[1 : len(self)]).reshape(*self.grid.shape, *self.scores.shape[1:])
        numbers = {axis.name: axis.numbers for axis in axes if axis.numbers is not None}
        named = {axis.name: axis.labels for axis in axes}
        dims = (*(axis.name for axis in axes), "demand", "category")
        return Cube(values, dims, {**named, **labels}, numbers)

    def sel(self, *, quantity: str = "scores", **items: Item | Sequence[Item]) -> Cube:
        """Pick scores by label; an axis name picks in the grid of scenarios, "scenario" in their list.

        Of results in a store only the scenarios that are asked for are kept in memory.

        Raises
        ------
        InputError
            E201 or E207 no such item, E208 no such axis, E117 an empty list.

        Examples
        --------
        ``results.sel(year=2030, category="climate change")`` leaves the other axes; ``results.sel(
        scenario="base")`` is the unchanged system.
        """
        axes = {axis.name for axis in self.grid.axes}
        if "scenario" in items and not (axes & items.keys() - {"scenario"}):
            return self._of_list(quantity, items)
        if axes & items.keys():
            labels = {"demand": self.demands, "category": self.categories}
            return picked(getattr(self, quantity), self.grid, labels, items)
        return self.cube(quantity).sel(**items)

    def _of_list(self, quantity: str, items: dict[str, Any]) -> Cube:
        wanted = items.pop("scenario")
        single = isinstance(wanted, (str, int, float))
        rows = [self.grid.position(str(one)) for one in ([wanted] if single else wanted)]
        if not rows:
            raise error("E117", "no scenario is asked for", "scenario", "name at least one, or leave it out")
        values = rows_of(getattr(self, quantity), np.array(rows, dtype=np.int64))
        names = Labels("scenario", tuple(name for row in rows for name in self.grid.names(row, row + 1)))
        labels = {"scenario": names, "demand": self.demands, "category": self.categories}
        cube = Cube(values, ("scenario", "demand", "category"), labels)
        return cube.sel(**({"scenario": names.ids[0]} if single else {}), **items)

    def price(
        self,
        prices: PriceSet | PricePaths | Sequence[PriceSet],
        *,
        mapping: CategoryMapping | None = None,
    ) -> CostCube | ScenarioCosts:
        """Return the costs of all scenarios, demands and categories on every price path, along the years.

        They are computed as they are asked for: totals, indicators and themes without the full cube. Scores
        are read into memory. Where scenarios change prices, each is priced with its own, and ``prices`` is
        the price set that they change.

        Raises
        ------
        InputError
            E302 to E306: see :meth:`roos.PriceTensor.of`. Where scenarios change prices: E117 results opened
            without their system, or more than one price set; E405 another price set than they change.
        """
        if self.own_prices:
            from roos.sweeping.own_prices import costs_of_own_prices

            return costs_of_own_prices(self.scores, self.space, prices, self.categories, mapping)
        from roos.price_tensor import CostCube, PriceTensor

        tensor = PriceTensor.of(prices, self.categories, mapping=mapping)
        return CostCube(np.asarray(self.scores[0 : len(self)]), tensor)

    def contributions(
        self, *, demand: str, category: str, scenario: str = "base", **how: Any
    ) -> Contributions:
        """Return what makes up one score of the cube; see :func:`roos.contributions`.

        Raises
        ------
        InputError
            E117 results that were opened without their system.
        """
        if self.explain is None or self.space is None:
            hint = "ask roos.contributions(system, demands, scenario=...) instead"
            raise error("E117", "these results were opened without their system", "contributions", hint)
        chosen = self.space.scenario(self.grid.position(scenario))
        return self.explain(demand=demand, category=category, scenario=chosen, **how)

    def to_xarray(self) -> xarray.DataArray:
        """Return the scores over scenario, demand and category, with the axes as coordinates of scenario.

        Results in a store stay there until values are asked for.
        """
        from roos.sweeping.export import as_xarray

        return as_xarray(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a tidy table: scenario, its axes, demand, category, unit, score, relative bound."""
        from roos.sweeping.export import as_pandas

        return as_pandas(self)
