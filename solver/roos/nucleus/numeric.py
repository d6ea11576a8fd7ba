"""Numbers on a fixed pattern: refactorise in place, solve forward and transposed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dgetrf, dgetrs

from roos.kernels.numeric import (
    Values,
    confirm_weak,
    factor_groups,
    factor_pivot_rows,
    first_nonfinite,
    gather_between,
)
from roos.kernels.triangular import (
    TILE,
    backward_block,
    dense_rows,
    forward_blocks,
    load_tiles,
    store_tiles,
    tile_rows,
    transposed_down,
    transposed_up,
)
from roos.nucleus.arrays import lanes, plain_reals
from roos.nucleus.certified import Single
from roos.nucleus.options import DEFAULT, NucleusOptions
from roos.nucleus.scaling import Scaling
from roos.nucleus.single import solve_single
from roos.nucleus.status import Code, Status
from roos.nucleus.symbolic import Symbolic
from roos.nucleus.threads import run_all

Reals = NDArray[np.float64]

#: Groups of nucleus rows worth a task of their own.
TASK_GROUPS = 12

#: Tile buffers kept for later solves.
KEPT_BUFFERS = 4


class Numeric:
    """Factors of one matrix.

    Owns its numbers and workspaces; shares `symbolic` and `scaling`, which it only reads. Any number of
    threads may solve at once; nobody may solve during `refactorise`.

    Attributes
    ----------
    symbolic, scaling, options
        As given.
    status
        Outcome of the last `refactorise`.
    values, nuclei
        Numbers on the pattern, and the blocks that have a nucleus; read only.
    """

    def __init__(self, symbolic: Symbolic, scaling: Scaling, options: NucleusOptions = DEFAULT) -> None:
        p = symbolic.pattern
        self.symbolic, self.scaling, self.options = symbolic, scaling, options
        # in one piece, as roos.kernels.way.Packed has them: one right-hand side is passed all of it at once
        dense = int(p.nucleus_offset[-1])
        sizes = (symbolic.n, p.l_row.size, p.u_column.size, p.x_column.size, dense, symbolic.n)
        self._ends = np.cumsum([0, *4 * (symbolic.n,), *sizes], dtype=np.int64)
        self._numbers = np.zeros(int(self._ends[-1]))
        scales, pivot, lower, upper, between, nuclei, trim = np.split(self._numbers, self._ends[4:-1])
        scales = scales.reshape((4, symbolic.n))
        scales[:2] = scaling.products, scaling.activities
        np.divide(1.0, scales[:2], out=scales[2:])
        self.values = Values(pivot, lower, upper, between, nuclei, trim, np.zeros(symbolic.n, dtype=np.bool_))
        pivot[:] = 1.0
        trim[:] = scaling.trim[symbolic.activity_at]
        self._workspace = np.zeros(symbolic.n)
        self._scaled = np.empty(symbolic.nnz)
        threads = max(1, options.threads) if p.g_first.size else 0
        self._lanes = [lanes(symbolic.n, zero=True) for _ in range(threads)]
        #: Blocks with a nucleus, and each nucleus as LAPACK sees it: by columns, hence transposed.
        self.nuclei = [int(b) for b in np.flatnonzero(symbolic.nuclei)]
        self._dense = [
            self.values.dense[p.nucleus_offset[b] : p.nucleus_offset[b + 1]].reshape(m, m).T
            for b, m in ((b, int(symbolic.nuclei[b])) for b in self.nuclei)
        ]
        self._ones = np.ones(symbolic.n)
        self._buffers: list[Reals] = []
        self._exchanges: list[NDArray[np.int32]] = []
        self._exchanges_at = np.zeros(symbolic.n, dtype=np.int32)
        self._single: dict[bool, Single] = {}
        self.status = Status(Code.SINGULAR)

    def dense_factors(self, number: int) -> tuple[Reals, NDArray[np.int32]]:
        """Return the LAPACK factors of a nucleus, and its exchanges in memory of their own.

        SciPy shifts the exchanges to Fortran counting in place while LAPACK runs: never share them.
        """
        return self._dense[number], self._exchanges[number].copy()

    @property
    def bytes(self) -> int:
        """Bytes of the factors, indices and maps included."""
        return sum(a.nbytes for a in self.values) + self.symbolic.bytes

    def refactorise(self, data: Reals) -> Status:
        """Factorise other values on the same pattern, in place and without allocating.

        Parameters
        ----------
        data : float64 (nnz,)
            In the stored order of the analysed matrix; read only.

        Returns
        -------
        Status
            Also kept as `status`. After SINGULAR and NONFINITE the old factors are gone too.
        """
        self.status = self._refactorise(plain_reals(data))
        return self.status

    def _refactorise(self, data: Reals) -> Status:
        if data.shape != (self.symbolic.nnz,):
            raise ValueError(f"expected {self.symbolic.nnz} values, got {data.shape}")
        pattern, values, scaled = self.symbolic.pattern, self.values, self._scaled
        bad = first_nonfinite(data)
        if bad >= 0:
            return Status(Code.NONFINITE, entry=bad)
        np.multiply(data, self.scaling.entries, out=scaled)
        gather_between(pattern, scaled, values)
        limit = self.options.pivot_limit
        failed, suspected, growth, smallest = factor_pivot_rows(
            pattern, scaled, limit, values, self._workspace
        )
        if failed >= 0:
            self._workspace[:] = 0.0
            return self._at(Code.SINGULAR, failed, growth)
        self._eliminate_nuclei()
        if suspected:
            suspected = confirm_weak(pattern, limit, values)
        self._exchanges.clear()
        for b, dense in zip(self.nuclei, self._dense, strict=True):
            _, exchanges, info = dgetrf(dense, overwrite_a=1)
            self._exchanges.append(exchanges)
            start = int(pattern.nucleus_start[b])
            self._exchanges_at[start : start + exchanges.size] = exchanges
            if info > 0:
                return self._at(Code.SINGULAR, start + info - 1, growth)
            pivots = np.abs(np.diagonal(dense))
            unsound = np.flatnonzero(~np.isfinite(pivots))
            if unsound.size:
                return self._at(Code.SINGULAR, start + int(unsound[0]), growth)
            smallest = min(smallest, float(pivots.min()))
        if suspected:
            weak = self.symbolic.activity_at[np.flatnonzero(values.weak)]
            place = int(weak[0]), int(self.symbolic.product_of[weak[0]])
            return Status(Code.WEAK, *place, weak=weak, growth=growth, smallest=smallest)
        return Status(Code.OK, growth=growth, smallest=smallest)

    def _eliminate_nuclei(self) -> None:
        groups = self.symbolic.pattern.g_first.size
        tasks = [(first, min(first + TASK_GROUPS, groups)) for first in range(0, groups, TASK_GROUPS)]

        def work(thread: int, task: tuple[int, int]) -> None:
            w = self._lanes[thread]
            factor_groups(self.symbolic.pattern, self._scaled, *task, self.values, w)

        run_all(work, tasks, self.options.threads)

    def _at(self, code: Code, position: int, growth: float) -> Status:
        activity = int(self.symbolic.activity_at[position])
        return Status(code, activity, int(self.symbolic.product_of[activity]), growth=growth)

    def solve(self, right: Reals) -> Reals:
        """Solve A S = F.

        Parameters
        ----------
        right : float64 (products, k)
            Any strides; read only.

        Returns
        -------
        ndarray
            float64 (activities, k), row-major, new; exact zeros in blocks that a column does not reach.
        """
        return self._columns(right, transposed=False)

    def solve_transposed(self, right: Reals) -> Reals:
        """Solve Aᵀ Y = G, float64 (activities, k) → (products, k); else as `solve`."""
        return self._columns(right, transposed=True)

    def single(self, *, transposed: bool) -> Single:
        """Return the way of one right-hand side through these factors, laid out when first asked for."""
        try:
            return self._single[transposed]
        except KeyError:
            made = Single(self.symbolic, self._numbers, self._ends, self._exchanges_at, transposed=transposed)
            return self._single.setdefault(transposed, made)

    def _columns(self, right: Reals, *, transposed: bool) -> Reals:
        n, k = right.shape
        if n != self.symbolic.n:
            raise ValueError(f"expected {self.symbolic.n} rows, got {n}")
        right = plain_reals(right)
        if k == 1:
            return solve_single(self, right, transposed=transposed)
        out = np.empty((n, k))
        step = max(1, self.options.batch)
        chunks = [(first, min(step, k - first)) for first in range(0, k, step)]
        symbolic, scaling = self.symbolic, self.scaling
        rows, columns = (symbolic.product_at, scaling.products), (symbolic.activity_at, scaling.activities)
        if transposed:
            rows, columns = columns, rows

        def work(thread: int, chunk: tuple[int, int]) -> None:
            with self._tiles(chunk[1]) as tiles:
                load_tiles(right, *chunk, *rows, tiles)
                (self._sweep_transposed if transposed else self._sweep)(tiles, chunk[1])
                store_tiles(tiles, *columns, out, *chunk)

        run_all(work, chunks, self.options.threads)
        return out

    @contextmanager
    def _tiles(self, width: int) -> Iterator[Reals]:
        """Lend memory for tiles; fresh pages for every solve would cost as much as a sweep."""
        count = -(-width // TILE)
        try:
            buffer = self._buffers.pop()
        except IndexError:
            buffer = lanes(count, self.symbolic.n)
        if buffer.shape[0] < count:
            buffer = lanes(count, self.symbolic.n)
        try:
            yield buffer[:count]
        finally:
            if len(self._buffers) < KEPT_BUFFERS:
                self._buffers.append(buffer)

    def _sweep(self, tiles: Reals, width: int) -> None:
        pattern, values = self.symbolic.pattern, self.values
        done = 0
        for number, b in enumerate(self.nuclei):
            if forward_blocks(pattern, values, done, b + 1, tiles):
                self._solve_dense(number, b, tiles, width, False)
                backward_block(pattern, values, b, tiles)
            done = b + 1
        forward_blocks(pattern, values, done, pattern.block_start.size - 1, tiles)

    def _sweep_transposed(self, tiles: Reals, width: int) -> None:
        pattern, values = self.symbolic.pattern, self.values
        done = pattern.block_start.size - 1
        for number in range(len(self.nuclei) - 1, -1, -1):
            b = self.nuclei[number]
            if transposed_up(pattern, values, b, done, tiles):
                self._solve_dense(number, b, tiles, width, True)
                transposed_down(pattern, values, b, tiles)
            done = b
        transposed_up(pattern, values, 0, done, tiles)

    def _solve_dense(self, number: int, b: int, tiles: Reals, width: int, transposed: bool) -> None:
        pattern = self.symbolic.pattern
        start, end = int(pattern.nucleus_start[b]), int(pattern.block_start[b + 1])
        block = np.empty((width, end - start))
        trim = self.values.trim
        # factorised is N·diag(trim): N x = r has x = trim · z, Nᵀ y = g the right side trim · g
        dense_rows(tiles, start, end, trim if transposed else self._ones, block)
        factors, exchanges = self.dense_factors(number)
        dgetrs(factors, exchanges, block.T, trans=0 if transposed else 1, overwrite_b=1)
        tile_rows(block, start, self._ones if transposed else trim, tiles)
