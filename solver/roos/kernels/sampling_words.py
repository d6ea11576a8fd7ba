"""Counter-based random words: Philox4x32-10, so that a draw is a function of its place and of nothing else.

Source: Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11. A block of the counter
gives two uniform numbers: of exchanges 2b and 2b + 1.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numba.core import types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Words = NDArray[np.uint64]
_Reals = NDArray[np.float64]

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
#: Multipliers and Weyl steps of the paper, table 2.
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_ROUNDS = 10
#: Bits of a double between 1 and 2 whose fraction is all zero, and what turns it into a number within (0, 1).
_ONE = np.uint64(0x3FF0000000000000)
_FRACTION = np.uint64(12)
_OPEN = 1.0 - 2.0**-53


def real_of(word: np.uint64) -> float:
    """Return the double with these bits."""
    return float(struct.unpack("<d", struct.pack("<Q", int(word)))[0])


def word_of(real: float) -> np.uint64:
    """Return the bits of a double."""
    return np.uint64(struct.unpack("<Q", struct.pack("<d", float(real)))[0])


@intrinsic
def _real_of(typing: Any, word: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.float64))

    return types.float64(types.uint64), generate


@intrinsic
def _word_of(typing: Any, real: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.uint64))

    return types.uint64(types.float64), generate


# Unannotated on purpose: Numba compares the signatures of both functions, annotations included.
overload(real_of)(lambda word: lambda word: _real_of(word))
overload(word_of)(lambda real: lambda real: _word_of(real))


@kernel
def philox_blocks(first: int, stream: int, sample: int, seed: np.uint64, words: _Words) -> None:
    """Compute consecutive blocks of Philox4x32-10.

    Parameters
    ----------
    first : int
        Number of the first block, counter word 0; blocks below 2³².
    stream : int
        Counter word 1, below 2³²: which matrix.
    sample : int
        Counter words 2 and 3, below 2⁶³.
    seed : uint64
        The key, low word first.
    words : uint64 (2 m,)
        Written: two words of 64 bits per block, the first 32-bit word of each pair in its low half.
    """
    c1, c2 = np.uint64(stream), np.uint64(sample) & _LOW
    c3 = np.uint64(sample) >> _HALF
    k0, k1 = seed & _LOW, seed >> _HALF
    for b in range(words.shape[0] // 2):
        x0, x1, x2, x3 = np.uint64(first + b) & _LOW, c1, c2, c3
        y0, y1 = k0, k1
        for _ in range(_ROUNDS):
            p0, p1 = _M0 * x0, _M1 * x2
            x0, x1, x2, x3 = (
                (p1 >> _HALF) ^ x1 ^ y0,
                p1 & _LOW,
                (p0 >> _HALF) ^ x3 ^ y1,
                p0 & _LOW,
            )
            y0, y1 = (y0 + _W0) & _LOW, (y1 + _W1) & _LOW
        words[2 * b] = x0 | (x1 << _HALF)
        words[2 * b + 1] = x2 | (x3 << _HALF)


@kernel
def philox_samples(block: int, stream: int, first: int, seed: np.uint64, words: _Words) -> None:
    """Compute one block of Philox4x32-10 in consecutive samples.

    Parameters
    ----------
    block, stream, seed
        As in `philox_blocks`.
    first : int
        First sample.
    words : uint64 (2 m,)
        Written: the first word of each sample, then the second of each.
    """
    m = words.shape[0] // 2
    c0, c1 = np.uint64(block) & _LOW, np.uint64(stream)
    k0, k1 = seed & _LOW, seed >> _HALF
    for k in range(m):
        sample = np.uint64(first + k)
        x0, x1, x2, x3 = c0, c1, sample & _LOW, sample >> _HALF
        y0, y1 = k0, k1
        for _ in range(_ROUNDS):
            p0, p1 = _M0 * x0, _M1 * x2
            x0, x1, x2, x3 = (
                (p1 >> _HALF) ^ x1 ^ y0,
                p1 & _LOW,
                (p0 >> _HALF) ^ x3 ^ y1,
                p0 & _LOW,
            )
            y0, y1 = (y0 + _W0) & _LOW, (y1 + _W1) & _LOW
        words[k] = x0 | (x1 << _HALF)
        words[m + k] = x2 | (x3 << _HALF)


@kernel
def uniforms(words: _Words, out: _Reals) -> None:
    """Turn words into odd multiples of 2⁻⁵³ in (0, 1): symmetric about a half, neither end is ever met.

    Parameters
    ----------
    words : uint64 (m,)
        Read only.
    out : float64 (m,)
        Written.
    """
    for i in range(words.shape[0]):
        out[i] = real_of((words[i] >> _FRACTION) | _ONE) - _OPEN
