"""roos's own factorisation as a backend: sparse production pivots around a small dense nucleus."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.backends.protocol import BackendFactors, ZeroPivot
from roos.kernels.certified import Rule
from roos.nucleus import Code, NucleusOptions, Numeric, equilibrate
from roos.nucleus.factorise import repair
from roos.options import Options
from roos.ordering_cache import analyse_cached
from roos.refine import Rows
from roos.threads import thread_count

Array = NDArray[np.float64]


class NucleusFactors:
    """Factors on a fixed pattern, with pivots repaired where they proved too small."""

    solver = "nucleus"
    exact_zeros = True

    def __init__(self, numeric: Numeric, matrix: sp.csc_array, repairs: int, cached: bool) -> None:
        self._numeric = numeric
        self._matrix = matrix
        self._repairs = repairs
        self._cached = cached

    @property
    def row_scale(self) -> Array:
        """Powers of two of the rows."""
        return self._numeric.scaling.products

    @property
    def column_scale(self) -> Array:
        """Powers of two of the columns."""
        return self._numeric.scaling.activities

    @property
    def entries(self) -> int:
        """Numbers that the factors store, the dense nucleus included."""
        return self._numeric.symbolic.entries

    @property
    def bytes(self) -> int:
        """Bytes of numbers, indices and maps."""
        return self._numeric.bytes

    @property
    def smallest_pivot(self) -> float:
        """Smallest equilibrated pivot, where production is about 1."""
        return self._numeric.status.smallest

    def solve(self, right: Array) -> Array:
        """Solve A Y = right."""
        return self._numeric.solve(right)

    def solve_transposed(self, right: Array) -> Array:
        """Solve Aᵀ Y = right."""
        return self._numeric.solve_transposed(right)

    def solve_certified(
        self, columns: Rows, rows: Rows, right: Array, rule: Rule, *, transposed: bool
    ) -> Array | None:
        """Solve one right-hand side in one compiled call, or many where there is no nucleus."""
        single, options = self._numeric.single(transposed=transposed), self._numeric.options
        if right.ndim == 1:
            return single.solve(columns, rows, right, rule)
        return single.solve_columns(rows, right, rule, batch=options.batch, threads=options.threads)

    def refactorise(self, values: Array, *, reuse: bool) -> BackendFactors:
        """Return factors of other values: in place, or on the same ordering in new memory."""
        numeric = self._numeric
        if not reuse:
            numeric = Numeric(numeric.symbolic, numeric.scaling, numeric.options)
        status = numeric.refactorise(values)
        if status.code is Code.OK:
            if reuse:
                return self
            return NucleusFactors(numeric, self._matrix, self._repairs, self._cached)
        matrix = self._matrix
        mended = repair(numeric, matrix.indptr, matrix.indices, values)
        return _usable(mended, matrix, self._repairs + (mended is not numeric), self._cached)

    def details(self) -> Mapping[str, object]:
        """Return sizes of the nuclei, fill, growth and repairs."""
        symbolic, status = self._numeric.symbolic, self._numeric.status
        nuclei = symbolic.nuclei
        repaired = f", ordering repaired {self._repairs} times" if self._repairs else ""
        return {
            "path": "sparse production pivots, dense nuclei" + repaired,
            "nucleus": int(nuclei.max(initial=0)),
            "nuclei": int(np.count_nonzero(nuclei)),
            "fill": symbolic.entries / max(symbolic.nnz, 1),
            "growth": status.growth,
            "weak_pivots": 0 if status.weak is None else int(status.weak.size),
            "scaled_by_supply": self._numeric.scaling.by_supply,
            "ordering_from_cache": self._cached,
        }


class Nucleus:
    """The backend object; its options follow those of roos."""

    name = "nucleus"

    def factorise(
        self, matrix: sp.csc_array, product_of: NDArray[np.int32], options: Options
    ) -> BackendFactors:
        """Order, lay out, equilibrate and factorise."""
        own = NucleusOptions(threads=thread_count(options.threads), batch=options.batch)
        symbolic, cached = analyse_cached(matrix, product_of, own, use_cache=options.ordering_cache)
        scaling = equilibrate(matrix.indptr, matrix.indices, matrix.data, symbolic, own)
        numeric = Numeric(symbolic, scaling, own)
        numeric.refactorise(matrix.data)
        mended = repair(numeric, matrix.indptr, matrix.indices, matrix.data)
        return _usable(mended, matrix, int(mended is not numeric), cached)


def _usable(numeric: Numeric, matrix: sp.csc_array, repairs: int, cached: bool) -> NucleusFactors:
    status = numeric.status
    if not status.usable:
        raise ZeroPivot(str(status.code), status.activity)
    return NucleusFactors(numeric, matrix, repairs, cached)
