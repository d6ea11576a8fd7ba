"""What a company has confirmed: every assumption of a case, and those that one result rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roos.screening.case import Case, Number, Origin, Side


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that was assumed.

    Attributes
    ----------
    side
        The side or variant that it belongs to; empty where it holds for the whole case.
    name
        Of the number, ``"functional unit"``, the activity of the economy, or the exchange that is patched.
    origin
        Reason, bias and state.
    """

    side: str
    name: str
    origin: Origin


def assumptions(case: Case) -> tuple[Assumption, ...]:
    """Return every assumption of a case, its variants among them."""
    beside = [(one.id, item.name, item.origin) for one in case.scenarios for item in one.economy]
    numbers = [(side, one.name, one.origin) for side, one in case.numbers()]
    return _assumed(
        [*numbers, *_general(case), *((("", one.name, one.origin)) for one in case.economy), *beside]
    )


def assumptions_of(
    case: Case, scenario: Side, numbers: Mapping[str, Mapping[str, Number]]
) -> tuple[Assumption, ...]:
    """Return the assumptions that one result rests on.

    Parameters
    ----------
    numbers
        By side, the numbers it is computed from; what both sides share is listed once.
    """
    sides = list(numbers.items())
    listed = []
    for name in dict.fromkeys(name for _, own in sides for name in own):
        found = [(side, own[name]) for side, own in sides if name in own]
        shared = len(found) == len(sides) and all(one is found[0][1] for _, one in found)
        listed += [("" if shared else side, name, one.origin) for side, one in found[: 1 if shared else None]]
    economy = [(scenario.id, one.name, one.origin) for one in case.economy_of(scenario)]
    return _assumed([*listed, *_general(case), *economy])


def states(found: Iterable[Assumption]) -> dict[str, int]:
    """Return how many assumptions are proposed, confirmed and refused."""
    listed = [one.origin.state for one in found]
    return {state: listed.count(state) for state in ("proposed", "confirmed", "refused")}


def _general(case: Case) -> list[tuple[str, str, Origin]]:
    patched = [("", f"{one.activity}: {one.product}", one.origin) for one in case.patches]
    return [("", "functional unit", case.functional_unit.origin), *patched]


def _assumed(listed: Iterable[tuple[str, str, Origin]]) -> tuple[Assumption, ...]:
    return tuple(Assumption(*one) for one in listed if one[2].assumed)
