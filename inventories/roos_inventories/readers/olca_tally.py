"""What a reader of openLCA packages decided or left aside, counted, and the findings it becomes."""

from __future__ import annotations

from roos.errors import Severity
from roos_inventories.tally import Tally

_SAID = {
    "converted": (
        "W121",
        Severity.NOTE,
        "amounts were converted to the reference unit of their flow",
        "by the factors of the package",
    ),
    "allocated": (
        "W122",
        Severity.NOTE,
        "processes with several products were allocated by the factors of the package",
        "by their default method, as openLCA does with 'as defined in processes'",
    ),
    "formula": (
        "W126",
        Severity.WARNING,
        "values stand beside a formula, not evaluated: the stored value counts",
        "recalculate the parameters in openLCA before exporting",
    ),
    "only provider": (
        "W132",
        Severity.NOTE,
        "exchanges without a provider were linked to the only process that fits",
        "set default providers in openLCA to be sure",
    ),
    "several products": (
        "W133",
        Severity.WARNING,
        "processes with several products state no allocation and were kept whole",
        "set a default allocation method and its factors in openLCA",
    ),
    "credit": (
        "W134",
        Severity.WARNING,
        "avoided products of allocated processes are credited in full to each of their products",
        "as openLCA does: avoided products have no allocation factor",
    ),
    "both ways": (
        "W135",
        Severity.NOTE,
        "elementary exchanges run against the usual direction of their flow",
        "they count negative: a resource given back, an emission taken up",
    ),
    "location": (
        "W104",
        Severity.NOTE,
        "elementary exchanges name a place, which is not used",
        "as openLCA does without regionalisation",
    ),
    "cost": (
        "W104",
        Severity.NOTE,
        "exchanges carry a cost, which is not used",
        "prices are given by --prices",
    ),
    "regional factor": (
        "W104",
        Severity.WARNING,
        "factors are for single places: only the general ones are used",
        "as openLCA does without regionalisation",
    ),
    "uncertain factor": (
        "W104",
        Severity.NOTE,
        "factors carry an uncertainty, which a static score does not use",
        "the stored value of each counts",
    ),
    "not known": (
        "W185",
        Severity.WARNING,
        "factors have distributions of a kind that is not known: they count as certain",
        "write lognormal, normal, uniform or triangular; nothing to do for a static score",
    ),
    "no spread": (
        "W186",
        Severity.WARNING,
        "factors have distributions without spread: they count as certain",
        "correct them where the factors are uncertain",
    ),
    "unused factor": (
        "W105",
        Severity.NOTE,
        "factors are for flows this inventory does not exchange",
        "they cannot change a score",
    ),
    "methods": (
        "W104",
        Severity.WARNING,
        "methods are in the package and none of them was chosen",
        "add the option method=NAME",
    ),
}


class PackageTally(Tally):
    """What the reader of a package decided, see `_SAID`."""

    def __init__(self) -> None:
        super().__init__(_SAID)
