"""What the commands about one score share: reading, checking, factorising, and the head of the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import roos
from roos.demand import Demands
from roos.errors import Finding, error
from roos.factorisation import Factorisation
from roos.method import Method
from roos.options import Options
from roos.scenario import Scenario
from roos.system import System
from roos_cli.clock import Clock
from roos_cli.pipeline import Progress, chosen_method, of_units, read_inventory, stop_on_errors
from roos_cli.record import demands_digest, digest, system_digest, versions


@dataclass(frozen=True)
class OneScore:
    """Which score is asked about.

    Attributes
    ----------
    inventory, method
        Locator; name, or None for the inventory's own.
    demand, category
        Name of a demand, or None for the only one; id or unique name.
    scenarios, scenario
        File of scenarios and the name of one, or None.
    accept_inaccurate, allow_negative_supply
        As for a solve.
    """

    inventory: str
    category: str
    demand: str | None
    _: KW_ONLY
    method: str | None = None
    scenarios: str | None = None
    scenario: str | None = None
    accept_inaccurate: bool = False
    allow_negative_supply: bool = False


class Prepared(NamedTuple):
    """Everything that a question about one score is answered from.

    Attributes
    ----------
    system, changed
        As read, and under the scenario.
    method, demands, demand, scenario
        That were asked for; ``demand`` is a name among ``demands``.
    factors, options
        Of ``changed``.
    noticed
        What the checks found, without refusing it.
    """

    system: System
    changed: System
    method: Method
    demands: Demands
    demand: str
    scenario: Scenario | None
    factors: Factorisation
    options: Options
    noticed: tuple[Finding, ...]


def prepared(
    question: OneScore,
    demands_of: Callable[[System], Demands],
    progress: Progress,
    clock: Clock,
    command: str,
) -> Prepared:
    """Read, check and factorise.

    Raises
    ------
    RoosError
        Whatever the steps raise; E603 several demands or scenarios and none named.
    """
    with clock.phase("read"):
        system = read_inventory(question.inventory, progress)
        stop_on_errors(system.findings)
        method = chosen_method(system, question.method)
    with clock.phase("demands"):
        progress("reading demands", 0.0)
        demands = demands_of(system)
        demand = _only_demand(demands, command) if question.demand is None else question.demand
        scenario = _named_scenario(question.scenarios, question.scenario, system)
        changed = scenario.apply(system) if scenario is not None else system
    options = Options(accept_inaccurate=question.accept_inaccurate)
    with clock.phase("factorise"):
        factors = roos.factorise(changed.technosphere, options=options, progress=progress)
    with clock.phase("check"):
        progress("checking the inventory", 0.0)
        allowed = frozenset({"E108"}) if question.allow_negative_supply else frozenset[str]()
        seen = roos.diagnose(changed, method=method, factors=factors, options=options)
        noticed = tuple(stop_on_errors((*seen, *of_units(changed)), allow=allowed))
    return Prepared(system, changed, method, demands, demand, scenario, factors, options, noticed)


def record_head(
    command: str,
    question: OneScore,
    system: System,
    method: Method,
    demands: Demands,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what the record of every such command begins with, as plain values."""
    return {
        "command": command,
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
            "demands": {"count": len(demands), "digest": demands_digest(demands)},
        },
        "options": dict(options),
    }


def _only_demand(demands: Demands, command: str) -> str:
    names = demands.labels.ids
    if len(names) > 1:
        listed = "; ".join(names[:8]) + ("; …" if len(names) > 8 else "")
        raise error("E603", f"there are {len(names)} demands", command, f"add --demand: {listed}")
    return names[0]


def _named_scenario(file: str | None, name: str | None, system: System) -> Scenario | None:
    if file is None:
        return None
    from roos_inventories import read_scenarios

    scenarios = read_scenarios(file, system)
    if name is None:
        names = "; ".join(scenarios.names[:8])
        raise error("E603", f"the file holds {len(scenarios)} scenarios", file, f"add --scenario: {names}")
    return scenarios[name]
