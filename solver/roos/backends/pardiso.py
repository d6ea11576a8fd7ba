"""MKL PARDISO through pypardiso: optional, for comparison and as a second opinion.

PARDISO never stops at a small pivot: it pivots within a supernode only and replaces a pivot below 10⁻¹³ of
the matrix by that size, so a singular matrix gives numbers near 10¹³ and no error. It counts these
replacements in ``iparm(14)``, which pypardiso does not look at. Here such factors are never used: the
analysis is done again for the values at hand, and if pivots are replaced even then, SuperLU, which exchanges
rows freely, either factorises the matrix or finds it singular. Finding W302 and the report say so.
"""

from __future__ import annotations

import copy
import functools
import threading
import weakref
from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.backends.equilibrated import Equilibrated, EquilibratedFactors
from roos.backends.protocol import BackendFactors
from roos.backends.superlu import SuperLUFactors
from roos.options import Options
from roos.threads import look_again

Array = NDArray[np.float64]

#: ``iparm``, numbered from 1 as in Intel's manual.
SETTINGS = {
    1: 1,  # these values, not the defaults
    2: 2,  # nested dissection
    8: 0,  # no refinement of its own: roos refines against A itself
    10: 13,  # replace pivots below 1e-13; see the module's head
    11: 1,  # scaling and
    13: 1,  # matching, so that large entries become pivots
    18: -1,  # count the entries of the factors
    21: 1,  # pivots of order two
}
ANALYSE_AND_FACTORISE, FACTORISE, SOLVE, FREE = 12, 22, 33, -1
#: Error numbers of PARDISO: no memory; a zero pivot, a singular diagonal matrix.
NO_MEMORY, SINGULAR = -2, (-4, -7)


class Replaced(ArithmeticError):
    """PARDISO replaced pivots: these are not factors of the matrix that it was given."""


class PardisoFactors(EquilibratedFactors):
    """Factors of one matrix in one handle of PARDISO, which is given back when the object dies.

    The handle is not re-entrant, so a lock admits one call at a time; PARDISO uses its own threads inside.
    """

    solver = "pardiso"
    smallest_pivot = 1.0  # factors with replaced pivots are thrown away

    def __init__(self, matrix: Equilibrated, values: Array) -> None:
        super().__init__(matrix)
        self._library = _new_handle()
        self._lock = threading.Lock()
        for number, value in SETTINGS.items():
            self._library.set_iparm(number, value)
        # not at exit: MKL may be gone by then, and the memory goes with the process
        weakref.finalize(self, self._library.free_memory, everything=True).atexit = False
        self._numeric(values, ANALYSE_AND_FACTORISE)

    @property
    def entries(self) -> int:
        """Numbers in L and U, those that make supernodes rectangular included."""
        return int(self._library.get_iparm(18))

    @property
    def bytes(self) -> int:
        """What PARDISO says it keeps: symbolic and numeric, counted in kilobytes."""
        return 1024 * int(self._library.get_iparm(16) + self._library.get_iparm(17))

    def solve_scaled(self, right: Array, *, transposed: bool) -> Array:
        """Solve with the equilibrated matrix."""
        with self._lock:
            self._library.set_iparm(12, 2 if transposed else 0)
            return self._call(SOLVE, np.asfortranarray(right))

    def refactorise(self, values: Array, *, reuse: bool) -> BackendFactors:
        """Return factors of other values: with ``reuse`` by the numeric phase alone, on the same analysis.

        Without it the old factors must live on; PARDISO shares an analysis between several factors only in
        one handle, which pypardiso does not offer, so the analysis is done again.
        """
        if reuse:
            try:
                with self._lock:
                    self._numeric(values, FACTORISE)
            except Replaced:  # scaling and matching were made for the old values
                return _factorise(self._of.with_values(values))
            return self
        return _factorise(self._of.with_values(values))

    def details(self) -> Mapping[str, object]:
        """Return the path."""
        return {"path": "supernodal factors by PARDISO, nested dissection, no pivot replaced"}

    def _numeric(self, values: Array, phase: int) -> None:
        of = self._of
        self._matrix = sp.csr_matrix((of.scaled(values), of.indices, of.indptr), shape=of.pattern.shape)
        self._call(phase, np.zeros((of.indptr.size - 1, 1)))
        replaced = int(self._library.get_iparm(14))
        if replaced:
            raise Replaced(f"PARDISO would have replaced {replaced} small pivots")

    def _call(self, phase: int, right: Array) -> Array:
        from pypardiso.pardiso_wrapper import PyPardisoError

        self._library.set_phase(phase)
        try:
            # its public calls compare or hash the whole matrix each time, and offer no numeric phase
            return np.asarray(self._library._call_pardiso(self._matrix, right))
        except PyPardisoError as problem:
            if problem.value == NO_MEMORY:
                raise MemoryError("PARDISO") from None
            if problem.value in SINGULAR:
                raise Replaced("PARDISO met a zero pivot") from None
            raise


def _factorise(matrix: sp.csc_array) -> BackendFactors:
    if matrix.shape[0] == 0:
        return SuperLUFactors(matrix, "PARDISO refuses an empty matrix")
    try:
        return PardisoFactors(Equilibrated.of(matrix), matrix.data)
    except Replaced as problem:
        return SuperLUFactors(matrix, str(problem))


@functools.cache
def _found() -> Any:
    """Return one solver object to copy: each new one searches the disk for MKL, 0.3 s at a time."""
    from pypardiso import PyPardisoSolver

    return PyPardisoSolver()


def _new_handle() -> Any:
    handle = copy.copy(_found())
    handle.pt, handle.iparm, handle.perm = (np.zeros_like(a) for a in (handle.pt, handle.iparm, handle.perm))
    return handle


class Pardiso:
    """The backend object of PARDISO; making one raises ImportError where pypardiso or MKL is missing."""

    name = "pardiso"
    install = "pip install pypardiso (x86_64, not macOS)"

    def __init__(self) -> None:
        import pypardiso  # noqa: F401

        look_again()  # MKL is loaded now, and its threads are to be kept to one inside ours

    def factorise(
        self, matrix: sp.csc_array, product_of: NDArray[np.int32], options: Options
    ) -> BackendFactors:
        """Factorise a matrix; the pairing is not used, PARDISO matches by value."""
        return _factorise(matrix)
