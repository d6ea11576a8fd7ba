"""Factorise once, solve many: the object that everything else asks.

A is paired and factorised by a backend, and every solve is judged against A itself: its residual, its
componentwise backward error, refinement where needed, exact zeros outside the structural reach.
"""

from __future__ import annotations

import functools
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.backends.fallback import AtHand, attempt
from roos.backends.protocol import BackendFactors
from roos.condition import condition_estimate
from roos.entries import EntryMap
from roos.errors import Finding, RoosError, error
from roos.judgement import TINY_PIVOT, judge, rule
from roos.labels import Labels
from roos.options import Options
from roos.reach import Reach
from roos.refine import Refined, Rows, refine
from roos.report import Report
from roos.rightside import RightSide
from roos.structure import Structure, analyse
from roos.threads import run_all, thread_count

Array = NDArray[np.float64]


class Factorisation:
    """Factors of one technosphere matrix, with everything needed to solve, refine and judge.

    Made by :func:`roos.factorise`. Solving is safe from any number of threads.

    Attributes
    ----------
    product_of
        int32 (activities,): product paired with each activity.
    products, activities
        Labels, numbered where the caller gave a bare matrix.
    options
        As given.
    findings
        W302 where another solver than the one meant made these factors.
    """

    def __init__(
        self,
        data: Array,
        entries: EntryMap,
        product_of: NDArray[np.int32],
        factors: BackendFactors,
        products: Labels,
        activities: Labels,
        options: Options,
        seconds: dict[str, float],
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self.product_of = product_of
        self.products = products
        self.activities = activities
        self.options = options
        self.findings = findings
        self._data = data
        self._entries = entries
        self._factors = factors
        self._seconds = seconds
        self._matrix: sp.csc_array | None = None
        self._by_rows: Rows | None = None
        self._by_columns: Rows | None = None
        self._rule = rule(options)
        self._lengths = (len(products),), (len(activities),)
        self._condition: float | None = None
        self._failure: RoosError | None = None
        self._readers = 0
        self._lock = threading.Lock()

    @property
    def backend(self) -> str:
        """Name of the solver that made the factors at hand."""
        return self._factors.solver

    @property
    def backend_factors(self) -> BackendFactors:
        """What the backend made: another object after a repair of the pivots, or where SuperLU took over."""
        return self._factors

    @property
    def shape(self) -> tuple[int, int]:
        """Number of products and of activities."""
        pattern = self._entries.matrix
        return (int(pattern.shape[0]), int(pattern.shape[1]))

    @property
    def matrix(self) -> sp.csc_array:
        """A as factorised, csc_array (products × activities); do not change it."""
        if self._matrix is None:
            self._matrix = self._with(self._data)
        return self._matrix

    def _with(self, data: Array) -> sp.csc_array:
        pattern = self._entries.matrix
        return sp.csc_array((data, pattern.indices, pattern.indptr), shape=pattern.shape)

    @functools.cached_property
    def structure(self) -> Structure:
        """Strongly connected components and what they depend on, found when first asked for."""
        return analyse(self.matrix, self.product_of)

    @functools.cached_property
    def _reach(self) -> Reach:
        return Reach(self.structure)

    @property
    def report(self) -> Report:
        """What was done, and how long it took.

        The condition is in it only if something asked for it before: ``factors.condition`` does.
        """
        structure, factors = self.structure, self._factors
        counts = np.bincount(structure.block_of_activity)
        sizes, numbers = np.unique(counts, return_counts=True)
        return Report(
            self.backend,
            self.shape[0],
            int(self._entries.matrix.nnz),
            factors.entries,
            factors.bytes,
            structure.blocks,
            int(counts.max(initial=0)),
            dict(self._seconds),
            factors.details(),
            dict(zip(sizes[::-1].tolist(), numbers[::-1].tolist(), strict=True)),
            self.known_condition,
            self.findings,
        )

    @property
    def row_scale(self) -> Array:
        """Powers of two of the rows, float64 (n,): diag(row_scale) · A · diag(column_scale) is factorised."""
        return self._factors.row_scale

    @property
    def column_scale(self) -> Array:
        """Powers of two of the columns, float64 (n,)."""
        return self._factors.column_scale

    @property
    def smallest_pivot(self) -> float:
        """Smallest equilibrated pivot, where production is about 1: what loops leave of it."""
        return self._factors.smallest_pivot

    def refuse_other(self, matrix: sp.csc_array) -> None:
        """Raise E114 where these are not the factors of a matrix; stored zeros do not count."""
        if self.shape != matrix.shape:
            raise error("E114", "the factors given belong to a matrix of another size", where="factors")
        parts = ("data", "indices", "indptr")
        if all(np.array_equal(getattr(self.matrix, part), getattr(matrix, part)) for part in parts):
            return
        if (self.matrix != matrix).nnz:
            hint = "factorise this system's technosphere, or refactorise with its values"
            raise error("E114", "the factors given belong to another matrix of this size", "factors", hint)

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
            factors = self._factors
            self._condition = condition_estimate(
                self.matrix, factors.solve, factors.solve_transposed, self.row_scale, self.column_scale
            )
        return self._condition

    @property
    def known_condition(self) -> float | None:
        """The condition estimate if it was computed, without computing it."""
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
            This factorisation, to reuse its memory. It then holds the new factors; after an error it must be
            refactorised again before it is solved with.

        Raises
        ------
        InputError
            E106 not finite, E115 another pattern, E116 ``out`` is being solved with, E117 ``out`` is another
            factorisation.
        SingularError
            E101 the new values are singular.
        """
        if out is not None and out is not self:
            raise error(
                "E117", "out must be the factorisation itself", hint="factors.refactorise(v, out=factors)"
            )
        start = time.perf_counter()
        data = self._entries.values_of(values)
        self._entries.check(data, self.products, self.activities)
        if out is not None:
            with self._lock:
                if self._readers:
                    raise error(
                        "E116",
                        "the factorisation given as out is being solved with by another thread",
                        where="refactorise(out=...)",
                        hint="wait for the other thread, or leave out=None",
                    )
                self._replace(data, start)
            return self
        factors, findings = self._attempt(data, reuse=False)
        fresh = Factorisation(
            data,
            self._entries,
            self.product_of,
            factors,
            self.products,
            self.activities,
            self.options,
            {"numeric": time.perf_counter() - start},
            findings,
        )
        fresh.__dict__.update({k: v for k, v in self.__dict__.items() if k in ("structure", "_reach")})
        return fresh

    def _replace(self, data: Array, start: float) -> None:
        # new arrays: the caller may hold the old ones through `matrix`
        self._data, self._matrix, self._condition = data, None, None
        self._by_rows, self._by_columns = None, None
        try:
            self._factors, self.findings = self._attempt(data, reuse=True)
        except RoosError as problem:
            self._failure = problem
            raise
        self._failure = None
        self._seconds = {"numeric": time.perf_counter() - start}

    def _attempt(self, data: Array, *, reuse: bool) -> tuple[BackendFactors, tuple[Finding, ...]]:
        at_hand = AtHand(lambda: self._with(data), lambda: self.structure, self.activities, self.options)
        factors, findings = attempt(
            lambda: self._factors.refactorise(data, reuse=reuse), self.backend, at_hand
        )
        return factors, findings or self.findings

    def solve_block(
        self, right: Array, *, transposed: bool = False, keep_residual: bool = True, measure: bool = True
    ) -> Refined:
        """Solve one dense row-major block and return the solution with its backward error.

        Parameters
        ----------
        right
            float64 (n, k), C order; read only.
        transposed
            Solve Aᵀ instead of A.
        keep_residual
            Also return the residual and its size.
        measure
            Whether the backward error is wanted itself: else a bound of it will do where that is small.
        """
        with self._reading():
            solve = self._cleared(transposed)
            rows = self.rows(transposed=transposed)
            refined = refine(
                rows, right, solve(right), solve, self.options, keep_residual=keep_residual, measure=measure
            )
            judge(self, refined, right, transposed)
            return refined

    def solve_loosely(self, right: Array, *, transposed: bool = False) -> Array:
        """Solve one dense row-major block without refinement, for error bounds that need no sixteen digits.

        Parameters and shape as in :meth:`solve_block`; exact zeros outside the structural reach.
        """
        with self._reading():
            return self._cleared(transposed)(right)

    def reached(self, right: Array, *, transposed: bool = False) -> NDArray[np.bool_]:
        """Return where a solution may differ from zero by structure, bool (n, k)."""
        inside = np.ones(right.shape)
        self._reach.clearing(right, transposed=transposed)(inside)
        return np.asarray(inside != 0.0)

    def terms(self, *, transposed: bool = False) -> Array:
        """Return the length of each row's sum in A s − f (or Aᵀ y − g), float64: entries + 2."""
        return np.diff(self.rows(transposed=transposed).indptr).astype(np.float64) + 2.0

    def rows(self, *, transposed: bool = False) -> Rows:
        """Return the matrix by rows, as the residual kernels read it; do not change it."""
        if transposed:
            if self._by_columns is None:
                pattern = self._entries.matrix
                self._by_columns = Rows(pattern.indptr, pattern.indices, self._data)
            return self._by_columns
        if self._by_rows is None:
            indptr, indices, order = self._entries.by_rows
            self._by_rows = Rows(indptr, indices, self._data[order])
        return self._by_rows

    def _cleared(self, transposed: bool) -> Callable[[Array], Array]:
        """Return the backend's solve, with zeros outside the reach where the backend leaves residues."""
        solve = self._factors.solve_transposed if transposed else self._factors.solve
        if self._factors.exact_zeros:
            return solve

        def solve_and_clear(right: Array) -> Array:
            solution = solve(right)
            self._reach.clearing(right, transposed=transposed)(solution)
            return solution

        return solve_and_clear

    def _at_once(self, right: Array, transposed: bool) -> Array | None:
        """Solve plain vectors of a small system in one call; None where they need a second look."""
        with self._lock:
            if self._failure is not None:
                raise self._failure
            self._readers += 1
        try:
            factors = self._factors
            if not factors.smallest_pivot > TINY_PIVOT:
                return None
            columns, rows = self.rows(transposed=not transposed), self.rows(transposed=transposed)
            return factors.solve_certified(columns, rows, right, self._rule, transposed=transposed)
        finally:
            with self._lock:
                self._readers -= 1

    def _columns(self, right: Any, *, transposed: bool) -> Array:
        if (
            type(right) is np.ndarray
            and right.shape[:1] == self._lengths[transposed]
            and right.ndim <= 2
            and right.size
            and right.dtype == np.float64
            and right.flags.carray
            and self._data.size <= self.options.twofold_entries
        ):
            solution = self._at_once(right, transposed)
            if solution is not None:
                return solution
        given = RightSide(right, self.activities if transposed else self.products)
        blocks = list(given.places(max(1, self.options.batch)))
        if len(blocks) == 1:
            whole = given.block(blocks[0])
            solution = self._block(whole, transposed)
            return solution[:, 0] if given.single else solution
        out = np.empty((self.shape[0] if transposed else self.shape[1], given.columns))

        def work(place: slice) -> None:
            block = given.block(place)
            out[:, place] = self._block(block, transposed)

        run_all(work, blocks, thread_count(self.options.threads))
        return out

    def _block(self, right: Array, transposed: bool) -> Array:
        if right.size and self._data.size <= self.options.twofold_entries:
            solution = self._at_once(right, transposed)
            if solution is not None:
                return solution
        return self.solve_block(right, transposed=transposed, keep_residual=False, measure=False).x

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock:
            if self._failure is not None:
                raise self._failure
            self._readers += 1
        try:
            yield
        finally:
            with self._lock:
                self._readers -= 1
