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
    reaching
        bool (d,): the demand has a part in g in some scenario; else no unknown matters to it.
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
    reaching: _Flags
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


# Fields are taken out of their tuples before a loop: inside, each would be counted as a reference again.


@kernel
def _form(sums: Sums, start: int, stop: int, x: _Reals, values: _Reals, doubts: _Reals) -> None:
    """Write sums ``start`` … into rows 0 … of two arrays of lanes: the value, and a bound of its error."""
    first, first_doubt, indptr, cells = sums.first, sums.first_doubt, sums.indptr, sums.cells
    weights, weight_doubts = sums.weights, sums.doubts
    for i in range(start, stop):
        begin, end = indptr[i], indptr[i + 1]
        weigh(values, i - start, first[i], weights, x, cells, begin, end)
        weigh_sizes(doubts, i - start, first_doubt[i], weight_doubts, x, cells, begin, end)


@kernel
def _factorise(elimination: Elimination, k: _Reals, lu: _Reals, pivots: _Reals) -> None:
    """Write L + U and the inverse pivots, for L with a unit diagonal."""
    indptr, columns, products = elimination.indptr, elimination.columns, elimination.products
    left, right = elimination.left, elimination.right
    for i in range(indptr.shape[0] - 1):
        for slot in range(indptr[i], indptr[i + 1]):
            eliminate(lu, slot, k, slot, lu, left, lu, right, products[slot], products[slot + 1])
            j = columns[slot]
            if j < i:
                times(lu, slot, pivots, j)
            elif j == i:
                invert(pivots, i, lu, slot)


@kernel
def _solve(elimination: Elimination, lu: _Reals, pivots: _Reals, g: _Reals, s: _Reals) -> None:
    """S ← (L U)⁻¹ G; the two may be one array."""
    indptr, columns, places = elimination.indptr, elimination.columns, elimination.places
    diagonal = elimination.diagonal
    r = diagonal.shape[0]
    for i in range(r):
        eliminate(s, i, g, i, lu, places, s, columns, indptr[i], diagonal[i])
    for i in range(r - 1, -1, -1):
        eliminate(s, i, s, i, lu, places, s, columns, diagonal[i] + 1, indptr[i + 1])
        times(s, i, pivots, i)


@kernel
def _solve_sizes(elimination: Elimination, lu: _Reals, pivots: _Reals, v: _Reals, w: _Reals) -> None:
    """W ← ⟨U⟩⁻¹⟨L⟩⁻¹ V for V ≥ 0; the two may be one array."""
    indptr, columns, places = elimination.indptr, elimination.columns, elimination.places
    diagonal = elimination.diagonal
    r = diagonal.shape[0]
    for i in range(r):
        gather_sizes(w, i, v, i, lu, places, w, columns, indptr[i], diagonal[i])
    for i in range(r - 1, -1, -1):
        gather_sizes(w, i, w, i, lu, places, w, columns, diagonal[i] + 1, indptr[i + 1])
        times_size(w, i, pivots, i)


@kernel
def _watch(model: Model, work: Workspace) -> None:
    """Write p into ``positive`` and θ into row 0 of ``few``."""
    elimination, few, first, second = model.elimination, work.few, work.first, work.second
    indptr, columns, places = elimination.indptr, elimination.columns, elimination.places
    diagonal, lu, k_doubt, positive, g = elimination.diagonal, work.lu, work.k_doubt, work.positive, work.g
    rounding, r = model.rounding, elimination.diagonal.shape[0]
    for i in range(r):
        for lane in range(LANES):
            first[i, lane] = 1.0
    _solve_sizes(elimination, lu, work.pivots, first, positive)
    for lane in range(LANES):
        few[0, lane], few[4, lane] = 0.0, 0.0
    for i in range(r):
        gather_sizes(first, i, few, 4, lu, places, positive, columns, diagonal[i], indptr[i + 1])
    for i in range(r):
        gather_sizes(second, i, first, i, lu, places, first, columns, indptr[i], diagonal[i])
        gather_sizes(g, i, few, 4, k_doubt, places, positive, columns, indptr[i], indptr[i + 1])
        for lane in range(LANES):
            second[i, lane] = rounding * second[i, lane] + g[i, lane]
    _solve_sizes(elimination, lu, work.pivots, second, second)
    for i in range(r):
        worst(few, 0, second, i, positive, i)


