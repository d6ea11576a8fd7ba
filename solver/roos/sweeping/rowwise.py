"""The low-rank path by rows: fewer products change how they are used than activities change.

For I the rows of A with a change, Z = (A⁻¹)^I and t = ΔA_I s' what the changes use more or less of them,

    (I + ΔA_I Z) t = ΔA_I A⁻¹ f,   h' = Λ f − Λ_I t.

One product that a thousand activities use otherwise is a change of rank one. All of this is linear in the
changed cells as long as only A changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from roos.places import Part, Places
from roos.refine import UNIT
from roos.sweeping.inverse import ones_at, part_of_inverse
from roos.sweeping.reduction import Reduction, Terms, Uses
from roos.sweeping.sides import absolute_multipliers, changed_activities, held

if TYPE_CHECKING:
    from roos.sweeping.problem import Problem

#: Most demands that are solved for besides.
MOST_DEMANDS = 16


def rows_pay(problem: Problem, places: Mapping[Part, Places]) -> bool:
    """Return whether the form by rows applies and takes no more solves than that by columns."""
    if any(len(places.get(part, ())) for part in (Part.BIOSPHERE, Part.DEMANDS)):
        return False
    demands = problem.demand_matrix.shape[1]
    solves = places[Part.TECHNOSPHERE].changed_rows.size + demands
    # a forward solve is a third cheaper than a transposed one
    return bool(demands <= MOST_DEMANDS and 2 * solves <= 3 * changed_activities(places).size)


def reduce_by_rows(problem: Problem, places: Mapping[Part, Places]) -> tuple[Reduction, float]:
    """Return the small system of the changed rows, and the backward error of the solves behind it."""
    factors, demand, cells = problem.factors, problem.demand_matrix, places[Part.TECHNOSPHERE]
    products, activities = cells.changed_rows, cells.changed_columns
    r, count, number = products.size, demand.shape[1], np.arange(len(cells))
    right = ones_at(factors.shape[0], products, demand)
    scale = factors.row_scale[products]
    sizes = np.concatenate([scale, abs(demand).T @ factors.row_scale])
    sizes = np.maximum(sizes, np.finfo(float).tiny)  # a demand may hold nothing but stored zeros
    part = part_of_inverse(problem, right, 1.0 / sizes, activities, transposed=False)
    row, column = np.searchsorted(products, cells.rows), np.searchsorted(activities, cells.columns)

    def terms(chosen: slice) -> Terms:
        """Each cell times the entries of its activity in some of the solutions."""
        values, doubts = part.values[chosen, column], part.doubt[chosen, column]
        solution, cell = np.nonzero((values != 0.0) | (doubts != 0.0))
        return Terms(row[cell], solution, number[cell], values[solution, cell], doubts[solution, cell])

    multipliers, doubt = problem.multipliers()
    total = absolute_multipliers(problem)
    nothing, none = np.zeros((r, r)), np.zeros(0, dtype=np.int64)
    roundings = ((np.diff(demand.indptr) + 2.0) * UNIT)[:, None]
    reduction = Reduction(
        held(factors.matrix, cells),
        np.zeros(len(cells), dtype=np.bool_),
        scale,  # powers of two that bring products near one and leave I as it is
        1.0 / scale,
        np.eye(r),
        nothing,
        terms(slice(0, r)),
        np.zeros((r, count)),
        np.zeros((r, count)),
        terms(slice(r, r + count)),
        Uses(none, none, none, np.zeros(0)),
        none,
        none,
        none,
        -multipliers[products].T,
        doubt[products].T,
        -total[products].T,
        demand.T @ multipliers,
        abs(demand).T @ doubt + roundings * (abs(demand).T @ np.abs(multipliers)),
        demand.T @ total,
    )
    return reduction, part.omega
