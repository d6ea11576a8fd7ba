"""What a solver must offer: factors of one matrix, solved both ways, many columns at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.kernels.certified import Rule
from roos.options import Options
from roos.refine import Rows

Array = NDArray[np.float64]


class BackendFactors(Protocol):
    """Factors of one matrix; safe to solve with from several threads."""

    @property
    def solver(self) -> str:
        """Name of the solver that made these factors, for certificates: not always the one asked for."""
        ...

    @property
    def row_scale(self) -> Array:
        """Powers of two of the rows, float64 (n,): diag(row_scale) · A · diag(column_scale) is factorised."""
        ...

    @property
    def column_scale(self) -> Array:
        """Powers of two of the columns, float64 (n,)."""
        ...

    @property
    def entries(self) -> int:
        """Numbers that the factors store."""
        ...

    @property
    def bytes(self) -> int:
        """Bytes of the factors with their indices."""
        ...

    @property
    def exact_zeros(self) -> bool:
        """Whether solutions are exactly zero outside the structural reach, so that nobody need clear them."""
        ...

    @property
    def smallest_pivot(self) -> float:
        """Smallest pivot of the equilibrated matrix; 1.0 where the solver does not tell."""
        ...

    def solve(self, right: Array) -> Array:
        """Solve A Y = right, float64 (n, k) row-major, not overwritten; returns a new row-major array."""
        ...

    def solve_transposed(self, right: Array) -> Array:
        """Solve Aᵀ Y = right, as :meth:`solve`."""
        ...

    def solve_certified(
        self, columns: Rows, rows: Rows, right: Array, rule: Rule, *, transposed: bool
    ) -> Array | None:
        """Solve, refine once and judge right-hand sides, or return None: they are then done by steps.

        Parameters
        ----------
        columns, rows
            The unscaled matrix of the system that is solved, both ways.
        right
            float64 (n,) or (n, k), row-major and writeable; read only, not checked to be finite.
        rule
            What may be handed out.

        Returns
        -------
        ndarray
            Of the same shape, new: what :mod:`roos.refine` and :mod:`roos.judgement` would hand out.
        """
        ...

    def refactorise(self, values: Array, *, reuse: bool) -> BackendFactors:
        """Return factors of other values on the same pattern, float64 (entries,) in its stored order.

        With ``reuse`` the memory of these factors may be taken; they are then gone, also after a failure.
        """
        ...

    def details(self) -> Mapping[str, object]:
        """Return what is worth reporting: path, sizes, growth."""
        ...


class Backend(Protocol):
    """A way to factorise."""

    @property
    def name(self) -> str:
        """Name in options and certificates."""
        ...

    def factorise(
        self, matrix: sp.csc_array, product_of: NDArray[np.int32], options: Options
    ) -> BackendFactors:
        """Factorise a square matrix whose activity j is paired with ``product_of[j]``.

        Raises
        ------
        ZeroPivot
            The elimination met a column without a pivot.
        Exception
            Anything else is a failure of the solver, see :mod:`roos.backends.fallback`.
        """
        ...


class ZeroPivot(ArithmeticError):
    """A backend found no pivot; the caller finds out whether a block is singular, and says it by name.

    Attributes
    ----------
    activity
        Where elimination stopped, or −1.
    """

    def __init__(self, message: str, activity: int = -1) -> None:
        super().__init__(message)
        self.activity = activity
