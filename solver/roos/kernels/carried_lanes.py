"""Eight right-hand sides through one row, with what rounding loses carried along.

A solution is kept as two numbers, x rounded and e what x lacks, in rows of sixteen: eight x, then eight e. A
row first sums f − Σ a x in twofold precision (Knuth) and Σ a e beside it; what is left over then gives its
unknown. The compiled forms are vector instructions, see `roos.kernels.lanes`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from roos.kernels.lanes import LANES, broadcast
from roos.kernels.row_sums import add_product, product_error

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]

_VECTOR = ir.VectorType(ir.DoubleType(), LANES)


def add_terms(
    indices: _Ints,
    data: _Reals,
    begin: int,
    end: int,
    tiles: _Reals,
    sums: _Reals,
    i: int,
) -> None:
    """Add −a_p x_{j_p} to the sums of a row.

    ``sums`` float64 (any, 32): the sum, what it lost, the size of its terms, and the sum of −a_p e_{j_p}.
    """
    for lane in range(LANES):
        high, low, size, rest = (sums[i, part * LANES + lane] for part in range(4))
        for p in range(begin, end):
            a, j = -data[p], indices[p]
            b = tiles[j, lane]
            high, low, size = add_product(high, low, size, a, b)
            rest += a * tiles[j, LANES + lane]
        for part, value in enumerate((high, low, size, rest)):
            sums[i, part * LANES + lane] = value


def solve_row(
    indices: _Ints,
    data: _Reals,
    begin: int,
    end: int,
    right: _Reals,
    row: int,
    c: int,
    tiles: _Reals,
    j: int,
    pivot: float,
    inverse: float,
    out: _Reals,
    scale_in: float,
    scale_out: float,
    limit: float,
    seen: _Reals,
) -> None:
    """Solve a row for its unknown j, whose own entry is the pivot; the row of ``tiles`` is zero before.

    Parameters
    ----------
    right, row, c
        Eight columns from c of that row are f.
    pivot, inverse
        a_jj, unscaled, and what rounding leaves of 1 / a_jj.
    out
        Row j gets the eight columns of x.
    scale_in, scale_out
        Of f and, inverted, of x.
    limit
        Backward error that goes unnoticed.
    seen : float64 (3, 8)
        Changed: one where a row left more, and the largest scaled f and x.
    """
    for lane in range(LANES):
        f = right[row, c + lane]
        high, low, size, rest = f, 0.0, abs(f), 0.0
        for p in range(begin, end):
            a, k = -data[p], indices[p]
            b = tiles[k, lane]
            high, low, size = add_product(high, low, size, a, b)
            rest += a * tiles[k, LANES + lane]
        x = (high + (low + rest)) * inverse
        product = pivot * x
        step = ((high - product) + ((low - product_error(pivot, x, product)) + rest)) * inverse
        solved = x + step
        tiles[j, lane], tiles[j, LANES + lane] = solved, (x - solved) + step
        out[j, c + lane] = solved
        product = pivot * solved
        left = (high - product) + (low - product_error(pivot, solved, product))
        if not abs(left) <= limit * (size + abs(product)):
            seen[0, lane] = 1.0
        seen[1, lane] = max(seen[1, lane], abs(f) * scale_in)
        seen[2, lane] = max(seen[2, lane], abs(solved) * scale_out)


class _Row:
    """The sums of a row in registers of a compiled call."""

    def __init__(self, context: Any, builder: Any, kinds: Any, arguments: Any) -> None:
        self.builder = builder
        self._arrays = {
            place: context.make_array(kind)(context, builder, arguments[place])
            for place, kind in enumerate(kinds)
            if isinstance(kind, types.Array)
        }

    def data(self, place: int) -> Any:
        return self._arrays[place].data

    def pointer(self, place: int, row: Any, column: Any) -> Any:
        """Return a pointer to eight columns of a row; ``column`` a number of ours or of the call."""
        builder, array = self.builder, self._arrays[place]
        if isinstance(column, int):
            column = ir.Constant(row.type, column)
        start = builder.mul(row, builder.extract_value(array.shape, 1))
        return builder.bitcast(builder.gep(array.data, [builder.add(start, column)]), _VECTOR.as_pointer())

    def load(self, place: int, row: Any, column: Any) -> Any:
        return self.builder.load(self.pointer(place, row, column), align=8)

    def store(self, value: Any, place: int, row: Any, column: Any) -> None:
        self.builder.store(value, self.pointer(place, row, column), align=8)

    def call(self, name: str, *given: Any) -> Any:
        kind = ir.FunctionType(_VECTOR, [_VECTOR] * len(given))
        function = cgutils.get_or_insert_function(self.builder.module, kind, f"llvm.{name}.v{LANES}f64")
        return self.builder.call(function, given)

    def product(self, a: Any, b: Any) -> tuple[Any, Any]:
        """Return a product, rounded, and what it lacks."""
        product = self.builder.fmul(a, b)
        return product, self.call("fma", a, b, self.builder.fneg(product))

    def begin(self, values: tuple[Any, Any, Any, Any]) -> None:
        self.places = [cgutils.alloca_once_value(self.builder, value) for value in values]

    def sums(self) -> list[Any]:
        return [self.builder.load(place) for place in self.places]

    def add(self, a: Any, b: Any, e: Any) -> None:
        builder = self.builder
        before, low, size, rest = self.sums()
        product, wrong = self.product(a, b)
        total = builder.fadd(before, product)
        part = builder.fsub(total, before)
        lost = builder.fadd(builder.fsub(before, builder.fsub(total, part)), builder.fsub(product, part))
        values = (
            total,
            builder.fadd(low, builder.fadd(lost, wrong)),
            builder.fadd(size, self.call("fabs", product)),
            builder.fadd(rest, builder.fmul(a, e)),
        )
        for value, place in zip(values, self.places, strict=True):
            builder.store(value, place)

    def terms(self, begin: Any, end: Any, tiles: int) -> None:
        """Add the terms of a row."""
        builder = self.builder
        with cgutils.for_range_slice(builder, begin, end, ir.Constant(begin.type, 1)) as (p, _count):
            j = builder.sext(builder.load(builder.gep(self.data(0), [p])), begin.type)
            a = broadcast(builder, builder.fneg(builder.load(builder.gep(self.data(1), [p]))))
            self.add(a, self.load(tiles, j, 0), self.load(tiles, j, LANES))


@intrinsic
def _add_terms(
    typing: Any, indices: Any, data: Any, begin: Any, end: Any, tiles: Any, sums: Any, i: Any
) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        row = _Row(context, builder, signature.args, arguments)
        begin, end, i = (arguments[place] for place in (2, 3, 6))
        row.begin(tuple(row.load(5, i, part * LANES) for part in range(4)))
        row.terms(begin, end, 4)
        for part, value in enumerate(row.sums()):
            row.store(value, 5, i, part * LANES)
        return context.get_dummy_value()

    at = types.intp
    return types.void(indices, data, at, at, tiles, sums, at), generate


@intrinsic
def _solve_row(
    typing: Any, indices: Any, data: Any, begin: Any, end: Any, right: Any, i: Any, c: Any, tiles: Any,
    j: Any, pivot: Any, inverse: Any, out: Any, scale_in: Any, scale_out: Any, limit: Any, seen: Any,
) -> Any:  # fmt: skip
    at, real = types.intp, types.float64
    kind = types.void(
        indices, data, at, at, right, at, at, tiles, at, real, real, out, real, real, real, seen
    )
    return kind, _generate_row


def _generate_row(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    row = _Row(context, builder, signature.args, arguments)
    begin, end, i, c, j = (arguments[place] for place in (2, 3, 5, 6, 8))
    pivot, inverse, scale_in, scale_out, limit = (
        broadcast(builder, arguments[place]) for place in (9, 10, 12, 13, 14)
    )
    zero, one = (ir.Constant(_VECTOR, [value] * LANES) for value in (0.0, 1.0))
    f = row.load(4, i, c)
    size_of_f = row.call("fabs", f)
    row.begin((f, zero, size_of_f, zero))
    row.terms(begin, end, 7)
    high, low, size, rest = row.sums()
    x = builder.fmul(builder.fadd(high, builder.fadd(low, rest)), inverse)
    product, wrong = row.product(pivot, x)
    left = builder.fadd(builder.fsub(high, product), builder.fadd(builder.fsub(low, wrong), rest))
    step = builder.fmul(left, inverse)
    solved = builder.fadd(x, step)
    row.store(solved, 7, j, 0)
    row.store(builder.fadd(builder.fsub(x, solved), step), 7, j, LANES)
    row.store(solved, 11, j, c)
    product, wrong = row.product(pivot, solved)
    left = row.call("fabs", builder.fadd(builder.fsub(high, product), builder.fsub(low, wrong)))
    size = builder.fadd(size, row.call("fabs", product))
    at = [ir.Constant(begin.type, number) for number in range(3)]
    fits = builder.fcmp_ordered("<=", left, builder.fmul(limit, size))
    row.store(builder.select(fits, row.load(15, at[0], 0), one), 15, at[0], 0)
    scaled_f = builder.fmul(size_of_f, scale_in)
    scaled_x = builder.fmul(row.call("fabs", solved), scale_out)
    for number, value in ((1, scaled_f), (2, scaled_x)):
        known = row.load(15, at[number], 0)
        larger = builder.fcmp_ordered(">", value, known)
        row.store(builder.select(larger, value, known), 15, at[number], 0)
    return context.get_dummy_value()


# Unannotated on purpose: Numba compares the signatures of both functions, annotations included.
overload(add_terms)(
    lambda indices, data, begin, end, tiles, sums, i: (
        lambda indices, data, begin, end, tiles, sums, i: _add_terms(
            indices, data, begin, end, tiles, sums, i
        )
    )
)


@overload(solve_row)
def _overload_solve_row(  # type: ignore[no-untyped-def]
    indices, data, begin, end, right, row, c, tiles, j, pivot, inverse, out, scale_in, scale_out, limit, seen
):  # fmt: skip
    def instruction(  # type: ignore[no-untyped-def]
        indices, data, begin, end, right, row, c, tiles, j, pivot, inverse, out, scale_in, scale_out, limit,
        seen,
    ):  # fmt: skip
        _solve_row(
            indices, data, begin, end, right, row, c, tiles, j, pivot, inverse, out, scale_in, scale_out,
            limit, seen,
        )  # fmt: skip

    return instruction
