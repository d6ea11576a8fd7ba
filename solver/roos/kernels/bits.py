"""Sets of up to a few thousand nodes as rows of 64-bit words.

Constants are uint64 because Numba, like NumPy, turns uint64 with int64 into float64. The functions that
processors have instructions for are compiled to them; the plain functions are the interpreted twins.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Words = NDArray[np.uint64]

_Index = int | np.int64

_ONE, _ZERO = np.uint64(1), np.uint64(0)


def count_bits(word: np.uint64) -> int:
    """Return the number of ones in a word."""
    return int(word).bit_count()


def lowest_bit(word: np.uint64) -> int:
    """Return the position of the lowest one in a word that is not zero."""
    return (int(word) & -int(word)).bit_length() - 1


def highest_bit(value: int | np.int64) -> int:
    """Return the position of the highest one in an int64 that is positive."""
    return int(value).bit_length() - 1


@intrinsic
def _count_bits(typing: Any, word: Any) -> Any:
    return types.int64(types.uint64), lambda context, builder, signature, arguments: builder.ctpop(
        arguments[0]
    )


@intrinsic
def _lowest_bit(typing: Any, word: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], context.get_constant(types.boolean, True))

    return types.int64(types.uint64), generate


@intrinsic
def _highest_bit(typing: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        leading = builder.ctlz(arguments[0], context.get_constant(types.boolean, True))
        return builder.sub(context.get_constant(types.int64, 63), leading)

    return types.int64(types.int64), generate


# Unannotated on purpose: Numba compares the signatures of both functions, annotations included.
overload(count_bits)(lambda word: lambda word: _count_bits(word))
overload(lowest_bit)(lambda word: lambda word: _lowest_bit(word))
overload(highest_bit)(lambda value: lambda value: _highest_bit(value))


@kernel
def set_bit(row: _Words, i: _Index) -> None:
    """Add node i."""
    row[i >> 6] |= _ONE << np.uint64(i & 63)


@kernel
def clear_bit(row: _Words, i: _Index) -> None:
    """Take node i out."""
    row[i >> 6] &= ~(_ONE << np.uint64(i & 63))


@kernel
def unite(row: _Words, other: _Words) -> int:
    """Add the nodes of another set and return the size of the union."""
    total = 0
    for w in range(row.shape[0]):
        word = row[w] | other[w]
        row[w] = word
        total += count_bits(word)
    return total


@kernel
def members(row: _Words, out: NDArray[np.int32]) -> int:
    """Write the nodes of a set in ascending order to int32 (≥ size,) and return how many."""
    found = 0
    for w in range(row.shape[0]):
        word = row[w]
        while word != _ZERO:
            out[found] = 64 * w + lowest_bit(word)
            found += 1
            word &= word - _ONE
    return found
