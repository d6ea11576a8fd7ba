"""What a method leaves out of the account: flows, categories, or everything."""

from __future__ import annotations

import numpy as np

from roos.coverage import Coverage
from roos.errors import Finding, Severity
from roos.labels import Labels
from roos.structure import LISTED, name_some
from roos.words import many


def coverage_findings(seen: Coverage, flows: Labels, categories: Labels) -> list[Finding]:
    """Return W102, W206 or E511 for a method on the flows of a system.

    Parameters
    ----------
    seen
        Of that method and system. Where nothing is exchanged with nature there is nothing to say.
    flows, categories
        Their labels.
    """
    if not seen.in_use:
        return []
    if not any(row.flows for row in seen.categories):
        return [
            Finding(
                "E511",
                Severity.ERROR,
                f"{seen.method!r} has no factor for any of {many(seen.in_use, 'flow', 'flows')} in use: "
                "all scores are zero",
                where="flow " + name_some(flows, seen.uncovered),
                hint="choose another method, or compare ids, names and compartments of its flows with these",
                count=seen.in_use,
            )
        ]
    found = []
    if seen.uncovered.size:
        named = "; ".join(
            f"{flows.describe(int(i))} {_percent(float(seen.share[i]))}" for i in seen.uncovered[:LISTED]
        )
        more = seen.uncovered.size - LISTED
        found.append(
            Finding(
                "W102",
                Severity.WARNING,
                f"{seen.uncovered.size} of {many(seen.in_use, 'flow', 'flows')} in use without a factor "
                f"in {seen.method!r}{_of_amounts(seen)}",
                where="flow " + named + (f"; and {more} more" if more > 0 else ""),
                hint="they count as zero in every score; the largest are named first, "
                "with their mean share of what an activity exchanges in their unit",
                count=int(seen.uncovered.size),
            )
        )
    empty = np.flatnonzero([not row.flows for row in seen.categories])
    if empty.size:
        found.append(
            Finding(
                "W206",
                Severity.WARNING,
                f"{empty.size} of {many(len(seen.categories), 'category', 'categories')} without a factor "
                "for any flow in use: scores are zero there",
                where="category " + name_some(categories, empty),
                hint="right when nothing of the kind is exchanged; else compare the flows with the method's",
                count=int(empty.size),
            )
        )
    return found


def _of_amounts(seen: Coverage) -> str:
    unit = seen.main_unit
    if not unit:
        return ""
    return f"; by amount {_percent(seen.uncovered_shares[unit])} of the {unit} exchanged"


def _percent(share: float) -> str:
    """Return a share for people: never 0 % for something, never 100 % for less than all."""
    percent = 100.0 * share
    if 0.0 < percent < 0.1:
        return "below 0.1 %"
    if 99.9 < percent < 100.0 - 1e-9:
        return "over 99.9 %"
    return f"{percent:.3g} %"
