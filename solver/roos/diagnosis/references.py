"""Reference products that a source names and that cannot be paired, or leaves out."""

from __future__ import annotations

import numpy as np

from roos.diagnosis.shape import Places, with_entry
from roos.errors import Finding, Severity
from roos.structure import name_some, nonzero
from roos.system import Technosphere
from roos.words import many


def reference_findings(technosphere: Technosphere) -> list[Finding]:
    """Return W106 for reference products that the source names and that cannot be paired, or leaves out."""
    reference, activities = technosphere.reference, technosphere.activities
    named = np.flatnonzero(reference >= 0)
    if not named.size:
        return []  # the source names none at all: nothing contradicts the pairing found
    found: list[Finding] = []
    there = np.isin(named, with_entry(nonzero(technosphere.matrix), reference))
    for places, one, several in (
        (
            named[~there],
            "activity does not exchange the reference product that the source names for it",
            "activities do not exchange the reference product that the source names for them",
        ),
        (
            _sharing(reference, named),
            "activity shares its reference product with another one",
            "activities share a reference product with another one",
        ),
    ):
        if places.size:
            found.append(
                Finding(
                    "W106",
                    Severity.WARNING,
                    many(places.size, one, several),
                    where="; ".join(
                        f"activity {activities.describe(int(j))}, "
                        f"product {technosphere.products.describe(int(reference[j]))}"
                        for j in places[:2]
                    )
                    + (f"; and {places.size - 2} more" if places.size > 2 else ""),
                    hint="correct the reference or the amounts; products were paired by the entries instead",
                    count=int(places.size),
                )
            )
    if named.size < reference.size:
        open_ones = np.flatnonzero(reference < 0)
        found.append(
            Finding(
                "W106",
                Severity.NOTE,
                many(open_ones.size, "activity comes", "activities come")
                + " without a reference product; others name theirs",
                where="activity " + name_some(activities, open_ones),
                hint="name it in the source; products were paired by the entries instead",
                count=int(open_ones.size),
            )
        )
    return found


def _sharing(reference: Places, named: Places) -> Places:
    uses = np.bincount(reference[named])
    return named[uses[reference[named]] > 1]
