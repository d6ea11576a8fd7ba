"""Exact zeros: which blocks a right-hand side can reach, and clearing the rest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from roos.kernels.reach import clear_unreached, reach_blocks, seeds_of_columns
from roos.structure import Structure

Array = NDArray[np.float64]


class Reach:
    """Reach over the graph of blocks, in both directions."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure

    def clearing(self, right: Array, *, transposed: bool) -> Callable[[Array], None]:
        """Return a function that sets entries of a solution of ``right`` outside its reach to exact zero.

        Parameters
        ----------
        right
            float64 (n, k), row-major.
        transposed
            Multipliers spread to users, supplies to inputs.
        """
        structure = self._structure
        if transposed:
            graph = (structure.users_indptr, structure.users)
            block_in, block_out = structure.block_of_activity, structure.block_of_product
        else:
            graph = (structure.inputs_indptr, structure.inputs)
            block_in, block_out = structure.block_of_product, structure.block_of_activity
        reached = np.zeros((structure.blocks, right.shape[1]), dtype=bool)
        stack = np.empty(structure.blocks, dtype=np.int32)
        reach_blocks(*graph, *seeds_of_columns(right, block_in), reached, stack)

        def clear(block: Array) -> None:
            clear_unreached(reached, block_out, block)

        return clear
