"""Decisions of a reader or of linking: counted by name, with their first places, and told as findings."""

from __future__ import annotations

from collections.abc import Mapping

from roos.errors import Finding, Severity

#: Places named in one finding.
NAMED = 5


class Tally:
    """Counts by decision, with the first places of each.

    Parameters
    ----------
    said
        By decision: code, severity, what is said after the count, and the hint. Findings come in this order.
    """

    def __init__(self, said: Mapping[str, tuple[str, Severity, str, str]]) -> None:
        self._said = said
        self._counts: dict[str, int] = {}
        self._places: dict[str, list[str]] = {}

    def add(self, decision: str, place: str) -> None:
        """Count one use of a decision."""
        self._counts[decision] = self._counts.get(decision, 0) + 1
        places = self._places.setdefault(decision, [])
        if len(places) < NAMED and place not in places:
            places.append(place)

    def findings(self) -> tuple[Finding, ...]:
        """Return one finding per kind of decision that was taken."""
        found = []
        for decision, (code, severity, text, hint) in self._said.items():
            if count := self._counts.get(decision, 0):
                where = "; ".join(self._places[decision]) + ("; …" if count > NAMED else "")
                found.append(Finding(code, severity, f"{count} {text}", where, hint, count))
        return tuple(found)
