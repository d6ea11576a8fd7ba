"""One right-hand side through a system without a dense nucleus, as `roos.kernels.carried` does eight."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel
from roos.kernels.row_sums import add_product, product_error
from roos.kernels.way import Way

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]
_Sparse = tuple[_Ints, _Ints, _Reals]

#: Of a block: where the entries of each of its rows end, their unknowns and values, four sums of each row.
_Room = tuple[_Ints, _Ints, _Reals, _Reals]

#: Indices in the inner loops: of numbers without a sign Numba need not ask whether they count from the end.
_Index = np.uint32


@kernel
def solve_carried(
    way: Way,
    rows: _Sparse,
    right: _Reals,
    out: _Reals,
    lacks: _Reals,
    target: float,
    most_growth: float,
    transposed: bool,
) -> bool:
    """Solve M x = f; arguments as of `roos.kernels.carried.solve_tiles`.

    ``right`` and ``out`` are float64 (n,), the latter zero on entry; ``lacks`` float64 (n,) is workspace,
    zero on entry and on return: what x lacks.
    """
    indptr, indices, data = rows
    block_start, source, place_out = way.block_start, way.source, way.place_out
    scale_in, back_in, back_out, pivots = way.scale_in, way.back_in, way.back_out, way.pivot
    scale_out, place, order = way.scale_out, way.place, way.order
    lower, upper = (way.l_indptr, way.l_row, way.lower), (way.u_indptr, way.u_column, way.upper)
    blocks, n, entries = way.order.shape[0], right.shape[0], indices.shape[0]
    several = blocks < n
    ends = np.empty(n if several else 0, dtype=np.int32)
    inside = np.empty(entries if several else 0, dtype=np.int32)
    values, sums = np.empty(entries if several else 0), np.empty((n if several else 0, 4))
    work = np.empty(n if several else 0)
    room = ends, inside, values, sums
    largest, grown, sound = 0.0, 0.0, True
    for number in range(blocks):
        b = _Index(order[number])
        q = _Index(block_start[b])
        if block_start[b + _Index(1)] - block_start[b] > 1:
            start, end = block_start[b], block_start[b + _Index(1)]
            _sum_block(start, end, source, place, rows, right, out, lacks, room)
            for k in range(end - start):
                i = source[start + k]
                largest = max(largest, abs(right[i]) * scale_in[i])
                work[k] = (sums[k, 0] + (sums[k, 1] + sums[k, 3])) * scale_in[i]
            _through_factors(start, end, pivots, lower, upper, work, transposed)
            for k in range(end - start):
                j = place_out[start + k]
                out[j] = work[k] * scale_out[j]
            for k in range(end - start):
                high, low, size = _add_inside(k, out, room)
                work[k] = ((high + low) + sums[k, 3]) * scale_in[source[start + k]]
            _through_factors(start, end, pivots, lower, upper, work, transposed)
            for k in range(end - start):
                j = place_out[start + k]
                x, step = out[j], work[k] * scale_out[j]
                solved = x + step
                out[j], lacks[j] = solved, (x - solved) + step
                grown = max(grown, abs(solved) * back_out[j])
            for k in range(end - start):
                high, low, size = _add_inside(k, out, room)
                sound = sound and abs(high + low) <= target * size
            continue
        i, j = _Index(source[q]), _Index(place_out[q])
        back = back_out[j]
        pivot = pivots[q] * back_in[i] * back
        inverse = 1.0 / pivot
        high, low, rest = right[i], 0.0, 0.0
        size = abs(high)
        largest = max(largest, size * scale_in[i])
        for p in range(_Index(indptr[i]), _Index(indptr[i + _Index(1)])):
            a, other = -data[p], _Index(indices[p])
            by = out[other]
            high, low, size = add_product(high, low, size, a, by)
            rest += a * lacks[other]
        x = (high + (low + rest)) * inverse
        product = pivot * x
        step = ((high - product) + ((low - product_error(pivot, x, product)) + rest)) * inverse
        solved = x + step
        out[j], lacks[j] = solved, (x - solved) + step
        product = pivot * solved
        left = (high - product) + (low - product_error(pivot, solved, product))
        sound = sound and abs(left) <= target * (size + abs(product))
        grown = max(grown, abs(solved) * back)
    lacks[:] = 0.0
    return sound and grown <= most_growth * largest


@kernel
def _sum_block(
    start: int,
    end: int,
    source: _Ints,
    place: _Ints,
    rows: _Sparse,
    right: _Reals,
    out: _Reals,
    lacks: _Reals,
    room: _Room,
) -> None:
    """Sum the rows of a block over what lies outside it, and list their entries inside."""
    indptr, indices, data = rows
    ends, inside, values, sums = room
    count = 0
    for q in range(start, end):
        i = source[q]
        high, low, rest = right[i], 0.0, 0.0
        size = abs(high)
        for p in range(_Index(indptr[i]), _Index(indptr[i + 1])):
            k = _Index(indices[p])
            if start <= place[k] < end:
                inside[count], values[count] = indices[p], data[p]
                count += 1
                continue
            a, by = -data[p], out[k]
            high, low, size = add_product(high, low, size, a, by)
            rest += a * lacks[k]
        ends[q - start] = count
        sums[q - start, 0], sums[q - start, 1], sums[q - start, 2], sums[q - start, 3] = high, low, size, rest


@kernel
def _add_inside(k: int, out: _Reals, room: _Room) -> tuple[float, float, float]:
    """Return the sum of row k of a block over all its entries, what it lost, and the size of its terms."""
    ends, inside, values, sums = room
    high, low, size = sums[k, 0], sums[k, 1], sums[k, 2]
    begin = ends[k - 1] if k > 0 else 0
    for p in range(_Index(begin), _Index(ends[k])):
        a, by = -values[p], out[_Index(inside[p])]
        high, low, size = add_product(high, low, size, a, by)
    return high, low, size


@kernel
def _through_factors(
    start: int,
    end: int,
    pivot: _Reals,
    lower: tuple[_Ints, _Ints, _Reals],
    upper: tuple[_Ints, _Ints, _Reals],
    x: _Reals,
    transposed: bool,
) -> None:
    """Solve a block in place; x by position, counted from the start of the block."""
    l_indptr, l_row, below = lower
    u_indptr, u_column, above = upper
    if transposed:
        for i in range(start, end):
            x[i - start] /= pivot[i]
            for p in range(u_indptr[i], u_indptr[i + 1]):
                x[u_column[p] - start] -= above[p] * x[i - start]
        for i in range(end - 1, start - 1, -1):
            for p in range(l_indptr[i], l_indptr[i + 1]):
                x[i - start] -= below[p] * x[l_row[p] - start]
    else:
        for i in range(start, end):
            for p in range(l_indptr[i], l_indptr[i + 1]):
                x[l_row[p] - start] -= below[p] * x[i - start]
        for i in range(end - 1, start - 1, -1):
            for p in range(u_indptr[i], u_indptr[i + 1]):
                x[i - start] -= above[p] * x[u_column[p] - start]
            x[i - start] /= pivot[i]
