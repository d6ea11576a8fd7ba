"""Results of a Monte Carlo run: the cube sample × scenario × demand × category with its labels."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.cube import Cube, Item
from roos.errors import Finding
from roos.labels import Labels
from roos.montecarlo.statistics import QUANTILES, Statistics, counted_of, statistics_of
from roos.sweeping.grid import Grid
from roos.sweeping.results import Stored

if TYPE_CHECKING:
    import pandas
    import xarray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class MonteCarloResults:
    """Scores of all samples, scenarios, demands and categories.

    Attributes
    ----------
    scores
        float64 (rows, demands, categories), in the unit of each category; row r is sample ``r // scenarios``,
        scenario ``r % scenarios``. An ndarray, or rows of a store that are read when they are sliced. NaN
        where a sample was singular.
    backward_error
        float64 (rows,): largest componentwise backward error of the systems solved for the row.
    growth
        float64 (rows,): growth of its factors.
    status
        int8 (rows,): :class:`roos.montecarlo.rows.RowStatus`.
    samples
        That were drawn; fewer than asked for where the run stopped early.
    static
        float64 (demands, categories): scores without uncertainty.
    grid
        The scenarios; "base" alone where there are none.
    demands, categories
        Labels of the last two axes.
    seed
        Of the run: with it and the same inventory every draw is the same.
    uncertain
        Parts that were drawn.
    findings, explanation, timings, meta
        As in :class:`roos.SweepResults`; timings hold the seconds of each step, added up over threads.
    """

    scores: Stored
    backward_error: Stored
    growth: Stored
    status: Stored
    samples: int
    static: Array
    grid: Grid
    demands: Labels
    categories: Labels
    seed: int
    uncertain: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    explanation: tuple[str, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        samples, scenarios, demands, categories = self.shape
        size = f"{samples} samples × {scenarios} scenarios × {demands} demands × {categories} categories"
        return f"MonteCarloResults({size})"

    def __len__(self) -> int:
        return self.samples

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Samples, scenarios, demands, categories."""
        _, demands, categories = self.scores.shape
        return self.samples, len(self.grid), int(demands), int(categories)

    @property
    def scenario_labels(self) -> Labels:
        """Names of the scenarios."""
        return Labels("scenario", tuple(self.grid.names(0, len(self.grid))))

    @functools.cached_property
    def counted(self) -> NDArray[np.bool_]:
        """Which rows hold scores, bool (samples, scenarios)."""
        scenarios = len(self.grid)
        return counted_of(np.asarray(self.status[0 : self.samples * scenarios]), scenarios)

    def block(self, start: int, stop: int, demands: slice = slice(None)) -> Array:
        """Return the scores of samples ``start`` to ``stop − 1``, read into memory.

        Returns
        -------
        ndarray
            float64 (samples, scenarios, demands, categories).
        """
        scenarios = len(self.grid)
        stored: Any = self.scores
        rows = slice(start * scenarios, stop * scenarios)
        whole = demands == slice(None)
        found = np.asarray(stored[rows] if whole else stored[rows, demands])
        return found.reshape(stop - start, scenarios, *found.shape[1:])

    def statistics(self, quantiles: Sequence[float] = QUANTILES) -> Statistics:
        """Return mean, standard deviation, standard error and quantiles of every output.

        A store is read in pieces; singular samples do not count.

        Parameters
        ----------
        quantiles
            Probabilities from 0 to 1.

        Raises
        ------
        InputError
            E454 no probabilities.
        """
        return statistics_of(self, quantiles)

    def cube(self) -> Cube:
        """Return all scores as a labelled cube, read into memory."""
        numbers = np.arange(self.samples, dtype=np.float64)
        labels = {
            "sample": Labels("sample", tuple(str(number) for number in range(self.samples))),
            "scenario": self.scenario_labels,
            "demand": self.demands,
            "category": self.categories,
        }
        return Cube(self.block(0, self.samples), tuple(labels), labels, {"sample": numbers})

    def sel(self, **items: Item | Sequence[Item]) -> Cube:
        """Pick scores by label along sample, scenario, demand and category.

        Raises
        ------
        InputError
            E201, E207 or E401 no such item, E208 no such axis.

        Examples
        --------
        ``results.sel(demand="pump", category="climate change").values`` is float64 (samples, scenarios).
        """
        return self.cube().sel(**items)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a tidy table: sample, scenario, demand, category, unit, score."""
        from roos.montecarlo.export import as_pandas

        return as_pandas(self)

    def to_xarray(self) -> xarray.DataArray:
        """Return the scores over sample, scenario, demand and category."""
        return self.cube().to_xarray()
