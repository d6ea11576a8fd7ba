"""The low-rank path: r changed activities or products anywhere, by r solves with the base factors.

By columns, for J the activities that change, R = (A⁻¹)_J, and ΔA, ΔD the differences that a scenario makes
(Sherman and Morrison 1950, Ann. Math. Stat. 21:124; Woodbury 1950, Princeton memorandum 42):

    (I + R ΔA_J) s'_J = R f',   h' = Λ f' + (ΔD_J − Λ ΔA_J) s'_J,

the supply of the changed activities first, and what the changes do to the scores then. By rows, for I the
products whose use changes, see :mod:`roos.sweeping.rowwise`. Only entries of R and Λ where a cell changes, or
where there is a demand, are kept. Cancellation shows in the condition of the small matrix, which is watched:
such a scenario is left to a new factorisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.places import Part, Places
from roos.refine import UNIT
from roos.sweeping.inverse import ones_at, part_of_inverse
from roos.sweeping.reduced import PARTS, ReducedPath
from roos.sweeping.reduction import Reduction, Terms, Uses
from roos.sweeping.rowwise import reduce_by_rows, rows_pay
from roos.sweeping.sides import (
    absolute_multipliers,
    changed_activities,
    flow_columns,
    held,
    numbering,
    refusal,
)

if TYPE_CHECKING:
    from roos.sweeping.problem import Problem

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Most activities that may change: the small system is dense.
MOST = 256


class LowRankPath:
    """Prepares the low-rank path."""

    @classmethod
    def build(cls, problem: Problem, places: Mapping[Part, Places]) -> ReducedPath | str:
        """Return the path, or why it does not apply; parameters as of :meth:`ForegroundPath.build`."""
        refused = refusal(places)
        if refused:
            return refused
        activities = changed_activities(places)
        by_rows = rows_pay(problem, places)
        rank = places[Part.TECHNOSPHERE].changed_rows.size if by_rows else activities.size
        if rank > MOST:
            return f"{rank} activities change, more than the {MOST} of a small dense system"
        if by_rows:
            reduction, omega = reduce_by_rows(problem, places)
        else:
            reduction, omega = reduce_by_columns(problem, places, activities)
        model = reduction.model()
        if model is None:
            return f"the elimination of {rank} unknowns takes too many products"
        return ReducedPath(
            "low rank",
            model,
            places,
            warn_bound=problem.options.warn_bound,
            backward_error=omega,
            threads=problem.options.threads,
        )


def reduce_by_columns(
    problem: Problem, places: Mapping[Part, Places], activities: Ints
) -> tuple[Reduction, float]:
    """Return the small system of some activities, and the backward error of the solves behind it."""
    factors, demand = problem.factors, problem.demand_matrix
    r, number = activities.size, numbering(places)
    parts = (factors.matrix, problem.biosphere, demand)
    places_of = [places.get(part) for part in PARTS]
    a, b, f = ((p.rows, p.columns) if p is not None else _NOWHERE for p in places_of)
    asked = np.unique(demand.indices)
    rows = np.unique(np.concatenate([a[0], f[0], asked]))
    inverse, inverse_doubt, omega = part_of_inverse(
        problem,
        ones_at(factors.shape[1], activities),
        1.0 / factors.column_scale[activities],
        rows,
        transposed=True,
    )
    all_multipliers, all_doubts = problem.multipliers()
    multipliers, doubt = all_multipliers[rows], all_doubts[rows]
    total = absolute_multipliers(problem)[rows]
    wanted = sp.csc_array(sp.csr_array(demand)[rows])

    sums = np.unique(np.concatenate([a[0], f[0]]))
    chosen = np.searchsorted(rows, sums)
    flows = np.unique(b[0])
    characterisation = flow_columns(problem.characterisation, flows)
    n_a, n_b = a[0].size, b[0].size
    a_cells, b_cells = np.arange(n_a), n_a + np.arange(n_b)
    f_cells = n_a + n_b + np.arange(f[0].size)
    a_at, f_at = np.searchsorted(rows, a[0]), np.searchsorted(rows, f[0])
    a_unknown, b_unknown = np.searchsorted(activities, a[1]), np.searchsorted(activities, b[1])
    uses = Uses(
        np.concatenate([np.searchsorted(sums, a[0]), sums.size + np.searchsorted(flows, b[0])]),
        np.concatenate([a_cells, b_cells]),
        np.concatenate([a_unknown, b_unknown]),
        np.concatenate([np.full(n_a, -1.0), np.ones(n_b)]),
    )
    categories = multipliers.shape[1]
    roundings = (np.diff(wanted.indptr) + 2.0) * UNIT
    right, size = (wanted.T @ inverse.T).T, (abs(wanted).T @ np.abs(inverse).T).T
    base_size = abs(wanted).T @ np.abs(multipliers)
    nothing = np.zeros((categories, r))
    # powers of two that bring supplies near one and leave I as it is
    column = factors.column_scale[activities]
    return (
        Reduction(
            np.concatenate([held(matrix, p) for matrix, p in zip(parts, places_of, strict=True)]),
            np.isin(np.arange(number), b_cells),
            1.0 / column,
            column,
            np.eye(r),
            np.zeros((r, r)),
            Terms.spread(inverse[:, a_at], inverse_doubt[:, a_at], a_unknown, a_cells),
            right,
            (abs(wanted).T @ inverse_doubt.T).T + roundings * size,
            Terms.spread(inverse[:, f_at], inverse_doubt[:, f_at], f[1], f_cells),
            uses,
            f[1],
            np.searchsorted(sums, f[0]),
            f_cells,
            np.hstack([nothing, multipliers[chosen].T, characterisation]),
            np.hstack([nothing, doubt[chosen].T, np.zeros(characterisation.shape)]),
            np.hstack([nothing, total[chosen].T, np.abs(characterisation)]),
            wanted.T @ multipliers,
            abs(wanted).T @ doubt + roundings[:, None] * base_size,
            wanted.T @ total,
        ),
        omega,
    )


_NOWHERE = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
