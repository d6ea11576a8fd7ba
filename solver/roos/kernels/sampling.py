"""Draws of the exchanges of one matrix, written to their places: uniform numbers, quantiles, scatter.

Rows are worked through in chunks that stay in the first cache. Within a chunk those of one distribution stand
together, so that each runs through loops without branches. Every draw is the quantile of one uniform number,
which depends on seed, matrix, row and sample alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel
from roos.kernels.sampling_math import exponentials, logarithms, normal_quantiles
from roos.kernels.sampling_words import philox_blocks, uniforms

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]
_Reals = NDArray[np.float64]

#: Rows of a chunk, an even number.
CHUNK = 2048
#: Distributions that are computed here, by their number in ``stats_arrays``.
LOGNORMAL, NORMAL, UNIFORM, TRIANGULAR, BERNOULLI, DISCRETE, WEIBULL, GUMBEL = 2, 3, 4, 5, 6, 7, 8, 11


@kernel
def draw_chunks(
    first: int,
    last: int,
    rows: int,
    chunk_start: _Longs,
    segments: _Longs,
    number: _Ints,
    place: _Ints,
    parameters: _Reals,
    between: _Reals,
    stream: int,
    sample: int,
    seed: np.uint64,
    out: _Reals,
) -> None:
    """Write the draws of some chunks.

    Parameters
    ----------
    first, last : int
        Chunks ``first`` to ``last − 1``; chunk c holds the rows c · CHUNK and on.
    rows : int
        Of all chunks.
    chunk_start : int64 (chunks + 1,)
        First segment of each chunk.
    segments : int64 (segments, 3)
        Distribution, first entry, and whether its interval is cut (1) or whole (0); entries end where the
        next segment begins, the last row being a sentinel.
    number : int32 (entries,)
        Row that an entry draws for, ascending within a segment.
    place : int32 (entries,)
        Where it is written; each once.
    parameters : float64 (4, entries)
        By distribution: lognormal (signed median, scale); normal (mean, scale); uniform (minimum, width);
        triangular (minimum, mode, maximum); Bernoulli (probability); discrete (minimum, count); Weibull
        (scale, 1/shape, offset); Gumbel (offset, scale). The fourth is what the draw is multiplied by; the
        lognormal holds it in its median.
    between : float64 (2, entries) or (2, 0)
        Where cut: the uniform number u becomes between[0] + between[1]·u.
    stream, sample, seed
        As in `philox_blocks`.
    out : float64
        Written at ``place``.
    """
    words = np.empty(CHUNK, dtype=np.uint64)
    uniform, u, z = np.empty(CHUNK), np.empty(CHUNK), np.empty(CHUNK)
    for chunk in range(first, last):
        if chunk_start[chunk] == chunk_start[chunk + 1]:
            continue
        base = chunk * CHUNK
        count = (min(base + CHUNK, rows) - base + 1) & ~1
        philox_blocks(base // 2, stream, sample, seed, words[:count])
        uniforms(words[:count], uniform[:count])
        for s in range(chunk_start[chunk], chunk_start[chunk + 1]):
            kind, start, end = segments[s, 0], segments[s, 1], segments[s + 1, 1]
            m = end - start
            for i in range(m):
                u[i] = uniform[number[start + i] - base]
            if segments[s, 2] == 1:
                for i in range(m):
                    u[i] = between[0, start + i] + between[1, start + i] * u[i]
            p, q, r = parameters[0, start:end], parameters[1, start:end], parameters[2, start:end]
            if kind == LOGNORMAL:
                lognormal_draws(u[:m], z[:m], p, q)
            else:
                other_draws(kind, u[:m], z[:m], p, q, r)
                times = parameters[3, start:end]
                for i in range(m):
                    z[i] *= times[i]
            for i in range(m):
                out[place[start + i]] = z[i]


@kernel
def lognormal_draws(u: _Reals, z: _Reals, median: _Reals, scale: _Reals) -> None:
    """Write quantiles of lognormals with these signed medians and scales; all float64 (m,)."""
    normal_quantiles(u, z)
    for i in range(u.shape[0]):
        z[i] = scale[i] * z[i]
    exponentials(z)
    for i in range(u.shape[0]):
        z[i] = median[i] * z[i]


@kernel
def other_draws(kind: int, u: _Reals, z: _Reals, p: _Reals, q: _Reals, r: _Reals) -> None:
    """Write quantiles of all distributions but the lognormal; parameters as in `draw_chunks`."""
    m = u.shape[0]
    if kind == NORMAL:
        normal_quantiles(u, z)
        for i in range(m):
            z[i] = p[i] + q[i] * z[i]
    elif kind == UNIFORM:
        for i in range(m):
            z[i] = p[i] + q[i] * u[i]
    elif kind == TRIANGULAR:
        for i in range(m):
            width, below, above = r[i] - p[i], q[i] - p[i], r[i] - q[i]
            if u[i] * width < below:
                z[i] = p[i] + np.sqrt(u[i] * width * below)
            else:
                z[i] = r[i] - np.sqrt((1.0 - u[i]) * width * above)
    elif kind == BERNOULLI:
        for i in range(m):
            z[i] = 1.0 if u[i] > 1.0 - p[i] else 0.0
    elif kind == DISCRETE:
        for i in range(m):
            z[i] = p[i] + min(np.floor(u[i] * q[i]), q[i] - 1.0)
    else:
        for i in range(m):
            z[i] = 1.0 - u[i] if kind == WEIBULL else u[i]
        logarithms(z)
        for i in range(m):
            z[i] = max(-z[i], 1e-300)
        logarithms(z)
        if kind == GUMBEL:
            for i in range(m):
                z[i] = p[i] - q[i] * z[i]
        else:
            for i in range(m):
                z[i] *= q[i]
            exponentials(z)
            for i in range(m):
                z[i] = r[i] + p[i] * z[i]


@kernel
def uniforms_of(number: _Ints, stream: int, sample: int, seed: np.uint64, out: _Reals) -> None:
    """Write the uniform number of each row given, which may be any; parameters as in `draw_chunks`."""
    words, both = np.empty(2, dtype=np.uint64), np.empty(2)
    for i in range(number.shape[0]):
        philox_blocks(number[i] // 2, stream, sample, seed, words)
        uniforms(words, both)
        out[i] = both[number[i] % 2]


@kernel
def add_at(values: _Reals, place: _Ints, out: _Reals) -> None:
    """Add values to their places, in their order; out is float64, the caller's."""
    for i in range(values.shape[0]):
        out[place[i]] += values[i]
