"""Everything that can be said about a system before it is solved, each finding by name.

Reading order: ``shape.py`` (what bars a solution, and the part that is sound all the same),
``references.py``, ``signs.py``, ``blocks.py`` and ``digits.py`` (values), ``uncounted.py`` (flows that a
method leaves out).
"""

from __future__ import annotations

from roos.coverage import coverage
from roos.diagnosis.blocks import block_findings
from roos.diagnosis.digits import BAD_CONDITION
from roos.diagnosis.references import reference_findings
from roos.diagnosis.shape import shape_problems
from roos.diagnosis.signs import sign_findings
from roos.diagnosis.uncounted import coverage_findings
from roos.errors import Finding, as_finding, by_gravity
from roos.factorisation import Factorisation
from roos.method import Method
from roos.options import Options
from roos.system import System

__all__ = ["BAD_CONDITION", "diagnose"]


def diagnose(
    system: System,
    *,
    method: Method | None = None,
    factors: Factorisation | None = None,
    options: Options | None = None,
) -> tuple[Finding, ...]:
    """Return everything that is wrong or worth knowing about a system's matrices.

    A fault does not hide the next: where activities or products must be left out to go on, the rest is looked
    at all the same.

    Parameters
    ----------
    system
        Validated by :meth:`System.build`.
    method
        Whose coverage is looked at, instead of the system's own.
    factors
        A factorisation of its technosphere, to spare a second one; of other values it is refused (E114).
    options
        Of the factorisation made otherwise.

    Returns
    -------
    tuple of Finding
        Errors first, then warnings, then notes. Errors are what ``roos.factorise`` refuses (E101, E103,
        E104), what a solve would refuse (E102 singular up to rounding), a loop gain of one or more (E108),
        and a method that counts nothing (E511). Warnings: W102, W106, W107, W204, W205, W206. Notes: W106,
        W201, W203. Empty when there is nothing to say.
    """
    if factors is not None:
        factors.refuse_other(system.technosphere.matrix)
    problems, paired = shape_problems(system.technosphere)
    found = [as_finding(problem) for problem in problems]
    found += reference_findings(system.technosphere)
    found += sign_findings(paired)
    found += block_findings(paired, None if problems else factors, options)
    method = method or system.characterisation
    if method is not None:
        seen = coverage(system.biosphere, system.flows, method)
        found += coverage_findings(seen, system.flows, method.categories)
    return by_gravity(found)
