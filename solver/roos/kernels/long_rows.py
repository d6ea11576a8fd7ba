"""Long rows of a residual in twofold precision: twenty-four right-hand sides at once, in half the operations.

As `roos.kernels.row_sums.twofold_tile`, which carries a sum that may come near zero at every step, and needs
eight operations to know what a step lost. Here the sizes of a row are added up first, and the sum begins at
`ABOVE` times the size instead of at zero: so far from zero, a step changes it by less than half, so what it
lost is had exactly from one difference (Sterbenz's lemma) and one fused multiply-add; what the sum began with
is taken away again without error. Two passes over a row pay where rows are long. Three tiles go together: one
alone would wait for each step of its own sum.

With n terms of size s in all, each loss is at most 3.25 u s, and adding them up in working precision is wrong
by at most 1.7 n² u² s: as small, but for that factor, as what Knuth's error-free sum leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from roos.kernels.lanes import LANES, broadcast

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]

#: Tiles of eight columns that are summed together.
TILES = 3
#: Where a sum begins, in sizes of the row: from 2 on, each step changes it by at most half.
ABOVE = 2.25

_VECTOR = ir.VectorType(ir.DoubleType(), LANES)


def fused(a: float, b: float, c: float) -> float:
    """Return a·b + c, rounded once."""
    if not (np.isfinite(a) and np.isfinite(b) and np.isfinite(c)):
        return a * b + c
    return float(Fraction(a) * Fraction(b) + Fraction(c))


def twofold_tiles(
    indices: _Ints,
    data: _Reals,
    begin: int,
    end: int,
    x: _Reals,
    f: _Reals,
    i: int,
    columns: tuple[int, int, int],
    r: _Reals,
    u: int,
    size: _Reals,
    v: int,
) -> None:
    """Write r_u = f_i − Σ_p a_p x_{j_p} and their sizes, eight columns from each of three."""
    for c in columns:
        for lane in range(c, c + LANES):
            scale = abs(f[i, lane])
            for p in range(begin, end):
                scale += abs(data[p] * x[indices[p], lane])
            base = ABOVE * scale
            high = base + f[i, lane]
            low = f[i, lane] - (high - base)
            for p in range(begin, end):
                a, b = -data[p], x[indices[p], lane]
                total = fused(a, b, high)
                low += fused(a, b, -(total - high))
                high = total
            r[u, lane], size[v, lane] = (high - base) + low, scale


@intrinsic
def _twofold_tiles(
    typing: Any, indices: Any, data: Any, begin: Any, end: Any, x: Any, f: Any, i: Any, columns: Any, r: Any,
    u: Any, size: Any, v: Any,
) -> Any:  # fmt: skip
    place = types.intp
    starts = types.containers.UniTuple(place, TILES)
    kind = types.void(indices, data, place, place, x, f, place, starts, r, place, size, place)
    return kind, _generate


def _generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    begin, end, i, columns, u, v = (arguments[place] for place in (2, 3, 6, 7, 9, 11))
    arrays = {
        place: context.make_array(signature.args[place])(context, builder, arguments[place])
        for place in (0, 1, 4, 5, 8, 10)
    }
    firsts = cgutils.unpack_tuple(builder, columns, TILES)

    def pointers(place: int, row: Any) -> list[Any]:
        array = arrays[place]
        start = builder.mul(row, builder.extract_value(array.shape, 1))
        each = (builder.gep(array.data, [builder.add(start, first)]) for first in firsts)
        return [builder.bitcast(one, _VECTOR.as_pointer()) for one in each]

    def function(name: str, count: int) -> Any:
        kind = ir.FunctionType(_VECTOR, [_VECTOR] * count)
        return cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{LANES}f64")

    fabs, fma = function("fabs", 1), function("fma", 3)

    def each(step: Callable[[Any, int, Any], None]) -> None:
        with cgutils.for_range_slice(builder, begin, end, ir.Constant(begin.type, 1)) as (p, _count):
            a = broadcast(builder, builder.fneg(builder.load(builder.gep(arrays[1].data, [p]))))
            j = builder.sext(builder.load(builder.gep(arrays[0].data, [p])), begin.type)
            for tile, pointer in enumerate(pointers(4, j)):
                step(a, tile, builder.load(pointer, align=8))

    given = [builder.load(pointer, align=8) for pointer in pointers(5, i)]
    scales = [cgutils.alloca_once_value(builder, builder.call(fabs, [one])) for one in given]

    def add_size(a: Any, tile: int, b: Any) -> None:
        product = builder.call(fabs, [builder.fmul(a, b)])
        builder.store(builder.fadd(builder.load(scales[tile]), product), scales[tile])

    each(add_size)
    above = ir.Constant(_VECTOR, [ABOVE] * LANES)
    bases = [builder.fmul(above, builder.load(scale)) for scale in scales]
    starts = [builder.fadd(base, one) for base, one in zip(bases, given, strict=True)]
    high = [cgutils.alloca_once_value(builder, start) for start in starts]
    low = [
        cgutils.alloca_once_value(builder, builder.fsub(one, builder.fsub(start, base)))
        for one, start, base in zip(given, starts, bases, strict=True)
    ]

    def add_term(a: Any, tile: int, b: Any) -> None:
        before = builder.load(high[tile])
        total = builder.call(fma, [a, b, before])
        lost = builder.call(fma, [a, b, builder.fneg(builder.fsub(total, before))])
        builder.store(builder.fadd(builder.load(low[tile]), lost), low[tile])
        builder.store(total, high[tile])

    each(add_term)
    for tile, (residual, scale) in enumerate(zip(pointers(8, u), pointers(10, v), strict=True)):
        total = builder.fadd(builder.fsub(builder.load(high[tile]), bases[tile]), builder.load(low[tile]))
        builder.store(total, residual, align=8)
        builder.store(builder.load(scales[tile]), scale, align=8)
    return context.get_dummy_value()


@intrinsic
def _fused(typing: Any, a: Any, b: Any, c: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fma(*arguments)

    return types.float64(types.float64, types.float64, types.float64), generate


# Unannotated on purpose: Numba compares the signatures of both functions, annotations included.
overload(fused)(lambda a, b, c: lambda a, b, c: _fused(a, b, c))
overload(twofold_tiles)(
    lambda indices, data, begin, end, x, f, i, columns, r, u, size, v: (
        lambda indices, data, begin, end, x, f, i, columns, r, u, size, v: _twofold_tiles(
            indices, data, begin, end, x, f, i, columns, r, u, size, v
        )
    )
)
