"""One row of a residual for eight right-hand sides at once, and the exact error of a product.

Arrays of right-hand sides are float64 (n, k), row-major, k ≥ 8; a *tile* is eight neighbouring columns. The
compiled forms keep the sums of a row in vector registers; the plain functions are the definition and the
interpreted twins (see `roos.kernels.lanes` for why vector instructions are written out).

The error of a product comes from a fused multiply-add, a·b − fl(a·b) rounded once, which is exact; the twin
uses Dekker's splitting (1971, Numer. Math. 18:224), which gives the same number. A processor without the
instruction calls its C library for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic, overload, register_jitable
from numpy.typing import NDArray

from roos.kernels.lanes import LANES, broadcast

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]

#: Dekker's constant 2²⁷ + 1 splits a double into two halves of 26 bits.
SPLITTER = 134217729.0

_REAL = ir.DoubleType()
_VECTOR = ir.VectorType(_REAL, LANES)


def product_error(a: float, b: float, product: float) -> float:
    """Return a·b − product exactly, product being a·b rounded; sizes below 2⁹⁹⁶."""
    t = SPLITTER * a
    a_high = t - (t - a)
    a_low = a - a_high
    t = SPLITTER * b
    b_high = t - (t - b)
    b_low = b - b_high
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


@register_jitable
def add_product(high: float, low: float, size: float, a: float, b: float) -> tuple[float, float, float]:
    """Return a sum with a·b added, what it lost so far, and the size of its terms (Knuth's two-sum)."""
    product = a * b
    total = high + product
    part = total - high
    low += ((high - (total - part)) + (product - part)) + product_error(a, b, product)
    return total, low, size + abs(product)


def plain_tile(
    indices: _Ints,
    data: _Reals,
    begin: int,
    end: int,
    x: _Reals,
    f: _Reals,
    i: int,
    c: int,
    r: _Reals,
    u: int,
    size: _Reals,
    v: int,
) -> None:
    """Write r_u = f_i − Σ_p a_p x_{j_p} and size_v = |f_i| + Σ_p |a_p x_{j_p}| in columns c … c + 7."""
    for lane in range(c, c + LANES):
        total, scale = f[i, lane], abs(f[i, lane])
        for p in range(begin, end):
            term = data[p] * x[indices[p], lane]
            total -= term
            scale += abs(term)
        r[u, lane], size[v, lane] = total, scale


def twofold_tile(
    indices: _Ints,
    data: _Reals,
    begin: int,
    end: int,
    x: _Reals,
    f: _Reals,
    i: int,
    c: int,
    r: _Reals,
    u: int,
    size: _Reals,
    v: int,
) -> None:
    """Do as `plain_tile` with the sum carried in twofold precision (Knuth's error-free sum)."""
    for lane in range(c, c + LANES):
        high, low, scale = f[i, lane], 0.0, abs(f[i, lane])
        for p in range(begin, end):
            a, b = -data[p], x[indices[p], lane]
            high, low, scale = add_product(high, low, scale, a, b)
        r[u, lane], size[v, lane] = high + low, scale


def worst_tile(r: _Reals, u: int, size: _Reals, v: int, c: int, omega: _Reals) -> None:
    """Raise omega_c … omega_{c+7} to |r_u| / size_v, with 0/0 = 0 and anything not a number = inf."""
    for lane in range(c, c + LANES):
        value, scale = abs(r[u, lane]), size[v, lane]
        if value != 0.0 or not scale < np.inf:
            ratio = value / scale
            if not ratio <= omega[lane]:
                omega[lane] = ratio if ratio == ratio else np.inf


class _Tiles:
    """Vectors of eight columns in the arrays of a compiled call."""

    def __init__(self, context: Any, builder: Any, kinds: Any, arguments: Any) -> None:
        self._context, self._builder, self._kinds, self._arguments = context, builder, kinds, arguments

    def array(self, place: int) -> Any:
        return self._context.make_array(self._kinds[place])(
            self._context, self._builder, self._arguments[place]
        )

    def pointer(self, place: int, row: Any, column: Any) -> Any:
        builder, array = self._builder, self.array(place)
        width = builder.extract_value(array.shape, 1)
        first = builder.gep(array.data, [builder.add(builder.mul(row, width), column)])
        return builder.bitcast(first, _VECTOR.as_pointer())


def _on_vectors(builder: Any, name: str, arguments: int) -> Any:
    """Return LLVM's own function for vectors of eight, e.g. ``llvm.fabs.v8f64``."""
    kind = ir.FunctionType(_VECTOR, [_VECTOR] * arguments)
    return cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{LANES}f64")


def _absolute(builder: Any, vector: Any) -> Any:
    return builder.call(_on_vectors(builder, "fabs", 1), [vector])


def _row(step: Callable[..., None]) -> Callable[..., Any]:
    """Return the compiled form of a row's sums; ``step`` adds one product to the sums in registers."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        tiles = _Tiles(context, builder, signature.args, arguments)
        begin, end, i, c, u, v = (arguments[place] for place in (2, 3, 6, 7, 9, 11))
        zero = ir.Constant(_VECTOR, [0.0] * LANES)
        given = builder.load(tiles.pointer(5, i, c), align=8)
        high, low, scale = (cgutils.alloca_once(builder, _VECTOR) for _ in range(3))
        builder.store(given, high)
        builder.store(zero, low)
        builder.store(_absolute(builder, given), scale)
        indices, data = tiles.array(0).data, tiles.array(1).data
        with cgutils.for_range_slice(builder, begin, end, ir.Constant(begin.type, 1)) as (p, _count):
            a = builder.fneg(builder.load(builder.gep(data, [p])))
            j = builder.sext(builder.load(builder.gep(indices, [p])), begin.type)
            step(
                builder,
                broadcast(builder, a),
                builder.load(tiles.pointer(4, j, c), align=8),
                high,
                low,
                scale,
            )
        total = builder.fadd(builder.load(high), builder.load(low))
        builder.store(total, tiles.pointer(8, u, c), align=8)
        builder.store(builder.load(scale), tiles.pointer(10, v, c), align=8)
        return context.get_dummy_value()

    return generate


def _plain_step(builder: Any, a: Any, b: Any, high: Any, low: Any, scale: Any) -> None:
    product = builder.fmul(a, b)
    builder.store(builder.fadd(builder.load(high), product), high)
    builder.store(builder.fadd(builder.load(scale), _absolute(builder, product)), scale)


def _twofold_step(builder: Any, a: Any, b: Any, high: Any, low: Any, scale: Any) -> None:
    product = builder.fmul(a, b)
    wrong = builder.call(_on_vectors(builder, "fma", 3), [a, b, builder.fneg(product)])
    before = builder.load(high)
    total = builder.fadd(before, product)
    part = builder.fsub(total, before)
    lost = builder.fadd(
        builder.fsub(before, builder.fsub(total, part)),
        builder.fsub(product, part),
    )
    builder.store(builder.fadd(builder.load(low), builder.fadd(lost, wrong)), low)
    builder.store(total, high)
    builder.store(builder.fadd(builder.load(scale), _absolute(builder, product)), scale)


def _tile(step: Callable[..., None]) -> Any:
    """Return the instruction that sums a row by ``step``; arguments as of `plain_tile`."""

    @intrinsic
    def tile(
        typing: Any, indices: Any, data: Any, begin: Any, end: Any, x: Any, f: Any, i: Any, c: Any, r: Any,
        u: Any, size: Any, v: Any,
    ) -> Any:  # fmt: skip
        place = types.intp
        kind = types.void(indices, data, place, place, x, f, place, place, r, place, size, place)
        return kind, _row(step)

    return tile


_plain_tile, _twofold_tile = _tile(_plain_step), _tile(_twofold_step)


@intrinsic
def _worst_tile(typing: Any, r: Any, u: Any, size: Any, v: Any, c: Any, omega: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        tiles = _Tiles(context, builder, signature.args, arguments)
        u, v, c = arguments[1], arguments[3], arguments[4]
        zero, infinite = (ir.Constant(_VECTOR, [value] * LANES) for value in (0.0, float("inf")))
        value = _absolute(builder, builder.load(tiles.pointer(0, u, c), align=8))
        scale = builder.load(tiles.pointer(2, v, c), align=8)
        asked = builder.or_(
            builder.fcmp_unordered("!=", value, zero), builder.fcmp_unordered(">=", scale, infinite)
        )
        ratio = builder.select(asked, builder.fdiv(value, scale), zero)
        ratio = builder.select(builder.fcmp_unordered("uno", ratio, ratio), infinite, ratio)
        first = builder.gep(tiles.array(5).data, [c])
        target = builder.bitcast(first, _VECTOR.as_pointer())
        known = builder.load(target, align=8)
        larger = builder.fcmp_ordered(">", ratio, known)
        builder.store(builder.select(larger, ratio, known), target, align=8)
        return context.get_dummy_value()

    return types.void(r, types.intp, size, types.intp, types.intp, omega), generate


@intrinsic
def _product_error(typing: Any, a: Any, b: Any, product: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        a, b, product = arguments
        return builder.fma(a, b, builder.fneg(product))

    return types.float64(types.float64, types.float64, types.float64), generate


# Unannotated on purpose: Numba compares the signatures of both functions, annotations included.
overload(product_error)(lambda a, b, product: lambda a, b, product: _product_error(a, b, product))
overload(worst_tile)(
    lambda r, u, size, v, c, omega: lambda r, u, size, v, c, omega: _worst_tile(r, u, size, v, c, omega)
)
overload(plain_tile)(
    lambda indices, data, begin, end, x, f, i, c, r, u, size, v: (
        lambda indices, data, begin, end, x, f, i, c, r, u, size, v: _plain_tile(
            indices, data, begin, end, x, f, i, c, r, u, size, v
        )
    )
)
overload(twofold_tile)(
    lambda indices, data, begin, end, x, f, i, c, r, u, size, v: (
        lambda indices, data, begin, end, x, f, i, c, r, u, size, v: _twofold_tile(
            indices, data, begin, end, x, f, i, c, r, u, size, v
        )
    )
)
