"""Everything that can be found out about an inventory, gathered at one go for ``roos check``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import roos
from roos.coverage import Coverage, coverage
from roos.errors import Finding, RoosError, Severity, as_finding, by_gravity
from roos.method import Method
from roos.system import System
from roos_cli.pipeline import of_units, once, refuse_foreign

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Checked:
    """An inventory with what there is to say about it.

    Attributes
    ----------
    system
        As read.
    method
        Whose coverage was measured; None where there is none, or where the one asked for does not fit.
    coverage
        Of that method.
    factors_without_flow
        Per category, factors of the published method that this inventory has no flow for; None for a method
        that came with the inventory.
    findings
        Of the reader, of units, of the matrices and of the method, errors first.
    """

    system: System
    method: Method | None
    coverage: Coverage | None
    factors_without_flow: tuple[int, ...] | None
    findings: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings are of a severity."""
        return sum(finding.severity is severity for finding in self.findings)


def check(system: System, name: str | None, progress: Progress = lambda phase, fraction: None) -> Checked:
    """Look at everything; nothing that is wrong with one part keeps another from being looked at.

    Parameters
    ----------
    system
        As read.
    name
        Of a method to be matched to its flows, or None for its own.
    """
    progress("matching the method", 0.3)
    found: list[Finding] = []
    method, missed = system.characterisation, None
    if name is not None and not (method is not None and method.name == name):
        try:
            method, missed = _matched(system, name)
        except RoosError as problem:
            method = None
            found.append(as_finding(problem))
    progress("checking", 0.5)
    bare = system if name is None else _without_method(system)
    found += [*system.findings, *roos.diagnose(bare, method=method), *of_units(system)]
    found += method.findings if method is not None else ()
    seen = coverage(system.biosphere, system.flows, method) if method is not None else None
    return Checked(system, method, seen, missed, by_gravity(once(found)))


def _matched(system: System, name: str) -> tuple[Method, tuple[int, ...] | None]:
    from roos_inventories.method_choice import method_for

    refuse_foreign(system, name)
    method, matched = method_for(system, name)
    return method, tuple(row.factors_without_flow for row in matched.categories) if matched else None


def _without_method(system: System) -> System:
    """Return the system without its own method: another one was asked for."""
    from dataclasses import replace

    return replace(system, characterisation=None)
