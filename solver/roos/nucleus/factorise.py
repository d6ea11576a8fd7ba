"""From a matrix to factors: analyse, equilibrate, factorise, and repair pivots that prove too small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.nucleus.arrays import plain_indices, plain_reals
from roos.nucleus.numeric import Numeric
from roos.nucleus.options import DEFAULT, NucleusOptions
from roos.nucleus.scaling import equilibrate
from roos.nucleus.status import Code
from roos.nucleus.symbolic import Symbolic, analyse, lay_out

Ints = NDArray[np.int32]
Reals = NDArray[np.float64]

#: Blocks up to this order are made a nucleus as a whole when single repairs do not help.
WHOLE_BLOCK = 4000


def factorise(
    indptr: Ints,
    indices: Ints,
    data: Reals,
    *,
    reference: Ints | None = None,
    symbolic: Symbolic | None = None,
    options: NucleusOptions = DEFAULT,
) -> Numeric:
    """Factorise a square matrix given by columns.

    Parameters
    ----------
    indptr, indices : int32 (n + 1,), (nnz,)
        Copied where they have another type; read only. Duplicates add up; order within a column is free.
    data : float64 (nnz,)
        Read only.
    reference : int32 (n,), optional
        Product of each activity, see `analyse`.
    symbolic
        An earlier analysis of the same pattern.
    options
        See `NucleusOptions`.

    Returns
    -------
    Numeric
        Its ``status`` says whether it can be solved with.

    Raises
    ------
    Unpaired
        Structurally singular.
    """
    indptr, indices, data = plain_indices(indptr), plain_indices(indices), plain_reals(data)
    if symbolic is None:
        # a value that is not finite is reported by the numeric phase, with its place
        known = data if np.isfinite(data).all() else np.nan_to_num(data, nan=1.0)
        symbolic = analyse(indptr, indices, known, reference=reference, options=options)
    numeric = Numeric(symbolic, equilibrate(indptr, indices, data, symbolic, options), options)
    numeric.refactorise(data)
    return repair(numeric, indptr, indices, data)


def repair(numeric: Numeric, indptr: Ints, indices: Ints, data: Reals) -> Numeric:
    """Move small pivots into the nucleus, where LAPACK exchanges rows, until none is left.

    Returns the same object when there is nothing to repair or no repair is possible, else a new one on a new
    `Symbolic`. A pivot that fails inside a nucleus, or in a block of one, is final: the matrix is singular.
    """
    options = numeric.options
    indptr, indices, data = plain_indices(indptr), plain_indices(indices), plain_reals(data)
    for attempt in range(options.repairs):
        status, symbolic = numeric.status, numeric.symbolic
        if status.code in (Code.OK, Code.NONFINITE):
            break
        held = symbolic.held.copy()
        block_of = np.empty_like(symbolic.block_at)
        block_of[symbolic.activity_at] = symbolic.block_at
        members = np.flatnonzero(block_of == block_of[status.activity])
        if members.size == 1 or (status.code is Code.SINGULAR and _in_nucleus(symbolic, status.activity)):
            break
        if attempt >= options.repairs // 2 and members.size <= WHOLE_BLOCK:
            held[members] = True
        else:
            held[status.activity] = True
            if status.weak is not None:
                held[status.weak] = True
        fresh = lay_out(
            indptr,
            indices,
            symbolic.product_of,
            symbolic.activity_of,
            symbolic.order,
            block_of,
            symbolic.pattern.block_start,
            held,
            options,
        )
        numeric = Numeric(fresh, numeric.scaling, options)
        numeric.refactorise(data)
    return numeric


def _in_nucleus(symbolic: Symbolic, activity: int) -> bool:
    position = int(np.flatnonzero(symbolic.activity_at == activity)[0])
    return bool(position >= symbolic.pattern.nucleus_start[symbolic.block_at[position]])
