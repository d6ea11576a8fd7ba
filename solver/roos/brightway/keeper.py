"""Factors of the technosphere at hand, found again by its values.

Brightway's objects own a matrix that is drawn anew, replaced and written into from outside. So factors are
never kept by the identity of a matrix: each solve compares pattern and values, which costs a hundredth of a
solve, and refactorises on the same ordering where only values differ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import RoosError
from roos.factorisation import Factorisation
from roos.factorising import factorise
from roos.labels import Labels
from roos.options import Options
from roos.system import Technosphere

#: Row of the reference product of each activity, int64 (activities,), or None where the data name none.
Reference = NDArray[np.int64] | None


class Keeper:
    """Factors of the matrix that was solved with last.

    Parameters
    ----------
    options
        Of the factorisation.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options
        self._known: tuple[Any, ...] | None = None
        self._factors: Factorisation | None = None

    def factors(
        self,
        matrix: Any,
        *,
        reference: Callable[[], Reference] | None = None,
        names: Callable[[], tuple[Labels, Labels]] | None = None,
    ) -> Factorisation:
        """Return factors of a matrix.

        Parameters
        ----------
        matrix
            Sparse or dense technosphere (products × activities); not changed, not kept.
        reference
            Asked for the pairing when a pattern is new.
        names
            Asked for product and activity labels when something is wrong with the matrix, so that the error
            names them.

        Raises
        ------
        RoosError
            As :func:`roos.factorise`.
        """
        if not (sp.issparse(matrix) and matrix.format in ("csr", "csc")):
            matrix = sp.csr_array(matrix)
        if self._factors is not None and self._same_pattern(matrix):
            assert self._known is not None
            if np.array_equal(matrix.data, self._known[-1]):
                return self._factors
            try:
                fresh = self._factors.refactorise(matrix.data)
            except RoosError:
                fresh = self._anew(matrix, reference, names)
        else:
            fresh = self._anew(matrix, reference, names)
        indptr, indices = matrix.indptr.copy(), matrix.indices.copy()
        self._known = (matrix.format, matrix.shape, indptr, indices, matrix.data.copy())
        self._factors = fresh
        return fresh

    def _same_pattern(self, matrix: Any) -> bool:
        assert self._known is not None
        kind, shape, indptr, indices, _ = self._known
        return bool(
            matrix.format == kind
            and matrix.shape == shape
            and np.array_equal(matrix.indptr, indptr)
            and np.array_equal(matrix.indices, indices)
        )

    def _anew(
        self,
        matrix: Any,
        reference: Callable[[], Reference] | None,
        names: Callable[[], tuple[Labels, Labels]] | None,
    ) -> Factorisation:
        paired = reference() if reference is not None else None
        rows, columns = (int(length) for length in matrix.shape)
        numbered = Labels.numbered("product", rows), Labels.numbered("activity", columns)
        given = paired if paired is not None else np.full(columns, -1, dtype=np.int64)
        try:
            return factorise(Technosphere(matrix, *numbered, given), options=self.options)
        except RoosError:
            if names is None:
                raise
        # once more, for an error that names the nodes: making 20 000 labels is no work for the usual case
        return factorise(Technosphere(matrix, *names(), given), options=self.options)
