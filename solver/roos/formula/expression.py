"""A formula: read once, evaluated for many values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from roos.errors import RoosError, error
from roos.formula.constants import HINTS, check_constants
from roos.formula.operations import Array, NotFinite, apply
from roos.formula.parser import Step, steps_of
from roos.formula.refusal import Refusal, pointed
from roos.given import doubles, real

_SHOWN = 8  # parameters that a message lists


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of parameters, immutable.

    Attributes
    ----------
    text
        As it was written.
    where
        Where it stands, for messages.
    steps
        What to do, in order.
    names
        Parameters that it needs.

    Examples
    --------
    >>> growth = Formula.parse("2 × rate^(year − 2020)")
    >>> sorted(growth.names)
    ['rate', 'year']
    >>> growth.evaluate({"rate": 1.5, "year": np.array([2020.0, 2022.0])}).tolist()
    [2.0, 4.5]
    """

    text: str
    where: str = field(compare=False)
    steps: tuple[Step, ...] = field(repr=False, compare=False)
    names: frozenset[str] = field(compare=False)

    @classmethod
    def parse(cls, text: str, where: str = "") -> Formula:
        """Read a formula; the grammar stands in :mod:`roos.formula`.

        Parameters
        ----------
        text
            Up to 4096 characters.
        where
            Where it stands, for messages: file and line, or the cell it belongs to.

        Raises
        ------
        InputError
            E117 not a text, E413 not understood, E414 over a limit (length, depth, steps, exponent, range of
            numbers), E415 a part made of numbers alone has no finite value; each with a caret at the place.
        """
        if not isinstance(text, str):
            what = f"a formula is a text, not {text!r}"
            raise error("E117", what, where or "formula", "write it in quotes")
        try:
            steps = _read(text)
        except Refusal as problem:
            raise problem.placed(text, where) from None
        return cls(text, where, steps, frozenset(step.name for step in steps if step.op == "name"))

    def evaluate(self, values: Mapping[str, float | Array]) -> Array:
        """Return the value for each element of the parameters, float64, new.

        Parameters
        ----------
        values
            By name, at least those of :attr:`names`: a number, or an array; arrays are broadcast.

        Raises
        ------
        InputError
            E106 a parameter is not finite, E114 arrays that do not fit each other, E117 not a number, E414 an
            exponent too large, E415 no finite result (with the values of the parameters), E416 a parameter
            without a value.
        """
        given = {name: self._given(name, values) for name in sorted(self.names)}
        try:
            shape = np.broadcast_shapes(*(array.shape for array in given.values()))
        except ValueError:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in given.items())
            raise error("E114", f"parameters of different shape: {shapes}", self.where or self.text) from None
        stack: list[Array] = []
        for step in self.steps:
            if step.op == "number":
                stack.append(np.asarray(step.value, dtype=np.float64))
            elif step.op == "name":
                stack.append(given[step.name])
            else:
                right = None if step.op == "negative" else stack.pop()
                left = stack.pop()
                try:
                    stack.append(apply(step.op, left, right))
                except NotFinite as problem:
                    raise self._refused(step, problem, given, shape) from None
        return np.array(np.broadcast_to(stack[0], shape))

    def _given(self, name: str, values: Mapping[str, float | Array]) -> Array:
        where = f"parameter {name!r} of {self.where or 'the formula ' + self.text!r}"
        if name not in values:
            raise unknown_parameter(name, self.where or f"formula {self.text!r}", values)
        return finite(values[name], where)

    def _refused(
        self, step: Step, problem: NotFinite, given: Mapping[str, Array], shape: tuple[int, ...]
    ) -> RoosError:
        index = (0,) * (len(shape) - len(problem.index)) + problem.index
        values = {name: float(np.broadcast_to(array, shape)[index]) for name, array in given.items()}
        listed = ", ".join(f"{name} = {value!r}" for name, value in list(values.items())[:_SHOWN])
        more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
        at = f", at {listed}{more}" if values else ""
        place = pointed(self.text, step.at, self.where)
        return error(problem.code, problem.reason + at, place, HINTS[problem.code])


@lru_cache(maxsize=512)  # a database has the same formula in many cells
def _read(text: str) -> tuple[Step, ...]:
    steps = steps_of(text)
    check_constants(steps)
    return steps


def finite(value: Any, where: str) -> Array:
    """Return a parameter's value or values as float64; raise E106 or E117 for what is no finite number."""
    if isinstance(value, (str, bytes, bool)) or value is None:
        raise error("E117", f"{value!r} is not a number", where, "give a number")
    array = doubles(real(value, where))
    if not np.isfinite(array).all():
        bad = array.ravel()[np.flatnonzero(~np.isfinite(array.ravel()))[0]]
        raise error("E106", f"{bad} is not a finite number", where, "give a finite number")
    return array


def unknown_parameter(name: str, where: str, known: Iterable[str]) -> RoosError:
    """Return E416, with the nearest names."""
    import difflib

    listed = sorted(known)
    near = difflib.get_close_matches(name, listed, n=3, cutoff=0.5) or listed[:5]
    hint = "there are: " + "; ".join(near) if near else "define it as a parameter, or by an axis"
    return error("E416", f"no parameter is called {name!r}", where, hint)
