"""Finding out, after a factorisation met a zero pivot, which activities are to blame."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from roos.errors import RoosError, error
from roos.labels import Labels
from roos.structure import Structure, name_some

#: Blocks up to this order are looked at by singular values, which name the activities of the null vector.
DENSE_LIMIT = 400
#: Blocks up to this order are decided in rational arithmetic, which takes a few milliseconds there.
EXACT_LIMIT = 30


def name_singular_block(matrix: sp.csc_array, structure: Structure, activities: Labels) -> RoosError | None:
    """Return E101 that names the activities of the first singular block; None where no block is singular."""
    order = np.argsort(structure.block_of_activity, kind="stable")
    counts = np.bincount(structure.block_of_activity, minlength=structure.blocks)
    starts = np.concatenate([[0], np.cumsum(counts)])
    for block in range(structure.blocks):
        members = order[starts[block] : starts[block + 1]]
        culprits = _culprits(matrix, members, structure.product_of[members])
        if culprits is not None:
            return _refusal(culprits, activities)
    return None


def unnamed(activities: Labels, stopped: int) -> RoosError:
    """Return E101 that can only say where elimination stopped, or −1."""
    return error(
        "E101",
        "the technosphere is singular",
        where=f"activity {activities.describe(stopped)}" if stopped >= 0 else f"{len(activities)} activities",
        hint="look for activities with proportional exchanges",
    )


def exactly_singular_block(
    matrix: sp.csc_array, structure: Structure, activities: Labels
) -> RoosError | None:
    """Return E101 for the first block of at most :data:`EXACT_LIMIT` activities whose determinant is zero."""
    order = np.argsort(structure.block_of_activity, kind="stable")
    counts = np.bincount(structure.block_of_activity, minlength=structure.blocks)
    starts = np.concatenate([[0], np.cumsum(counts)])
    by_rows = sp.csr_array(matrix)
    for block in np.flatnonzero((counts > 1) & (counts <= EXACT_LIMIT)):
        members = order[starts[block] : starts[block + 1]]
        part = sp.csc_array(by_rows[structure.product_of[members]])[:, members].toarray()
        if _rational_rank(part) < members.size:
            culprits = _culprits(matrix, members, structure.product_of[members])
            return _refusal(members if culprits is None else culprits, activities)
    return None


def _rational_rank(part: NDArray[np.float64]) -> int:
    rows = [[Fraction(float(value)) for value in row] for row in part]
    rank = 0
    for column in range(len(rows)):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            factor = rows[r][column] / rows[rank][column]
            if factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[rank], strict=True)]
        rank += 1
    return rank


def _refusal(culprits: NDArray[np.int64], activities: Labels) -> RoosError:
    return error(
        "E101",
        f"the technosphere is singular: {culprits.size} activities cancel each other",
        where="activity " + name_some(activities, culprits),
        hint="look for activities with proportional exchanges, or a loop that uses up all it makes",
    )


def _culprits(
    matrix: sp.csc_array, members: NDArray[np.int64], rows: NDArray[np.int32]
) -> NDArray[np.int64] | None:
    if members.size == 1:
        return members if matrix[rows[0], members[0]] == 0.0 else None
    part = sp.csc_array(sp.csr_array(matrix)[rows])[:, members]
    if members.size <= DENSE_LIMIT:
        dense = part.toarray()
        scale = np.abs(dense).max(axis=0)
        if not scale.all():
            return np.asarray(members[scale == 0.0])
        _, sizes, right = np.linalg.svd(dense / scale)
        if sizes[-1] > sizes[0] * np.finfo(float).eps * members.size:
            return None
        weight = np.abs(right[-1])
        return np.asarray(members[weight > 1e-6 * weight.max()])
    try:
        splu(part)
    except RuntimeError:
        return members
    return None
