"""One right-hand side through a dense nucleus that LAPACK factorised.

N·diag(trim) was handed to LAPACK by rows, which it reads as the columns of the transpose:
(N·diag(trim))ᵀ = P L U, column c of L and U being row c of the memory. A right-hand side with leading zeros
skips them, which ``dgetrs`` does not, and there is nothing to set up.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from roos.kernels.compile import kernel
from roos.kernels.lanes import LANES

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]

#: Vectors of partial sums: as many as hide the time that an addition takes.
SUMS = 4
#: Columns that are worked on together.
COLUMNS = 4

_VECTOR = ir.VectorType(ir.DoubleType(), LANES)


def dot(values: _Reals, at: int, x: _Reals, first: int, length: int) -> float:
    """Return Σ values[at + p] · x[first + p], p < length, in 32 partial sums."""
    step = SUMS * LANES
    whole = length // step * step
    parts = np.zeros((SUMS, LANES))
    for p in range(0, whole, step):
        parts += (values[at + p : at + p + step] * x[first + p : first + p + step]).reshape(SUMS, LANES)
    lanes = (parts[0] + parts[1]) + (parts[2] + parts[3])
    total = 0.0
    for lane in range(LANES):
        total += lanes[lane]
    for p in range(whole, length):
        total += values[at + p] * x[first + p]
    return float(total)


@intrinsic
def _dot_whole(typing: Any, values: Any, at: Any, x: Any, first: Any, whole: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def pointer(place: int, offset: Any) -> Any:
            return builder.gep(
                context.make_array(signature.args[place])(context, builder, arguments[place]).data, [offset]
            )

        one, other = pointer(0, arguments[1]), pointer(2, arguments[3])
        zero = ir.Constant(_VECTOR, [0.0] * LANES)
        sums = [cgutils.alloca_once_value(builder, zero) for _ in range(SUMS)]
        step = ir.Constant(arguments[4].type, SUMS * LANES)
        start = ir.Constant(arguments[4].type, 0)
        with cgutils.for_range_slice(builder, start, arguments[4], step) as (p, _count):
            for number, part in enumerate(sums):
                place = builder.add(p, ir.Constant(p.type, number * LANES))
                a, b = (
                    builder.load(builder.bitcast(builder.gep(each, [place]), _VECTOR.as_pointer()), align=8)
                    for each in (one, other)
                )
                builder.store(builder.fadd(builder.load(part), builder.fmul(a, b)), part)
        first_pair, second_pair = (
            builder.fadd(builder.load(sums[k]), builder.load(sums[k + 1])) for k in (0, 2)
        )
        lanes = builder.fadd(first_pair, second_pair)
        total = ir.Constant(ir.DoubleType(), 0.0)
        for lane in range(LANES):
            total = builder.fadd(
                total, builder.extract_element(lanes, ir.Constant(ir.IntType(32), lane))
            )
        return total

    return types.float64(values, types.intp, x, types.intp, types.intp), generate


@overload(dot)
def _compiled_dot(values, at, x, first, length):  # type: ignore[no-untyped-def]
    def run(values, at, x, first, length):  # type: ignore[no-untyped-def]
        whole = length // 32 * 32
        total = _dot_whole(values, at, x, first, whole)
        for p in range(whole, length):
            total += values[at + p] * x[first + p]
        return total

    return run


@kernel
def dense_down(
    dense: _Reals, offset: int, exchanges: _Ints, trim: _Reals, start: int, end: int, x: _Reals
) -> None:
    """Solve N z = x on positions start … end, in place: Uᵀ, Lᵀ, exchanges, trim."""
    m = end - start
    lead = 0
    while lead < m and x[start + lead] == 0.0:
        lead += 1
    for c in range(lead, m):
        at = offset + np.int64(c) * m
        x[start + c] = (x[start + c] - dot(dense, at + lead, x, start + lead, c - lead)) / dense[at + c]
    for c in range(m - 2, -1, -1):
        at = offset + np.int64(c) * m
        x[start + c] -= dot(dense, at + c + 1, x, start + c + 1, m - c - 1)
    for c in range(m - 1, -1, -1):
        other = exchanges[start + c]
        if other != c:
            x[start + c], x[start + other] = x[start + other], x[start + c]
    for i in range(start, end):
        x[i] *= trim[i]


@kernel
def dense_up(
    dense: _Reals, offset: int, exchanges: _Ints, trim: _Reals, start: int, end: int, x: _Reals
) -> None:
    """Solve Nᵀ z = x on positions start … end, in place: trim, exchanges, L, U."""
    m = end - start
    part = x[start:end]
    for i in range(m):
        part[i] *= trim[start + i]
    for c in range(m):
        other = exchanges[start + c]
        if other != c:
            part[c], part[other] = part[other], part[c]
    # four columns together: what they are taken from is then read and written once for four
    for c in range(0, m, COLUMNS):
        at = offset + np.int64(c) * m
        last = min(c + COLUMNS, m)
        for k in range(c, last):
            for i in range(k + 1, last):
                part[i] -= dense[offset + np.int64(k) * m + i] * part[k]
        if last < m:
            _take(dense, at, m, part, c, last, m)
    for last in range(m, 0, -COLUMNS):
        c = max(last - COLUMNS, 0)
        for k in range(last - 1, c - 1, -1):
            at = offset + np.int64(k) * m
            part[k] /= dense[at + k]
            for i in range(c, k):
                part[i] -= dense[at + i] * part[k]
        if last - c == COLUMNS:
            _take(dense, offset + np.int64(c) * m, m, part, c, 0, c)


@kernel
def _take(dense: _Reals, at: int, m: int, part: _Reals, c: int, first: int, last: int) -> None:
    """Take four columns, times entries c … c + 3, from entries first … last; nothing where those are zero."""
    a, b, d, e = part[c], part[c + 1], part[c + 2], part[c + 3]
    if a == 0.0 and b == 0.0 and d == 0.0 and e == 0.0:
        return
    target = part[first:last]
    one = dense[at + first : at + last]
    two = dense[at + m + first : at + m + last]
    three = dense[at + 2 * m + first : at + 2 * m + last]
    four = dense[at + 3 * m + first : at + 3 * m + last]
    for i in range(last - first):
        target[i] = (((target[i] - one[i] * a) - two[i] * b) - three[i] * d) - four[i] * e
