"""How many digits a system leaves of the amounts that went in."""

from __future__ import annotations

import math

import numpy as np

from roos.errors import Finding, RoosError, Severity, as_finding
from roos.factorisation import Factorisation
from roos.options import Options
from roos.structure import name_some

#: Condition from which relative errors of exchanges grow visibly (W204).
BAD_CONDITION = 1e8


def digit_findings(factors: Factorisation, options: Options) -> list[Finding]:
    """Return E102 or W204: by how much relative errors of exchanges grow, and what a trial solve leaves."""
    condition = factors.condition
    if condition <= BAD_CONDITION:
        return []
    demand = 1.0 / factors.row_scale
    supply = np.abs(factors.solve_loosely(demand[:, None])[:, 0]) / factors.column_scale
    supply = np.nan_to_num(supply, nan=np.inf)
    largest = np.argsort(-supply, kind="stable")
    largest = largest[supply[largest] >= 1e-3 * supply[largest[0]]]
    where = "activity " + name_some(factors.activities, largest)
    singular_from = options.condition_refuse / np.finfo(float).eps
    lost = min(16, math.ceil(math.log10(condition))) if math.isfinite(condition) else 16
    if not condition <= singular_from:
        return [
            Finding(
                "E102",
                Severity.ERROR,
                f"singular up to rounding: condition about {condition:.1e}, {lost} of 16 digits are lost",
                where,
                "look for a loop that uses up all it makes, or activities with proportional exchanges",
                count=int(largest.size),
            )
        ]
    try:
        omega = f"{factors.solve_block(demand[:, None]).omega[0]:.0e}"
    except RoosError as problem:
        return [as_finding(problem)]
    return [
        Finding(
            "W204",
            Severity.WARNING,
            f"badly conditioned: condition about {condition:.0e}, so {lost} of 16 digits may be lost "
            f"between the exchanges and a score; backward error of a trial solve {omega}",
            where,
            "look for loops of gain near one, or activities nearly in proportion; each score has a bound",
            count=int(largest.size),
        )
    ]
