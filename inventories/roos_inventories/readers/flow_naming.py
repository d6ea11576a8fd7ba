"""Names and compartments of elementary flows in the words of ecoinvent's flow list, which methods are in.

SimaPro and EcoSpold 1 use other words for some. Compartments are those of bw2io's ``compatibility.py``; names
come from its tables at run time. The id of a flow keeps the words of its source.
"""

from __future__ import annotations

from roos.errors import Finding, Severity
from roos_inventories.readers.bw2io_parts import flow_names

_GENERAL = {
    "resource": "natural resource",
    "resources": "natural resource",
    "raw": "natural resource",
    "emissions to air": "air",
    "emissions to water": "water",
    "emissions to soil": "soil",
    "non material emissions": "non-material",
    "economic issues": "economic",
    "social issues": "social",
    "final waste flows": "waste",
}
_SPECIFIC = {
    ("air", "high population density"): "urban air close to ground",
    ("air", "low population density"): "non-urban air or from high stacks",
    ("air", "high. pop."): "urban air close to ground",
    ("air", "low. pop."): "non-urban air or from high stacks",
    ("air", "low. pop., long-term"): "low population density, long-term",
    ("air", "stratosphere + troposphere"): "lower stratosphere + upper troposphere",
    ("water", "groundwater"): "ground-",
    ("water", "groundwater, long-term"): "ground-, long-term",
    ("water", "fossil-"): "ground-",
    ("water", "river"): "surface water",
    ("water", "lake"): "surface water",
    ("water", "river, long-term"): "surface water",
}


class Naming:
    """Renames flows and counts it.

    Parameters
    ----------
    table
        File of names in bw2io's data.
    """

    def __init__(self, table: str) -> None:
        self._names = flow_names(table)
        self._renamed: dict[str, str] = {}

    def name(self, name: str, compartment: tuple[str, ...]) -> str:
        """Return a flow's name in the flow list."""
        found = self._names.get((compartment[0] if compartment else "", name))
        if found is None or found == name:
            return name
        self._renamed[name] = found
        return found

    def findings(self) -> tuple[Finding, ...]:
        """Return W128 where flows were renamed."""
        if not self._renamed:
            return ()
        pairs = [f"{there} → {here}" for there, here in self._renamed.items()]
        message = f"{len(pairs)} elementary flows carry the name of ecoinvent's flow list"
        where = "; ".join(pairs[:5]) + ("; …" if len(pairs) > 5 else "")
        hint = "by the tables in bw2io; their ids keep the name of the source"
        return (Finding("W128", Severity.NOTE, message, where, hint, len(pairs)),)


def compartment(general: str, specific: str) -> tuple[str, ...]:
    """Return the compartment of a flow in the words of ecoinvent's flow list.

    Examples
    --------
    >>> compartment("Emissions to air", "high. pop."), compartment("resource", "in ground")
    (('air', 'urban air close to ground'), ('natural resource', 'in ground'))
    """
    first, second = (" ".join(text.split()).casefold() for text in (general, specific))
    first = _GENERAL.get(first, first)
    second = _SPECIFIC.get((first, second), second)
    return tuple(part for part in (first, second) if part)
