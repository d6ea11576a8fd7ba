"""From a locator to the sensitivities of one score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import roos
from roos.demand import Demands
from roos.errors import Finding
from roos.method import Method
from roos.sensitivity.table import Sensitivities
from roos.system import System
from roos_cli.clock import Clock
from roos_cli.one_score import OneScore, prepared, record_head
from roos_cli.pipeline import Progress, once


@dataclass(frozen=True)
class Question(OneScore):
    """Which score, and how lines are ordered.

    Attributes
    ----------
    rank, top, matrices
        As of :func:`roos.sensitivities`.
    """

    rank: str
    top: int | None
    matrices: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What came of it."""

    system: System
    method: Method
    demands: Demands
    found: Sensitivities
    findings: tuple[Finding, ...]
    timings: Mapping[str, float]


def answer(
    question: Question,
    demands_of: Callable[[System], Demands],
    progress: Progress = lambda phase, fraction: None,
) -> Answer:
    """Read, check, solve once each way, and differentiate.

    Raises
    ------
    RoosError
        Whatever the steps raise; E603 several demands and none named.
    """
    clock = Clock()
    at_hand = prepared(question, demands_of, progress, clock, "roos sensitivity")
    with clock.phase("differentiate"):
        progress("differentiating", 0.5)
        found = roos.sensitivities(
            at_hand.system,
            at_hand.demands,
            demand=at_hand.demand,
            category=question.category,
            rank=question.rank,
            top=question.top,
            matrices=question.matrices,
            method=at_hand.method,
            scenario=at_hand.scenario,
            factors=at_hand.factors,
            options=at_hand.options,
        )
    findings = once((*at_hand.noticed, *found.findings))
    return Answer(at_hand.system, at_hand.method, at_hand.demands, found, findings, clock.seconds)


def record(question: Question, given: Answer, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``--json`` shows and what is written beside a result, as plain values."""
    system, method, found = given.system, given.method, given.found
    return {
        **record_head("sensitivity", question, system, method, given.demands, options),
        "demand": found.demand,
        "category": found.category,
        "scenario": found.scenario or None,
        "unit": found.unit,
        "score": found.score,
        "error_bound": found.bound,
        "rank": found.rank,
        "lines_in_all": found.count,
        "first_order_standard_deviation": found.deviation,
        "first_order_variance": dict(found.parts),
        "lines": found.rows(),
        "findings": [finding.as_dict() for finding in given.findings],
        "timings": {phase: round(seconds, 6) for phase, seconds in given.timings.items()},
    }
