"""Which numbers of a case are uncertain: those with a distribution, and on request those with a range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from roos.errors import error
from roos.formula import Formula
from roos.sampling.distribution import Distribution
from roos.screening.case import Case
from roos.screening.origins import Number, Origin
from roos.screening.selection import unused_numbers

#: What a printed range without a distribution is taken for.
RANGES = ("none", "uniform", "triangular")


@dataclass(frozen=True, slots=True)
class UncertainNumber:
    """A number of a case that is drawn.

    Attributes
    ----------
    case, place
        Id of the case, and the side or variant that the number stands in; empty for the case itself.
    number
        The number; sides that share it have the same draw.
    distribution
        What it is drawn from.
    from_range
        Its printed range was taken for the distribution.
    """

    case: str
    place: str
    number: Number
    distribution: Distribution
    from_range: bool = False

    @property
    def name(self) -> str:
        """Return ``side: number``, or the number alone."""
        return f"{self.place}: {self.number.name}" if self.place else self.number.name

    @property
    def where(self) -> str:
        """Return file and line, or the case, and the number."""
        place = self.number.where or f"case {self.case!r}"
        return place if self.number.where.endswith(self.number.name) else f"{place}: {self.name}"

    @property
    def origin(self) -> Origin:
        """Return where the distribution comes from."""
        return self.number.spread or self.number.origin


def uncertain_numbers(case: Case, ranges: str = "none") -> tuple[UncertainNumber, ...]:
    """Return the numbers of a case that have a distribution, each once.

    Parameters
    ----------
    ranges
        What a printed range without a distribution is taken for; :data:`RANGES`.

    Raises
    ------
    InputError
        E117 another word for ``ranges``; E150 to E152 what is no distribution; E195 a distribution on a
        number that nothing uses, or on a formula; each with file and line.
    """
    if ranges not in RANGES:
        hint = "use one of " + "; ".join(RANGES)
        raise error("E117", f"ranges is {ranges!r}", "ranges", hint)
    idle = {id(one) for one in unused_numbers(case)}
    found: dict[int, UncertainNumber] = {}
    for place, number in places(case):
        own = number.distribution
        if own is not None:
            one = UncertainNumber(case.id, place, number, own)
            _refuse(one, idle=id(number) in idle)
        elif (ranged := _of_range(number, ranges)) is not None and id(number) not in idle:
            one = UncertainNumber(case.id, place, number, ranged, from_range=True)
        else:
            continue
        one.distribution.check(one.where)
        found.setdefault(id(number), one)
    return tuple(found.values())


def places(case: Case) -> Iterator[tuple[str, Number]]:
    """Yield every number with the side or variant that it stands in, no two of one name in one place."""
    yield from (("", one) for one in case.parameters.values())
    for side in (case.baseline, *case.scenarios):
        yield from ((side.id, one) for one in side.parameters.values())
    for variant in case.variants:
        name = f"variant {variant.id}"
        yield from ((name, one) for one in variant.parameters.values())
        for side_id, group in variant.sides.items():
            yield from ((f"{name}, {side_id}", one) for one in group.values())


def _refuse(one: UncertainNumber, *, idle: bool) -> None:
    name = one.number.name
    if isinstance(one.number.value, Formula):
        hint = f"give the numbers of {one.number.value.text!r} distributions: the formula follows from them"
        raise error("E195", f"{name!r} is a formula and has a distribution", one.where, hint)
    if idle:
        hint = "correct the name, or take it out: nothing would vary"
        raise error("E195", f"no amount needs {name!r}, which has a distribution", one.where, hint)


def _of_range(number: Number, ranges: str) -> Distribution | None:
    """Return a printed range as a distribution; None without a range, for one of no width, or a formula."""
    span, value = number.span, number.value
    if ranges == "none" or span is None or span[0] == span[1] or not isinstance(value, int | float):
        return None
    if ranges == "uniform":
        return Distribution.uniform(*span)
    return Distribution.triangular(span[0], value, span[1])
