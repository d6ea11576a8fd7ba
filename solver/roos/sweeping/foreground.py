"""The foreground path: activities that the background does not use, condensed to a system of their own.

Let J be the activities that change, with every activity that uses their products, I their own products and b
all others. Then A_Ib = 0, and with λ_b the multipliers of the background, which nothing changes,

    A'_IJ s_J = f'_I,   h' = λ_b f'_b + (C B'_J − λ_b A'_bJ) s_J.

Every matrix here is linear in the changed cells. Changes of the foreground therefore need no solve with the
background at all, however large they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.places import Part, Places
from roos.refine import UNIT
from roos.sweeping.reduced import PARTS, ReducedPath
from roos.sweeping.reduction import Reduction, Terms, Uses
from roos.sweeping.sides import absolute_multipliers, changed_activities, flow_columns, numbering, refusal

if TYPE_CHECKING:
    from roos.sweeping.problem import Problem

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Most activities of a foreground: a small system of more has no advantage over the large one.
MOST = 512


class ForegroundPath:
    """Prepares the foreground path."""

    @classmethod
    def build(cls, problem: Problem, places: Mapping[Part, Places]) -> ReducedPath | str:
        """Return the path, or why it does not apply.

        Parameters
        ----------
        problem
            The base scenario, factorised.
        places
            Changed cells of A, B and the demands; those of the prices play no part.
        """
        refused = refusal(places)
        if refused:
            return refused
        activities = closed(problem.factors.matrix, problem.factors.product_of, changed_activities(places))
        if activities is None:
            return f"the background uses products of the changed activities: more than {MOST} are affected"
        model = reduce(problem, places, activities).model()
        if model is None:
            return f"the elimination of {activities.size} activities takes too many products"
        return ReducedPath(
            "foreground",
            model,
            places,
            warn_bound=problem.options.warn_bound,
            backward_error=0.0,
            threads=problem.options.threads,
        )


def closed(matrix: sp.csc_array, product_of: NDArray[np.int32], activities: Ints) -> Ints | None:
    """Return the activities with all that use their products, ascending; None where they are too many."""
    inside = np.zeros(matrix.shape[1], dtype=np.bool_)
    inside[activities] = True
    entries = matrix.data != 0.0
    column_of = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))[entries]
    rows = matrix.indices[entries]
    while True:
        count = int(inside.sum())
        if count > MOST:
            return None
        made = np.zeros(matrix.shape[0], dtype=np.bool_)
        made[product_of[inside]] = True
        inside[column_of[made[rows]]] = True
        if int(inside.sum()) == count:
            return np.flatnonzero(inside)


def reduce(problem: Problem, places: Mapping[Part, Places], activities: Ints) -> Reduction:
    """Return the small system of some activities that nothing else uses products of."""
    factors = problem.factors
    products = factors.product_of[activities].astype(np.int64)
    r, own = activities.size, np.full(factors.shape[0], -1, dtype=np.int64)
    own[products] = np.arange(r)
    unknown = np.full(factors.shape[1], -1, dtype=np.int64)
    unknown[activities] = np.arange(r)
    number = numbering(places)
    technosphere = _without(factors.matrix, places.get(Part.TECHNOSPHERE))[:, activities]
    biosphere = _without(problem.biosphere, places.get(Part.BIOSPHERE))[:, activities]
    demand = _without(problem.demand_matrix, places.get(Part.DEMANDS))
    a, b, f = (_cells(places, part) for part in PARTS)
    multipliers, doubt = problem.multipliers()
    total = absolute_multipliers(problem)

    # sums: background products that change in the foreground or the demands, then flows
    a_own, f_own = own[a[0]], own[f[0]]
    sums = np.unique(np.concatenate([a[0][a_own < 0], f[0][f_own < 0]]))
    flows = np.unique(b[0])
    characterisation = flow_columns(problem.characterisation, flows)
    n_a, n_b = a[0].size, b[0].size
    a_cells, b_cells = np.arange(n_a), n_a + np.arange(n_b)
    f_cells = n_a + n_b + np.arange(f[0].size)
    used = a_own < 0
    uses = Uses(
        np.concatenate([np.searchsorted(sums, a[0][used]), sums.size + np.searchsorted(flows, b[0])]),
        np.concatenate([a_cells[used], b_cells]),
        unknown[np.concatenate([a[1][used], b[1]])],
        np.concatenate([np.full(int(used.sum()), -1.0), np.ones(n_b)]),
    )
    inner = technosphere[products].toarray()
    outer = sp.csc_array(technosphere)
    outer.data = np.where(own[outer.indices] < 0, outer.data, 0.0)
    background = demand.copy()
    background.data = np.where(own[background.indices] < 0, background.data, 0.0)
    direct, direct_doubt, direct_size = _direct(problem, biosphere)
    score = direct - (outer.T @ multipliers).T
    lengths = np.diff(outer.indptr) + 2.0
    spread = (abs(outer).T @ np.abs(multipliers)).T
    score_doubt = direct_doubt + (abs(outer).T @ doubt).T + lengths * UNIT * (spread + np.abs(direct))
    base_score = background.T @ multipliers
    base_doubt = abs(background).T @ doubt
    base_doubt += (
        (np.diff(background.indptr) + 2.0)[:, None] * UNIT * (abs(background).T @ np.abs(multipliers))
    )
    inside = f_own >= 0
    return Reduction(
        np.zeros(number),
        np.isin(np.arange(number), b_cells),
        factors.row_scale[products],
        factors.column_scale[activities],
        inner,
        np.zeros((r, r)),
        Terms.single(a_own[~used], unknown[a[1][~used]], a_cells[~used]),
        demand[products].toarray(),
        np.zeros((r, demand.shape[1])),
        Terms.single(f_own[inside], f[1][inside], f_cells[inside]),
        uses,
        f[1][~inside],
        np.searchsorted(sums, f[0][~inside]),
        f_cells[~inside],
        np.hstack([score, multipliers[sums].T, characterisation]),
        np.hstack([score_doubt, doubt[sums].T, np.zeros(characterisation.shape)]),
        np.hstack([direct_size - (outer.T @ total).T, total[sums].T, np.abs(characterisation)]),
        base_score,
        base_doubt,
        background.T @ total,
    )


def _cells(places: Mapping[Part, Places], part: Part) -> tuple[Ints, Ints]:
    if part not in places:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return places[part].rows, places[part].columns


def _without(matrix: sp.csc_array, places: Places | None) -> sp.csc_array:
    """Return the matrix with zeros in the changed cells, new."""
    kept = sp.csc_array(matrix, copy=True)
    if places is not None:
        at = places.entries(kept)
        kept.data[at[at >= 0]] = 0.0
    return kept


def _direct(problem: Problem, biosphere: sp.csc_array) -> tuple[Array, Array, Array]:
    """Return C B of a few activities, a bound of its rounding, and |C||B|; (categories, activities)."""
    signed = (problem.characterisation @ biosphere).toarray()
    size = (abs(problem.characterisation) @ abs(biosphere)).toarray()
    return signed, (np.diff(biosphere.indptr) + 2.0) * UNIT * size, size
