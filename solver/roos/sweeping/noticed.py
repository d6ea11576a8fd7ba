"""What is worth telling about a space: formulas that differ from the inventory, new entries, idle axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity
from roos.places import Part, Places
from roos.sweeping.axis import Axis
from roos.sweeping.filed import Filed
from roos.sweeping.tables import Target
from roos.words import many

#: Relative difference from which a formula is said to differ from the inventory.
_DIFFERENT = 1e-9
#: Cells that a finding names.
_LISTED = 3


def differing(
    places: Mapping[Part, Places],
    base: Mapping[Part, NDArray[np.float64]],
    targets: Sequence[Target],
    values: Sequence[float | None],
) -> list[Finding]:
    """Return W404 where formulas at the parameters' own values differ from the inventory.

    Parameters
    ----------
    places, base
        Cells, and what the inventory holds there.
    values
        By node of the targets: its value, None where it has none.
    """
    told: list[tuple[Target, float, float]] = []
    for target in targets:
        value, old = values[target.node], float(base[target.part][target.row])
        if value is not None and abs(value - old) > _DIFFERENT * max(abs(value), abs(old)):
            told.append((target, value, old))
    if not told:
        return []
    message = (
        f"{many(len(told), 'formula gives', 'formulas give')} at the parameters' own values another value "
        "than the inventory holds; scenarios differ from the base by that too"
    )
    listed = [
        f"{target.part}, {places[target.part].where(target.row)}: formula {value:.6g}, inventory {old:.6g}"
        for target, value, old in told[:_LISTED]
    ]
    where = "; ".join(listed) + ("; …" if len(told) > _LISTED else "")
    hint = "correct formula or parameters, or compare scenarios with each other instead of with the base"
    return [Finding("W404", Severity.WARNING, message, where, hint, len(told))]


def new_entries(places: Mapping[Part, Places], targets: Sequence[Target]) -> list[Finding]:
    """Return W402 where formulas add exchanges that the inventory does not have."""
    new = [target for target in targets if places[target.part].outside[target.row]]
    if not new:
        return []
    message = f"{many(len(new), 'formula adds an entry', 'formulas add entries')} where there is none"
    where = f"{new[0].part}, {places[new[0].part].where(new[0].row)}"
    return [Finding("W402", Severity.NOTE, message, where, "", len(new))]


def idle(axes: Sequence[Axis], filed: Sequence[Filed], used: Set[str]) -> list[Finding]:
    """Return W405 for each axis that changes nothing, or has a parameter that does not.

    Parameters
    ----------
    filed
        Changes by ready-made scenarios.
    used
        Parameters that formulas need.
    """
    findings = []
    for number, axis in enumerate(axes):
        if axis.scenarios is not None:
            idle = not any(source.axis == number for source in filed)
            what = "its scenarios change nothing"
        else:
            # the year itself, which an axis of years offers with its other parameters, may stay unused
            offered = {axis.name} if len(axis.parameters) > 1 else set()
            unused = [name for name in axis.parameters if name not in used and name not in offered]
            idle = bool(unused) or not used & axis.parameters.keys()
            what = f"no formula needs what it sets ({', '.join(unused) or 'nothing'})"
        if idle:
            hint = "leave it out, or use it in a formula; look for a misspelled name"
            findings.append(Finding("W405", Severity.WARNING, what, f"axis {axis.name}", hint))
    return findings
