"""A result as a function of its parameters: any number of values in one product with the profiles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.screening.amounts import STAGE
from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.measures import weights
from roos.screening.relative import relative
from roos.screening.screened import Screened

Array = NDArray[np.float64]
#: Before a parameter's name: in the baseline only.
ALONE = "baseline:"


class CaseFunction:
    """Scores of both sides for any values of parameters; no solve, demands are linear in the amounts.

    A parameter that a scenario sets itself is varied in that scenario alone, as a lifetime is; one that only
    the case sets is varied on both sides; ``baseline:NAME`` is varied in the baseline alone. ``stage:NAME``
    multiplies the scenario's amounts of a stage.

    Parameters
    ----------
    result
        Of :func:`roos.screening.screen`.
    options
        Choices, for the mean.
    """

    def __init__(self, result: Screened, options: ScreeningOptions = DEFAULT) -> None:
        self.result = result
        self.options = options

    def scores(self, values: Mapping[str, float | Array]) -> tuple[Array, Array]:
        """Return scores of baseline and scenario, each float64 (..., categories), per functional unit.

        Raises
        ------
        InputError
            E445 a name that no side has; E415 values for which a formula has no finite value.
        """
        baseline, scenario = self.result.models
        of_baseline: dict[str, float | Array] = {}
        of_scenario: dict[str, float | Array] = {}
        for name, value in values.items():
            bare = name.removeprefix(ALONE)
            model = baseline if name.startswith(ALONE) else scenario
            if not name.startswith(STAGE) and bare not in model.numbers:
                known = ", ".join(model.numbers)
                raise error(
                    "E445", f"no parameter is called {name!r}", self.result.name, f"there are: {known}"
                )
            if name.startswith(ALONE):
                of_baseline[bare] = value
                continue
            of_scenario[name] = value
            if name.startswith(STAGE) or baseline.numbers.get(name) is scenario.numbers[name]:
                of_baseline[name] = value
        profiles = self.result.profiles * self.result.scale
        b = baseline.amounts(of_baseline) @ profiles
        c = scenario.amounts(of_scenario) @ profiles
        b, c = np.broadcast_arrays(b, c)
        return b, c

    def difference(self, of: str, values: Mapping[str, float | Array]) -> Array:
        """Return what is zero at a turning point: c − b of a measure, or the mean of the r_k.

        float64, of the shape of the values.
        """
        b, c = self.scores(values)
        weight = weights(self.result, of)
        if weight is None:
            return self._mean(b, c)
        return np.asarray((c - b) @ weight)

    def change(self, of: str, values: Mapping[str, float | Array]) -> Array:
        """Return the relative change of a measure, float64, NaN where the baseline is not positive."""
        b, c = self.scores(values)
        weight = weights(self.result, of)
        if weight is None:
            return self._mean(b, c)
        return relative(b @ weight, c @ weight, self.options)

    def _mean(self, b: Array, c: Array) -> Array:
        if self.options.mean_over == "8 indicators":
            b, c = b @ self._sums(), c @ self._sums()
        r = relative(b, c, self.options)
        known = np.isfinite(r)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(known, r, 0.0).sum(axis=-1) / known.sum(axis=-1))

    def _sums(self) -> Array:
        """Return what adds categories up to indicators, float64 (categories, indicators)."""
        prices = self.result.prices
        homes = [name for name in dict.fromkeys(prices.indicators) if name]
        sums = np.zeros((len(prices.indicators), len(homes)))
        for k, home in enumerate(prices.indicators):
            if home:
                alone = prices.indicators.count(home) == 1
                sums[k, homes.index(home)] = 1.0 if alone else prices.values[k]
        return sums
