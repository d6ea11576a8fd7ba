"""Finding out which activities make a technosphere singular, by name."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.backends.protocol import ZeroPivot
from roos.errors import RoosError, error
from roos.labels import Labels
from roos.options import DEFAULT
from roos.structure import Structure, name_some
from roos.words import many

#: Blocks up to this order are looked at by singular values, which name the activities of the null vector.
DENSE_LIMIT = 400
#: Blocks up to this order are decided in rational arithmetic, which takes a few milliseconds there.
EXACT_LIMIT = 30
#: Shift, relative to the largest entry of a column, under which a larger block has factors to iterate with.
SHIFT = 1e-9


def name_singular_block(matrix: sp.csc_array, structure: Structure, activities: Labels) -> RoosError | None:
    """Return E101 that names the activities of the first singular block; None where no block is singular."""
    for culprits in singular_blocks(matrix, structure):
        return singular(culprits, activities)
    return None


def unnamed(activities: Labels, stopped: int) -> RoosError:
    """Return E101 that can only say where elimination stopped, or −1."""
    return error(
        "E101",
        "the technosphere is singular",
        where=f"activity {activities.describe(stopped)}" if stopped >= 0 else f"{len(activities)} activities",
        hint="look for activities with proportional exchanges",
    )


def singular_blocks(
    matrix: sp.csc_array, structure: Structure, *, regular: NDArray[np.bool_] | None = None
) -> Iterator[NDArray[np.int64]]:
    """Yield the activities that cancel each other, block by block of those that are singular.

    Parameters
    ----------
    matrix
        csc_array A (n × n).
    structure
        Its pairing and blocks.
    regular
        bool (blocks,): blocks known not to be singular.
    """
    column_of = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    own = (matrix.indices == structure.product_of[column_of]) & (matrix.data != 0.0)
    empty = np.ones(matrix.shape[1], dtype=bool)
    empty[column_of[own]] = False
    by_rows = sp.csr_array(matrix)
    for block, members in enumerate(_members(structure)):
        if members.size > 1 and regular is not None and regular[block]:
            continue
        if members.size == 1:
            culprits = members if empty[members[0]] else None
        else:
            rows = structure.product_of[members]
            culprits = _culprits(sp.csc_array(by_rows[rows])[:, members], members)
        if culprits is not None:
            yield culprits


def singular(culprits: NDArray[np.int64], activities: Labels) -> RoosError:
    """Return E101 that names some activities."""
    return error(
        "E101",
        "the technosphere is singular: "
        + many(culprits.size, "activity makes nothing", "activities cancel each other"),
        where="activity " + name_some(activities, culprits),
        hint="look for activities with proportional exchanges, or a loop that uses up all it makes",
    )


def exactly_singular_block(
    matrix: sp.csc_array, structure: Structure, activities: Labels
) -> RoosError | None:
    """Return E101 for the first block of at most :data:`EXACT_LIMIT` activities whose determinant is zero."""
    by_rows = sp.csr_array(matrix)
    for members in _members(structure):
        if not 1 < members.size <= EXACT_LIMIT:
            continue
        part = sp.csc_array(by_rows[structure.product_of[members]])[:, members]
        if _rational_rank(part.toarray()) < members.size:
            culprits = _culprits(part, members)
            return singular(members if culprits is None else culprits, activities)
    return None


def _members(structure: Structure) -> Iterator[NDArray[np.int64]]:
    """Yield the activities of each block."""
    order = np.argsort(structure.block_of_activity, kind="stable")
    counts = np.bincount(structure.block_of_activity, minlength=structure.blocks)
    start = 0
    for count in counts.tolist():
        yield order[start : start + count]
        start += count


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


def _culprits(part: sp.csc_array, members: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return which members of one block cancel each other, None when it is regular."""
    empty = abs(part).max(axis=0).toarray().ravel() == 0.0
    if empty.any():
        return np.asarray(members[empty])
    if members.size > DENSE_LIMIT:
        return _culprits_of_many(_equilibrated(part), members)
    scaled = part.toarray()
    for _ in range(4):
        scaled /= _root(np.abs(scaled).max(axis=1))[:, None]
        scaled /= _root(np.abs(scaled).max(axis=0))
    _, sizes, right = np.linalg.svd(scaled)
    if sizes[-1] > sizes[0] * np.finfo(float).eps * members.size:
        return None
    weight = np.abs(right[-1])
    return np.asarray(members[weight > 1e-6 * weight.max()])


def _equilibrated(part: sp.csc_array) -> sp.csc_array:
    """Return a block whose largest entries per row and column are near one, so that units do not count."""
    scaled = part
    for _ in range(4):
        for axis in (1, 0):
            largest = abs(scaled).max(axis=axis).toarray().ravel()
            factor = sp.diags_array(1.0 / _root(largest))
            scaled = sp.csc_array(factor @ scaled if axis else scaled @ factor)
    return scaled


def _root(largest: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.sqrt(np.where(largest > 0.0, largest, 1.0)))


def _culprits_of_many(scaled: sp.csc_array, members: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return the activities of a null vector, found by inverse iteration on factors of a shifted block."""
    from roos.backends import select

    pairing = np.arange(members.size, dtype=np.int32)  # paired entries stand on the diagonal of a block
    backend = select(DEFAULT.backend)
    try:
        backend.factorise(scaled, pairing, DEFAULT)
        return None
    except ZeroPivot:
        pass
    signs = np.where(scaled.diagonal() < 0, -SHIFT, SHIFT)
    try:
        factors = backend.factorise(sp.csc_array(scaled + sp.diags_array(signs)), pairing, DEFAULT)
    except ZeroPivot:
        return members
    x = np.random.default_rng(members.size).standard_normal((members.size, 1))
    for _ in range(3):
        x = factors.solve(x)
        largest = float(np.abs(x).max())
        if not np.isfinite(largest) or largest == 0.0:
            return members
        x /= largest
    if float(np.abs(scaled @ x).max()) > 1e-6:
        return members  # no null vector was found: say no more than is known
    return np.asarray(members[np.abs(x[:, 0]) > 1e-6])