@kernel
def _solve_demand(model: Model, work: Workspace, demand: int) -> None:
    """Write [s; y], its size, its doubt and its part of contributions; raise the backward error in few_1."""
    elimination, few, positive = model.elimination, work.few, work.positive
    indptr, columns, places = elimination.indptr, elimination.columns, elimination.places
    r = elimination.diagonal.shape[0]
    residual, size, g, k, k_doubt = work.second, work.first, work.g, work.k, work.k_doubt
    u, u_size, u_doubt, u_part = work.u, work.u_size, work.u_doubt, work.u_contribution
    _form(model.right, demand * r, demand * r + r, work.x, g, u_doubt)
    _solve(elimination, work.lu, work.pivots, g, u)
    for i in range(r):
        begin, end = indptr[i], indptr[i + 1]
        eliminate(residual, i, g, i, k, places, u, columns, begin, end)
        gather_sizes(size, i, g, i, k, places, u, columns, begin, end)
        worst(few, 1, residual, i, size, i)
        gather_sizes(u_doubt, i, u_doubt, i, k_doubt, places, u, columns, begin, end)
        lost = (end - begin + 4) * 2.0**-53
        for lane in range(LANES):
            u_doubt[i, lane] += abs(residual[i, lane]) + lost * size[i, lane]
    _solve_sizes(elimination, work.lu, work.pivots, u_doubt, u_doubt)
    for lane in range(LANES):
        few[2, lane] = 0.0
    for i in range(r):
        worst(few, 2, u_doubt, i, positive, i)
    for lane in range(LANES):
        few[3, lane] = 2.0 * few[0, lane] * few[2, lane]
    for i in range(r):
        lift(u_doubt, i, few, 3, positive, i)
        for lane in range(LANES):
            u_size[i, lane] = abs(u[i, lane])
            u_part[i, lane] = u[i, lane]
    unknowns, cells, weights = model.sums_unknowns, model.sums_cells, model.sums_weights
    sums_indptr, x, x_size = model.sums_indptr, work.x, work.x_size
    for q in range(sums_indptr.shape[0] - 1):
        begin, end = sums_indptr[q], sums_indptr[q + 1]
        pair_up(u, r + q, weights, x, cells, u, unknowns, begin, end)
        pair_up(u_part, r + q, weights, x_size, cells, u, unknowns, begin, end)
        pair_up_sizes(u_size, r + q, weights, x, cells, u, unknowns, begin, end)
        pair_up_sizes(u_doubt, r + q, weights, x, cells, u_doubt, unknowns, begin, end)


@kernel
def _solve_nothing(work: Workspace) -> None:
    """Write [s; y] and what belongs to it for a demand that no unknown matters to."""
    for i in range(work.u.shape[0]):
        for lane in range(LANES):
            work.u[i, lane], work.u_size[i, lane] = 0.0, 0.0
            work.u_doubt[i, lane], work.u_contribution[i, lane] = 0.0, 0.0


@kernel
def _add_demand(model: Model, work: Workspace, demand: int) -> None:
    """Add the cells of a demand that are added to sums as they are."""
    for p in range(model.demand_indptr[demand], model.demand_indptr[demand + 1]):
        i, c = model.demand_rows[p], model.demand_cells[p]
        for lane in range(LANES):
            work.u[i, lane] += work.x[c, lane]
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
    x, x_size, row, few = work.x, work.x_size, work.row, work.few
    base, sized, reaching, demand_indptr = model.base, model.sized, model.reaching, model.demand_indptr
    base_score, base_doubt, base_size = model.base_score, model.base_doubt, model.base_size
    score, doubt, size = model.score, model.doubt, model.size
    u, u_size, u_doubt, u_part = work.u, work.u_size, work.u_doubt, work.u_contribution
    for start in range(0, count, LANES):
        inside = min(LANES, count - start)
        for c in range(base.shape[0]):
            for lane in range(LANES):
                value = values[c, start + min(lane, inside - 1)]
                x[c, lane] = value - base[c]
                x_size[c, lane] = abs(value) - abs(base[c]) if sized[c] else value - base[c]
        _form(model.matrix, 0, model.elimination.columns.shape[0], x, work.k, work.k_doubt)
        _factorise(model.elimination, work.k, work.lu, work.pivots)
        _watch(model, work)
        for lane in range(LANES):
            few[1, lane] = 0.0
        for demand in range(demands):
            constant = demand_indptr[demand] == demand_indptr[demand + 1]
            if reaching[demand]:
                constant = False
                _solve_demand(model, work, demand)
            elif not constant:
                _solve_nothing(work)
            _add_demand(model, work, demand)
            for k in range(categories):
                for lane in range(LANES):
                    row[0, lane] = base_score[demand, k]
                    row[1, lane] = base_doubt[demand, k]
                    row[2, lane] = base_size[demand, k]
                if not constant:
                    score_row(row, 0, score, doubt, size, k, u, u_size, u_doubt, u_part)
                for lane in range(inside):
                    scores[start + lane, demand, k] = row[0, lane]
                    # the sums of the bound itself are rounded
                    bound[start + lane, demand, k] = row[1, lane] * (1.0 + 2.0**-40)
                    contributions[start + lane, demand, k] = abs(row[2, lane])
        for lane in range(inside):
            omega[start + lane] = few[1, lane]
            theta[start + lane] = few[0, lane] / model.rounding
