"""One right-hand side, solved and judged in one compiled call: what calling costs is most of such a solve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.kernels.carried import block_levels, solve_tiles
from roos.kernels.certified import Rule, solve_certified
from roos.kernels.lanes import LANES
from roos.kernels.way import Packed
from roos.nucleus.arrays import lanes, plain_indices
from roos.nucleus.symbolic import Symbolic
from roos.nucleus.threads import run_all

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
    number_ends : int64 (11,)
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
        place_in, place = np.empty((2, symbolic.n), dtype=np.int32)
        place_in[source] = place[target] = np.arange(symbolic.n, dtype=np.int32)
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
            source,
            place,
            _order(symbolic, transposed=transposed),
        )
        places = np.concatenate([plain_indices(part) for part in parts])
        self._packed = Packed(places, numbers, ends_of(parts), number_ends, exchanges)
        self._transposed = transposed
        self._n = symbolic.n
        self._sparse = not symbolic.nuclei.any()
        self._tables: list[tuple[Reals, Reals]] = []
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

    def solve_columns(
        self, rows: Sparse, right: Reals, rule: Rule, *, batch: int, threads: int
    ) -> Reals | None:
        """Return the solutions, float64 (n, k), new, of many right-hand sides, float64 (n, k), as `solve`.

        None also where the factors have a nucleus. ``batch`` columns make a task for one of the threads.
        """
        if not self._sparse:
            return None
        width = right.shape[1]
        if width < LANES:
            wide = np.zeros((self._n, LANES))
            wide[:, :width] = right
            wider = self.solve_columns(rows, wide, rule, batch=batch, threads=threads)
            return None if wider is None else wider[:, :width].copy()
        step = max(LANES, batch)
        starts = range(0, max(width - step, 0) + 1, step)  # what is left over belongs to the last
        chunks = list(zip(starts, [*starts[1:], width], strict=True))
        out = np.empty((self._n, width))
        sound = [False] * len(chunks)

        def work(_thread: int, number: int) -> None:
            try:
                table = self._tables.pop()
            except IndexError:
                table = lanes(self._n, 2).reshape(self._n, 2 * LANES), lanes(self._n)
            sound[number] = solve_tiles(
                self._packed,
                rows,
                right,
                out,
                *chunks[number],
                *table,
                rule.target,
                rule.most_growth,
                self._transposed,
            )
            if len(self._tables) < KEPT_DESKS:
                self._tables.append(table)

        run_all(work, range(len(chunks)), threads)
        return out if all(sound) else None


def _order(symbolic: Symbolic, *, transposed: bool) -> Ints:
    """Return the blocks by how many others they wait for, one after another, then by their entries.

    Blocks that do not wait for each other keep a processor busy, and loops of one length after another are
    foreseen.
    """
    pattern, blocks = symbolic.pattern, symbolic.pattern.block_start.size - 1
    indptr, others, _ = symbolic.spreading if transposed else (pattern.x_indptr, pattern.x_column, None)
    waits = np.zeros(blocks, dtype=np.int32)
    block_levels(symbolic.block_at, pattern.block_start, indptr, others, waits, transposed)
    return plain_indices(np.lexsort((np.diff(indptr[pattern.block_start]), waits)))


def ends_of(parts: Sequence[NDArray[Any]]) -> Longs:
    """Return where each array begins when they are laid one after another, and where the last ends."""
    return np.cumsum([0, *(part.size for part in parts)], dtype=np.int64)


def _desk(n: int) -> _Desk:
    words = np.zeros(-(-n // 64), dtype=np.uint64)
    return np.zeros(5 * n + 3 * LANES), np.empty(3 * n, dtype=np.int32), words
