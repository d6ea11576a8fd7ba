"""What a report prints of a case: results, and the points at which a gain vanishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result that the report prints.

    Attributes
    ----------
    scenario, of
        What it is said of: a scenario, and mean, cost, cost_without_toxicity, resources (of the small rose),
        an indicator, a category, or a quantity; several joined by ``+`` must all agree.
    low, high
        Change in per cent, negative is better; None where only a direction is said.
    direction
        ``"decrease"``, ``"increase"`` or empty.
    about
        The report says about, up to or some such.
    than
        Of a further improvement: the scenario that it is better than by this much; empty for the baseline.
    where
        File and line of ``of``.
    place
        Section and page.
    why
        Why it could differ from what is computed here.
    """

    scenario: str
    of: str
    low: float | None
    high: float | None
    direction: str = ""
    about: bool = False
    place: str = ""
    why: str = ""
    than: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """Where a gain vanishes according to the report.

    Attributes
    ----------
    scenario, parameter, of
        Varied in this scenario until the change of ``of`` is zero.
    start, stop
        Where to look.
    stated
        What the report says, or None for a condition without a number.
    second, second_start, second_stop
        Of a map; empty for a curve.
    joint
        Values of other parameters where the report's point is read as a joint one (row 22).
    where
        File and line of ``of``.
    """

    scenario: str
    parameter: str
    of: str
    start: float
    stop: float
    stated: float | None = None
    second: str = ""
    second_start: float = 0.0
    second_stop: float = 0.0
    place: str = ""
    note: str = ""
    joint: Mapping[str, float] = field(default_factory=dict)
    where: str = ""
