"""Eight small systems side by side: the sums of `roos.kernels.condensed`.

Arrays of lanes are float64 (rows, 8), row-major; each column belongs to one scenario, and no sum ever mixes
columns, so that a scenario gets the same bits whatever its neighbours are. A sum goes over a list of places,
in its order, without contraction; the plain functions are the definition and the interpreted twins (see
`roos.kernels.lanes` for why vector instructions are written out).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from roos.kernels.lanes import LANES, broadcast

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]

_VECTOR = ir.VectorType(ir.DoubleType(), LANES)


def weigh(
    y: _Reals, i: int, first: float, weights: _Reals, x: _Reals, places: _Ints, begin: int, end: int
) -> None:
    """y_i ← first + Σ_p v_p x_{c_p}."""
    for lane in range(LANES):
        total = first
        for p in range(begin, end):
            total += weights[p] * x[places[p], lane]
        y[i, lane] = total


def weigh_sizes(
    y: _Reals, i: int, first: float, weights: _Reals, x: _Reals, places: _Ints, begin: int, end: int
) -> None:
    """y_i ← first + Σ_p |v_p||x_{c_p}|."""
    for lane in range(LANES):
        total = first
        for p in range(begin, end):
            total += abs(weights[p]) * abs(x[places[p], lane])
        y[i, lane] = total


def pair_up(
    y: _Reals,
    i: int,
    weights: _Reals,
    a: _Reals,
    places: _Ints,
    b: _Reals,
    others: _Ints,
    begin: int,
    end: int,
) -> None:
    """y_i ← Σ_p v_p a_{c_p} b_{d_p}."""
    for lane in range(LANES):
        total = 0.0
        for p in range(begin, end):
            total += weights[p] * a[places[p], lane] * b[others[p], lane]
        y[i, lane] = total


def pair_up_sizes(
    y: _Reals,
    i: int,
    weights: _Reals,
    a: _Reals,
    places: _Ints,
    b: _Reals,
    others: _Ints,
    begin: int,
    end: int,
) -> None:
    """y_i ← Σ_p |v_p||a_{c_p}||b_{d_p}|."""
    for lane in range(LANES):
        total = 0.0
        for p in range(begin, end):
            total += abs(weights[p]) * abs(a[places[p], lane]) * abs(b[others[p], lane])
        y[i, lane] = total


def eliminate(
    y: _Reals,
    i: int,
    z: _Reals,
    j: int,
    a: _Reals,
    places: _Ints,
    b: _Reals,
    others: _Ints,
    begin: int,
    end: int,
) -> None:
    """y_i ← z_j − Σ_p a_{c_p} b_{d_p}."""
    for lane in range(LANES):
        total = z[j, lane]
        for p in range(begin, end):
            total -= a[places[p], lane] * b[others[p], lane]
        y[i, lane] = total


def gather_sizes(
    y: _Reals,
    i: int,
    z: _Reals,
    j: int,
    a: _Reals,
    places: _Ints,
    b: _Reals,
    others: _Ints,
    begin: int,
    end: int,
) -> None:
    """y_i ← |z_j| + Σ_p |a_{c_p}||b_{d_p}|."""
    for lane in range(LANES):
        total = abs(z[j, lane])
        for p in range(begin, end):
            total += abs(a[places[p], lane]) * abs(b[others[p], lane])
        y[i, lane] = total


def times(y: _Reals, i: int, x: _Reals, j: int) -> None:
    """y_i ← y_i x_j."""
    for lane in range(LANES):
        y[i, lane] *= x[j, lane]


def times_size(y: _Reals, i: int, x: _Reals, j: int) -> None:
    """y_i ← |y_i||x_j|."""
    for lane in range(LANES):
        y[i, lane] = abs(y[i, lane]) * abs(x[j, lane])


def invert(y: _Reals, i: int, x: _Reals, j: int) -> None:
    """y_i ← 1 / x_j."""
    for lane in range(LANES):
        y[i, lane] = 1.0 / x[j, lane]


def lift(y: _Reals, i: int, x: _Reals, j: int, z: _Reals, k: int) -> None:
    """y_i ← y_i + x_j z_k."""
    for lane in range(LANES):
        y[i, lane] += x[j, lane] * z[k, lane]


def worst(y: _Reals, i: int, a: _Reals, j: int, b: _Reals, k: int) -> None:
    """Raise y_i to |a_j| / |b_k|, with 0/0 = 0 and anything not a finite number = inf."""
    for lane in range(LANES):
        value, size = abs(a[j, lane]), abs(b[k, lane])
        ratio = 0.0 if value == 0.0 else value / size
        if not size < np.inf:
            ratio = np.inf
        if not ratio <= y[i, lane]:
            y[i, lane] = ratio if ratio == ratio else np.inf


def score_row(
    out: _Reals, o: int, n: _Reals, e: _Reals, t: _Reals, k: int, u: _Reals, s: _Reals, w: _Reals, z: _Reals
) -> None:
    """Add Σ_c n_kc u_c to out_o, Σ_c e_kc s_c + |n_kc| w_c to out_{o+1}, Σ_c t_kc z_c to out_{o+2}."""
    for lane in range(LANES):
        score, doubt, spread, size = out[o, lane], out[o + 1, lane], 0.0, out[o + 2, lane]
        for c in range(n.shape[1]):
            score += n[k, c] * u[c, lane]
            doubt += e[k, c] * s[c, lane]
            spread += abs(n[k, c]) * w[c, lane]
            size += t[k, c] * z[c, lane]
        out[o, lane], out[o + 1, lane], out[o + 2, lane] = score, doubt + spread, size


class _Call:
    """The arguments of a compiled call, as vectors of eight and as single numbers."""

    def __init__(self, context: Any, builder: Any, kinds: Any, arguments: Any) -> None:
        self.builder, self._context, self._kinds, self.arguments = builder, context, kinds, arguments

    def array(self, place: int) -> Any:
        return self._context.make_array(self._kinds[place])(
            self._context, self.builder, self.arguments[place]
        )

    def lanes(self, place: int, row: Any) -> Any:
        """Return a pointer to a row of lanes."""
        first = self.builder.gep(
            self.array(place).data, [self.builder.mul(row, ir.Constant(row.type, LANES))]
        )
        return self.builder.bitcast(first, _VECTOR.as_pointer())

    def load(self, place: int, row: Any) -> Any:
        return self.builder.load(self.lanes(place, row), align=8)

    def store(self, value: Any, place: int, row: Any) -> None:
        self.builder.store(value, self.lanes(place, row), align=8)

    def position(self, place: int, p: Any) -> Any:
        """Return an int32 entry of a list of places, widened."""
        return self.builder.sext(self.builder.load(self.builder.gep(self.array(place).data, [p])), p.type)

    def number(self, place: int, p: Any) -> Any:
        """Return a float64 entry of a list."""
        return self.builder.load(self.builder.gep(self.array(place).data, [p]))

    def size(self, vector: Any) -> Any:
        kind = ir.FunctionType(_VECTOR, [_VECTOR])
        name = f"llvm.fabs.v{LANES}f64"
        return self.builder.call(cgutils.get_or_insert_function(self.builder.module, kind, name), [vector])

    def each(self, begin: Any, end: Any) -> Any:
        return cgutils.for_range_slice(self.builder, begin, end, ir.Constant(begin.type, 1))

    def total(self, first: Any) -> Any:
        kept = cgutils.alloca_once(self.builder, _VECTOR)
        self.builder.store(first, kept)
        return kept


def _same(call: _Call, vector: Any) -> Any:
    return vector


def _weigh(size: Callable[[_Call, Any], Any]) -> Callable[..., Any]:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        call = _Call(context, builder, signature.args, arguments)
        total = call.total(broadcast(builder, arguments[2]))
        with call.each(arguments[6], arguments[7]) as (p, _count):
            weight = size(call, broadcast(builder, call.number(3, p)))
            product = builder.fmul(weight, size(call, call.load(4, call.position(5, p))))
            builder.store(builder.fadd(builder.load(total), product), total)
        call.store(builder.load(total), 0, arguments[1])
        return context.get_dummy_value()

    return generate


def _pair_up(size: Callable[[_Call, Any], Any]) -> Callable[..., Any]:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        call = _Call(context, builder, signature.args, arguments)
        total = call.total(ir.Constant(_VECTOR, [0.0] * LANES))
        with call.each(arguments[7], arguments[8]) as (p, _count):
            weight = size(call, broadcast(builder, call.number(2, p)))
            product = builder.fmul(weight, size(call, call.load(3, call.position(4, p))))
            product = builder.fmul(product, size(call, call.load(5, call.position(6, p))))
            builder.store(builder.fadd(builder.load(total), product), total)
        call.store(builder.load(total), 0, arguments[1])
        return context.get_dummy_value()

    return generate


def _products(size: Callable[[_Call, Any], Any], *, add: bool) -> Callable[..., Any]:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        call = _Call(context, builder, signature.args, arguments)
        total = call.total(size(call, call.load(2, arguments[3])))
        combine = builder.fadd if add else builder.fsub
        with call.each(arguments[8], arguments[9]) as (p, _count):
            a, b = call.load(4, call.position(5, p)), call.load(6, call.position(7, p))
            product = builder.fmul(size(call, a), size(call, b))
            builder.store(combine(builder.load(total), product), total)
        call.store(builder.load(total), 0, arguments[1])
        return context.get_dummy_value()

    return generate


def _single(step: Callable[[_Call], Any]) -> Callable[..., Any]:
    """Return the compiled form of y_i ← step."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        call = _Call(context, builder, signature.args, arguments)
        call.store(step(call), 0, arguments[1])
        return context.get_dummy_value()

    return generate


