"""One right-hand side, solved and judged in one compiled call: what calling costs is most of such a solve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.kernels.certified import Rule, solve_certified
from roos.kernels.lanes import LANES
from roos.kernels.way import Packed
from roos.nucleus.arrays import plain_indices
from roos.nucleus.symbolic import Symbolic

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Reals = NDArray[np.float64]
_Desk = tuple[Reals, Ints, NDArray[np.uint64]]
Sparse = tuple[Ints, Ints, Reals]

#: Desks kept for later solves.
KEPT_DESKS = 4


class Single:
    """The way of one right-hand side, forward or transposed, and desks to solve at; for any thread.

    Parameters
    ----------
    symbolic
        Of the factors.
    numbers : float64 (any,)
        As `roos.kernels.way.Packed` has them; may change in place between solves.
    number_ends : int64 (9,)
        Where each begins and the last ends.
    exchanges : int32 (n,)
        Of the nuclei, by position; may change likewise.
    transposed
        Solve Aᵀ.
    """

    def __init__(
        self, symbolic: Symbolic, numbers: Reals, number_ends: Longs, exchanges: Ints, *, transposed: bool
    ) -> None:
        pattern = symbolic.pattern
        source, target, spreading = symbolic.product_at, symbolic.activity_at, symbolic.spreading
        if transposed:
            source, target = target, source
            spreading = pattern.x_indptr, pattern.x_column, np.arange(pattern.x_column.size, dtype=np.int32)
        place_in = np.empty(symbolic.n, dtype=np.int32)
        place_in[source] = np.arange(symbolic.n, dtype=np.int32)
        parts = (
            symbolic.block_at,
            pattern.block_start,
            pattern.nucleus_start,
            pattern.nucleus_offset,
            pattern.l_indptr,
            pattern.l_row,
            pattern.u_indptr,
            pattern.u_column,
            *spreading,
            place_in,
            target,
        )
        places = np.concatenate([plain_indices(part) for part in parts])
        self._packed = Packed(places, numbers, ends_of(parts), number_ends, exchanges)
        self._transposed = transposed
        self._n = symbolic.n
        self._desks: list[_Desk] = []

    def solve(self, columns: Sparse, rows: Sparse, right: Reals, rule: Rule) -> Reals | None:
        """Return the solution after one step, float64 (n,), new, or None where it needs a second look.

        Parameters
        ----------
        columns, rows
            The unscaled matrix of the system that is solved, both ways: pointers, indices, values.
        right : float64 (n,)
            Contiguous and writeable, for which the kernel is compiled; read only.
        rule
            What may be handed out.
        """
        try:
            desk = self._desks.pop()
        except IndexError:
            desk = _desk(self._n)
        out = np.zeros(self._n)
        sound = solve_certified(self._packed, columns, rows, right, out, *desk, rule, self._transposed)
        if len(self._desks) < KEPT_DESKS:
            self._desks.append(desk)
        return out if sound else None


def ends_of(parts: Sequence[NDArray[Any]]) -> Longs:
    """Return where each array begins when they are laid one after another, and where the last ends."""
    return np.cumsum([0, *(part.size for part in parts)], dtype=np.int64)


def _desk(n: int) -> _Desk:
    words = np.zeros(-(-n // 64), dtype=np.uint64)
    return np.zeros(5 * n + 3 * LANES), np.empty(3 * n, dtype=np.int32), words
