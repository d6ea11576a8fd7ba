"""Arrays as kernels take them: one layout and one type each, so that nothing is compiled twice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.kernels.lanes import LANES


def plain_reals(values: Any) -> NDArray[np.float64]:
    """Return values as a row-major float64 array; a copy only where they are not one, or are read-only.

    To Numba a read-only array is another type: kernels would be compiled again for it, which takes seconds.
    """
    array = np.ascontiguousarray(values, dtype=np.float64)
    return array if array.flags.writeable else array.copy()


def plain_indices(values: Any) -> NDArray[np.int32]:
    """Return indices as a contiguous int32 array; else as `plain_reals`.

    Raises
    ------
    OverflowError
        An index does not fit.
    """
    given = np.asarray(values)
    if given.size and int(given.max()) > np.iinfo(np.int32).max:
        raise OverflowError(f"index {int(given.max())} does not fit into 32 bits")
    array = np.ascontiguousarray(given, dtype=np.int32)
    return array if array.flags.writeable else array.copy()


def lanes(*shape: int, zero: bool = False) -> NDArray[np.float64]:
    """Return float64 memory (…, 8) whose rows of eight are cache lines.

    NumPy aligns to 16 bytes; each row would then lie across two lines, and every store to it across both.
    """
    size = LANES * int(np.prod(shape, dtype=np.int64))
    memory = np.zeros(size + LANES) if zero else np.empty(size + LANES)
    skip = -memory.ctypes.data % (8 * LANES) // 8
    return memory[skip : skip + size].reshape(*shape, LANES)
