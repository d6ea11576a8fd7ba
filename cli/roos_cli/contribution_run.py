"""From a locator to the contributions of one score, or its supply-chain tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import roos
from roos.contributing.table import Contributions
from roos.contributing.tree import Tree
from roos.coverage import Coverage, coverage
from roos.demand import Demands
from roos.errors import Finding, error
from roos.options import Options
from roos.scenario import Scenario
from roos.system import System
from roos_cli.clock import Clock
from roos_cli.pipeline import Progress, chosen_method, of_units, once, read_inventory, stop_on_errors
from roos_cli.record import demands_digest, digest, system_digest, versions


@dataclass(frozen=True)
class Question:
    """Which score, and how it is taken apart.

    Attributes
    ----------
    inventory, method
        Locator; name, or None for the inventory's own.
    demand, category
        Name of a demand, or None for the only one; id or unique name.
    scenarios, scenario
        File of scenarios and the name of one, or None.
    split
        ``by``, ``group``, ``cut_off`` and ``top`` of :func:`roos.contributions`, or ``depth``, ``cut_off``
        and ``max_nodes`` of :func:`roos.supply_chain`.
    accept_inaccurate, allow_negative_supply
        As for a solve.
    """

    inventory: str
    category: str
    demand: str | None
    split: Mapping[str, Any]
    method: str | None = None
    scenarios: str | None = None
    scenario: str | None = None
    accept_inaccurate: bool = False
    allow_negative_supply: bool = False

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
    with clock.phase("read"):
        system = read_inventory(question.inventory, progress)
        stop_on_errors(system.findings)
        system = replace(system, characterisation=chosen_method(system, question.method))
    with clock.phase("demands"):
        progress("reading demands", 0.0)
        demands = demands_of(system)
        demand = only_demand(demands) if question.demand is None else question.demand
        scenario = named_scenario(question.scenarios, question.scenario, system)
        changed = scenario.apply(system) if scenario is not None else system
    options = Options(accept_inaccurate=question.accept_inaccurate)
    with clock.phase("factorise"):
        factors = roos.factorise(changed.technosphere, options=options, progress=progress)
    with clock.phase("check"):
        progress("checking the inventory", 0.0)
        allowed = frozenset({"E108"}) if question.allow_negative_supply else frozenset[str]()
        seen = (*roos.diagnose(changed, factors=factors, options=options), *of_units(changed))
        noticed = stop_on_errors(seen, allow=allowed)
        covered = coverage(changed.biosphere, changed.flows, changed.characterisation)
    with clock.phase("take apart"):
        progress("taking the score apart", 0.5)
        take_apart: Callable[..., Contributions | Tree] = (
            roos.supply_chain if question.wants_tree else roos.contributions
        )
        found = take_apart(
            system,
            demands,
            demand=demand,
            category=question.category,
            scenario=scenario,
            factors=factors,
            options=options,
            **question.split,
        )
    return Answer(changed, demands, found, covered, once((*noticed, *found.findings)), clock.seconds)


def record(question: Question, given: Answer, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``--json`` shows and what is written beside a result, as plain values."""
    system, found = given.system, given.found
    method = system.characterisation
    assert method is not None
    content: dict[str, Any] = {
        "command": "contributions",
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


def only_demand(demands: Demands, command: str = "roos contributions") -> str:
    """Return the only demand there is; E603 there are several."""
    names = demands.labels.ids
    if len(names) > 1:
        listed = "; ".join(names[:8]) + ("; …" if len(names) > 8 else "")
        raise error("E603", f"there are {len(names)} demands", command, f"add --demand: {listed}")
    return names[0]


def named_scenario(file: str | None, name: str | None, system: System) -> Scenario | None:
    """Return the scenario that was named, out of its file."""
    if file is None:
        return None
    from roos_inventories import read_scenarios

    scenarios = read_scenarios(file, system)
    if name is None:
        names = "; ".join(scenarios.names[:8])
        raise error("E603", f"the file holds {len(scenarios)} scenarios", file, f"add --scenario: {names}")
    return scenarios[name]
