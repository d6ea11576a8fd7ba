"""The files of a sweep, from its store, a block of scenarios at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from roos.columns import Columns, Words
from roos.labels import Labels
from roos.places import Part
from roos.price_tensor import PriceTensor
from roos.store import Store
from roos.store.export_tables import write_csv, write_parquet
from roos.store.tables import tidy_blocks, wide_blocks
from roos.sweeping.export import row_columns
from roos.sweeping.results import SweepResults
from roos.sweeping.spec import Outputs
from roos_cli.sweep_inputs import mapping_of
from roos_cli.sweeping import Ready
from roos_cli.writers.atomic import Files

_TABLES: dict[str, tuple[str, Callable[[Iterator[Columns], BinaryIO], None]]] = {
    "parquet": (".parquet", write_parquet),
    "csv": (".csv", write_csv),
}
#: Rows of a table of costs that are made at once.
_BLOCK_ROWS = 1 << 20


@dataclass(frozen=True)
class SweepFiles:
    """What is written into the folder of a finished sweep.

    Attributes
    ----------
    folder
        That the sweep was given.
    store
        Its store, finished.
    """

    folder: Path
    store: Store
    results: SweepResults
    ready: Ready

    def write(self, files: Files) -> dict[str, Any]:
        """Write all files that the sweep file asks for; return digests by name."""
        outputs = self.ready.spec.outputs
        written: dict[str, Any] = {}
        for name, fill in self._fillers(outputs).items():
            written[name] = files.write(self.folder / name, fill)
        if "zarr" in outputs.formats:
            self._write_zarr(self.folder / "scores.zarr")
            written["scores.zarr"] = {"folder": True}
        return written

    def _fillers(self, outputs: Outputs) -> dict[str, Callable[[BinaryIO], object]]:
        tables = {kind: _TABLES[kind] for kind in outputs.formats if kind in _TABLES}
        fillers: dict[str, Callable[[BinaryIO], object]] = {}
        for suffix, write in tables.values():
            fillers |= {name + suffix: _filler(write, make) for name, make in self._tables(outputs).items()}
        if "netcdf" in outputs.formats:
            fillers["scores.nc"] = self._fill_netcdf
        if self.ready.tensor is not None:  # costs are tables only
            for suffix, write in tables.values() or (_TABLES["parquet"],):
                fillers["costs" + suffix] = _filler(write, partial(self._costs, self.ready.tensor))
        return fillers

    def _tables(self, outputs: Outputs) -> dict[str, Callable[[], Iterator[Columns]]]:
        if not outputs.wide:
            return {"scores": lambda: tidy_blocks(self.store, self._arrays, self._rows)}
        wide: dict[str, Callable[[], Iterator[Columns]]] = {
            "scores": lambda: wide_blocks(self.store, "scores", self._rows)
        }
        if outputs.bounds:
            wide["bounds"] = lambda: wide_blocks(self.store, "relative", self._rows)
        return wide

    @property
    def _arrays(self) -> dict[str, str]:
        bounds = {"relative": "relative_bound"} if self.ready.spec.outputs.bounds else {}
        return {"scores": "score", **bounds}

    def _rows(self, start: int, stop: int) -> dict[str, Any]:
        return row_columns(self.results, start, stop)

    def _fill_netcdf(self, file: BinaryIO) -> None:
        from roos.store.export_netcdf import write_netcdf

        write_netcdf(self.store, file, self._arrays, self._rows)

    def _write_zarr(self, target: Path) -> None:
        from roos.store.export_zarr import write_zarr

        shutil.rmtree(target, ignore_errors=True)  # of an earlier end of this same sweep
        along = self.store.layout.dim
        rows = {name: (along, column) for name, column in self._rows(0, len(self.results)).items()}
        write_zarr(self.store, target, self._arrays, rows)

    def _costs(self, tensor: PriceTensor) -> Iterator[Columns]:
        """Yield costs: scenario and axes, demand, category, price set, year, price, cost, currency."""
        per_scenario = int(np.prod(self.results.scores.shape[1:])) * tensor.values[0].size
        step = 1 if self._own_prices else max(1, _BLOCK_ROWS // max(1, per_scenario))
        for start in range(0, len(self.results), step):
            stop = min(start + step, len(self.results))
            yield self._cost_block(start, stop, self._tensor_of(start, tensor))

    @property
    def _own_prices(self) -> bool:
        return Part.PRICES in self.ready.space.places

    def _tensor_of(self, scenario: int, tensor: PriceTensor) -> PriceTensor:
        base = self.ready.base_prices
        if base is None:
            return tensor
        changed = self.ready.space.scenario(scenario).apply_prices(base)
        return PriceTensor.of(changed, self.results.categories, mapping=mapping_of(self.ready.spec))

    def _cost_block(self, start: int, stop: int, tensor: PriceTensor) -> Columns:
        scores = np.asarray(self.results.scores[start:stop])
        costs = tensor.cost(scores)
        shape = costs.shape
        priced = np.broadcast_to(tensor.priced[None, None, :, :, None], shape)
        columns: Columns = {
            name: _column(values, shape, 0) for name, values in self._rows(start, stop).items()
        }
        # an axis may be called year as well
        year = "price_year" if "year" in columns else "year"
        return columns | {
            "demand": _labels(self.results.demands, shape, 1),
            "category": _labels(self.results.categories, shape, 2),
            "price_set": _texts(tensor.paths.names, shape, 3),
            year: _texts(tensor.years, shape, 4),
            "price": np.broadcast_to(tensor.values[None, None], shape).ravel(),
            "cost": np.where(priced, costs, np.nan).ravel(),
            "currency": _texts(tensor.currencies, shape, 3),
        }


def _filler(
    write: Callable[[Iterator[Columns], BinaryIO], None], make: Callable[[], Iterator[Columns]]
) -> Callable[[BinaryIO], object]:
    return lambda file: write(make(), file)


def _labels(labels: Labels, shape: tuple[int, ...], axis: int) -> Words:
    return _texts(labels.ids, shape, axis)


def _texts(texts: tuple[str, ...], shape: tuple[int, ...], axis: int) -> Words:
    codes = np.arange(len(texts), dtype=np.int32)
    return Words(_along(codes, shape, axis), texts)


def _column(values: Any, shape: tuple[int, ...], axis: int) -> Any:
    if isinstance(values, np.ndarray) and values.dtype.kind in "fi":
        return _along(values, shape, axis)
    words = Words.of([str(value) for value in values])
    return Words(_along(words.codes, shape, axis), words.values)


def _along(values: Any, shape: tuple[int, ...], axis: int) -> Any:
    """Return values of one axis for each cell of a shape."""
    along = [1] * len(shape)
    along[axis] = shape[axis]
    return np.broadcast_to(values.reshape(along), shape).ravel()
