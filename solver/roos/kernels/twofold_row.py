"""One row of a residual for one right-hand side, eight entries at once.

As `roos.kernels.row_sums`, which does eight columns at once: with one column the only numbers that can stand
side by side are those of a row. Eight partial sums are carried in twofold precision and then added without
error; the compiled form is vector instructions (see `roos.kernels.lanes` for why they are written out).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from roos.kernels.lanes import LANES
from roos.kernels.row_sums import add_product

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]

_REAL, _VECTOR = ir.DoubleType(), ir.VectorType(ir.DoubleType(), LANES)
_COUNT = ir.IntType(32)


def lane_sums(indices: _Ints, data: _Reals, begin: int, end: int, x: _Reals, sums: _Reals) -> None:
    """Write the sums of −a_p x_{j_p} over p = begin + lane, begin + lane + 8, … to float64 (3, 8).

    Rows of ``sums``: the sum, what it lost, and the sum of absolute terms. ``end − begin`` is a multiple of
    8.
    """
    for lane in range(LANES):
        high = low = size = 0.0
        for p in range(begin + lane, end, LANES):
            a, b = -data[p], x[indices[p]]
            high, low, size = add_product(high, low, size, a, b)
        sums[0, lane], sums[1, lane], sums[2, lane] = high, low, size


@intrinsic
def _lane_sums(typing: Any, indices: Any, data: Any, begin: Any, end: Any, x: Any, sums: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def first(place: int) -> Any:
            return context.make_array(signature.args[place])(context, builder, arguments[place]).data

        def on_vectors(name: str, *given: Any) -> Any:
            kind = ir.FunctionType(_VECTOR, [_VECTOR] * len(given))
            function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{LANES}f64")
            return builder.call(function, given)

        columns, values, numbers = first(0), first(1), first(4)
        begin, end = arguments[2], arguments[3]
        zero = ir.Constant(_VECTOR, [0.0] * LANES)
        high, low, size = (cgutils.alloca_once_value(builder, zero) for _ in range(3))
        with cgutils.for_range_slice(builder, begin, end, ir.Constant(begin.type, LANES)) as (p, _count):
            place = builder.bitcast(builder.gep(values, [p]), _VECTOR.as_pointer())
            a = builder.fneg(builder.load(place, align=8))
            b = ir.Constant(_VECTOR, ir.Undefined)
            for lane in range(LANES):
                at = builder.add(p, ir.Constant(p.type, lane))
                j = builder.sext(builder.load(builder.gep(columns, [at])), p.type)
                number = builder.load(builder.gep(numbers, [j]))
                b = builder.insert_element(b, number, ir.Constant(_COUNT, lane))
            product = builder.fmul(a, b)
            wrong = on_vectors("fma", a, b, builder.fneg(product))
            before = builder.load(high)
            total = builder.fadd(before, product)
            part = builder.fsub(total, before)
            lost = builder.fadd(builder.fsub(before, builder.fsub(total, part)), builder.fsub(product, part))
            builder.store(builder.fadd(builder.load(low), builder.fadd(lost, wrong)), low)
            builder.store(total, high)
            builder.store(builder.fadd(builder.load(size), on_vectors("fabs", product)), size)
        target = first(5)
        for row, each in enumerate((high, low, size)):
            place = builder.gep(target, [ir.Constant(begin.type, row * LANES)])
            builder.store(builder.load(each), builder.bitcast(place, _VECTOR.as_pointer()), align=8)
        return context.get_dummy_value()

    return types.void(indices, data, types.intp, types.intp, x, sums), generate


# Unannotated on purpose: Numba compares the signatures of both functions, annotations included.
overload(lane_sums)(
    lambda indices, data, begin, end, x, sums: (
        lambda indices, data, begin, end, x, sums: _lane_sums(indices, data, begin, end, x, sums)
    )
)
