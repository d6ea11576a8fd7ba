"""Draws of the numbers of cases, and sides under them: one draw of a number wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos.sampling import Draws
from roos.sampling.distribution import rows_of
from roos.sampling.streams import named_stream
from roos.screening.amounts import SideModel
from roos.screening.uncertain_numbers import UncertainNumber

Array = NDArray[np.float64]
#: Draws by the identity of the number, float64 (samples,).
Drawn = Mapping[int, Array]


class NumberDraws:
    """Draws of some numbers: a function of seed, case, side, name and sample, whatever else is drawn.

    Parameters
    ----------
    numbers
        Of :func:`roos.screening.uncertain_numbers.uncertain_numbers`, of any cases.

    Raises
    ------
    InputError
        E150 to E152 what is no distribution.
    """

    def __init__(self, numbers: Sequence[UncertainNumber]) -> None:
        self.numbers = tuple(numbers)
        self._draws = [_draws_of(one, stream) for one, stream in zip(numbers, _streams(numbers), strict=True)]

    def values(self, seed: int, first: int, last: int) -> dict[int, Array]:
        """Return the draws of samples ``first`` to ``last − 1`` by identity of the number.

        Raises
        ------
        InputError
            E153 a draw is not a finite number.
        """
        found = {}
        for one, draws in zip(self.numbers, self._draws, strict=True):
            values = draws.table(seed, first, last)[0]
            if not np.isfinite(values).all():
                sample = first + int(np.flatnonzero(~np.isfinite(values))[0])
                what = f"sample {sample} draws no finite number for {one.name!r}"
                hint = "its distribution reaches beyond what a number can hold: correct it"
                raise error("E153", what, one.where, hint)
            found[id(one.number)] = values
        return found


def overrides(model: SideModel, drawn: Drawn, given: Collection[str]) -> dict[str, float | Array]:
    """Return the drawn parameters of one side, by name.

    Parameters
    ----------
    drawn
        Of :meth:`NumberDraws.values`.
    given
        Names of numbers from the user, which are certain.
    """
    found: dict[str, float | Array] = {}
    for name, number in model.numbers.items():
        values = drawn.get(id(number))
        if values is not None and name not in given:
            found[name] = np.ceil(values - 1e-9) if name in model.counted else values
    return found


def evaluated(
    evaluate: Callable[[Mapping[str, float | Array]], Array], values: Mapping[str, float | Array], first: int
) -> Array:
    """Return what formulas give for many draws.

    Parameters
    ----------
    evaluate
        From parameters to values, any shape.
    values
        Each float64 (samples,).
    first
        Number of the first sample.

    Raises
    ------
    InputError
        E414, E415 a formula has no finite value in a sample, which is named.
    """
    try:
        return evaluate(values)
    except RoosError as problem:
        if problem.code not in ("E414", "E415") or not values:
            raise
        sample, cause = _first_refused(evaluate, values, problem)
        message = f"sample {first + sample}: {cause.message}"
        hint = "bound the distributions so that every formula has a value"
        raise error(cause.code, message, cause.where, hint) from None


def _first_refused(
    evaluate: Callable[[Mapping[str, float | Array]], Array],
    values: Mapping[str, float | Array],
    problem: RoosError,
) -> tuple[int, RoosError]:
    """Return the first sample that is refused, found by halving, and why."""
    start, stop = 0, len(np.asarray(next(iter(values.values()))))
    while stop - start > 1:
        middle = (start + stop) // 2
        try:
            evaluate({name: np.asarray(one)[start:middle] for name, one in values.items()})
            start = middle
        except RoosError as found:
            problem, stop = found, middle
    return start, problem


def _streams(numbers: Sequence[UncertainNumber]) -> list[int]:
    """Return a stream per number; within a case, names whose digests are alike are told apart."""
    found: list[int] = []
    taken: set[tuple[str, int]] = set()
    for one in numbers:
        names, again = (one.case, one.place, one.number.name), 0
        stream = named_stream(*names)
        while (one.case, stream) in taken:
            again += 1
            stream = named_stream(*names, str(again))
        taken.add((one.case, stream))
        found.append(stream)
    return found


def _draws_of(one: UncertainNumber, stream: int) -> Draws:
    rows = rows_of([one.distribution], where=one.where)
    return Draws(rows, np.zeros(1, dtype=np.int32), np.zeros(1), stream, lambda i: one.where)
