"""Loops that use up all they make: the productivity of each block of a technosphere.

For a block with signs as they should be (one product made, the others consumed) x = A_b⁻¹ 1 is positive
exactly when the loop gain is below one (Hawkins and Simon 1949, Econometrica 17:245). The gain is the
spectral radius of the inputs per unit made; units of products and sizes of activities do not change it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.absolute import Comparison, comparison, is_m_matrix, productive_supply
from roos.errors import RoosError
from roos.gains import DENSE_LIMIT, MARGIN, block_gains, spectral_radius
from roos.structure import Structure, analyse


@dataclass(frozen=True)
class Loop:
    """A block of gain one or more, and one loop in it.

    Attributes
    ----------
    activities
        Positions of the activities of the heaviest loop, each using the product of the next, the last that
        of the first.
    gain
        Of the whole block: its spectral radius.
    own_gain
        Of the loop named, alone: the product of its inputs per unit made. Below one where the gain comes from
        several loops together.
    block
        Activities in the block.
    """

    activities: NDArray[np.integer]
    gain: float
    own_gain: float
    block: int


def unproductive_loops(
    signed: Comparison,
    structure: Structure,
    *,
    most: int | None = None,
    leave_out: NDArray[np.bool_] | None = None,
) -> tuple[list[Loop], NDArray[np.integer]]:
    """Return one loop per block of gain ≥ 1, and the activities of blocks where it cannot be decided.

    Parameters
    ----------
    signed
        Comparison matrix ⟨A⟩ of the technosphere.
    structure
        Its blocks.
    most
        Loops to be followed; further blocks come with one activity each.
    leave_out
        bool (blocks,): blocks that are not looked at.

    Returns
    -------
    loops
        In the order of blocks.
    undecided : int array
        Activities whose signs leave the question open.
    """
    loops: list[Loop] = []
    undecided: list[NDArray[np.integer]] = [np.empty(0, dtype=np.int64)]
    low, high = block_gains(signed, structure)
    sizes = np.bincount(structure.block_of_activity, minlength=structure.blocks)
    order = np.argsort(structure.block_of_activity, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes)])
    by_rows = sp.csr_array(signed.matrix)
    # what a block gives to others does not matter to its own loops
    odd_block = structure.block_of_activity[signed.odd_activities]
    inside = structure.block_of_product[signed.odd_products] == odd_block
    odd_blocks = np.zeros(structure.blocks, dtype=bool)
    odd_blocks[odd_block[inside]] = True
    # with every odd entry counted as consumption: a fortiori
    wanted = (sizes > 1) & (high >= 1.0 - MARGIN)
    if leave_out is not None:
        wanted &= ~leave_out
    for block in np.flatnonzero(wanted):
        members = order[starts[block] : starts[block + 1]]
        fails = low[block] > 1.0 + MARGIN
        if fails and not odd_blocks[block] and most is not None and len(loops) >= most:
            loops.append(Loop(members[:1], float(low[block]), 0.0, int(members.size)))
            continue
        part = sp.csc_array(by_rows[structure.product_of[members]])[:, members]
        if not fails and _productive(part):
            continue
        if odd_blocks[block]:
            undecided.append(np.unique(signed.odd_activities[inside & (odd_block == block)]))
            continue
        use = _use(part)
        gain = spectral_radius(use)
        if gain < 1.0 - 1e-12:
            continue  # the proof drowned in rounding: amounts over many decades, not a loop
        path, own_gain = _heaviest(use)
        loops.append(Loop(members[path], gain, own_gain, int(members.size)))
    return loops, np.concatenate(undecided)


def _productive(part: sp.csc_array) -> bool:
    """Prove that a block makes more than it uses; paired entries stand on its diagonal."""
    scaled = sp.csc_array(part @ sp.diags_array(1.0 / np.abs(part.diagonal())))
    if part.shape[0] > DENSE_LIMIT:
        from roos.factorising import factorise

        try:
            factors = factorise(scaled)
            structure = analyse(factors.matrix, factors.product_of)
            return productive_supply(factors, comparison(factors.matrix, structure), flip=False) is not None
        except RoosError:
            return False
    dense, absolute = scaled.toarray(), abs(scaled)
    demand = np.asarray(absolute.max(axis=1).toarray()).ravel()
    for _ in range(3):  # a demand in proportion to each flow, where amounts span many decades
        try:
            x = np.linalg.solve(dense, demand)
        except np.linalg.LinAlgError:
            return False
        if not np.isfinite(x).all():
            return False
        if is_m_matrix(scaled, x):
            return True
        demand = absolute @ np.abs(x)
    return False


def _use(part: sp.csc_array) -> sp.csc_array:
    """Return inputs per unit made, products × activities, with nothing on the diagonal."""
    scaled = sp.csc_array(part @ sp.diags_array(1.0 / part.diagonal()))
    use = sp.csc_array(sp.eye_array(part.shape[0], format="csc") - scaled)
    use = sp.csc_array(use - sp.diags_array(use.diagonal()))
    use.eliminate_zeros()
    return use


def _heaviest(use: sp.csc_array) -> tuple[NDArray[np.int64], float]:
    """Follow from the heaviest activity its heaviest input until one comes again; also return its gain."""
    weight = np.ones(use.shape[0])
    for _ in range(50):  # power iteration: activities that the loop itself keeps busy
        weight = use.T @ weight + 0.1 * weight
        weight /= weight.max()
    seen: dict[int, int] = {}
    path: list[int] = []
    taken: list[float] = []
    at = int(np.argmax(weight))
    while at not in seen:
        seen[at] = len(path)
        path.append(at)
        inputs = slice(use.indptr[at], use.indptr[at + 1])
        rows, amounts = use.indices[inputs], use.data[inputs]
        best = int(np.argmax(amounts * weight[rows]))
        taken.append(float(amounts[best]))
        at = int(rows[best])
    start = seen[at]
    return np.array(path[start:], dtype=np.int64), float(np.prod(taken[start:]))
