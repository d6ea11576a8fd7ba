"""UMFPACK through scikit-umfpack: optional, for comparison and as a second opinion.

Multifrontal factors of Aᵀ with threshold pivoting. The functions are called one by one rather than through
the wrapper's solve method, which turns what is not finite into zeros when a matrix is singular.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.backends.equilibrated import Equilibrated, EquilibratedFactors
from roos.backends.protocol import BackendFactors, ZeroPivot
from roos.backends.superlu import SuperLUFactors
from roos.options import Options

Array = NDArray[np.float64]


class Handle:
    """Memory of UMFPACK, given back when the last factors that use it die.

    Attributes
    ----------
    pointer
        What the wrapper hands over.
    bytes
        Size of what it points to.
    """

    def __init__(self, made: tuple[int, Any], free: Callable[[Any], None], size: float) -> None:
        import scikits.umfpack as library

        status, self.pointer = made
        self.bytes = int(size)
        if self.pointer is not None:
            # not at exit: the memory goes with the process
            weakref.finalize(self, free, self.pointer).atexit = False
        if status == library.UMFPACK_WARNING_singular_matrix:
            raise ZeroPivot("UMFPACK met a pivot of zero")
        if status == library.UMFPACK_ERROR_out_of_memory:
            raise MemoryError("UMFPACK")
        if status != library.UMFPACK_OK:
            raise RuntimeError(f"UMFPACK failed with status {status}")


class UmfpackFactors(EquilibratedFactors):
    """Factors of one matrix; the symbolic phase is shared by all factors on the same pattern.

    The wrapper holds Python's lock while UMFPACK runs, and each solve has its own work space, so that solving
    from several threads is safe; they take turns.
    """

    solver = "umfpack"

    def __init__(self, matrix: Equilibrated, values: Array, symbolic: Handle | None = None) -> None:
        super().__init__(matrix)
        import scikits.umfpack as library

        context = library.UmfpackContext("di")
        self._functions, self._control, self._info = context.funs, context.control, context.info
        self._control[library.UMFPACK_SCALE] = library.UMFPACK_SCALE_NONE  # equilibrated already
        self._control[library.UMFPACK_IRSTEP] = 0  # roos refines against A itself
        self._systems = (library.UMFPACK_At, library.UMFPACK_A)
        self._arrays = (matrix.indptr, matrix.indices, matrix.scaled(values))
        self._symbolic = symbolic or self._analyse(library)
        info, settings = self._info, (self._control, self._info)
        made = self._functions.numeric(*self._arrays, self._symbolic.pointer, *settings)
        size = info[library.UMFPACK_NUMERIC_SIZE] * info[library.UMFPACK_SIZE_OF_UNIT]
        self._numeric = Handle(made, self._functions.free_numeric, size)
        self.smallest_pivot = float(info[library.UMFPACK_UMIN])
        self.entries = int(info[library.UMFPACK_LNZ] + info[library.UMFPACK_UNZ])

    def _analyse(self, library: Any) -> Handle:
        n, info = self.row_scale.size, self._info
        made = self._functions.symbolic(n, n, *self._arrays, self._control, info)
        size = info[library.UMFPACK_SYMBOLIC_SIZE] * info[library.UMFPACK_SIZE_OF_UNIT]
        return Handle(made, self._functions.free_symbolic, size)

    @property
    def bytes(self) -> int:
        """What UMFPACK says it keeps, the shared symbolic phase included."""
        return self._numeric.bytes + self._symbolic.bytes

    def solve_scaled(self, right: Array, *, transposed: bool) -> Array:
        """Solve with the equilibrated matrix, a column at a time, which is all that UMFPACK offers."""
        columns = np.ascontiguousarray(right.T)
        out = np.zeros_like(columns)
        info = np.empty_like(self._info)
        for one, solution in zip(columns, out, strict=True):
            self._functions.solve(
                self._systems[int(transposed)],
                *self._arrays,
                solution,
                one,
                self._numeric.pointer,
                self._control,
                info,
            )
        return out.T

    def refactorise(self, values: Array, *, reuse: bool) -> BackendFactors:
        """Return new factors by the numeric phase alone, on the same scaling and symbolic phase.

        UMFPACK makes its numeric object anew each time, so there is no memory to reuse.
        """
        return UmfpackFactors(self._of, values, self._symbolic)

    def details(self) -> Mapping[str, object]:
        """Return the path."""
        return {"path": "multifrontal factors of the transpose by UMFPACK"}


class Umfpack:
    """The backend object of UMFPACK; making one raises ImportError where scikit-umfpack is missing."""

    name = "umfpack"
    install = (
        "apt install libsuitesparse-dev (Debian), pip install 'meson<1.10' meson-python ninja swig, then "
        "pip install --no-build-isolation scikit-umfpack"
    )

    def __init__(self) -> None:
        import scikits.umfpack as library

        if not hasattr(library, "UMFPACK_OK"):
            raise ImportError("scikit-umfpack was built without UMFPACK")

    def factorise(
        self, matrix: sp.csc_array, product_of: NDArray[np.int32], options: Options
    ) -> BackendFactors:
        """Factorise a matrix; the pairing is not used, threshold pivoting finds its own."""
        if matrix.shape[0] == 0:
            return SuperLUFactors(matrix, "UMFPACK refuses an empty matrix")
        return UmfpackFactors(Equilibrated.of(matrix), matrix.data)
