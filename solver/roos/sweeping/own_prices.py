"""Costs of scenarios that change the prices themselves: a tensor of its own for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, error
from roos.labels import Labels
from roos.price_tensor import CostCube, PriceTensor
from roos.prices import CategoryMapping, PriceSet
from roos.sweeping.space import ScenarioSpace

if TYPE_CHECKING:
    from roos.sweeping.results import Stored

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScenarioCosts:
    """Costs where each scenario has its own prices, computed as they are asked for.

    Attributes
    ----------
    scores
        (scenarios, demands, categories), read a scenario at a time.
    space
        What each scenario changes, the price set among it.
    base
        The price set of scenario 0.
    categories
        Of the scores.
    mapping
        As in :meth:`roos.PriceTensor.of`.
    """

    scores: Stored
    space: ScenarioSpace
    base: PriceSet
    categories: Labels
    mapping: CategoryMapping | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the full cube: (scenarios, demands, categories, paths, years)."""
        prices = self.prices
        return (*self.scores.shape, len(prices.paths), len(prices.years))

    @cached_property
    def prices(self) -> PriceTensor:
        """Tensor of the unchanged prices."""
        return self.prices_of(0)

    def prices_of(self, scenario: int) -> PriceTensor:
        """Return the tensor of the prices of one scenario.

        Raises
        ------
        InputError
            E302 to E306: see :meth:`roos.PriceTensor.of`; E405 the scenarios change another price set.
        """
        changed = self.space.scenario(scenario).apply_prices(self.base)
        return PriceTensor.of(changed, self.categories, mapping=self.mapping)

    def values(self) -> Array:
        """Return the full cube; see :meth:`roos.PriceTensor.cost`."""
        return self._stacked(CostCube.values)

    def total(self, *, toxicity: bool = True) -> Array:
        """Return the sum over categories, float64 (scenarios, demands, paths, years)."""
        return self._stacked(lambda costs: costs.total(toxicity=toxicity))

    def by(self, group: str) -> dict[str, Array]:
        """Return sums per ``"indicator"`` or ``"theme"``, each float64 (scenarios, demands, paths, years)."""
        each = [self._costs(scenario).by(group) for scenario in range(len(self.space))]
        return {name: np.concatenate([one[name] for one in each]) for name in each[0]}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What a reader of the costs must know: what prices mean is the same in all scenarios."""
        return self.prices.findings(np.asarray(self.scores[0:1]))

    def _costs(self, scenario: int) -> CostCube:
        return CostCube(np.asarray(self.scores[scenario : scenario + 1]), self.prices_of(scenario))

    def _stacked(self, of: Callable[[CostCube], Array]) -> Array:
        return np.concatenate([of(self._costs(scenario)) for scenario in range(len(self.space))])


def costs_of_own_prices(
    scores: Stored,
    space: ScenarioSpace | None,
    prices: object,
    categories: Labels,
    mapping: CategoryMapping | None,
) -> ScenarioCosts:
    """Return the costs of scenarios that change prices.

    Raises
    ------
    InputError
        E117 results that were opened without their system, or other prices than one price set; E405 the
        scenarios change another price set.
    """
    if space is None:
        hint = "price the results of roos.sweep itself, or take the costs that roos sweep wrote"
        raise error("E117", "the scenarios change prices, and were opened without them", "price", hint)
    if not isinstance(prices, PriceSet):
        hint = "give the price set that was base_prices of the sweep"
        raise error("E117", "the scenarios change the prices of one price set", "price", hint)
    costs = ScenarioCosts(scores, space, prices, categories, mapping)
    costs.prices_of(len(space) - 1)  # another price set is refused now
    return costs
