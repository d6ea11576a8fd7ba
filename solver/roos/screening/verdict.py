"""What is computed beside what the report prints; nothing is hidden where they differ."""

from __future__ import annotations

import math
from dataclasses import dataclass

from roos.errors import RoosError
from roos.screening.case import Outcome
from roos.screening.choices import ScreeningOptions
from roos.screening.measures import change_of
from roos.screening.screened import Screened, Screening

REPRODUCED, SAME_SIGN, NOT = "reproduced within 5 points", "same sign", "not reproducible"
#: Points within which a result counts as reproduced.
POINTS = 5.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One reported outcome beside the computed one.

    Attributes
    ----------
    outcome
        As reported.
    computed
        Change in per cent, negative is better; of several measures the one furthest from the report; None
        where nothing can be computed.
    difference
        Points from the report's number, or from the nearer end of its range; None where there is none.
    verdict
        One of three: reproduced within 5 points, same sign, not reproducible.
    within_rounding
        Whether the difference is inside the report's own rounding.
    why
        Why it differs; empty where reproduced, unless that proves nothing.
    """

    outcome: Outcome
    computed: float | None
    difference: float | None
    verdict: str
    within_rounding: bool
    why: str


def judge_outcome(
    result: Screened, outcome: Outcome, options: ScreeningOptions, other: Screened | None = None
) -> Verdict:
    """Return the verdict on one outcome of the scenario of a result.

    Parameters
    ----------
    other
        Result of the scenario that a further improvement is measured from: in points, or relative to what is
        left (row 21).
    """
    found = []
    for of in outcome.of.split("+"):
        try:
            change = 100.0 * _further(change_of(result, of, options), of, options, other)
        except RoosError:
            return Verdict(outcome, None, None, NOT, False, outcome.why or "nothing here computes it")
        if math.isfinite(change):
            found.append((_distance(change, outcome), change))
    if not found:
        return Verdict(outcome, None, None, NOT, False, outcome.why or "the baseline is zero")
    _, computed = max(found, key=lambda pair: abs(pair[0] or 0.0))
    gap = _distance(computed, outcome)
    if gap is None:
        agreed = (computed < 0) == (outcome.direction == "decrease")
        why = "" if agreed else outcome.why or "the other direction"
        return Verdict(outcome, computed, None, SAME_SIGN if agreed else NOT, False, why)
    allowed = options.tolerance_about if outcome.about else options.tolerance
    if abs(gap) <= POINTS:
        physical = any(one.name == outcome.of for one in result.quantities)
        why = "a physical input, which follows from the numbers given" if physical else ""
        return Verdict(outcome, computed, gap, REPRODUCED, abs(gap) <= allowed, why)
    middle = ((outcome.low or 0.0) + (outcome.high or 0.0)) / 2.0
    word = SAME_SIGN if computed * middle > 0 else NOT
    return Verdict(outcome, computed, gap, word, False, outcome.why)


def verdicts(result: Screened, screening: Screening) -> tuple[Verdict, ...]:
    """Return the verdict on every outcome that the report prints for the scenario of a result.

    Parameters
    ----------
    screening
        What the result is part of: its options, and the scenarios that outcomes are compared with.
    """
    return tuple(
        judge_outcome(
            result,
            one,
            screening.options,
            screening.of(result.case.id, one.than, result.variant) if one.than else None,
        )
        for one in result.case.outcomes
        if one.scenario == result.scenario.id
    )


def _further(change: float, of: str, options: ScreeningOptions, other: Screened | None) -> float:
    if other is None:
        return change
    before = change_of(other, of, options)
    if options.htc_refurbishment == "points":
        return change - before
    return (1.0 + change) / (1.0 + before) - 1.0


def _distance(change: float, outcome: Outcome) -> float | None:
    """Return points from the number, or from the nearer end of the range and 0 inside it."""
    if outcome.low is None or outcome.high is None:
        return None
    if change < outcome.low:
        return change - outcome.low
    return change - outcome.high if change > outcome.high else 0.0
