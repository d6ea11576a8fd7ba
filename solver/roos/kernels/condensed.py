"""Many small systems of one pattern, eight scenarios at a time, each score with its error bound.

A scenario gives values to cells; with x their differences from given bases the small system is K s = g and
the scores are

    h = h₀ + [N₀ W] [s; y],   K = K₀ + Σ κ x,   g = g₀ + Σ γ x,   y_q = Σ ω x s  (+ x where demands change).

K has one pattern for all scenarios and is factorised without interchanges along an order found once
(`roos.sweeping.elimination`); whether that was good enough is decided afterwards, scenario by scenario.

Error bound. Let B = ⟨U⟩⁻¹⟨L⟩⁻¹ with ⟨·⟩ the comparison matrices of the computed factors, so that
|(LU)⁻¹| ≤ B, with equality where K is an M-matrix, as inventories are. For p = B 1 > 0 and
θ = max (B(γ|L||U|p + δ_K p))/p, γ the rounding of the elimination and δ_K the doubt about K itself,

    |error of s| ≤ w + 2 θ max(w/p) p,   w = B(|r| + τ),   for θ ≤ ½,

r being the residual and τ what it does not see. θ is also the condition that is watched, in units of γ.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel
from roos.kernels.condensed_lanes import (
    eliminate,
    gather_sizes,
    invert,
    lift,
    pair_up,
    pair_up_sizes,
    score_row,
    times,
    times_size,
    weigh,
    weigh_sizes,
    worst,
)
from roos.kernels.lanes import LANES

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]
_Flags = NDArray[np.bool_]


class Sums(NamedTuple):
    """Many sums first_i ± doubt_i + Σ (weight ± doubt) x_cell over lists of cells.

    Attributes
    ----------
    first, first_doubt
        float64 (sums,).
    indptr, cells
        int32 (sums + 1,), int32 (terms,).
    weights, doubts
        float64 (terms,): weight of each cell, and a bound of its error, rounding of the sum included.
    """

    first: _Reals
    first_doubt: _Reals
    indptr: _Ints
    cells: _Ints
    weights: _Reals
    doubts: _Reals


class Elimination(NamedTuple):
    """Pattern of L + U by rows, in the order of elimination, and the products that make each entry.

    Attributes
    ----------
    indptr, columns
        int32 (r + 1,), (slots,): pattern of L + U, columns ascending.
    diagonal
        int32 (r,): slot of each pivot.
    products, left, right
        int32 (slots + 1,), (products,) twice: slots whose products are subtracted.
    places
        int32 (slots,): 0, 1, 2, …
    """

    indptr: _Ints
    columns: _Ints
    diagonal: _Ints
    products: _Ints
    left: _Ints
    right: _Ints
    places: _Ints


class Model(NamedTuple):
    """Everything that the scenarios of a sweep share; r unknowns, q sums y, m categories, d demands.

    Attributes
    ----------
    base
        float64 (cells,): x is the difference of a value and its base.
    sized
        bool (cells,): in Σ|contribution| the cell counts with its absolute value.
    matrix
        Sums for the slots of K.
    right
        Sums for g, demand after demand: d · r.
    elimination
        Order and pattern.
    sums_indptr, sums_cells, sums_unknowns, sums_weights
        y_q = Σ weight · x_cell · s_unknown; int32 (q + 1,), int32, int32, float64.
    demand_indptr, demand_rows, demand_cells
        Per demand the cells that are added to a row of [s; y] as they are; int32 (d + 1,), int32, int32.
    score, doubt, size
        float64 (m, r + q), C order: [N₀ W]; a bound of its error, of the rounding of the sums and of y; and
        the same for Σ|contribution|.
    base_score, base_doubt, base_size
        float64 (d, m): what does not depend on the unknowns.
    rounding
        Relative error of an entry of L U.
    condition
        Largest θ / rounding that is answered for.
    """

    base: _Reals
    sized: _Flags
    matrix: Sums
    right: Sums
    elimination: Elimination
    sums_indptr: _Ints
    sums_cells: _Ints
    sums_unknowns: _Ints
    sums_weights: _Reals
    demand_indptr: _Ints
    demand_rows: _Ints
    demand_cells: _Ints
    score: _Reals
    doubt: _Reals
    size: _Reals
    base_score: _Reals
    base_doubt: _Reals
    base_size: _Reals
    rounding: float
    condition: float


class Workspace(NamedTuple):
    """Lanes that one thread works on; float64 (rows, 8) each."""

    x: _Reals
    x_size: _Reals
    k: _Reals
    k_doubt: _Reals
    lu: _Reals
    pivots: _Reals  # inverses
    positive: _Reals  # p
    first: _Reals
    second: _Reals
    g: _Reals
    u: _Reals  # [s; y]
    u_size: _Reals
    u_doubt: _Reals
    u_contribution: _Reals
    few: _Reals
    row: _Reals

    @classmethod
    def of(cls, model: Model) -> Workspace:
        """Return a workspace for a model."""
        r, slots, cells = len(model.elimination.diagonal), len(model.elimination.columns), len(model.base)
        width = model.score.shape[1]
        rows = (cells, cells, slots, slots, slots, r, r, r, r, r, width, width, width, width, 5, 3)
        return cls(*(np.zeros((max(count, 1), LANES)) for count in rows))


@kernel
def _form(sums: Sums, i: int, x: _Reals, values: _Reals, doubts: _Reals, j: int) -> None:
    """Write sum i into row j of two arrays of lanes: the value, and a bound of its error."""
    begin, end = sums.indptr[i], sums.indptr[i + 1]
    weigh(values, j, sums.first[i], sums.weights, x, sums.cells, begin, end)
    weigh_sizes(doubts, j, sums.first_doubt[i], sums.doubts, x, sums.cells, begin, end)


@kernel
def _factorise(elimination: Elimination, k: _Reals, lu: _Reals, pivots: _Reals) -> None:
    """Write L + U and the inverse pivots, for L with a unit diagonal."""
    for i in range(elimination.diagonal.shape[0]):
        for slot in range(elimination.indptr[i], elimination.indptr[i + 1]):
            begin, end = elimination.products[slot], elimination.products[slot + 1]
            eliminate(lu, slot, k, slot, lu, elimination.left, lu, elimination.right, begin, end)
            j = elimination.columns[slot]
            if j < i:
                times(lu, slot, pivots, j)
            elif j == i:
                invert(pivots, i, lu, slot)


@kernel
def _solve(elimination: Elimination, lu: _Reals, pivots: _Reals, g: _Reals, s: _Reals) -> None:
    """S ← (L U)⁻¹ G; the two may be one array."""
    columns, places = elimination.columns, elimination.places
    r = elimination.diagonal.shape[0]
    for i in range(r):
        eliminate(s, i, g, i, lu, places, s, columns, elimination.indptr[i], elimination.diagonal[i])
    for i in range(r - 1, -1, -1):
        begin, end = elimination.diagonal[i] + 1, elimination.indptr[i + 1]
        eliminate(s, i, s, i, lu, places, s, columns, begin, end)
        times(s, i, pivots, i)


@kernel
def _solve_sizes(elimination: Elimination, lu: _Reals, pivots: _Reals, v: _Reals, w: _Reals) -> None:
    """W ← ⟨U⟩⁻¹⟨L⟩⁻¹ V for V ≥ 0; the two may be one array."""
    columns, places = elimination.columns, elimination.places
    r = elimination.diagonal.shape[0]
    for i in range(r):
        gather_sizes(w, i, v, i, lu, places, w, columns, elimination.indptr[i], elimination.diagonal[i])
    for i in range(r - 1, -1, -1):
        begin, end = elimination.diagonal[i] + 1, elimination.indptr[i + 1]
        gather_sizes(w, i, w, i, lu, places, w, columns, begin, end)
        times_size(w, i, pivots, i)


@kernel
def _watch(model: Model, work: Workspace) -> None:
    """Write p into ``positive`` and θ into row 0 of ``few``."""
    elimination, few, first, second = model.elimination, work.few, work.first, work.second
    columns, places = elimination.columns, elimination.places
    r = elimination.diagonal.shape[0]
    for i in range(r):
        for lane in range(LANES):
            first[i, lane] = 1.0
    _solve_sizes(elimination, work.lu, work.pivots, first, work.positive)
    for lane in range(LANES):
        few[0, lane], few[4, lane] = 0.0, 0.0
    for i in range(r):
        diagonal, end = elimination.diagonal[i], elimination.indptr[i + 1]
        gather_sizes(first, i, few, 4, work.lu, places, work.positive, columns, diagonal, end)
    for i in range(r):
        begin, end = elimination.indptr[i], elimination.indptr[i + 1]
        gather_sizes(second, i, first, i, work.lu, places, first, columns, begin, elimination.diagonal[i])
        gather_sizes(work.g, i, few, 4, work.k_doubt, places, work.positive, columns, begin, end)
        for lane in range(LANES):
            second[i, lane] = model.rounding * second[i, lane] + work.g[i, lane]
    _solve_sizes(elimination, work.lu, work.pivots, second, second)
    for i in range(r):
        worst(few, 0, second, i, work.positive, i)


@kernel
def _solve_demand(model: Model, work: Workspace, demand: int) -> None:
    """Write [s; y], its size, its doubt and its part of contributions; raise the backward error in few_1."""
    elimination, few = model.elimination, work.few
    columns, places = elimination.columns, elimination.places
    r = elimination.diagonal.shape[0]
    u, residual, size = work.u, work.second, work.first
    for i in range(r):
        _form(model.right, demand * r + i, work.x, work.g, work.u_doubt, i)
    _solve(elimination, work.lu, work.pivots, work.g, u)
    for i in range(r):
        begin, end = elimination.indptr[i], elimination.indptr[i + 1]
        eliminate(residual, i, work.g, i, work.k, places, u, columns, begin, end)
        gather_sizes(size, i, work.g, i, work.k, places, u, columns, begin, end)
        worst(few, 1, residual, i, size, i)
        gather_sizes(work.u_doubt, i, work.u_doubt, i, work.k_doubt, places, u, columns, begin, end)
        lost = (end - begin + 4) * 2.0**-53
        for lane in range(LANES):
            work.u_doubt[i, lane] += abs(residual[i, lane]) + lost * size[i, lane]
    _solve_sizes(elimination, work.lu, work.pivots, work.u_doubt, work.u_doubt)
    for lane in range(LANES):
        few[2, lane] = 0.0
    for i in range(r):
        worst(few, 2, work.u_doubt, i, work.positive, i)
    for lane in range(LANES):
        few[3, lane] = 2.0 * few[0, lane] * few[2, lane]
    for i in range(r):
        lift(work.u_doubt, i, few, 3, work.positive, i)
        for lane in range(LANES):
            work.u_size[i, lane] = abs(u[i, lane])
            work.u_contribution[i, lane] = u[i, lane]
    unknowns, cells, weights = model.sums_unknowns, model.sums_cells, model.sums_weights
    for q in range(model.sums_indptr.shape[0] - 1):
        begin, end = model.sums_indptr[q], model.sums_indptr[q + 1]
        pair_up(u, r + q, weights, work.x, cells, u, unknowns, begin, end)
        pair_up(work.u_contribution, r + q, weights, work.x_size, cells, u, unknowns, begin, end)
        pair_up_sizes(work.u_size, r + q, weights, work.x, cells, u, unknowns, begin, end)
        pair_up_sizes(work.u_doubt, r + q, weights, work.x, cells, work.u_doubt, unknowns, begin, end)
    for p in range(model.demand_indptr[demand], model.demand_indptr[demand + 1]):
        i, c = model.demand_rows[p], model.demand_cells[p]
        for lane in range(LANES):
            u[i, lane] += work.x[c, lane]
            work.u_size[i, lane] += abs(work.x[c, lane])
            work.u_contribution[i, lane] += work.x_size[c, lane]


@kernel
def condense(
    values: _Reals,
    model: Model,
    work: Workspace,
    scores: _Reals,
    bound: _Reals,
    contributions: _Reals,
    omega: _Reals,
    theta: _Reals,
) -> None:
    """Score scenarios; eight at a time, the last ones repeated to make eight.

    Parameters
    ----------
    values : float64 (cells, scenarios)
        What each changed cell holds; read only.
    model, work
        Shared and read only; owned by the calling thread.
    scores, bound, contributions : float64 (scenarios, demands, categories)
        Written. Without meaning where θ says so, and then perhaps not finite.
    omega, theta : float64 (scenarios,)
        Written: the largest componentwise backward error of a demand, and θ / rounding: a bound of the
        condition, infinite where a pivot is zero.
    """
    count = values.shape[1]
    demands, categories = model.base_score.shape
    x, row, few = work.x, work.row, work.few
    for start in range(0, count, LANES):
        for c in range(model.base.shape[0]):
            base = model.base[c]
            for lane in range(LANES):
                value = values[c, min(start + lane, count - 1)]
                x[c, lane] = value - base
                work.x_size[c, lane] = abs(value) - abs(base) if model.sized[c] else value - base
        for slot in range(model.elimination.columns.shape[0]):
            _form(model.matrix, slot, x, work.k, work.k_doubt, slot)
        _factorise(model.elimination, work.k, work.lu, work.pivots)
        _watch(model, work)
        for lane in range(LANES):
            few[1, lane] = 0.0
        inside = min(LANES, count - start)
        for demand in range(demands):
            _solve_demand(model, work, demand)
            for k in range(categories):
                for lane in range(LANES):
                    row[0, lane] = model.base_score[demand, k]
                    row[1, lane] = model.base_doubt[demand, k]
                    row[2, lane] = model.base_size[demand, k]
                score_row(
                    row,
                    0,
                    model.score,
                    model.doubt,
                    model.size,
                    k,
                    work.u,
                    work.u_size,
                    work.u_doubt,
                    work.u_contribution,
                )
                for lane in range(inside):
                    scores[start + lane, demand, k] = row[0, lane]
                    # the sums of the bound itself are rounded
                    bound[start + lane, demand, k] = row[1, lane] * (1.0 + 2.0**-40)
                    contributions[start + lane, demand, k] = abs(row[2, lane])
        for lane in range(inside):
            omega[start + lane] = few[1, lane]
            theta[start + lane] = few[0, lane] / model.rounding
