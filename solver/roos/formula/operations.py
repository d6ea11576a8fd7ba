"""The operations of a formula on arrays; a result that is no finite number is refused, never passed on.

The processor's own flags tell of overflow, division by zero and undefined results, so that looking costs
nothing; a flag is then verified in the values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.formula.limits import EXPONENT

Array = NDArray[np.float64]

_UFUNCS = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "min": np.minimum,
    "max": np.maximum,
}


class NotFinite(Exception):
    """An operation has no finite result.

    Attributes
    ----------
    code, reason
        E414 or E415, and what happened.
    index
        Position of the first such value in the result.
    """

    def __init__(self, code: str, reason: str, index: tuple[int, ...]) -> None:
        super().__init__(reason)
        self.code, self.reason, self.index = code, reason, index


def apply(op: str, left: Array, right: Array | None = None, out: Array | None = None) -> Array:
    """Return the result of one operation on finite values; operands of different shape are broadcast.

    Parameters
    ----------
    op
        As in :class:`roos.formula.parser.Step`.
    out
        Filled and returned where given.

    Raises
    ------
    NotFinite
        With the position of the first value that is none.
    """
    if right is None:
        return np.asarray(np.negative(left, out=out))
    if op == "^":
        _check_exponent(left, right)
        if right.size == 1 and right.item() == 2.0 and right.ndim <= left.ndim:
            return _flagged(np.square, (left,), out, op, left, right)
    return _flagged(_UFUNCS[op], (left, right), out, op, left, right)


def _flagged(
    ufunc: Any, operands: tuple[Array, ...], out: Array | None, op: str, left: Array, right: Array
) -> Array:
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise", under="ignore"):
            result = np.asarray(ufunc(*operands, out=out))
        if op != "^":
            return result
    except FloatingPointError:
        with np.errstate(all="ignore"):
            result = np.asarray(ufunc(*operands, out=out))
    bad = ~np.isfinite(result)  # powers come from vector libraries that need not set flags
    if bad.any():
        index = tuple(int(axis[0]) for axis in np.nonzero(np.atleast_1d(bad)))[-result.ndim :]
        index = index if result.ndim else ()
        one, other = (float(np.broadcast_to(side, result.shape)[index]) for side in (left, right))
        raise NotFinite("E415", _reason(op, one, other), index)
    return result


def _check_exponent(left: Array, right: Array) -> None:
    if right.size and max(float(right.max()), -float(right.min())) > EXPONENT:
        wide = np.broadcast_to(np.abs(right), np.broadcast_shapes(left.shape, right.shape))
        index = np.unravel_index(int(np.argmax(wide)), wide.shape) if wide.ndim else ()
        what = f"an exponent of {float(wide[index]):g}, at most {EXPONENT} is allowed"
        raise NotFinite("E414", what, tuple(int(axis) for axis in index))


def _reason(op: str, left: float, right: float) -> str:
    if op == "/" and right == 0.0:
        return "a division by zero"
    if op == "^" and left == 0.0:
        return "a negative power of zero"
    if op == "^" and left < 0.0 and right != round(right):
        return f"the power {right:g} of the negative number {left:g}"
    return "a result too large for double precision"
