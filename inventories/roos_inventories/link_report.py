"""Every decision taken while linking, counted, and the findings they become."""

from __future__ import annotations

from roos.errors import Severity
from roos_inventories.tally import Tally

_SAID = {
    "summed": (
        "W101",
        Severity.NOTE,
        "inputs that share activity and product with another one were summed",
        "right unless a line was pasted twice",
    ),
    "summed flows": (
        "W101",
        Severity.NOTE,
        "elementary exchanges that share activity and flow with another one were summed",
        "right unless a line was pasted twice",
    ),
    "left out": (
        "W105",
        Severity.WARNING,
        "exchanges that link to nothing were left out (unlinked=drop)",
        "add the data sets they refer to, or correct their names: scores are too low without them",
    ),
    "not used": (
        "W104",
        Severity.NOTE,
        "exchanges carry an uncertainty, which a static score does not use",
        "nothing to do for a static score",
    ),
    "not known": (
        "W185",
        Severity.WARNING,
        "distributions are of a kind that is not known: their amounts count as certain",
        "write lognormal, normal, uniform or triangular; nothing to do for a static score",
    ),
    "no spread": (
        "W186",
        Severity.WARNING,
        "distributions are none (no spread, bounds that do not differ, a lognormal around 0): their amounts "
        "count as certain",
        "as programs of the field read them; correct them where the amounts are uncertain",
    ),
    "not drawn": (
        "W187",
        Severity.WARNING,
        "exchanges of amount zero were left out although they have distributions, with other amounts",
        "link them, or make them certain; nothing to do for a static score",
    ),
    "converted": (
        "W121",
        Severity.NOTE,
        "amounts were converted to the unit of what they link to",
        "by definition of the units, exactly",
    ),
    "waste": (
        "W123",
        Severity.NOTE,
        "waste outputs were linked to their treatment",
        "a treatment sold as a service is used, one that takes the waste in is given it",
    ),
    "assumed": (
        "W124",
        Severity.NOTE,
        "activities without a product were given an output of their own",
        "as Brightway does; give them an exchange of type production",
    ),
    "zero": (
        "W125",
        Severity.NOTE,
        "exchanges of amount zero were left out: co-products, or inputs that link to nothing",
        "nothing to do where 0 is meant: they change no score",
    ),
    "netted": (
        "W202",
        Severity.NOTE,
        "inputs of an activity's own product were netted into its output",
        "as every matrix does: output 1 and own use 0.1 give 0.9",
    ),
}


class Report(Tally):
    """What linking decided, see `_SAID`."""

    def __init__(self) -> None:
        super().__init__(_SAID)
