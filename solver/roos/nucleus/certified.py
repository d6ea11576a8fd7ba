"""One right-hand side, solved and judged in one compiled call: what calling costs is most of such a solve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.certified import Desk, Rule, solve_certified
from roos.kernels.lanes import LANES
from roos.kernels.numeric import Values
from roos.kernels.way import Way
from roos.nucleus.scaling import Scaling
from roos.nucleus.symbolic import Symbolic

Ints = NDArray[np.int32]
Reals = NDArray[np.float64]
Sparse = tuple[Ints, Ints, Reals]

#: Desks kept for later solves.
KEPT_DESKS = 4


class Single:
    """The way of one right-hand side, forward or transposed, and desks to solve at; for any number of threads.

    Parameters
    ----------
    symbolic, scaling, values
        Factors, whose numbers may change in place between solves.
    exchanges : int32 (n,)
        Of the nuclei, by position; may change likewise.
    transposed
        Solve Aᵀ.
    """

    def __init__(
        self, symbolic: Symbolic, scaling: Scaling, values: Values, exchanges: Ints, *, transposed: bool
    ) -> None:
        pattern = symbolic.pattern
        source, target = (symbolic.product_at, scaling.products), (symbolic.activity_at, scaling.activities)
        spreading = symbolic.spreading
        if transposed:
            source, target = target, source
            places = np.arange(pattern.x_column.size, dtype=np.int32)
            spreading = pattern.x_indptr, pattern.x_column, places
        place_in = np.empty(symbolic.n, dtype=np.int32)
        place_in[source[0]] = np.arange(symbolic.n, dtype=np.int32)
        self._transposed = transposed
        self._n = symbolic.n
        self._desks: list[Desk] = []
        self._way = Way(
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
            target[0],
            source[1],
            target[1],
            values.pivot,
            values.lower,
            values.upper,
            values.between,
            values.dense,
            values.trim,
            exchanges,
        )

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
        sound = solve_certified(
            self._way, columns, rows, right, out, desk, rule, self._transposed
        )
        if len(self._desks) < KEPT_DESKS:
            self._desks.append(desk)
        return out if sound else None


def _desk(n: int) -> Desk:
    lists = (np.empty(n, dtype=np.int32) for _ in range(3))
    return Desk(np.zeros(n), np.zeros(-(-n // 64), dtype=np.uint64), np.zeros((n, 4)), *lists, np.empty((3, LANES)))
