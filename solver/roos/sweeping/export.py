"""Results of a sweep as tables and arrays of other libraries, which are imported when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas
    import xarray

    from roos.sweeping.results import SweepResults

#: What an axis holds in scenario 0, which stands outside the grid.
UNCHANGED = ""


def row_columns(results: SweepResults, start: int, stop: int) -> dict[str, Any]:
    """Return one column per scenario axis, and the name, for some scenarios."""
    grid = results.grid
    coordinates = grid.coordinates(start, stop)
    columns: dict[str, Any] = {"scenario": np.array(grid.names(start, stop), dtype=object)}
    for axis, at in zip(grid.axes, coordinates, strict=True):
        if axis.name == "scenario":
            continue
        if axis.numbers is not None:
            columns[axis.name] = np.where(at < 0, np.nan, axis.numbers[np.maximum(at, 0)])
        else:
            texts = np.array([*axis.labels.ids, UNCHANGED], dtype=object)  # −1 picks the last
            columns[axis.name] = texts[at]
    return columns


def as_pandas(results: SweepResults, start: int = 0, stop: int | None = None) -> pandas.DataFrame:
    """Return the tidy table of some scenarios."""
    import pandas

    stop = len(results) if stop is None else stop
    demands, categories = len(results.demands), len(results.categories)
    cells = demands * categories
    columns = {name: np.repeat(column, cells) for name, column in row_columns(results, start, stop).items()}
    count = stop - start
    columns["demand"] = np.tile(np.repeat(np.array(results.demands.ids, dtype=object), categories), count)
    columns["category"] = np.tile(np.array(results.categories.ids, dtype=object), count * demands)
    columns["unit"] = np.tile(np.array(results.categories.units, dtype=object), count * demands)
    columns["score"] = np.asarray(results.scores[start:stop]).ravel()
    columns["relative_bound"] = np.asarray(results.relative[start:stop]).ravel()
    return pandas.DataFrame(columns)


def as_xarray(results: SweepResults) -> xarray.DataArray:
    """Return the scores as a DataArray; rows in a store are read when values are asked for."""
    import xarray

    coordinates: dict[str, Any] = {
        name: ("scenario", column) for name, column in row_columns(results, 0, len(results)).items()
    }
    coordinates["demand"] = list(results.demands.ids)
    coordinates["category"] = list(results.categories.ids)
    coordinates["unit"] = ("category", list(results.categories.units))
    values: Any = results.scores
    if not isinstance(values, np.ndarray):
        from xarray.core.indexing import LazilyIndexedArray

        from roos.store.lazy import LazyArray

        values = LazilyIndexedArray(LazyArray(values))
    return xarray.DataArray(
        xarray.Variable(("scenario", "demand", "category"), values), coords=coordinates, name="score"
    )
