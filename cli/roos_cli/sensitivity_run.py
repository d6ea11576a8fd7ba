"""From a locator to the sensitivities of one score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import roos
from roos.demand import Demands
from roos.errors import Finding
from roos.method import Method
from roos.options import Options
from roos.sensitivity.table import Sensitivities
from roos.system import System
from roos_cli.clock import Clock
from roos_cli.contribution_run import named_scenario, only_demand
from roos_cli.pipeline import Progress, chosen_method, of_units, once, read_inventory, stop_on_errors
from roos_cli.record import demands_digest, digest, system_digest, versions


@dataclass(frozen=True)
class Question:
    """Which score, and how lines are ordered.

    Attributes
    ----------
    inventory, method
        Locator; name, or None for the inventory's own.
    demand, category
        Name of a demand, or None for the only one; id or unique name.
    rank, top, matrices
        As of :func:`roos.sensitivities`.
    scenarios, scenario
        File of scenarios and the name of one, or None.
    accept_inaccurate, allow_negative_supply
        As for a solve.
    """

    inventory: str
    category: str
    demand: str | None
    rank: str
    top: int | None
    matrices: tuple[str, ...]
    method: str | None = None
    scenarios: str | None = None
    scenario: str | None = None
    accept_inaccurate: bool = False
    allow_negative_supply: bool = False


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
    with clock.phase("read"):
        system = read_inventory(question.inventory, progress)
        stop_on_errors(system.findings)
        method = chosen_method(system, question.method)
    with clock.phase("demands"):
        progress("reading demands", 0.0)
        demands = demands_of(system)
        demand = only_demand(demands, "roos sensitivity") if question.demand is None else question.demand
        scenario = named_scenario(question.scenarios, question.scenario, system)
        changed = scenario.apply(system) if scenario is not None else system
    options = Options(accept_inaccurate=question.accept_inaccurate)
    with clock.phase("factorise"):
        factors = roos.factorise(changed.technosphere, options=options, progress=progress)
    with clock.phase("check"):
        progress("checking the inventory", 0.0)
        allowed = frozenset({"E108"}) if question.allow_negative_supply else frozenset[str]()
        seen = roos.diagnose(changed, method=method, factors=factors, options=options)
        noticed = stop_on_errors((*seen, *of_units(changed)), allow=allowed)
    with clock.phase("differentiate"):
        progress("differentiating", 0.5)
        found = roos.sensitivities(
            system,
            demands,
            demand=demand,
            category=question.category,
            rank=question.rank,
            top=question.top,
            matrices=question.matrices,
            method=method,
            scenario=scenario,
            factors=factors,
            options=options,
        )
    return Answer(system, method, demands, found, once((*noticed, *found.findings)), clock.seconds)


def record(question: Question, given: Answer, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``--json`` shows and what is written beside a result, as plain values."""
    system, method, found = given.system, given.method, given.found
    return {
        "command": "sensitivity",
        "schema": 1,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions(),
        "inputs": {
            "inventory": {
                "locator": question.inventory,
                "name": system.name,
                "digest": system_digest(system),
                "about": dict(system.meta),
            },
            "method": {"name": method.name, "digest": digest(method.matrix), "about": dict(method.meta)},
            "demands": {"count": len(given.demands), "digest": demands_digest(given.demands)},
        },
        "options": dict(options),
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
