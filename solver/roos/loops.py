"""Loops that use up all they make: the productivity of each block of a technosphere.

For a block with signs as they should be (one product made, the others consumed) x = A_b⁻¹ 1 is positive
exactly when the loop gain is below one (Hawkins and Simon 1949, Econometrica 17:245).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from roos.absolute import Comparison, is_m_matrix
from roos.structure import Structure


def unproductive_loops(
    signed: Comparison, structure: Structure
) -> tuple[list[NDArray[np.integer]], NDArray[np.integer]]:
    """Return one loop per block of gain ≥ 1, and the activities of blocks where it cannot be decided.

    Parameters
    ----------
    signed
        Comparison matrix ⟨A⟩ of the technosphere.
    structure
        Its blocks.

    Returns
    -------
    loops : list of int arrays
        Activities of a loop, each using the product of the next, the last that of the first.
    undecided : int array
        Activities whose signs leave the question open.
    """
    loops: list[NDArray[np.integer]] = []
    undecided: list[NDArray[np.integer]] = [np.empty(0, dtype=np.int64)]
    sizes = np.bincount(structure.block_of_activity, minlength=structure.blocks)
    order = np.argsort(structure.block_of_activity, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes)])
    by_rows = sp.csr_array(signed.matrix)
    # what a block gives to others does not matter to its own loops
    odd_block = structure.block_of_activity[signed.odd_activities]
    inside = structure.block_of_product[signed.odd_products] == odd_block
    for block in np.flatnonzero(sizes > 1):
        members = order[starts[block] : starts[block + 1]]
        part = sp.csc_array(by_rows[structure.product_of[members]])[:, members]
        if _productive(part):
            continue  # with every odd entry counted as consumption: a fortiori
        odd = signed.odd_activities[inside & (odd_block == block)]
        if odd.size:
            undecided.append(np.unique(odd))
        else:
            loops.append(members[_loop(part)])
    return loops, np.concatenate(undecided)


def _productive(part: sp.csc_array) -> bool:
    scale = 1.0 / np.abs(part.diagonal())  # paired entries stand on the diagonal of a block
    scaled = sp.csc_array(part @ sp.diags_array(scale))
    try:
        # factors of the transpose: see backends/superlu.py
        x = splu(sp.csc_array(scaled.T)).solve(np.ones(part.shape[0]), trans="T")
    except RuntimeError:
        return False
    return is_m_matrix(scaled, x)


def _loop(part: sp.csc_array) -> NDArray[np.integer]:
    """Follow from the heaviest activity its heaviest input until one comes again."""
    scaled = sp.csc_array(part @ sp.diags_array(1.0 / part.diagonal()))
    use = sp.csc_array(sp.eye_array(part.shape[0], format="csc") - scaled)  # inputs per unit made
    use = sp.csc_array(use - sp.diags_array(use.diagonal()))
    use.eliminate_zeros()
    weight = np.ones(part.shape[0])
    for _ in range(50):  # power iteration: activities that the loop itself keeps busy
        weight = use.T @ weight + 0.1 * weight
        weight /= weight.max()
    seen: dict[int, int] = {}
    path: list[int] = []
    at = int(np.argmax(weight))
    while at not in seen:
        seen[at] = len(path)
        path.append(at)
        inputs = slice(use.indptr[at], use.indptr[at + 1])
        rows, amounts = use.indices[inputs], use.data[inputs]
        at = int(rows[np.argmax(amounts * weight[rows])])
    return np.array(path[seen[at] :], dtype=np.int64)
