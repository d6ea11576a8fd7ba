"""Scenarios that leave A alone: solves once, then products only, however many scenarios there are.

The cells that scenarios change are set to zero first and what is left is solved for, so that a scenario adds
its own values to it and takes nothing away again: no digits cancel. See :mod:`roos.kernels.rest_products`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.intensity import Intensities
from roos.kernels.rest_products import rest_products
from roos.places import Part, Places
from roos.refine import UNIT
from roos.sweeping.bilinear import bilinear, solves
from roos.sweeping.block import Block, Values
from roos.sweeping.problem import Problem
from roos.sweeping.slots import Slots
from roos.threads import run_all, thread_count

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Most bytes of the tables of a path.
MOST_BYTES = 1 << 30
#: Scenarios that one task of a thread does.
TASK = 16


@dataclass(frozen=True, eq=False)
class Widths:
    """Sizes of the tables of a problem: what they cost is known before they are made.

    Attributes
    ----------
    categories, flows, activities
        Rows: scores, flows that a changed factor weighs, activities whose exchanges with nature change.
    demands, products
        Columns: demands, products that a changed demand asks for.
    cells
        Multiply-adds of one scenario and demand in one of the four tables.
    """

    categories: int
    flows: int
    activities: int
    demands: int
    products: int
    cells: int

    @property
    def rows(self) -> int:
        """Rows of the tables."""
        return self.categories + self.flows + self.activities

    @property
    def columns(self) -> int:
        """Columns of the tables."""
        return self.demands + self.products

    @property
    def bytes(self) -> int:
        """Bytes of the tables, and of the workspace of one thread."""
        return 32 * self.rows * (self.columns + self.demands)

    @property
    def solves(self) -> int:
        """Columns that are solved for to set the path up."""
        return min(solves(self.rows, self.columns))

    @property
    def flops(self) -> int:
        """Operations of one scenario."""
        return 8 * self.cells * self.demands

    @classmethod
    def of(cls, problem: Problem, places: Mapping[Part, Places]) -> Widths:
        """Return the sizes for the changed cells of a problem."""
        split = _Split.of(problem, places)
        per_flow = np.diff(split.weight_start).sum() + 2 * split.flow_row.size
        m = len(problem.demands)
        cells = int(split.rows + per_flow + split.factor_row.size)
        cells += split.demand_of.size * split.rows // max(m, 1)
        k = problem.characterisation.shape[0]
        return cls(k, split.flows.size, split.activities.size, m, split.products.size, cells)


@dataclass(frozen=True, eq=False)
class _Split:
    """Positions of the changed cells in the tables, as the kernel wants them."""

    flows: Ints
    activities: Ints
    products: Ints
    rows: int
    demand_column: Ints
    demand_of: Ints
    flow_target: Ints
    flow_row: Ints
    weight_start: Ints
    weight_row: Ints
    weight: Array
    factor_row: Ints
    factor_category: Ints

    @classmethod
    def of(cls, problem: Problem, places: Mapping[Part, Places]) -> _Split:
        none = np.zeros(0, dtype=np.int64)
        c, b, f = (places.get(part) for part in (Part.CHARACTERISATION, Part.BIOSPHERE, Part.DEMANDS))
        flows = np.unique(c.columns) if c else none
        activities = np.unique(b.columns) if b else none
        products = np.unique(f.rows) if f else none
        k, m = problem.characterisation.shape[0], len(problem.demands)
        flow_of_b = b.rows if b else none
        target = np.searchsorted(flows, flow_of_b)
        known = np.zeros(flow_of_b.size, dtype=bool)
        if flows.size:
            known = flows[np.minimum(target, flows.size - 1)] == flow_of_b
        rest = sp.csc_array(without(problem, places, Part.CHARACTERISATION))
        rest.eliminate_zeros()
        length = np.diff(rest.indptr)[flow_of_b].astype(np.int64)
        start = np.concatenate([none, np.zeros(1, np.int64), np.cumsum(length)])
        at = np.repeat(rest.indptr[flow_of_b].astype(np.int64) - start[:-1], length) + np.arange(length.sum())
        return cls(
            flows,
            activities,
            products,
            k + flows.size + activities.size,
            m + np.searchsorted(products, f.rows if f else none),
            f.columns if f else none,
            np.where(known, k + target, -1),
            k + flows.size + np.searchsorted(activities, b.columns if b else none),
            start,
            rest.indices[at].astype(np.int64),
            rest.data[at],
            k + np.searchsorted(flows, c.columns if c else none),
            c.rows if c else none,
        )


class ProductsPath:
    """Many scenarios of a problem whose technosphere none of them changes.

    Attributes
    ----------
    name
        ``"products"``.
    """

    name = "products"

    def __init__(self, problem: Problem, places: Mapping[Part, Places] | None = None) -> None:
        places = problem.places if places is None else places
        self._split = split = _Split.of(problem, places)
        self._problem, self._places = problem, places
        c, b, f = (
            without(problem, places, part) for part in (Part.CHARACTERISATION, Part.BIOSPHERE, Part.DEMANDS)
        )
        picked = _units(split.flows, b.shape[0])
        weights = sp.csr_array(sp.vstack([c, picked])) if split.flows.size else c
        left = _with_units(Intensities.of(weights, b), split.activities, b.shape[1])
        unit = sp.csc_array(_units(split.products, f.shape[0]).T)
        right = sp.csc_array(sp.hstack([f, unit])) if split.products.size else f
        made = bilinear(problem.factors, problem.inverse, left, right)
        # a value is one rounding and a sum of at most so many terms away from its table
        self._tables = np.ascontiguousarray(made.tables.transpose(1, 0, 2))
        self._worst = made.backward_error
        terms = split.demand_of.size and int(np.bincount(split.demand_of).max())
        longest = _most(split.weight_row) + _most(split.flow_target[split.flow_target >= 0])
        self._roundings = (terms + longest + _most(split.factor_category) + 6) * 1.01 * UNIT

    @classmethod
    def build(cls, problem: Problem, places: Mapping[Part, Places] | None = None) -> ProductsPath | str:
        """Return the path for some changed cells, by default the problem's, or why it does not apply."""
        places = problem.places if places is None else places
        if len(places.get(Part.TECHNOSPHERE, ())):
            return "exchanges of the technosphere change, which changes supplies"
        size = Widths.of(problem, places).bytes
        if size > MOST_BYTES:
            return f"its tables would take {size / 2**20:.0f} MB, more than {MOST_BYTES / 2**20:.0f} MB"
        return cls(problem, places)

    def scores(self, values: Values) -> Block:
        """Return the scores of some scenarios.

        Parameters
        ----------
        values
            By matrix, float64 (cells, scenarios); cells of A are those of the problem and not looked at.

        Returns
        -------
        Block
            Nothing is left: every bound is that of the solves and of the products.
        """
        split = self._split
        parts = (Part.DEMANDS, Part.BIOSPHERE, Part.CHARACTERISATION)
        count = next(iter(values.values())).shape[1]
        f, b, c = (self._given(values, part, count) for part in parts)
        m, k = len(self._problem.demands), self._problem.characterisation.shape[0]
        scores, bound, contributions = (np.empty((count, m, k)) for _ in range(3))
        tasks = [slice(at, min(at + TASK, count)) for at in range(0, count, TASK)]

        def work(task: slice) -> None:
            rest_products(
                self._tables,
                *(np.ascontiguousarray(f[:, task]), split.demand_column, split.demand_of),
                *(np.ascontiguousarray(b[:, task]), split.flow_target, split.flow_row),
                *(split.weight_start, split.weight_row, split.weight),
                *(np.ascontiguousarray(c[:, task]), split.factor_row, split.factor_category),
                np.empty((split.rows, 4, m)),
                self._roundings,
                *(x[task] for x in (scores, bound, contributions)),
            )

        run_all(work, tasks, thread_count(self._problem.options.threads))
        return Block(scores, bound, contributions, np.full(count, self._worst), np.zeros(0, dtype=np.int64))

    def _given(self, values: Mapping[Part, Array], part: Part, count: int) -> Array:
        places = self._places.get(part)
        return values[part] if places is not None and len(places) else np.zeros((0, count))


def without(problem: Problem, places: Mapping[Part, Places], part: Part) -> sp.csc_array | sp.csr_array:
    """Return a matrix of a problem with zeros in the changed cells, itself where there are none."""
    matrix = problem.matrix(part)
    if part not in places:
        return matrix
    rest = matrix.copy()
    rest.data[Slots.of(matrix, places[part]).at] = 0.0
    return rest


def _most(rows: Ints) -> int:
    return int(np.bincount(rows).max()) if rows.size else 0


def _units(positions: Ints, length: int) -> sp.csr_array:
    """Return rows of the identity, csr_array (positions × length)."""
    shape = (positions.size, length)
    return sp.csr_array((np.ones(positions.size), (np.arange(positions.size), positions)), shape=shape)


def _with_units(left: Intensities, activities: Ints, count: int) -> Intensities:
    """Return intensities with one more row per activity, which is one there: its supply."""
    if not activities.size:
        return left
    units = _units(activities, count)
    nothing = sp.csr_array(units.shape)
    signed, absolute = (sp.csr_array(sp.vstack([x, units])) for x in (left.signed, left.absolute))
    residue = sp.csr_array(sp.vstack([left.residue, nothing]))
    return Intensities(signed, absolute, residue, left.unseen)
