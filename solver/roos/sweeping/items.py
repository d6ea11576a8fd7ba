"""The items of an axis: lists of numbers, equally spaced ones, and their texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos.given import doubles, real
from roos.labels import Labels

Array = NDArray[np.float64]

#: Items of one axis.
LIMIT = 1_000_000


def refused(name: str, message: str, hint: str, code: str = "E412") -> RoosError:
    """Return the refusal of an axis."""
    return error(code, message, f"axis {name}", hint)


def within_limit(name: str, size: int) -> None:
    """Raise E505 where an axis has too many items."""
    if size > LIMIT:
        hint = "split the axis, or take larger steps"
        raise refused(name, f"{size} items, at most {LIMIT} are allowed", hint, "E505")


def numbers_of(values: Any, name: str, title: str) -> Array:
    """Return a list of finite numbers as float64 (items,), new and read-only.

    Raises
    ------
    InputError
        E106 a value that is not finite, E117 not a list of numbers, E505 too many.
    """
    hint = "give a list of numbers"
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, (Iterable, np.ndarray)):
        raise refused(name, f"{title} is {values!r}, no list", hint, "E117")
    given = values if isinstance(values, np.ndarray) else list(values)
    if not isinstance(given, np.ndarray):
        for value in given:
            if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
                raise refused(name, f"{value!r} in {title} is not a number", hint, "E117")
    array = np.array(doubles(real(given, f"axis {name}, {title}"))) if len(given) else np.zeros(0)
    if array.ndim != 1:
        raise refused(name, f"{title} has {array.ndim} dimensions", hint, "E117")
    within_limit(name, array.size)
    if not np.isfinite(array).all():
        bad = array[~np.isfinite(array)][0]
        raise refused(name, f"{bad} in {title} is not a finite number", "leave the item out", "E106")
    array.flags.writeable = False
    return array


def equal_lengths(name: str, lists: Mapping[str, int]) -> None:
    """Raise E412 where lists of one axis differ in length."""
    if len(set(lists.values())) > 1:
        listed = ", ".join(f"{title} {size}" for title, size in lists.items())
        raise refused(name, f"lists of different length: {listed}", "give each as many values")


def label_texts(name: str, columns: Sequence[Array], labels: Sequence[str] | None) -> Labels:
    """Return the texts of items, by default their values; raise E412 for an item that stands twice."""
    size = columns[0].size
    if isinstance(labels, str) or not isinstance(labels, Iterable | None):
        raise refused(name, f"labels is {labels!r}, no list", "give one text per item", "E117")
    if labels is not None:
        texts = [str(label) for label in labels]
        equal_lengths(name, {"items": size, "labels": len(texts)})
    else:
        texts = [", ".join(map(number_text, row)) for row in zip(*(c.tolist() for c in columns), strict=True)]
    seen: set[str] = set()
    for text in texts:
        if not text or text in seen:
            what = f"the item {text} stands twice" if text else "an item has an empty label"
            raise refused(name, what, "give each item once, with a label of its own")
        seen.add(text)
    return Labels(name, tuple(texts))


def number_text(value: float) -> str:
    """Return the shortest text that gives back a number; whole numbers without a point."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def ranged(name: str, start: Any, stop: Any, step: Any, count: Any) -> Array:
    """Return equally spaced values, computed with the decimals as they are written, each rounded once."""
    first, last = (_decimal(name, value, title) for value, title in ((start, "start"), (stop, "stop")))
    if (step is None) == (count is None):
        raise refused(name, "a range has either a step or a count", "give one of step= and count=")
    if count is not None:
        if isinstance(count, bool) or not isinstance(count, Integral) or count < 1:
            raise refused(name, f"a count of {count!r}", "give a whole number of 1 or more")
        if (count == 1) != (first == last):
            what = f"{count} values from {start} to {stop}"
            raise refused(name, what, "two or more values, or one where start and stop are the same")
        number = int(count)
        distance = (last - first) / (number - 1) if number > 1 else Fraction(0)
    else:
        distance = _decimal(name, step, "step")
        if not distance:
            raise refused(name, "a step of zero", "give the distance of two values")
        steps = (last - first) / distance
        if steps < 0 or steps.denominator != 1:
            what = f"steps of {step} from {start} never arrive at {stop}"
            raise refused(name, what, _arriving(first, distance, steps))
        number = int(steps) + 1
    within_limit(name, number)
    return np.array([float(first + i * distance) for i in range(number)])


def _arriving(first: Fraction, distance: Fraction, steps: Fraction) -> str:
    if steps < 0:
        return "turn the sign of the step, or exchange start and stop"
    below = float(first + int(steps) * distance)
    above = float(first + (int(steps) + 1) * distance)
    return f"stop at {number_text(below)} or {number_text(above)}, or give count="


def _decimal(name: str, value: Any, title: str) -> Fraction:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        raise refused(name, f"{title} is {value!r}, not a number", "give a number", "E117")
    try:
        return Fraction(repr(float(value)))
    except (ValueError, OverflowError):  # not a number, infinite, or a whole number beyond all doubles
        raise refused(name, f"{title} is no finite number", "give a finite number", "E106") from None
