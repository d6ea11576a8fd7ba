"""From a locator to the contributions of one score, or its supply-chain tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import roos
from roos.contributing.table import Contributions
from roos.contributing.tree import Tree
from roos.coverage import Coverage, coverage
from roos.demand import Demands
from roos.errors import Finding
from roos.system import System
from roos_cli.clock import Clock
from roos_cli.one_score import OneScore, prepared, record_head
from roos_cli.pipeline import Progress, once


@dataclass(frozen=True)
class Question(OneScore):
    """Which score, and how it is taken apart.

    Attributes
    ----------
    split
        ``by``, ``group``, ``cut_off`` and ``top`` of :func:`roos.contributions`, or ``depth``, ``cut_off``
        and ``max_nodes`` of :func:`roos.supply_chain`.
    """

    split: Mapping[str, Any]

    @property
    def wants_tree(self) -> bool:
        """Whether a tree was asked for."""
        return "depth" in self.split


@dataclass(frozen=True)
class Answer:
    """What came of it.

    Attributes
    ----------
    system
        Under the scenario, with the method that was used.
    found
        Contributions, or a tree.
    """

    system: System
    demands: Demands
    found: Contributions | Tree
    coverage: Coverage
    findings: tuple[Finding, ...]
    timings: Mapping[str, float]


def answer(
    question: Question,
    demands_of: Callable[[System], Demands],
    progress: Progress = lambda phase, fraction: None,
) -> Answer:
    """Read, check, solve once each way, and take apart.

    Raises
    ------
    RoosError
        Whatever the steps raise; E603 several demands and none named.
    """
    clock = Clock()
    at_hand = prepared(question, demands_of, progress, clock, "roos contributions")
    changed = replace(at_hand.changed, characterisation=at_hand.method)
    with clock.phase("check"):
        covered = coverage(changed.biosphere, changed.flows, at_hand.method)
    with clock.phase("take apart"):
        progress("taking the score apart", 0.5)
        take_apart: Callable[..., Contributions | Tree] = (
            roos.supply_chain if question.wants_tree else roos.contributions
        )
        found = take_apart(
            at_hand.system,
            at_hand.demands,
            demand=at_hand.demand,
            category=question.category,
            method=at_hand.method,
            scenario=at_hand.scenario,
            factors=at_hand.factors,
            options=at_hand.options,
            **question.split,
        )
    findings = once((*at_hand.noticed, *found.findings))
    return Answer(changed, at_hand.demands, found, covered, findings, clock.seconds)


def record(question: Question, given: Answer, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``--json`` shows and what is written beside a result, as plain values."""
    system, found = given.system, given.found
    method = system.characterisation
    assert method is not None
    content: dict[str, Any] = {
        **record_head("contributions", question, system, method, given.demands, options),
        "demand": found.demand,
        "category": found.category,
        "scenario": found.scenario or None,
        "unit": found.unit,
        "score": found.score,
        "total": found.total,
        "error_bound": found.bound,
    }
    if isinstance(found, Tree):
        content |= {"depth": found.depth, "cut_off": found.cut_off, "rest": found.rest, "nodes": found.rows()}
    else:
        content |= {
            "by": found.by,
            "group": found.group,
            "sum_of_absolute_contributions": found.size,
            "rest": found.rest,
            "left_out": found.left_out,
            "lines": found.rows(),
        }
    content["findings"] = [finding.as_dict() for finding in given.findings]
    content["timings"] = {phase: round(seconds, 6) for phase, seconds in given.timings.items()}
    return content
