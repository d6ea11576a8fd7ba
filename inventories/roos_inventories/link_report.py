"""Every decision taken while linking, counted, and the findings they become."""

from __future__ import annotations

from roos.errors import Finding, Severity

#: Places named in one finding.
NAMED = 5
_SAID = {
    "summed": ("W101", "inputs that share activity and product with another one were summed"),
    "summed flows": (
        "W101",
        "elementary exchanges that share activity and flow with another one were summed",
    ),
    "left out": ("W105", "exchanges that link to nothing were left out (unlinked=drop)"),
    "not used": ("W104", "exchanges carry an uncertainty, which a static score does not use"),
    "converted": ("W121", "amounts were converted to the unit of what they link to"),
    "waste": ("W123", "waste outputs were linked to their treatment"),
    "assumed": ("W124", "activities without a product were given an output of their own"),
    "zero": ("W125", "exchanges of amount zero were left out: co-products, or inputs that link to nothing"),
    "netted": ("W202", "inputs of an activity's own product were netted into its output"),
}
_HINTS = {
    "summed": "right unless a line was pasted twice",
    "summed flows": "right unless a line was pasted twice",
    "not used": "nothing to do for a static score",
    "waste": "a treatment sold as a service is used, one that takes the waste in is given it",
    "zero": "nothing to do where 0 is meant: they change no score",
    "left out": "add the data sets they refer to, or correct their names: scores are too low without them",
    "converted": "by definition of the units, exactly",
    "assumed": "as Brightway does; give them an exchange of type production",
    "netted": "as every matrix does: output 1 and own use 0.1 give 0.9",
}
_WARN = {"left out"}


class Report:
    """Counts of decisions by name, with the first places of each."""

    def __init__(self) -> None:
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
        for decision, (code, text) in _SAID.items():
            count = self._counts.get(decision, 0)
            if count:
                severity = Severity.WARNING if decision in _WARN else Severity.NOTE
                where = "; ".join(self._places[decision]) + ("; …" if count > NAMED else "")
                found.append(Finding(code, severity, f"{count} {text}", where, _HINTS[decision], count))
        return tuple(found)