def _worst(call: _Call) -> Any:
    builder, arguments = call.builder, call.arguments
    zero, infinite = (ir.Constant(_VECTOR, [value] * LANES) for value in (0.0, float("inf")))
    value = call.size(call.load(2, arguments[3]))
    size = call.size(call.load(4, arguments[5]))
    ratio = builder.select(builder.fcmp_ordered("==", value, zero), zero, builder.fdiv(value, size))
    ratio = builder.select(builder.fcmp_ordered("<", size, infinite), ratio, infinite)
    ratio = builder.select(builder.fcmp_unordered("uno", ratio, ratio), infinite, ratio)
    known = call.load(0, arguments[1])
    return builder.select(builder.fcmp_ordered(">", ratio, known), ratio, known)


def _score_row(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    call = _Call(context, builder, signature.args, arguments)
    o, k = arguments[1], arguments[5]
    width = builder.extract_value(call.array(2).shape, 1)
    one = ir.Constant(o.type, 1)
    rows = [o, builder.add(o, one), builder.add(o, ir.Constant(o.type, 2))]
    score, doubt, size = (call.total(call.load(0, row)) for row in rows)
    spread = call.total(ir.Constant(_VECTOR, [0.0] * LANES))
    first = builder.mul(k, width)
    with call.each(ir.Constant(o.type, 0), width) as (c, _count):
        at = builder.add(first, c)
        n, e, t = (broadcast(builder, call.number(place, at)) for place in (2, 3, 4))
        for total, weight, place in (
            (score, n, 6),
            (doubt, e, 7),
            (spread, call.size(n), 8),
            (size, t, 9),
        ):
            product = builder.fmul(weight, call.load(place, c))
            builder.store(builder.fadd(builder.load(total), product), total)
    call.store(builder.load(score), 0, rows[0])
    call.store(builder.fadd(builder.load(doubt), builder.load(spread)), 0, rows[1])
    call.store(builder.load(size), 0, rows[2])
    return context.get_dummy_value()


def _list(generate: Callable[..., Any]) -> Any:
    @intrinsic
    def listed(
        typing: Any, y: Any, i: Any, first: Any, weights: Any, x: Any, places: Any, begin: Any, end: Any
    ) -> Any:
        place = types.intp
        return types.void(y, place, types.float64, weights, x, places, place, place), generate

    return listed


def _pairs(generate: Callable[..., Any]) -> Any:
    @intrinsic
    def paired(
        typing: Any, y: Any, i: Any, v: Any, a: Any, places: Any, b: Any, others: Any, begin: Any, end: Any
    ) -> Any:
        return types.void(y, types.intp, v, a, places, b, others, types.intp, types.intp), generate

    return paired


def _row(generate: Callable[..., Any]) -> Any:
    @intrinsic
    def row(
        typing: Any, y: Any, i: Any, z: Any, j: Any, a: Any, places: Any, b: Any, others: Any, begin: Any,
        end: Any,
    ) -> Any:  # fmt: skip
        place = types.intp
        return types.void(y, place, z, place, a, places, b, others, place, place), generate

    return row


def _two(step: Callable[[_Call], Any]) -> Any:
    @intrinsic
    def two(typing: Any, y: Any, i: Any, x: Any, j: Any) -> Any:
        return types.void(y, types.intp, x, types.intp), _single(step)

    return two


def _three(step: Callable[[_Call], Any]) -> Any:
    @intrinsic
    def three(typing: Any, y: Any, i: Any, x: Any, j: Any, z: Any, k: Any) -> Any:
        return types.void(y, types.intp, x, types.intp, z, types.intp), _single(step)

    return three


@intrinsic
def _score(
    typing: Any, out: Any, o: Any, n: Any, e: Any, t: Any, k: Any, u: Any, s: Any, w: Any, z: Any
) -> Any:
    return types.void(out, types.intp, n, e, t, types.intp, u, s, w, z), _score_row


_weigh_plain, _weigh_sizes = _list(_weigh(_same)), _list(_weigh(_Call.size))
_pair_up_plain, _pair_up_sizes = _pairs(_pair_up(_same)), _pairs(_pair_up(_Call.size))
_eliminate, _gather_sizes = _row(_products(_same, add=False)), _row(_products(_Call.size, add=True))
_times = _two(lambda c: c.builder.fmul(c.load(0, c.arguments[1]), c.load(2, c.arguments[3])))
_times_size = _two(
    lambda c: c.builder.fmul(c.size(c.load(0, c.arguments[1])), c.size(c.load(2, c.arguments[3])))
)
_invert = _two(lambda c: c.builder.fdiv(ir.Constant(_VECTOR, [1.0] * LANES), c.load(2, c.arguments[3])))
_lift = _three(
    lambda c: c.builder.fadd(
        c.load(0, c.arguments[1]),
        c.builder.fmul(c.load(2, c.arguments[3]), c.load(4, c.arguments[5])),
    )
)
_worst_of = _three(_worst)

# Unannotated on purpose: Numba compares the signatures of both functions, annotations included.
overload(weigh)(
    lambda y, i, first, weights, x, places, begin, end: (
        lambda y, i, first, weights, x, places, begin, end: _weigh_plain(
            y, i, first, weights, x, places, begin, end
        )
    )
)
overload(weigh_sizes)(
    lambda y, i, first, weights, x, places, begin, end: (
        lambda y, i, first, weights, x, places, begin, end: _weigh_sizes(
            y, i, first, weights, x, places, begin, end
        )
    )
)
overload(pair_up)(
    lambda y, i, weights, a, places, b, others, begin, end: (
        lambda y, i, weights, a, places, b, others, begin, end: _pair_up_plain(
            y, i, weights, a, places, b, others, begin, end
        )
    )
)
overload(pair_up_sizes)(
    lambda y, i, weights, a, places, b, others, begin, end: (
        lambda y, i, weights, a, places, b, others, begin, end: _pair_up_sizes(
            y, i, weights, a, places, b, others, begin, end
        )
    )
)
overload(eliminate)(
    lambda y, i, z, j, a, places, b, others, begin, end: (
        lambda y, i, z, j, a, places, b, others, begin, end: _eliminate(
            y, i, z, j, a, places, b, others, begin, end
        )
    )
)
overload(gather_sizes)(
    lambda y, i, z, j, a, places, b, others, begin, end: (
        lambda y, i, z, j, a, places, b, others, begin, end: _gather_sizes(
            y, i, z, j, a, places, b, others, begin, end
        )
    )
)
overload(times)(lambda y, i, x, j: lambda y, i, x, j: _times(y, i, x, j))
overload(times_size)(lambda y, i, x, j: lambda y, i, x, j: _times_size(y, i, x, j))
overload(invert)(lambda y, i, x, j: lambda y, i, x, j: _invert(y, i, x, j))
overload(lift)(lambda y, i, x, j, z, k: lambda y, i, x, j, z, k: _lift(y, i, x, j, z, k))
overload(worst)(lambda y, i, a, j, b, k: lambda y, i, a, j, b, k: _worst_of(y, i, a, j, b, k))
overload(score_row)(
    lambda out, o, n, e, t, k, u, s, w, z: (
        lambda out, o, n, e, t, k, u, s, w, z: _score(out, o, n, e, t, k, u, s, w, z)
    )
)
