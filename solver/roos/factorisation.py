"""Factorise once, solve many: the object that everything else asks.

A is paired and split into blocks, equilibrated by powers of two, and factorised by a backend; every solve is
refined against the unscaled A with a twofold residual, and zero outside the structural reach.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos import backends
from roos.backends.protocol import BackendFactors, ZeroPivot
from roos.condition import condition_estimate
from roos.entries import EntryMap
from roos.errors import error
from roos.kernels.reach import clear_unreached, reach_blocks, seeds_of_columns
from roos.labels import Labels
from roos.options import DEFAULT, Options
from roos.refine import Refined, Rows, refine
from roos.scaling import equilibrate
from roos.singular import name_singular_block
from roos.structure import Structure, analyse, pair
from roos.system import Technosphere

Array = NDArray[np.float64]

#: Growth of a solution over its right-hand side, both equilibrated, from which the condition is looked at.
GROWTH_TRIGGER = 1e10


@dataclass(frozen=True)
class Report:
    """What a factorisation did.

    Attributes
    ----------
    backend
        Solver used.
    size, entries, factor_entries
        Order of A, its entries, entries of the factors.
    blocks, largest_block
        Strongly connected components, and activities in the largest.
    seconds
        Per phase.
    """

    backend: str
    size: int
    entries: int
    factor_entries: int
    blocks: int
    largest_block: int
    seconds: dict[str, float] = field(default_factory=dict)


def factorise(
    technosphere: Technosphere | Any,
    *,
    options: Options | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Factorisation:
    """Factorise a technosphere matrix.

    Parameters
    ----------
    technosphere
        ``System.technosphere``, or any scipy sparse matrix or array, or a dense one (products × activities,
        real). Not changed. Duplicates are summed; explicit zeros stay part of the pattern.
    options
        Backend and tolerances.
    progress
        Called with a phase and its fraction done.

    Returns
    -------
    Factorisation
        Owns copies of everything it needs.

    Raises
    ------
    InputError
        E103 not square, E106 not finite, E109 too large, E117 complex.
    SingularError
        E101 structurally or exactly singular, E104 an empty row or column: the activities are named.
    """
    options = options or DEFAULT
    tell = progress or (lambda phase, fraction: None)
    if isinstance(technosphere, Technosphere):
        raw: Any = technosphere.matrix
        products: Labels | None = technosphere.products
        activities: Labels | None = technosphere.activities
        reference: NDArray[np.int64] | None = technosphere.reference
    else:
        raw, products, activities, reference = technosphere, None, None, None
    clock = [time.perf_counter()]
    entries = EntryMap.of(raw)
    matrix = entries.matrix
    products = products or Labels.numbered("product", matrix.shape[0])
    activities = activities or Labels.numbered("activity", matrix.shape[1])
    entries.check(matrix.data, products, activities)
    tell("pairing activities and products", 0.1)
    structure = analyse(matrix, pair(matrix, reference, products, activities))
    clock.append(time.perf_counter())
    tell("factorising", 0.3)
    backend = backends.select(options.backend)
    rows, columns = equilibrate(matrix)
    try:
        factors = backend.factorise(_scaled(matrix, rows, columns))
    except ZeroPivot:
        raise name_singular_block(matrix, structure, products, activities) from None
    clock.append(time.perf_counter())
    tell("factorised", 1.0)
    report = Report(
        backend.name,
        matrix.shape[0],
        matrix.nnz,
        factors.entries,
        structure.blocks,
        int(np.bincount(structure.block_of_activity).max(initial=0)),
        {"structure": clock[1] - clock[0], "numeric": clock[2] - clock[1]},
    )
    return Factorisation(
        matrix, entries, structure, rows, columns, factors, products, activities, options, report
    )


def _scaled(matrix: sp.csc_array, rows: Array, columns: Array) -> sp.csc_array:
    spread = np.repeat(columns, np.diff(matrix.indptr))
    data = matrix.data * rows[matrix.indices] * spread
    return sp.csc_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


class Factorisation:
    """Factors of one technosphere matrix, with everything needed to solve, refine and judge.

    Made by :func:`factorise`. Solving is safe from any number of threads.

    Attributes
    ----------
    matrix
        csc_array A as factorised; do not change it.
    products, activities
        Labels, numbered where the caller gave a bare matrix.
    structure
        Pairing and blocks.
    row_scale, column_scale
        float64 (n,): the powers of two of the equilibration, diag(row) · A · diag(column).
    report
        What was done, and how long it took.
    """

    def __init__(
        self,
        matrix: sp.csc_array,
        entries: EntryMap,
        structure: Structure,
        rows: Array,
        columns: Array,
        factors: BackendFactors,
        products: Labels,
        activities: Labels,
        options: Options,
        report: Report,
    ) -> None:
        self.matrix = matrix
        self.products = products
        self.activities = activities
        self.structure = structure
        self.options = options
        self.report = report
        self._entries = entries
        self.row_scale = rows
        self.column_scale = columns
        self._factors = factors
        self._by_columns = Rows(matrix.indptr, matrix.indices, matrix.data)
        by_rows = sp.csr_array(matrix)
        self._by_rows = Rows(by_rows.indptr, by_rows.indices, by_rows.data)
        self._condition: float | None = None
        self._readers = 0
        self._lock = threading.Lock()

    @property
    def shape(self) -> tuple[int, int]:
        """Number of products and of activities."""
        return (int(self.matrix.shape[0]), int(self.matrix.shape[1]))

    @property
    def digest(self) -> str:
        """BLAKE2b of pattern and values: which matrix these factors belong to."""
        state = hashlib.blake2b(digest_size=16)
        for part in (self.matrix.indptr, self.matrix.indices, self.matrix.data):
            state.update(part.tobytes())
        return state.hexdigest()

    @property
    def condition(self) -> float:
        """Condition estimate ‖|A⁻¹||A|‖ under the best of two scalings, computed once when first asked for.

        Units of products and sizes of activities do not enter it; see :mod:`roos.condition`.
        """
        if self._condition is None:
            self._condition = condition_estimate(
                self.matrix, self._raw_solve, self._raw_solve_transposed, self.row_scale, self.column_scale
            )
        return self._condition

    def solve(self, demand: Any) -> Array:
        """Return the supply s of A s = f for one or many demands.

        Parameters
        ----------
        demand
            float64 (products,) or (products, k), dense in any order or sparse; never overwritten.

        Returns
        -------
        ndarray
            float64 (activities,) or (activities, k), new; exact zeros outside the structural reach.

        Raises
        ------
        InputError
            E106 a demand is not finite, E114 wrong length.
        SingularError
            E102 the solution shows that A is singular up to rounding.
        AccuracyError
            E118 a solution could not be refined to a small backward error.
        """
        return self._columns(demand, transposed=False)

    def solve_transposed(self, weights: Any) -> Array:
        """Return the multipliers y of Aᵀ y = g: the weighted total caused by one unit of each product.

        Parameters
        ----------
        weights
            float64 (activities,) or (activities, m): weight of one unit of each activity; never overwritten.

        Returns
        -------
        ndarray
            float64 (products,) or (products, m), new; Λ is its transpose. Errors as in :meth:`solve`.
        """
        return self._columns(weights, transposed=True)

    def refactorise(self, values: Any, out: Factorisation | None = None) -> Factorisation:
        """Return factors of a matrix with the same pattern and other values.

        Parameters
        ----------
        values
            A matrix of the same pattern, or float64 (entries,) in the stored order of the first A.
        out
            A factorisation of the same pattern to reuse; usually this one. It then holds the new factors.

        Raises
        ------
        InputError
            E106 not finite, E115 another pattern, E116 ``out`` is being solved with.
        SingularError
            E101 the new values are singular.
        """
        start = time.perf_counter()
        matrix = self._entries.with_values(values, self.products, self.activities)
        # the old scaling is kept while it serves: powers of two near the new maxima
        rows, columns = equilibrate(matrix)
        try:
            factors = self._factors.refactorise(_scaled(matrix, rows, columns))
        except ZeroPivot:
            raise name_singular_block(matrix, self.structure, self.products, self.activities) from None
        report = Report(
            self.report.backend,
            self.report.size,
            self.report.entries,
            factors.entries,
            self.report.blocks,
            self.report.largest_block,
            {"numeric": time.perf_counter() - start},
        )
        fresh = Factorisation(
            matrix,
            self._entries,
            self.structure,
            rows,
            columns,
            factors,
            self.products,
            self.activities,
            self.options,
            report,
        )
        if out is None:
            return fresh
        with out._lock:
            if out._readers:
                raise error(
                    "E116",
                    "the factorisation given as out is being solved with by another thread",
                    where="refactorise(out=...)",
                    hint="wait for the other thread, or leave out=None",
                )
            kept = {"_lock": out._lock, "_readers": 0}
            out.__dict__.update(fresh.__dict__ | kept)
        return out

    def solve_block(self, right: Array, *, transposed: bool = False) -> Refined:
        """Solve one dense row-major block and return the solution with its residual and backward error.

        Parameters
        ----------
        right
            float64 (n, k), C order; read only.
        transposed
            Solve Aᵀ instead of A.
        """
        with self._reading():
            rows, raw, clear = self._orient(right, transposed)
            refined = refine(rows, right, np.ascontiguousarray(raw(right.copy())), raw, clear, self.options)
            self._judge(refined, right, transposed)
            return refined

    def solve_loosely(self, right: Array, *, transposed: bool = False) -> Array:
        """Solve one dense row-major block without refinement, for error bounds that need no sixteen digits.

        Parameters and shape as in :meth:`solve_block`; exact zeros outside the structural reach.
        """
        with self._reading():
            _, raw, clear = self._orient(right, transposed)
            solution = np.ascontiguousarray(raw(right.copy()))
            clear(solution)
            return solution

    def terms(self, *, transposed: bool = False) -> Array:
        """Return the length of each row's sum in A s − f (or Aᵀ y − g), float64: entries + 2."""
        return np.diff((self._by_columns if transposed else self._by_rows).indptr).astype(np.float64) + 2.0

    def _orient(
        self, right: Array, transposed: bool
    ) -> tuple[Rows, Callable[[Array], Array], Callable[[Array], None]]:
        structure = self.structure
        if transposed:
            rows, raw = self._by_columns, self._raw_solve_transposed
            graph = (structure.users_indptr, structure.users)
            block_in, block_out = structure.block_of_activity, structure.block_of_product
        else:
            rows, raw = self._by_rows, self._raw_solve
            graph = (structure.inputs_indptr, structure.inputs)
            block_in, block_out = structure.block_of_product, structure.block_of_activity
        reached = np.zeros((structure.blocks, right.shape[1]), dtype=bool)
        stack = np.empty(structure.blocks, dtype=np.int32)
        reach_blocks(*graph, *seeds_of_columns(right, block_in), reached, stack)

        def clear(block: Array) -> None:
            clear_unreached(reached, block_out, block)

        return rows, raw, clear

    def _columns(self, right: Any, *, transposed: bool) -> Array:
        length = self.shape[1] if transposed else self.shape[0]
        dense, single = _as_block(right, length, "activities" if transposed else "products")
        labels = self.activities if transposed else self.products
        out = np.empty((self.shape[0] if transposed else self.shape[1], dense.shape[1]))
        for chunk in self._chunks(dense.shape[1]):
            part = dense[:, chunk]
            part = np.ascontiguousarray(part.toarray() if sp.issparse(part) else part, dtype=np.float64)
            _refuse_nonfinite(part, labels)
            out[:, chunk] = self.solve_block(part, transposed=transposed).x
        return out[:, 0] if single else out

    def _chunks(self, columns: int) -> Iterator[slice]:
        step = max(1, self.options.batch)
        for start in range(0, columns, step):
            yield slice(start, min(start + step, columns))

    def _raw_solve(self, right: Array) -> Array:
        scaled = self._factors.solve(right * self.row_scale[:, None])
        return scaled * self.column_scale[:, None]

    def _raw_solve_transposed(self, right: Array) -> Array:
        scaled = self._factors.solve_transposed(right * self.column_scale[:, None])
        return scaled * self.row_scale[:, None]

    def _judge(self, refined: Refined, right: Array, transposed: bool) -> None:
        scale_in, scale_out = self.row_scale, self.column_scale
        if transposed:
            scale_in, scale_out = scale_out, scale_in
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            given = np.abs(right * scale_in[:, None]).max(axis=0, initial=0.0)
            grown = np.abs(refined.x / scale_out[:, None]).max(axis=0, initial=0.0) / given
        suspicious = ~np.isfinite(refined.omega) | (grown > GROWTH_TRIGGER)
        if suspicious.any():
            limit = self.options.condition_refuse / np.finfo(float).eps
            if not self.condition <= limit:
                column = int(np.flatnonzero(suspicious)[0])
                worst = int(np.nanargmax(np.abs(refined.x[:, column] / scale_out)))
                labels = self.products if transposed else self.activities
                raise error(
                    "E102",
                    f"the technosphere is singular up to rounding (condition estimate {self.condition:.1e})",
                    where=f"largest: {labels.kind} {labels.describe(worst)}",
                    hint="look for a loop that uses up all it makes; `roos check` names it",
                )
        bad = np.flatnonzero(~(refined.omega <= self.options.warn_bound))
        if bad.size and not self.options.accept_inaccurate:
            raise error(
                "E118",
                f"backward error {refined.omega[bad[0]]:.1e} after refinement",
                where=f"column {int(bad[0])} of the right-hand side",
                hint="check the magnitudes of the data; Options(accept_inaccurate=True) returns it",
            )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock:
            self._readers += 1
        try:
            yield
        finally:
            with self._lock:
                self._readers -= 1


def _as_block(right: Any, length: int, axis: str) -> tuple[Any, bool]:
    single = getattr(right, "ndim", 2) == 1
    if sp.issparse(right):
        block = sp.csc_array(right.reshape(-1, 1) if single else right)
    else:
        block = np.asarray(right)
        if block.dtype.kind not in "fiub":
            raise error("E117", f"the right-hand side is of type {block.dtype}", hint="give real numbers")
        single = block.ndim == 1
        block = block.reshape(-1, 1) if single else block
    if block.ndim != 2 or block.shape[0] != length:
        raise error(
            "E114",
            f"the right-hand side has {block.shape[0]} rows, the system {length} {axis}",
            hint="one row per " + axis[:-1],
        )
    return block, single


def _refuse_nonfinite(block: Array, labels: Labels) -> None:
    if not np.isfinite(block).all():
        row, column = (int(i[0]) for i in np.nonzero(~np.isfinite(block)))
        raise error(
            "E106",
            f"the right-hand side holds {block[row, column]}",
            where=f"{labels.kind} {labels.describe(row)}, column {column}",
            hint="give finite amounts",
        )
