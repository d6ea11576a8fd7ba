"""The path without a new solve: no exchange of A changes, so supplies are known and the rest are products.

    S' = S₀ + X f',   G' = B₀ S' + b' S',   h' = C' G',

with S₀ and B₀ what the cells that never change give, X = A⁻¹ at the products whose demand changes, and f', b'
what the changed cells hold. Nothing is a difference of old and new, so nothing cancels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.places import Part, Places
from roos.refine import UNIT
from roos.sweeping.block import Block, Values
from roos.sweeping.problem import Problem

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


class Supply(NamedTuple):
    """Solutions of A s = f for some right-hand sides.

    Attributes
    ----------
    s, doubt
        float64 (activities, k): supplies and a bound of their error.
    omega
        Largest backward error.
    """

    s: Array
    doubt: Array
    omega: float


class ProductsPath:
    """Scores by products alone, scenario by scenario.

    Made by :meth:`build`.
    """

    name = "products"

    def __init__(self, problem: Problem, places: Mapping[Part, Places]) -> None:
        self._cells = {part: places.get(part) for part in _PARTS}
        fixed = {part: _without(_matrix(problem, part), self._cells[part]) for part in _PARTS}
        self._fixed_biosphere = sp.csr_array(fixed[Part.BIOSPHERE])
        self._size_biosphere = abs(self._fixed_biosphere)
        self._characterisation = sp.csc_array(_matrix(problem, Part.CHARACTERISATION))
        places_c = self._cells[Part.CHARACTERISATION]
        self._at_c = None if places_c is None else places_c.entries(self._characterisation)
        self._terms = (np.diff(self._fixed_biosphere.indptr) + 2.0)[:, None] * UNIT
        self._terms_c = (np.diff(sp.csr_array(self._characterisation).indptr) + 2.0) * UNIT
        f = self._cells[Part.DEMANDS]
        self._asked = _NONE if f is None else f.changed_rows
        self._supply = solved(problem, fixed[Part.DEMANDS].toarray())
        units = np.zeros((problem.factors.shape[0], self._asked.size))
        units[self._asked, np.arange(self._asked.size)] = 1.0
        self._per_unit = solved(problem, units) if self._asked.size else None
        self._whole = self._flows(self._supply.s, self._supply.doubt)
        self._omega = max(self._supply.omega, self._per_unit.omega if self._per_unit else 0.0)

    @classmethod
    def build(cls, problem: Problem, places: Mapping[Part, Places]) -> ProductsPath | str:
        """Return the path, or why it does not apply."""
        if len(places.get(Part.TECHNOSPHERE, ())):
            return "exchanges of the technosphere change, which changes supplies"
        return cls(problem, places)

    def scores(self, values: Values) -> Block:
        """Return the scores of some scenarios; parameters as of :class:`roos.sweeping.block.Path`."""
        count = next(iter(values.values())).shape[1]
        shape = (count, self._supply.s.shape[1], self._characterisation.shape[0])
        scores, bound, contributions = np.empty(shape), np.empty(shape), np.empty(shape)
        for scenario in range(count):
            one = {part: cells[:, scenario] for part, cells in values.items()}
            g, doubt, size = self._flows_of(one)
            c = self._characterised(one)
            scores[scenario] = (c @ g).T
            contributions[scenario] = (abs(c) @ size).T
            bound[scenario] = (abs(c) @ doubt).T + self._terms_c * contributions[scenario]
        omega = np.full(count, self._omega)
        return Block(scores, bound, contributions, omega, np.zeros(0, dtype=np.int64))

    def _characterised(self, values: Mapping[Part, Array]) -> sp.csr_array:
        c = self._characterisation
        if self._at_c is not None and Part.CHARACTERISATION in values:
            data = c.data.copy()
            data[self._at_c] = values[Part.CHARACTERISATION]
            c = sp.csc_array((data, c.indices, c.indptr), shape=c.shape)
        return sp.csr_array(c)

    def _flows_of(self, values: Mapping[Part, Array]) -> tuple[Array, Array, Array]:
        """Return G', a bound of its error, and |B'||S'|, each float64 (flows, demands)."""
        s, doubt = self._supply.s, self._supply.doubt
        g, g_doubt, size = self._whole
        f = self._cells[Part.DEMANDS]
        if f is not None and Part.DEMANDS in values and self._per_unit is not None:
            amounts = np.zeros((self._asked.size, s.shape[1]))
            amounts[np.searchsorted(self._asked, f.rows), f.columns] = values[Part.DEMANDS]
            moved = self._per_unit.s @ amounts
            rounding = (
                (self._asked.size + 1) * UNIT * (np.abs(self._per_unit.s) @ np.abs(amounts) + np.abs(s))
            )
            doubt = doubt + self._per_unit.doubt @ np.abs(amounts) + rounding
            s = s + moved
            g, g_doubt, size = self._flows(s, doubt)
        b = self._cells[Part.BIOSPHERE]
        if b is None or Part.BIOSPHERE not in values:
            return g, g_doubt, size
        g, g_doubt, size = g.copy(), g_doubt.copy(), size.copy()
        held = values[Part.BIOSPHERE][:, None]
        term = held * s[b.columns]
        np.add.at(g, b.rows, term)
        np.add.at(size, b.rows, np.abs(term))
        np.add.at(g_doubt, b.rows, np.abs(held) * doubt[b.columns])
        g_doubt += (b.rows.size + 2) * UNIT * size
        return g, g_doubt, size

    def _flows(self, s: Array, doubt: Array) -> tuple[Array, Array, Array]:
        size = self._size_biosphere @ np.abs(s)
        return self._fixed_biosphere @ s, self._size_biosphere @ doubt + self._terms * size, size


def solved(problem: Problem, right: Array) -> Supply:
    """Return supplies of some right-hand sides with a bound of the error of each entry."""
    found = problem.factors.solve_block(np.ascontiguousarray(right))
    missed = found.missed(problem.factors.terms())
    doubt = problem.inverse.apply(missed) + 2 * UNIT * np.abs(found.x)
    return Supply(found.x, doubt, float(found.omega.max(initial=0.0)))


_PARTS = (Part.BIOSPHERE, Part.CHARACTERISATION, Part.DEMANDS)
_NONE: Ints = np.zeros(0, dtype=np.int64)


def _matrix(problem: Problem, part: Part) -> sp.csc_array:
    if part is Part.BIOSPHERE:
        return problem.biosphere
    if part is Part.CHARACTERISATION:
        return sp.csc_array(problem.characterisation)
    return problem.demand_matrix


def _without(matrix: sp.csc_array, places: Places | None) -> sp.csc_array:
    """Return a matrix with zeros in the changed cells."""
    if places is None or not len(places):
        return matrix
    data = matrix.data.copy()
    data[places.entries(matrix)] = 0.0
    return sp.csc_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
