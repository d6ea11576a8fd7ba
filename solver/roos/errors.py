"""One error base and the one register of codes.

Every refusal and every finding of roos carries a code, a place named as the user knows it (product,
activity, flow, file and line) and a hint that says what to do. The register below is the only list of
codes; a test fails on a code that is used without an entry, or registered without a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any


class Exit(IntEnum):
    """Exit codes of the command line."""

    OK = 0
    BAD_INPUT = 2
    NOT_CERTIFIED = 3
    SINGULAR = 4
    CANNOT_WRITE = 74
    INTERRUPTED = 130
    TERMINATED = 143


class Severity(StrEnum):
    """What a finding means for the run."""

    ERROR = "error"  # stops
    WARNING = "warning"  # goes on and is stored with the result
    NOTE = "note"  # done and recorded


class RoosError(Exception):
    """Base of all errors that roos raises on purpose.

    Parameters
    ----------
    code
        Entry of :data:`CODES`.
    message
        What is wrong, in one sentence.
    where
        The place by name: product, activity, flow, category, or file and line.
    hint
        What to do about it.
    """

    def __init__(self, code: str, message: str, *, where: str = "", hint: str = "") -> None:
        if code not in CODES:
            raise KeyError(f"unregistered error code {code!r}")
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where
        self.hint = hint

    @property
    def exit_code(self) -> Exit:
        """Exit status of the command line for this error."""
        return CODES[self.code].exit

    def __str__(self) -> str:
        parts = [f"{self.code} {self.message}"]
        if self.where:
            parts.append(f"  where: {self.where}")
        if self.hint:
            parts.append(f"  hint: {self.hint}")
        return "\n".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        return (error, (self.code, self.message, self.where, self.hint))


class InputError(RoosError):
    """Wrong use or bad input (exit 2)."""


class AccuracyError(RoosError):
    """A result exists but could not be certified (exit 3)."""


class SingularError(RoosError):
    """The system has no unique solution, or none that can be told from rounding (exit 4)."""


class WriteError(RoosError):
    """A file could not be written; what was there before is untouched (exit 74)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was noticed, with its place and what to do.

    Attributes
    ----------
    code
        Entry of :data:`CODES`.
    severity
        Error stops, warning goes on and is stored with the result, note is done and recorded.
    message, where, hint
        As in :class:`RoosError`.
    count
        How many places share this finding; ``where`` names the first of them.
    """

    code: str
    severity: Severity
    message: str
    where: str = ""
    hint: str = ""
    count: int = 1

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(f"unregistered finding code {self.code!r}")

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Finding:
        """Return the finding that :meth:`as_dict` gave these values of.

        Raises
        ------
        KeyError, TypeError, ValueError
            The values are no finding of this version.
        """
        return cls(**{**content, "severity": Severity(content["severity"])})

    def as_error(self) -> RoosError:
        """Return the same finding as an exception to raise."""
        return error(self.code, self.message, self.where, self.hint)

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "where": self.where,
            "hint": self.hint,
            "count": self.count,
        }


def as_finding(problem: RoosError) -> Finding:
    """Return a refusal as an error finding."""
    return Finding(problem.code, Severity.ERROR, problem.message, problem.where, problem.hint)


def by_gravity(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with errors first, then warnings, then notes, otherwise in their order."""
    gravity = list(Severity)
    return tuple(sorted(findings, key=lambda finding: gravity.index(finding.severity)))


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the register: a title, and what the command line exits with."""

    title: str
    exit: Exit = Exit.BAD_INPUT


_S, _A, _W, _O = Exit.SINGULAR, Exit.NOT_CERTIFIED, Exit.CANNOT_WRITE, Exit.OK

CODES: dict[str, Code] = {
    # E1xx: matrices and data
    "E101": Code("structurally or exactly singular technosphere", _S),
    "E102": Code("singular up to rounding", _S),
    "E103": Code("technosphere is not square"),
    "E104": Code("no reference product, or an empty column or row", _S),
    "E105": Code("an activity produces its product twice"),
    "E106": Code("a value is not a finite number"),
    "E107": Code("units do not match"),
    "E108": Code("loop gain of one or more"),
    "E109": Code("too large for the index type"),
    "E110": Code("would not fit in the memory given"),
    "E111": Code("damaged cache or store entry"),
    "E112": Code("another process is writing"),
    "E113": Code("a JSON object names a key twice"),
    "E114": Code("shapes of matrices and labels do not agree"),
    "E115": Code("the sparsity pattern differs from the factorised one"),
    "E116": Code("the factorisation is in use by another thread"),
    "E117": Code("wrong type or dtype of an argument"),
    "E118": Code("the result is not certified", _A),
    "E119": Code("the solver backend is not installed"),
    "E120": Code("the solver backend failed", _S),
    "E121": Code("the factors were taken for another scenario"),
    "E128": Code("the path does not apply to what the scenarios change"),
    "E130": Code("unknown demand"),
    "E131": Code("an activity makes none of its product"),
    "E132": Code("contributions do not add up to the score", _A),
    "E150": Code("a distribution lacks a parameter, or has one out of range"),
    "E151": Code("bounds of a distribution are the wrong way round"),
    "E152": Code("nothing of a distribution lies between its bounds"),
    "E153": Code("a draw is not a finite number"),
    "E160": Code("bw2calc is not installed"),
    "E161": Code("bw2calc is of another version"),
    "E162": Code("no factors under this handle"),
    "E170": Code("no variances to order by"),
    "E172": Code("a range of a parameter is not valid"),
    "E173": Code("a design cannot have that size"),
    "E174": Code("results do not belong to the design"),
    "E175": Code("nothing to compare"),
    "E195": Code("a distribution on a number of a case that nothing uses"),
    # E2xx: demands and labels
    "E201": Code("unknown product"),
    "E202": Code("ambiguous product name"),
    "E203": Code("empty demand"),
    "E204": Code("missing column"),
    "E205": Code("not a number"),
    "E206": Code("label list names an id twice"),
    "E207": Code("unknown category"),
    "E208": Code("unknown column"),
    # E3xx: prices and units
    "E301": Code("demand unit does not match the product"),
    "E302": Code("price is per another unit than the category"),
    "E303": Code("price set does not fit the characterisation model"),
    "E304": Code("price file is not valid"),
    "E305": Code("unknown price set"),
    "E306": Code("price sets cannot be brought to the same years"),
    "E307": Code("a year outside those of a price set"),
    "E308": Code("price path is not valid"),
    "E309": Code("the array given for the costs does not fit"),
    # E4xx: formulas and scenarios
    "E401": Code("unknown scenario"),
    "E402": Code("a scenario changes a cell twice"),
    "E403": Code("scenarios that are joined change the same cell"),
    "E404": Code("a factor where there is no value"),
    "E405": Code("the scenario was made for another system"),
    "E406": Code("a scenario names what the inventory does not have"),
    "E407": Code("an activity would produce nothing"),
    "E408": Code("self-consumption without its production"),
    "E409": Code("scenario names do not fit"),
    "E410": Code("unknown flow type"),
    "E411": Code("a key is not a pair of database and code"),
    "E412": Code("an axis is not valid"),
    "E413": Code("a formula is not understood"),
    "E414": Code("a formula goes over a limit"),
    "E415": Code("a formula has no finite value"),
    "E416": Code("unknown parameter"),
    "E417": Code("parameters need each other in a circle"),
    "E418": Code("two axes set one parameter"),
    "E420": Code("sweep file is not TOML"),
    "E421": Code("unknown key in a sweep file"),
    "E422": Code("a key of a sweep file is missing"),
    "E423": Code("a value of a sweep file is not understood"),
    "E424": Code("keys of a sweep file exclude each other"),
    "E425": Code("prices to change are not given"),
    "E430": Code("no such choice for a screening"),
    "E431": Code("a baseline is zero or negative"),
    "E432": Code("prices and categories of a screening conflict"),
    "E433": Code("unknown indicator"),
    "E434": Code("case file is not TOML"),
    "E435": Code("a key of a case file is unknown"),
    "E436": Code("a key of a case file is missing"),
    "E437": Code("a value of a case file is not understood"),
    "E438": Code("a scenario has no baseline"),
    "E439": Code("an amount of a stage has no unit"),
    "E440": Code("unknown case or scenario"),
    "E441": Code("a required number is not given"),
    "E442": Code("keys of a case file contradict each other"),
    "E443": Code("backgrounds cannot be compared"),
    "E444": Code("a patch names no exchange"),
    "E445": Code("nothing to vary"),
    "E446": Code("a case speaks of a result that does not exist"),
    "E447": Code("no prices of this year"),
    "E448": Code("a path of CO2 prices is not understood"),
    "E450": Code("no number of samples"),
    "E451": Code("the seed is not an integer"),
    "E452": Code("nothing is uncertain"),
    "E453": Code("unknown part to be uncertain"),
    "E454": Code("a target for the standard error is not understood"),
    "E460": Code("a case has nothing for a picture"),
    "E461": Code("a picture is too small to be read"),
    "E462": Code("no business model is known of a case"),
    # E5xx: files, archives, downloads
    "E501": Code("cannot read"),
    "E502": Code("format not recognised"),
    "E503": Code("file is damaged or truncated"),
    "E504": Code("archive member refused"),
    "E505": Code("over a stated limit"),
    "E506": Code("checksum differs"),
    "E507": Code("download failed"),
    "E508": Code("no writable place for user data"),
    "E509": Code("data set is not installed"),
    "E510": Code("unknown inventory"),
    "E511": Code("unknown or unsuitable method"),
    "E512": Code("locator option not understood"),
    "E520": Code("exchanges link to nothing"),
    "E521": Code("an exchange fits several products"),
    "E522": Code("a formula would have to be evaluated"),
    "E523": Code("a part of a data set is missing or not understood"),
    "E530": Code("Brightway project cannot be read"),
    "E531": Code("unknown calculation setup"),
    "E540": Code("a factor is given twice"),
    "E541": Code("unknown type of exchange"),
    "E542": Code("two files hold the same table"),
    "E543": Code("a profile for no amount"),
    "E544": Code("these results do not give that picture"),
    "E545": Code("no results of roos to draw"),
    "E546": Code("rows of results that are no grid"),
    "E547": Code("nothing to draw"),
    # E6xx: results
    "E601": Code("cannot write", _W),
    "E602": Code("unknown result format"),
    "E603": Code("wrong use of the command line"),
    "E604": Code("the folder for a store is not empty"),
    "E605": Code("the disk has not enough space", _W),
    "E606": Code("the store was made from something else"),
    "E607": Code("the store is not finished"),
    "E608": Code("the store is of another version"),
    "E609": Code("no store in the folder"),
    "E610": Code("a format needs a package that is not installed"),
    "E620": Code("stopped as asked", Exit.INTERRUPTED),
    # W: the run goes on and the finding is stored with the result
    "W101": Code("duplicate exchanges summed", _O),
    "W102": Code("elementary flows without a factor", _O),
    "W103": Code("a published label was corrected", _O),
    "W104": Code("a known peculiarity of the data applies", _O),
    "W105": Code("entries outside the system left out", _O),
    "W106": Code("a named reference product cannot be paired", _O),
    "W107": Code("a product is used and not made", _O),
    "W108": Code("a later exchange replaces an earlier one", _O),
    "W109": Code("a unit is missing beside others", _O),
    "W121": Code("amounts converted to another unit", _O),
    "W122": Code("allocated by the shares in the source", _O),
    "W123": Code("waste output linked to its treatment", _O),
    "W124": Code("production of one unit assumed", _O),
    "W125": Code("exchange of amount zero left out", _O),
    "W126": Code("stored amount used, formula not evaluated", _O),
    "W127": Code("input without a link linked by its name", _O),
    "W128": Code("elementary flow renamed to that of the flow list", _O),
    "W131": Code("database processed for this reading only", _O),
    "W132": Code("exchange linked to the only provider", _O),
    "W133": Code("process with several products kept whole", _O),
    "W134": Code("avoided product of an allocated process credited in full", _O),
    "W135": Code("elementary flow exchanged in both directions", _O),
    "W141": Code("categories without a unit", _O),
    "W148": Code("supply-chain tree cut at the limit of nodes", _O),
    "W149": Code("scenarios refactorised after all", _O),
    "W150": Code("samples left out because they are singular", _O),
    "W151": Code("stopped early at the standard error asked for", _O),
    "W152": Code("a part has no distributions and stays as it is", _O),
    "W153": Code("a cell that follows an uncertain parameter is certain in scenario 0", _O),
    "W170": Code("amounts without a finite variance", _O),
    "W171": Code("an output does not vary over a design", _O),
    "W172": Code("a score of zero has no elasticities", _O),
    "W185": Code("a distribution of an unknown kind: the amount is certain", _O),
    "W186": Code("a distribution without spread: the amount is certain", _O),
    "W187": Code("a distribution left out with an exchange of amount zero", _O),
    "W190": Code("the value of a parameter lies outside its distribution", _O),
    "W191": Code("a part of a sweep file that a command does not use", _O),
    "W192": Code("an axis sets an uncertain parameter", _O),
    "W193": Code("a distribution without ends is taken between two quantiles", _O),
    "W194": Code("points of a Sobol sequence are no power of two", _O),
    "W195": Code("a distribution of a case is not drawn", _O),
    "W196": Code("printed ranges taken as distributions", _O),
    "W197": Code("amounts that change their sign in samples", _O),
    "W198": Code("relative changes undefined in samples", _O),
    "W199": Code("nothing of a result is drawn", _O),
    "W201": Code("negative production", _O),
    "W202": Code("self-consumption netted", _O),
    "W203": Code("positive entry beside the reference product", _O),
    "W204": Code("badly conditioned", _O),
    "W205": Code("loop gain cannot be decided", _O),
    "W206": Code("a category counts no flow in use", _O),
    "W211": Code("duplicate demand rows summed", _O),
    "W212": Code("demand outside every characterised activity", _O),
    "W301": Code("compiled kernels cannot be cached", _O),
    "W302": Code("another solver took over", _O),
    "W303": Code("a system that was read cannot be kept", _O),
    "W311": Code("one category is most of the cost", _O),
    "W312": Code("category without a price", _O),
    "W313": Code("prices carried to another characterisation model", _O),
    "W314": Code("prices interpolated between years", _O),
    "W315": Code("prices of one year used for other years", _O),
    "W316": Code("years of a price set left out", _O),
    "W401": Code("repeated scenario lines count once", _O),
    "W402": Code("scenarios add exchanges where there are none", _O),
    "W403": Code("scenario keys unknown, names decided", _O),
    "W404": Code("a formula at its base differs from the inventory", _O),
    "W405": Code("an axis or one of its parameters changes nothing", _O),
    "W410": Code("a parameter that no change uses", _O),
    "W411": Code("no scenario changes anything", _O),
    "W415": Code("categories without a positive baseline", _O),
    "W416": Code("one category is most of a single score", _O),
    "W417": Code("assumptions not confirmed", _O),
    "W418": Code("equal stages left out", _O),
    "W419": Code("a number of a case that nothing uses", _O),
    "W603": Code("a damaged chunk of a store", _O),
    "W604": Code("an incomplete entry in the journal of a store", _O),
}

_CLASSES: dict[Exit, type[RoosError]] = {
    Exit.BAD_INPUT: InputError,
    Exit.NOT_CERTIFIED: AccuracyError,
    Exit.SINGULAR: SingularError,
    Exit.CANNOT_WRITE: WriteError,
}


def error(code: str, message: str, where: str = "", hint: str = "") -> RoosError:
    """Return the error class that belongs to a code, ready to raise."""
    entry = CODES.get(code)
    if entry is None:
        raise KeyError(f"unregistered error code {code!r}")
    return _CLASSES.get(entry.exit, RoosError)(code, message, where=where, hint=hint)
