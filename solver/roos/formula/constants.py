"""What can be said of a formula before any parameter is known: parts of numbers alone are computed once."""

from __future__ import annotations

import numpy as np

from roos.formula.operations import Array, NotFinite, apply
from roos.formula.parser import Step
from roos.formula.refusal import Refusal


def check_constants(steps: tuple[Step, ...]) -> None:
    """Raise :class:`Refusal` where numbers alone give no finite result, or an exponent is too large."""
    stack: list[Array | None] = []
    for step in steps:
        if step.op == "number":
            stack.append(np.asarray(step.value))
        elif step.op == "name":
            stack.append(None)
        elif step.op == "negative":
            last = stack.pop()
            stack.append(None if last is None else apply(step.op, last))
        else:
            right, left = stack.pop(), stack.pop()
            if step.op == "^" and left is None and right is not None:
                left = np.asarray(1.0)  # the base does not matter to the limit
                _result(step, left, right)
                left = None
            stack.append(None if left is None or right is None else _result(step, left, right))


def _result(step: Step, left: Array, right: Array) -> Array:
    try:
        return apply(step.op, left, right)
    except NotFinite as problem:
        raise Refusal(problem.reason, step.at, HINTS[problem.code], problem.code) from None


HINTS = {
    "E414": "write large powers as products of smaller ones",
    "E415": "keep the parameters where the formula has a finite value, for example by min(…) and max(…)",
}
