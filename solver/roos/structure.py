"""Structure of a technosphere: which activity makes which product, and which blocks depend on which.

The diagonal is never assumed: rows and columns may stand in any order, and a zero on the diagonal is legal as
long as every activity can be paired with a product of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from roos.errors import RoosError, error
from roos.labels import Labels
from roos.nucleus.status import Unpaired
from roos.nucleus.symbolic import pair as pair_by_value
from roos.words import many

#: Names listed in one message.
LISTED = 5


@dataclass(frozen=True)
class Structure:
    """Pairing and block structure of a square technosphere.

    Attributes
    ----------
    product_of, activity_of : int32 (n,)
        Product paired with each activity, and the inverse.
    blocks : int
        Number of strongly connected components.
    block_of_activity, block_of_product : int32 (n,)
        Component of each column, and of each row through its pair.
    inputs_indptr, inputs : int32
        Block → blocks that it takes inputs from: where a demand spreads.
    users_indptr, users : int32
        Block → blocks that use it: where a multiplier spreads.
    """

    product_of: NDArray[np.int32]
    activity_of: NDArray[np.int32]
    blocks: int
    block_of_activity: NDArray[np.int32]
    block_of_product: NDArray[np.int32]
    inputs_indptr: NDArray[np.int32]
    inputs: NDArray[np.int32]
    users_indptr: NDArray[np.int32]
    users: NDArray[np.int32]


def pair(
    matrix: sp.csc_array, reference: NDArray[np.int64] | None, products: Labels, activities: Labels
) -> NDArray[np.int32]:
    """Return the product paired with each activity, int32 (activities,).

    The source's reference products are taken where they are complete, distinct and non-zero. Else the
    diagonal and the pairing with the largest product of entries are weighed: the diagonal where it has no
    zero and pairs as many activities with an output of theirs.

    Raises
    ------
    InputError
        E103 not square.
    SingularError
        E104 an activity or a product without any exchange, E101 no perfect pairing.
    """
    rows, columns = matrix.shape
    if rows != columns:
        raise not_square(matrix, products, activities)
    pattern = nonzero(matrix)
    for problem in empty_lines(pattern, products, activities):
        raise problem
    if reference is not None and _is_pairing(pattern, reference):
        return reference.astype(np.int32)
    diagonal = np.arange(columns, dtype=np.int32)
    fits = _is_pairing(pattern, diagonal)
    if fits and _outputs(pattern, diagonal) == columns:
        return diagonal
    try:
        product_of, _ = pair_by_value(pattern.indptr, pattern.indices, pattern.data, None)
    except Unpaired as problem:
        raise unmatched(problem.activities, problem.products, products, activities) from None
    # In a loop of gain above one the largest entries are the inputs; on the diagonal of a matrix whose rows
    # were put in another order anything may stand. Outputs tell the two apart.
    if fits and _outputs(pattern, diagonal) >= _outputs(pattern, product_of):
        return diagonal
    return product_of


def analyse(matrix: sp.csc_array, product_of: NDArray[np.int32]) -> Structure:
    """Return the block structure of a paired square matrix; its explicit zeros count as entries."""
    n = matrix.shape[1]
    activity_of = np.empty(n, dtype=np.int32)
    activity_of[product_of] = np.arange(n, dtype=np.int32)
    source = np.repeat(np.arange(n, dtype=np.int32), np.diff(matrix.indptr))
    target = activity_of[matrix.indices]
    ones = np.ones(target.size, dtype=np.int8)
    graph = sp.csr_array((ones, (source, target)), shape=(n, n))
    count, label = connected_components(graph, directed=True, connection="strong")
    label = label.astype(np.int32, copy=False)
    between = label[source] != label[target]
    edges = sp.coo_array(
        (ones[between], (label[source[between]], label[target[between]])), shape=(count, count)
    )
    inputs, users = sp.csr_array(edges), sp.csr_array(edges.T)
    for each in (inputs, users):
        each.sum_duplicates()
    return Structure(
        product_of,
        activity_of,
        int(count),
        label,
        np.ascontiguousarray(label[activity_of]),
        inputs.indptr.astype(np.int32),
        inputs.indices.astype(np.int32),
        users.indptr.astype(np.int32),
        users.indices.astype(np.int32),
    )


def name_some(labels: Labels, positions: NDArray[np.integer] | list[int]) -> str:
    """Return a few names for a message, and how many more there are."""
    listed = "; ".join(labels.describe(int(i)) for i in positions[:LISTED])
    return listed + (f"; and {len(positions) - LISTED} more" if len(positions) > LISTED else "")


def nonzero(matrix: sp.csc_array) -> sp.csc_array:
    """Return the matrix without explicit zeros, itself where it has none."""
    if np.all(matrix.data):
        return matrix
    pattern = matrix.copy()
    pattern.eliminate_zeros()
    return pattern


def _is_pairing(pattern: sp.csc_array, candidate: NDArray[np.int64]) -> bool:
    n = pattern.shape[1]
    if candidate.size != n or (candidate < 0).any() or np.unique(candidate).size != n:
        return False
    column_of = np.repeat(np.arange(n), np.diff(pattern.indptr))
    return bool(np.count_nonzero(pattern.indices == candidate[column_of]) == n)


def _outputs(pattern: sp.csc_array, product_of: NDArray[np.integer]) -> int:
    """Return how many activities a pairing gives a product that they put out."""
    column_of = np.repeat(np.arange(pattern.shape[1]), np.diff(pattern.indptr))
    return int(np.count_nonzero((pattern.indices == product_of[column_of]) & (pattern.data > 0)))


def empty_lines(pattern: sp.csc_array, products: Labels, activities: Labels) -> list[RoosError]:
    """Return E104 for activities and for products without any exchange, none where there are none."""
    problems = []
    columns = np.flatnonzero(np.diff(pattern.indptr) == 0)
    if columns.size:
        problems.append(
            error(
                "E104",
                many(columns.size, "activity has", "activities have") + " no exchange with any product",
                where="activity " + name_some(activities, columns),
                hint="give the activity its reference product, or remove it",
            )
        )
    rows = np.flatnonzero(np.bincount(pattern.indices, minlength=pattern.shape[0]) == 0)
    if rows.size:
        problems.append(
            error(
                "E104",
                many(rows.size, "product is", "products are") + " neither made nor used",
                where="product " + name_some(products, rows),
                hint="add the activity that makes the product, or remove it",
            )
        )
    return problems


def not_square(matrix: sp.csc_array, products: Labels, activities: Labels) -> RoosError:
    """Return E103 that lists products without a producer, and activities with several products."""
    rows, columns = matrix.shape
    positive = sp.coo_array(matrix)
    made = positive.coords[0][positive.data > 0]
    makers = positive.coords[1][positive.data > 0]
    orphans = np.setdiff1d(np.arange(rows), made)
    several = np.flatnonzero(np.bincount(makers, minlength=columns) > 1)
    shared = np.flatnonzero(np.bincount(made, minlength=rows) > 1)
    places = []
    if orphans.size:
        places.append("no activity makes: " + name_some(products, orphans))
    if several.size:
        places.append("several made by: " + name_some(activities, several))
    if shared.size and columns > rows:
        places.append("made by several: " + name_some(products, shared))
    return error(
        "E103",
        f"the technosphere has {many(rows, 'product', 'products')} "
        f"and {many(columns, 'activity', 'activities')}",
        where=" | ".join(places) or f"{rows} × {columns}",
        hint="give every product one activity: allocate or substitute co-products, add missing makers",
    )


def unmatched(
    alone: NDArray[np.integer], left: NDArray[np.integer], products: Labels, activities: Labels
) -> RoosError:
    """Return E101 for activities that cannot be paired with a product, and the products left over."""
    return error(
        "E101",
        many(alone.size, "activity has no product of its own", "activities have no product of their own")
        + ": the system has no unique solution",
        where=f"activity {name_some(activities, alone)} | left over: product {name_some(products, left)}",
        hint="give each activity one product that no other activity is paired with",
    )
