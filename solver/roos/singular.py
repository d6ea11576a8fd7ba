"""Finding out, after a factorisation met a zero pivot, which activities are to blame."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from roos.errors import RoosError, error
from roos.labels import Labels
from roos.structure import Structure, name_some

#: Blocks up to this order are looked at by singular values, which name the activities of the null vector.
DENSE_LIMIT = 400


def name_singular_block(
    matrix: sp.csc_array, structure: Structure, products: Labels, activities: Labels
) -> RoosError:
    """Return E101 that names the activities of the first singular block."""
    order = np.argsort(structure.block_of_activity, kind="stable")
    counts = np.bincount(structure.block_of_activity, minlength=structure.blocks)
    starts = np.concatenate([[0], np.cumsum(counts)])
    for block in range(structure.blocks):
        members = order[starts[block] : starts[block + 1]]
        culprits = _culprits(matrix, members, structure.product_of[members])
        if culprits is not None:
            return error(
                "E101",
                f"the technosphere is singular: {culprits.size} activities cancel each other",
                where="activity " + name_some(activities, culprits),
                hint="look for activities with proportional exchanges, or a loop that uses up all it makes",
            )
    return error(
        "E101",
        "the technosphere is singular",
        where=f"{activities.kind} list of {len(activities)}",
        hint="look for activities with proportional exchanges",
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
