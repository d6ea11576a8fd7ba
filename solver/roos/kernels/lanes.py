"""Eight numbers side by side: the inner loops in which all time is spent.

Arrays are float64 (n, 8), row-major: a row is a cache line. Numba vectorises neither eight statements (its
SLP pass is off) nor a loop of eight (unrolled too early), so the compiled forms are written as vector
instructions; LLVM lowers them to what the processor has. No contraction: a product is rounded before it is
subtracted, as in the plain functions, which are the definition and the interpreted twins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]

#: Numbers side by side.
LANES = 8

_VECTOR = ir.VectorType(ir.DoubleType(), LANES)


def subtract(x: _Reals, i: int, values: _Reals, columns: _Ints, begin: int, end: int) -> None:
    """x_i ← x_i − Σ_p v_p x_{c_p}, p from ``begin`` to ``end``, in this order."""
    for p in range(begin, end):
        for lane in range(LANES):
            x[i, lane] -= values[p] * x[columns[p], lane]


def spread(x: _Reals, i: int, values: _Reals, columns: _Ints, begin: int, end: int) -> None:
    """x_{c_p} ← x_{c_p} − v_p x_i, p from ``begin`` to ``end``: the transpose of `subtract`."""
    for p in range(begin, end):
        for lane in range(LANES):
            x[columns[p], lane] -= values[p] * x[i, lane]


def divide(x: _Reals, i: int, d: float) -> None:
    """x_i ← x_i / d."""
    for lane in range(LANES):
        x[i, lane] /= d


def clear(x: _Reals, i: int) -> None:
    """x_i ← 0."""
    for lane in range(LANES):
        x[i, lane] = 0.0


def filled(x: _Reals, i: int) -> bool:
    """Return whether any of the eight numbers x_i is not zero; a NaN is not."""
    for lane in range(LANES):
        if x[i, lane] != 0.0:
            return True
    return False


def _data(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    return context.make_array(kind)(context, builder, value).data


def _row(builder: Any, data: Any, i: Any) -> Any:
    """Return a pointer to row i as a vector."""
    first = builder.gep(data, [builder.mul(i, ir.Constant(i.type, LANES))])
    return builder.bitcast(first, _VECTOR.as_pointer())


def broadcast(builder: Any, value: Any) -> Any:
    """Return a vector of eight times the same number."""
    single = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    lanes = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(single, single, lanes)


def _entries(
    context: Any, builder: Any, kinds: Any, arguments: Any, body: Callable[[Any, Any], None]
) -> None:
    """Loop over p; ``body`` gets the broadcast entry v_p and a pointer to row c_p of x."""
    x, _, values, columns, begin, end = arguments
    x, values, columns = (
        _data(context, builder, kind, value)
        for kind, value in ((kinds[0], x), (kinds[2], values), (kinds[3], columns))
    )
    with cgutils.for_range_slice(builder, begin, end, ir.Constant(begin.type, 1)) as (p, _count):
        v = builder.load(builder.gep(values, [p]))
        c = builder.sext(builder.load(builder.gep(columns, [p])), begin.type)
        body(broadcast(builder, v), _row(builder, x, c))


@intrinsic
def _subtract(typing: Any, x: Any, i: Any, values: Any, columns: Any, begin: Any, end: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        target = _row(builder, _data(context, builder, x, arguments[0]), arguments[1])
        total = cgutils.alloca_once(builder, _VECTOR)
        builder.store(builder.load(target, align=8), total)

        def body(v: Any, row: Any) -> None:
            product = builder.fmul(v, builder.load(row, align=8))
            builder.store(builder.fsub(builder.load(total), product), total)

        _entries(context, builder, signature.args, arguments, body)
        builder.store(builder.load(total), target, align=8)
        return context.get_dummy_value()

    return types.void(x, types.intp, values, columns, types.intp, types.intp), generate


@intrinsic
def _spread(typing: Any, x: Any, i: Any, values: Any, columns: Any, begin: Any, end: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        source = builder.load(_row(builder, _data(context, builder, x, arguments[0]), arguments[1]), align=8)

        def body(v: Any, row: Any) -> None:
            product = builder.fmul(v, source)
            builder.store(builder.fsub(builder.load(row, align=8), product), row, align=8)

        _entries(context, builder, signature.args, arguments, body)
        return context.get_dummy_value()

    return types.void(x, types.intp, values, columns, types.intp, types.intp), generate


@intrinsic
def _divide(typing: Any, x: Any, i: Any, d: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        row = _row(builder, _data(context, builder, x, arguments[0]), arguments[1])
        quotient = builder.fdiv(builder.load(row, align=8), broadcast(builder, arguments[2]))
        builder.store(quotient, row, align=8)
        return context.get_dummy_value()

    return types.void(x, types.intp, types.float64), generate


@intrinsic
def _clear(typing: Any, x: Any, i: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        target = _row(builder, _data(context, builder, x, arguments[0]), arguments[1])
        builder.store(ir.Constant(_VECTOR, [0.0] * LANES), target, align=8)
        return context.get_dummy_value()

    return types.void(x, types.intp), generate


@intrinsic
def _filled(typing: Any, x: Any, i: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        row = builder.load(_row(builder, _data(context, builder, x, arguments[0]), arguments[1]), align=8)
        each = builder.fcmp_unordered("!=", row, ir.Constant(_VECTOR, [0.0] * LANES))
        word = builder.bitcast(each, ir.IntType(LANES))
        return builder.icmp_unsigned("!=", word, ir.Constant(ir.IntType(LANES), 0))

    return types.boolean(x, types.intp), generate


# Unannotated on purpose: Numba compares the signatures of both functions, annotations included.
overload(subtract)(
    lambda x, i, values, columns, begin, end: (
        lambda x, i, values, columns, begin, end: _subtract(x, i, values, columns, begin, end)
    )
)
overload(spread)(
    lambda x, i, values, columns, begin, end: (
        lambda x, i, values, columns, begin, end: _spread(x, i, values, columns, begin, end)
    )
)
overload(divide)(lambda x, i, d: lambda x, i, d: _divide(x, i, d))
overload(clear)(lambda x, i: lambda x, i: _clear(x, i))
overload(filled)(lambda x, i: lambda x, i: _filled(x, i))
