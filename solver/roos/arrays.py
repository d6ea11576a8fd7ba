"""Arrays in, arrays out: five functions for tools that want no objects of roos.

A handle is an integer that stands for the factors of one matrix in this process. Any thread may use it. ::

    handle = factorise(indptr, indices, data, (n, n))  # compressed columns of A (products × activities)
    supply = solve(handle, f)                          # A s = f
    multipliers = solve_transposed(handle, g)          # Aᵀ y = g
    refactorise(handle, other_data)                    # same pattern, same ordering
    release(handle)

What these functions take and give changes only with :data:`VERSION`.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from roos.errors import error
from roos.factorisation import Factorisation
from roos.factorising import factorise as _factorise
from roos.given import real
from roos.options import Options

__all__ = ["VERSION", "factorise", "refactorise", "release", "solve", "solve_transposed"]

#: Counted up when a call that worked would mean something else.
VERSION = 1

Array = NDArray[np.float64]

_held: dict[int, Factorisation] = {}
_numbers = itertools.count(1)
_lock = threading.Lock()


def factorise(
    indptr: ArrayLike,
    indices: ArrayLike,
    data: ArrayLike,
    shape: Sequence[int],
    *,
    options: Options | None = None,
) -> int:
    """Factorise a matrix of compressed columns and return a handle.

    Parameters
    ----------
    indptr
        Integers (activities + 1,): where each column begins in ``indices`` and ``data``.
    indices
        Integers (entries,): row (product) of each entry, from 0. Repeated places are summed.
    data
        Real numbers (entries,): outputs positive, inputs negative. All three are copied.
    shape
        Products, activities; equal.
    options
        Backend and tolerances.

    Raises
    ------
    InputError
        E117 arrays that are no matrix of this shape, E103 not square, E106 not finite.
    SingularError
        E101, E104: the activities are named by their number.
    """
    factors = _factorise(_matrix(indptr, indices, data, shape), options=options)
    with _lock:
        handle = next(_numbers)
        _held[handle] = factors
    return handle


def refactorise(handle: int, data: ArrayLike) -> None:
    """Put other values into a pattern: later solves with the handle use them, those under way do not.

    Parameters
    ----------
    handle
        From :func:`factorise`.
    data
        Real numbers (entries,), in the order of the first ones; copied.

    Raises
    ------
    InputError
        E162 no such handle, E115 another number of values, E106 not finite. The handle keeps its factors.
    SingularError
        E101 the new values are singular. The handle keeps its factors.
    """
    known = _factors(handle)
    given = real(data, "data")
    if given.ndim != 1:
        raise error("E115", f"the values have {given.ndim} dimensions", "data", "give them as one list")
    fresh = known.refactorise(given)
    with _lock:
        if handle in _held:
            _held[handle] = fresh


def solve(handle: int, demands: Any) -> Array:
    """Return the supply s of A s = f, float64 (activities,) or (activities, k), new.

    Parameters
    ----------
    handle
        From :func:`factorise`.
    demands
        Real numbers (products,) or (products, k); not changed.

    Raises
    ------
    RoosError
        E162 no such handle; as :meth:`roos.Factorisation.solve`.
    """
    return _factors(handle).solve(demands)


def solve_transposed(handle: int, weights: Any) -> Array:
    """Return the multipliers y of Aᵀ y = g, float64 (products,) or (products, m), new.

    Parameters
    ----------
    handle
        From :func:`factorise`.
    weights
        Real numbers (activities,) or (activities, m); not changed.

    Raises
    ------
    RoosError
        E162 no such handle; as :meth:`roos.Factorisation.solve_transposed`.
    """
    return _factors(handle).solve_transposed(weights)


def release(handle: int) -> None:
    """Forget the factors of a handle; their memory is free when solves under way have ended.

    Raises
    ------
    InputError
        E162 no such handle: released before, or never given out.
    """
    with _lock:
        if handle in _held:
            del _held[handle]
            return
    raise _unknown(handle)


def _factors(handle: int) -> Factorisation:
    with _lock:
        factors = _held.get(handle)
    if factors is None:
        raise _unknown(handle)
    return factors


def _unknown(handle: int) -> Exception:
    return error(
        "E162",
        f"no factors under handle {handle!r}",
        where="roos.arrays",
        hint="handles are numbers from roos.arrays.factorise, good in the same process until released",
    )


def _matrix(indptr: ArrayLike, indices: ArrayLike, data: ArrayLike, shape: Sequence[int]) -> sp.csc_array:
    values = real(data, "data")
    starts, rows = (_integers(each, name) for each, name in ((indptr, "indptr"), (indices, "indices")))
    try:
        products, activities = (int(length) for length in shape)
        return sp.csc_array((values, rows, starts), shape=(products, activities))
    except (TypeError, ValueError) as problem:
        raise error(
            "E117",
            f"these arrays are no matrix of compressed columns: {problem}",
            where="roos.arrays.factorise",
            hint="indptr has one number per activity and one more; indices and data have its last number",
        ) from None


def _integers(given: ArrayLike, name: str) -> NDArray[Any]:
    array = real(given, name)
    if array.dtype.kind not in "iu" and array.size:
        raise error("E117", f"{name} holds {array.dtype} values", where=name, hint="give integers")
    return np.asarray(array, dtype=np.int64)
