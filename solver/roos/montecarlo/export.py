"""Samples as a table of pandas, which is imported when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas

    from roos.montecarlo.results import MonteCarloResults


def columns_of(results: MonteCarloResults, start: int = 0, stop: int | None = None) -> dict[str, Any]:
    """Return tidy columns of samples ``start`` to ``stop − 1``, all by default."""
    stop = results.samples if stop is None else stop
    _, scenarios, demands, categories = results.shape
    samples, cells = stop - start, demands * categories
    names = np.repeat(np.array(results.demands.ids, dtype=object), categories)
    rows = samples * scenarios
    return {
        "sample": np.repeat(np.arange(start, stop), scenarios * cells),
        "scenario": np.tile(np.repeat(np.array(results.scenario_labels.ids, dtype=object), cells), samples),
        "demand": np.tile(names, rows),
        "category": np.tile(np.array(results.categories.ids, dtype=object), rows * demands),
        "unit": np.tile(np.array(results.categories.units, dtype=object), rows * demands),
        "score": results.block(start, stop).ravel(),
    }


def as_pandas(results: MonteCarloResults) -> pandas.DataFrame:
    """Return the tidy table of all samples."""
    import pandas

    return pandas.DataFrame(columns_of(results))
