"""One right-hand side solved, refined once and judged, in one call.

The rule is that of :mod:`roos.refine` for small systems: a residual in twofold precision, a step, and its
backward error. Everything follows what the right-hand side reaches: the residual goes by columns of M, over
those where the solution differs from zero, and rows that none of them touches hold exact zeros. Where most of
the solution differs from zero it goes by rows.

The second residual is spared where the first one and the step prove what it would say. With x₁ = x₀ + d,
rounded, and |d| ≤ δ|x₁|, |f − M x₁| ≤ |f − M x₀| + (δ + u)|M||x₁|, hence ω₁ ≤ ω₀ (1 + δ + u) + δ + u.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.bits import set_bit
from roos.kernels.carried_single import solve_carried
from roos.kernels.compile import kernel
from roos.kernels.lanes import LANES
from roos.kernels.row_sums import add_product, product_error
from roos.kernels.twofold_row import lane_sums
from roos.kernels.way import Packed, Way, sweep, sweep_transposed, unpacked

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]
_Words = NDArray[np.uint64]

_UNIT = 2.0**-53
_Sparse = tuple[_Ints, _Ints, _Reals]

#: A bound of ω up to this many times the target spares measuring it: ω itself is mostly a tenth of the bound,
#: and refinement goes on only from five times the target, which the bound would show.
PROVEN = 4.0
#: Share of a solution that differs from zero, from which its residual goes by rows, whose sums stay in
#: registers.
FILLED = 0.25
#: Share of a right-hand side that differs from zero, from which a system without a nucleus is solved row by
#: row.
GIVEN = 0.125
#: Entries of a row from which eight are worked on at once.
LONG_ROW = 24


class Rule(NamedTuple):
    """When a solution is handed out after one step.

    Attributes
    ----------
    target, gain, most_error
        ``refine_target``, which is not above the last, ``refine_gain`` and ``warn_bound`` of
        `roos.options.Options`.
    most_growth
        Largest growth of a solution over its right-hand side, both equilibrated, that needs no second look.
    """

    target: float
    gain: float
    most_error: float
    most_growth: float


class Desk(NamedTuple):
    """Workspace of one solve; zero and empty before and after it, but for the lists.

    Attributes
    ----------
    x : float64 (n,)
        By position.
    sums : float64 (n, 4)
        By row: the residual's sum, what it lost, its size, and nothing, to fill half a cache line.
    lanes : float64 (3, 8)
        Sums of one row.
    found, again, rows : int32 (n,)
        Positions of the solution, of the step, and rows of the residual that are not zero.
    bits : uint64 (⌈n / 64⌉,)
        Positions still to be solved.
    """

    x: _Reals
    sums: _Reals
    lanes: _Reals
    found: _Ints
    again: _Ints
    rows: _Ints
    bits: _Words


@kernel
def solve_certified(
    packed: Packed,
    columns: _Sparse,
    rows: _Sparse,
    right: _Reals,
    out: _Reals,
    reals: _Reals,
    lists: _Ints,
    bits: _Words,
    rule: Rule,
    transposed: bool,
) -> bool:
    """Solve M x = f.

    Parameters
    ----------
    packed
        Factors; read only.
    columns, rows
        M by columns and by rows, unscaled: pointers int32 (n + 1,), indices int32 (entries,), values float64
        (entries,); read only. Magnitudes as `roos.kernels.row_sums.product_error` asks.
    right : float64 (n,)
        f; read only.
    out : float64 (n,)
        Zero on entry; x on return.
    reals, lists, bits : float64 (5 n + 24,), int32 (3 n,), uint64 (⌈n / 64⌉,)
        The `Desk` of this call; zero on entry and on return, but for the lists.
    rule
        What may be handed out.
    transposed
        Which sweep the way is for.

    Returns
    -------
    bool
        Whether ``out`` is what the rule hands out after one step. If not, anything may be amiss: a value that
        is not finite, growth, a step that makes things worse or that wants another.
    """
    n = right.shape[0]
    way = unpacked(packed, transposed)
    desk = Desk(
        reals[:n],
        reals[n : 5 * n].reshape((n, 4)),
        reals[5 * n :].reshape((3, LANES)),
        lists[:n],
        lists[n : 2 * n],
        lists[2 * n :],
        bits,
    )
    x, found, again = desk.x, desk.found, desk.again
    place_in, place_out, scale_in, scale_out = way.place_in, way.place_out, way.scale_in, way.scale_out
    largest, given, sound = 0.0, 0, True
    if way.dense.shape[0] == 0:
        for row in range(n):
            if right[row] != 0.0:
                given += 1
        if given > GIVEN * n:
            return solve_carried(way, rows, right, out, x, rule.target, rule.most_growth, transposed)
        given = 0
    for row in range(n):
        value = right[row]
        if value != 0.0:
            desk.rows[given] = row
            given += 1
            q = place_in[row]
            x[q] = value * scale_in[row]
            set_bit(bits, n - 1 - q if transposed else q)
            size = abs(x[q])
            largest = max(largest, size)
            sound = sound and size < np.inf
    count = sweep_transposed(way, x, bits, found) if transposed else sweep(way, x, bits, found)
    kept = 0
    for k in range(count):
        q = found[k]
        j = place_out[q]
        out[j] = x[q] * scale_out[j]
        x[q] = 0.0
        if out[j] != 0.0:
            found[kept] = q
            kept += 1
    filled = kept > FILLED * n
    if filled:
        before = _residual_by_rows(way, rows, right, out, desk, True, transposed)
    else:
        before = _residual(way, columns, right, out, given, kept, desk, True, transposed)
    if not (sound and before < np.inf):
        reals[:] = 0.0
        bits[:] = np.uint64(0)
        return False
    count = sweep_transposed(way, x, bits, again) if transposed else sweep(way, x, bits, again)
    moved = 0.0
    for k in range(count):
        q = again[k]
        j = place_out[q]
        step = x[q] * scale_out[j]
        x[q] = 0.0
        if out[j] == 0.0:
            found[kept] = q
            kept += 1
        out[j] += step
        if step != 0.0:
            moved = max(moved, abs(step / out[j]))
            sound = sound and abs(out[j]) < np.inf
    grown = 0.0
    for k in range(kept):
        j = place_out[found[k]]
        grown = max(grown, abs(out[j]) * way.back_out[j])
    if not (sound and grown <= rule.most_growth * largest):
        return False
    # a hair more for the rounding of ω itself
    if (before * (1.0 + moved + _UNIT) + moved + _UNIT) * (1.0 + 1e-9) <= PROVEN * rule.target:
        return True
    if filled:
        after = _residual_by_rows(way, rows, right, out, desk, False, transposed)
    else:
        given = 0
        for row in range(n):
            if right[row] != 0.0:
                desk.rows[given] = row
                given += 1
        after = _residual(way, columns, right, out, given, kept, desk, False, transposed)
    done = after <= before and before < rule.gain * after and after <= rule.most_error
    return after <= rule.target or done


@kernel
def _residual(
    way: Way,
    columns: _Sparse,
    right: _Reals,
    out: _Reals,
    given: int,
    kept: int,
    desk: Desk,
    load: bool,
    transposed: bool,
) -> float:
    """Return ω of a solution; with ``load``, also put its equilibrated residual on the desk.

    ``desk.rows`` holds the ``given`` rows of f that are not zero, ``desk.found`` the ``kept`` positions.
    """
    indptr, indices, data = columns
    sums, rows, found = desk.sums, desk.rows, desk.found
    place_out = way.place_out
    touched = given
    for k in range(given):
        row = rows[k]
        sums[row, 0] = right[row]
        sums[row, 2] = abs(right[row])
    for k in range(kept):
        j = place_out[found[k]]
        b = out[j]
        for p in range(indptr[j], indptr[j + 1]):
            a = -data[p]
            product = a * b
            if product == 0.0:  # a stored zero
                continue
            row = indices[p]
            high, scale = sums[row, 0], sums[row, 2]
            if scale == 0.0:
                rows[touched] = row
                touched += 1
            total = high + product
            part = total - high
            sums[row, 1] += ((high - (total - part)) + (product - part)) + product_error(a, b, product)
            sums[row, 0] = total
            sums[row, 2] = scale + abs(product)
    worst = 0.0
    x, bits, place_in, scale_in = desk.x, desk.bits, way.place_in, way.scale_in
    last = x.shape[0] - 1
    for k in range(touched):
        row = rows[k]
        r, scale = sums[row, 0] + sums[row, 1], sums[row, 2]
        sums[row, 0], sums[row, 1], sums[row, 2] = 0.0, 0.0, 0.0
        if r != 0.0 or not scale < np.inf:
            ratio = abs(r) / scale
            if not ratio <= worst:
                worst = ratio if ratio == ratio else np.inf
            if load:
                q = place_in[row]
                x[q] = r * scale_in[row]
                set_bit(bits, last - q if transposed else q)
    return worst


@kernel
def _residual_by_rows(
    way: Way,
    by_rows: _Sparse,
    right: _Reals,
    out: _Reals,
    desk: Desk,
    load: bool,
    transposed: bool,
) -> float:
    """Do as `_residual` over all rows of M, where most of the solution differs from zero."""
    indptr, indices, data = by_rows
    x, bits, place_in, scale_in, sums = desk.x, desk.bits, way.place_in, way.scale_in, desk.lanes
    worst, last = 0.0, x.shape[0] - 1
    for i in range(right.shape[0]):
        high, low = right[i], 0.0
        scale = abs(high)
        begin, end = indptr[i], indptr[i + 1]
        whole = begin + (end - begin) // LANES * LANES if end - begin >= LONG_ROW else begin
        if whole > begin:
            lane_sums(indices, data, begin, whole, out, sums)
            for lane in range(LANES):
                term = sums[0, lane]
                total = high + term
                part = total - high
                low += ((high - (total - part)) + (term - part)) + sums[1, lane]
                high = total
                scale += sums[2, lane]
        for p in range(whole, end):
            a, b = -data[p], out[indices[p]]
            high, low, scale = add_product(high, low, scale, a, b)
        r = high + low
        if r != 0.0 or not scale < np.inf:
            ratio = abs(r) / scale
            if not ratio <= worst:
                worst = ratio if ratio == ratio else np.inf
            if load:
                q = place_in[i]
                x[q] = r * scale_in[i]
                set_bit(bits, last - q if transposed else q)
    return worst
