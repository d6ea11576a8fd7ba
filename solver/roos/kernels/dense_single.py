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

#: Rows or columns that are worked on together: the vector is then read once for four.
TOGETHER = 4

_VECTOR = ir.VectorType(ir.DoubleType(), LANES)


def dots(
    values: _Reals, at: int, stride: int, x: _Reals, first: int, whole: int
) -> tuple[float, float, float, float]:
    """Return Σ values[at + k · stride + p] · x[first + p], p < whole, for k < 4; whole is a multiple of 8."""
    found = []
    for k in range(TOGETHER):
        parts = np.zeros(LANES)
        for p in range(0, whole, LANES):
            begin = at + k * stride + p
            parts += values[begin : begin + LANES] * x[first + p : first + p + LANES]
        total = 0.0
        for lane in range(LANES):
            total += parts[lane]
        found.append(float(total))
    return found[0], found[1], found[2], found[3]


@intrinsic
def _dots(typing: Any, values: Any, at: Any, stride: Any, x: Any, first: Any, whole: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def start_of(place: int, offset: Any) -> Any:
            array = context.make_array(signature.args[place])(context, builder, arguments[place])
            return builder.gep(array.data, [offset])

        def vector(start: Any, p: Any) -> Any:
            return builder.load(builder.bitcast(builder.gep(start, [p]), _VECTOR.as_pointer()), align=8)

        _, at, stride, _, first, whole = arguments
        offsets = [builder.add(at, builder.mul(stride, ir.Constant(at.type, k))) for k in range(TOGETHER)]
        rows, numbers = [start_of(0, offset) for offset in offsets], start_of(3, first)
        sums = [cgutils.alloca_once_value(builder, ir.Constant(_VECTOR, [0.0] * LANES)) for _ in rows]
        zero, step = (ir.Constant(whole.type, value) for value in (0, LANES))
        with cgutils.for_range_slice(builder, zero, whole, step) as (p, _count):
            b = vector(numbers, p)
            for row, each in zip(rows, sums, strict=True):
                builder.store(builder.fadd(builder.load(each), builder.fmul(vector(row, p), b)), each)
        totals = []
        for each in sums:
            lanes, total = builder.load(each), ir.Constant(ir.DoubleType(), 0.0)
            for lane in range(LANES):
                number = builder.extract_element(lanes, ir.Constant(ir.IntType(32), lane))
                total = builder.fadd(total, number)
            totals.append(total)
        return context.make_tuple(builder, signature.return_type, totals)

    place = types.intp
    found = types.containers.UniTuple(types.float64, TOGETHER)
    return found(values, place, place, x, place, place), generate


# Unannotated on purpose: Numba compares the signatures of both functions, annotations included.
overload(dots)(
    lambda values, at, stride, x, first, whole: (
        lambda values, at, stride, x, first, whole: _dots(values, at, stride, x, first, whole)
    )
)


@kernel
def dense_down(
    dense: _Reals, offset: int, exchanges: _Ints, trim: _Reals, start: int, end: int, x: _Reals
) -> None:
    """Solve N z = x on positions start … end, in place: Uᵀ, Lᵀ, exchanges, trim."""
    m = end - start
    lead = 0
    while lead < m and x[start + lead] == 0.0:
        lead += 1
    c = lead
    while c < m:
        # rows that four do not divide come first, where they are short
        rows = TOGETHER if (m - c) % TOGETHER == 0 else (m - c) % TOGETHER
        at, length = offset + c * m, c - lead
        whole = length // LANES * LANES
        if whole > 0:
            sums = dots(dense, at + lead, m, x, start + lead, whole)
            for k in range(rows):
                x[start + c + k] -= sums[k]
        for k in range(rows):
            row, total = at + k * m, x[start + c + k]
            for i in range(lead + whole, c + k):
                total -= dense[row + i] * x[start + i]
            x[start + c + k] = total / dense[row + c + k]
        c += rows
    last = m
    while last > 0:
        rows = TOGETHER if last % TOGETHER == 0 else last % TOGETHER
        c = last - rows
        at, length = offset + c * m, m - last
        whole = length // LANES * LANES
        if whole > 0:
            sums = dots(dense, at + m - whole, m, x, end - whole, whole)
            for k in range(rows):
                x[start + c + k] -= sums[k]
        for k in range(rows - 1, -1, -1):
            row, total = at + k * m, x[start + c + k]
            for i in range(c + k + 1, m - whole):
                total -= dense[row + i] * x[start + i]
            x[start + c + k] = total
        last = c
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
    for c in range(0, m, TOGETHER):
        at = offset + c * m
        last = min(c + TOGETHER, m)
        for k in range(c, last):
            for i in range(k + 1, last):
                part[i] -= dense[offset + k * m + i] * part[k]
        if last < m:
            _take(dense, at, m, part, c, last, m)
    for last in range(m, 0, -TOGETHER):
        c = max(last - TOGETHER, 0)
        for k in range(last - 1, c - 1, -1):
            at = offset + k * m
            part[k] /= dense[at + k]
            for i in range(c, k):
                part[i] -= dense[at + i] * part[k]
        if last - c == TOGETHER:
            _take(dense, offset + c * m, m, part, c, 0, c)


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
