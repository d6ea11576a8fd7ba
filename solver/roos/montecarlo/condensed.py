"""Samples that vary few activities: all of them through one small system, as scenarios of a sweep are.

The draws are those of :class:`roos.sampling.Draws`; what the small system does not answer for is
refactorised.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.factorisation import Factorisation
from roos.montecarlo.model import Layer, Model
from roos.montecarlo.rows import Rows, RowStatus
from roos.montecarlo.worker import Worker
from roos.options import Options
from roos.places import Part, Places
from roos.sweeping.foreground import ForegroundPath, closed
from roos.sweeping.lowrank import LowRankPath
from roos.sweeping.matrices import Matrices
from roos.sweeping.problem import Problem
from roos.sweeping.reduced import PARTS, ReducedPath
from roos.sweeping.sides import changed_activities

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Times as many activities as vary that a foreground may have: with more, those that vary are cheaper alone.
FOREGROUND = 2


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of one matrix that differ between rows, and where their values come from.

    Attributes
    ----------
    start
        float64 (cells,): what they hold where nothing is drawn or changed.
    drawn, changed
        int64: positions, among the cells, of the draws of the layer and of the cells that scenarios change.
    """

    layer: Layer
    start: Array
    drawn: Ints
    changed: Ints


class Condensed:
    """Fills samples by a small system; made by :meth:`build`."""

    def __init__(
        self, model: Model, path: ReducedPath, cells: Mapping[Part, Cells], seed: int, growth: float
    ) -> None:
        self._model, self._path, self._cells, self._seed, self._growth = model, path, cells, seed, growth
        self.count = sum(one.start.size for one in cells.values())
        self.name = path.name
        self.unknowns = path.unknowns
        self.again = 0
        self.seconds = dict.fromkeys(("sample", "solve"), 0.0)

    @classmethod
    def build(cls, model: Model, base: Factorisation, options: Options, seed: int) -> Condensed | str:
        """Return it, or why no small system applies.

        Parameters
        ----------
        base
            Factors of the technosphere on the pattern of the model; never altered.
        """
        if model.layers[Part.CHARACTERISATION].varies:
            return "characterisation factors differ between samples or scenarios"
        matrices = Matrices(model.system, model.demands, None)
        places: dict[Part, Places] = {}
        cells: dict[Part, Cells] = {}
        for part in PARTS:
            layer = model.layers[part]
            if not layer.varies:
                continue
            at = np.zeros(0, dtype=np.int64) if layer.draws is None else layer.draws.places.astype(np.int64)
            union = np.union1d(at, layer.changed)
            column = np.searchsorted(layer.matrix.indptr, union, side="right") - 1
            numbers = column.astype(np.int64) * layer.matrix.shape[0] + layer.matrix.indices[union]
            places[part] = matrices.places(part, [numbers])  # both ascend alike: columns, then rows
            found = np.searchsorted(union, at), np.searchsorted(union, layer.changed)
            cells[part] = Cells(layer, layer.start[union], *found)
        problem = Problem.of(
            model.system,
            model.demands,
            method=model.method,
            options=options,
            factors=base,
            places=places,
        )
        why: list[str] = []
        paths: list[tuple[type[ForegroundPath] | type[LowRankPath], str]]
        paths = [(ForegroundPath, "foreground"), (LowRankPath, "low rank")]
        changed = changed_activities(places)
        inside = closed(base.matrix, base.product_of, changed)
        if inside is not None and inside.size > FOREGROUND * changed.size:
            paths.reverse()
        for kind, name in paths:
            path = kind.build(problem, places)
            if not isinstance(path, str):
                growth = base.backend_factors.details().get("growth")
                return cls(model, path, cells, seed, growth if isinstance(growth, float) else np.nan)
            why.append(f"{name}: {path}")
        return "; ".join(why)

    def fill(
        self,
        found: Rows,
        first: int,
        last: int,
        workers: Sequence[Worker],
        changes: Mapping[Part, Array],
        unchanged: Mapping[Part, Array],
    ) -> None:
        """Write the rows of samples ``first`` to ``last − 1``.

        Parameters
        ----------
        found
            Of these samples, scenarios running fastest; written.
        workers
            Their number is that of threads; the first refactorises what is left.
        changes
            By part, float64 (cells, samples, scenarios), or of one sample that stands for all.
        unchanged
            As in :meth:`Worker.rows`.
        """
        begun = time.perf_counter()
        scenarios = len(self._model.space)
        values = {}
        for part, cells in self._cells.items():
            table = self._table(cells, first, last, len(workers))
            if cells.changed.size or scenarios > 1:
                asked, old = changes.get(part), unchanged.get(part)
                table = _changed(table, cells.changed, asked, old, scenarios)
            values[part] = table
        finite = np.ones((last - first) * scenarios, dtype=np.bool_)
        for table in values.values():
            finite &= np.isfinite(table.sum(axis=0))
        if not finite.all():  # the way by factors says which exchange it is
            odd = first + int(np.flatnonzero(~finite)[0]) // scenarios
            workers[0].rows(odd, _of(odd - first, changes), unchanged)
        middle = time.perf_counter()
        block = self._path.scores(values)
        found.scores[:] = block.scores
        found.backward_error[:] = block.backward_error
        found.growth[:] = self._growth
        found.status[:] = RowStatus.SCORED
        self.seconds["sample"] += middle - begun
        self.seconds["solve"] += time.perf_counter() - middle
        self.again += block.left.size
        for number in np.unique(block.left // scenarios).tolist():
            rows = workers[0].rows(first + number, _of(number, changes), unchanged)
            for at in block.left[block.left // scenarios == number].tolist():
                for name in Rows._fields:
                    getattr(found, name)[at] = getattr(rows, name)[at % scenarios]

    def _table(self, cells: Cells, first: int, last: int, threads: int) -> Array:
        """Return float64 (cells, samples) without changes of scenarios."""
        draws = cells.layer.draws
        if draws is not None and cells.drawn.size == cells.start.size:
            return draws.table(self._seed, first, last, threads=threads)
        table = np.repeat(cells.start[:, None], last - first, axis=1)
        if draws is not None:
            table[cells.drawn] = draws.table(self._seed, first, last, threads=threads)
        return table


def _of(sample: int, changes: Mapping[Part, Array]) -> dict[Part, Array]:
    """Return the changes of one sample, float64 (cells, scenarios)."""
    return {part: cells[:, min(sample, cells.shape[1] - 1)] for part, cells in changes.items()}


def _changed(table: Array, at: Ints, asked: Array | None, unchanged: Array | None, scenarios: int) -> Array:
    """Return the values of all scenarios, float64 (cells, samples × scenarios)."""
    count = table.shape[1]
    wide = np.repeat(table, scenarios, axis=1)
    if asked is not None and unchanged is not None:
        by_row = np.repeat(asked, count, axis=1) if asked.shape[1] != count else asked
        by_row = by_row.reshape(at.size, count * scenarios)
        wide[at] = np.where(by_row == unchanged[:, None], wide[at], by_row)
    return wide
