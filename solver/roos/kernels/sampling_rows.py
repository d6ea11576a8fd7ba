"""Draws of a few exchanges in many samples: row by row, the samples of each side by side.

Every number is, bit for bit, the one that `roos.kernels.sampling.draw_chunks` writes for the same seed,
matrix, row and sample.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel
from roos.kernels.sampling import LOGNORMAL, lognormal_draws, other_draws
from roos.kernels.sampling_words import philox_samples, uniforms

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]
_Reals = NDArray[np.float64]

#: Samples at a time, which stay in the first cache.
PIECE = 512


@kernel
def draw_samples(
    number: _Ints,
    kind: _Longs,
    cut: NDArray[np.bool_],
    target: _Ints,
    parameters: _Reals,
    between: _Reals,
    stream: int,
    first: int,
    seed: np.uint64,
    start: int,
    stop: int,
    out: _Reals,
) -> None:
    """Write the draws of some rows in consecutive samples.

    Parameters
    ----------
    number : int32 (rows,)
        Ascending: neighbours share a block of the generator.
    kind, cut : int64, bool (rows,)
        Distribution, and whether its interval is cut.
    target : int32 (rows,)
        Row of ``out``; each once.
    parameters, between : float64 (4, rows), float64 (2, rows)
        As in `draw_chunks`.
    stream, first, seed
        As in `philox_blocks`; ``first`` is the sample of the first column.
    start, stop : int
        Columns to be written, PIECE at most.
    out : float64 (targets, samples)
        Written in these columns.
    """
    m = stop - start
    words, both = np.empty(2 * PIECE, dtype=np.uint64), np.empty(2 * PIECE)
    u, z = np.empty(PIECE), np.empty(PIECE)
    p, q, r = np.empty(PIECE), np.empty(PIECE), np.empty(PIECE)
    block = -1
    for i in range(number.shape[0]):
        if number[i] // 2 != block:
            block = number[i] // 2
            philox_samples(block, stream, first + start, seed, words[: 2 * m])
            uniforms(words[: 2 * m], both[: 2 * m])
        second = (number[i] % 2) * m
        for k in range(m):
            u[k] = both[second + k]
        if cut[i]:
            least, width = between[0, i], between[1, i]
            for k in range(m):
                u[k] = least + width * u[k]
        p[:m] = parameters[0, i]
        q[:m] = parameters[1, i]
        if kind[i] == LOGNORMAL:
            lognormal_draws(u[:m], z[:m], p[:m], q[:m])
        else:
            r[:m] = parameters[2, i]
            other_draws(kind[i], u[:m], z[:m], p[:m], q[:m], r[:m])
            times = parameters[3, i]
            for k in range(m):
                z[k] *= times
        for k in range(m):
            out[target[i], start + k] = z[k]
