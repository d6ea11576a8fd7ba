"""The model of a case: a baseline and scenarios, stages of amounts, every number with its origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from roos.formula import Formula

BASELINE = "baseline"
#: What a company says of an assumption.
STATES = ("proposed", "confirmed", "refused")
#: Whom an assumption favours.
BIASES = ("for the case", "against the case", "neutral", "unknown")
#: The four innovation types of the report's table 3.
TYPES = ("efficient_resource_use", "reman_refurb", "smart_maintenance", "servitization")

_NONE: Mapping[str, Number] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a number comes from.

    Attributes
    ----------
    stated
        Page or section of the source that states it; empty for an assumption.
    assumed
        Why it was assumed; empty for a stated number.
    bias
        One of :data:`BIASES`.
    state
        One of :data:`STATES`; a stated number is confirmed.
    """

    stated: str = ""
    assumed: str = ""
    bias: str = "unknown"
    state: str = "proposed"

    @property
    def text(self) -> str:
        """Return the origin in a few words."""
        if self.stated:
            return f"stated: {self.stated}"
        return f"assumed ({self.state}, {self.bias}): {self.assumed}"


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter of a case.

    Attributes
    ----------
    name, value, unit
        The value is a number, a formula of other parameters, or None: required from the user.
    origin
        Where it comes from.
    span
        Printed range, or None.
    counts
        It counts replacements, so ``replacements = "whole"`` rounds it up.
    where
        File and line.
    """

    name: str
    value: float | Formula | None
    unit: str
    origin: Origin
    span: tuple[float, float] | None = None
    counts: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """An amount of one dataset in a stage, per functional unit.

    Attributes
    ----------
    dataset, unit
        Product id of the background, and the unit the amount is in: compared, never converted.
    baseline, scenarios
        Formulas of parameters; None where a side has none of it.
    proxy
        What it stands for, where the background has nothing closer.
    where
        File and line.
    """

    dataset: str
    unit: str
    baseline: Formula | None
    scenarios: Formula | None
    proxy: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A life-cycle stage.

    Attributes
    ----------
    name, uses
        The stage and its amounts.
    shared
        The same on all sides: left out unless ``denominator = "full"``.
    credit
        A credit for what leaves the system: left out unless ``credits = "recycled outputs"``.
    """

    name: str
    uses: tuple[Use, ...]
    shared: bool = False
    credit: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """The baseline, or one scenario.

    Attributes
    ----------
    id, title
        ``"baseline"`` for the baseline.
    parameters
        Numbers that replace or add to those of the case.
    row, choice
        Of a scenario that is computed only with a certain choice of an ambiguity; 0 for always.
    """

    id: str
    title: str
    parameters: Mapping[str, Number] = field(default_factory=lambda: _NONE)
    row: int = 0
    choice: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """Other values of some parameters: another reading of the report, or shares that its outcomes imply.

    Attributes
    ----------
    id, title
        By which it is asked for.
    parameters
        On every side, before those of the side itself.
    sides
        Per side, after those of the side itself.
    row, choice
        The ambiguity and the choice that it answers to; 0 for a variant that is asked for by name only.
    uses_outcome
        Reported outcomes that its numbers were derived from: agreement with them proves nothing.
    """

    id: str
    title: str
    parameters: Mapping[str, Number] = field(default_factory=lambda: _NONE)
    sides: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    row: int = 0
    choice: str = ""
    uses_outcome: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result that the report prints.

    Attributes
    ----------
    scenario, of
        What it is said of: a scenario, and mean, cost, cost_without_toxicity, resources (of the small rose),
        an indicator, a category, or a quantity; several joined by ``+`` must all agree.
    low, high
        Change in per cent, negative is better; None where only a direction is said.
    direction
        ``"decrease"``, ``"increase"`` or empty.
    about
        The report says about, up to or some such.
    than
        Of a further improvement: the scenario that it is better than by this much; empty for the baseline.
    place
        Section and page.
    why
        Why it could differ from what is computed here.
    """

    scenario: str
    of: str
    low: float | None
    high: float | None
    direction: str = ""
    about: bool = False
    place: str = ""
    why: str = ""
    than: str = ""


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """Where a gain vanishes according to the report.

    Attributes
    ----------
    scenario, parameter, of
        Varied in this scenario until the change of ``of`` is zero.
    start, stop
        Where to look.
    stated
        What the report says, or None for a condition without a number.
    second, second_start, second_stop
        Of a map; empty for a curve.
    joint
        Values of other parameters where the report's point is read as a joint one (row 22).
    """

    scenario: str
    parameter: str
    of: str
    start: float
    stop: float
    stated: float | None = None
    second: str = ""
    second_start: float = 0.0
    second_stop: float = 0.0
    place: str = ""
    note: str = ""
    joint: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Economy:
    """What the demand for reuse, waste treatment or transport does from baseline to case."""

    name: str
    change: str
    percent: float | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Quantity:
    """A physical input that is reported beside the impacts, such as a mass: never an impact."""

    name: str
    unit: str
    amount: Formula
    where: str = ""


@dataclass(frozen=True, slots=True)
class Patch:
    """A factor on one exchange of the background (row 27)."""

    activity: str
    product: str
    factor: float
    origin: Origin
    where: str = ""


@dataclass(frozen=True, slots=True)
class FunctionalUnit:
    """What results are per: amounts in the stages are for ``amount`` of ``unit``."""

    text: str
    amount: float
    unit: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Case:
    """One innovation against its baseline.

    Attributes
    ----------
    id, title, company, innovation_type, section, grade
        What it is; the grade says how far the source lets it be computed again (A to D).
    inventory, prices
        Background and price set.
    functional_unit, parameters, baseline, scenarios, stages, quantities, economy, patches
        The model.
    variants
        Other readings and implied shares.
    outcomes, turning_points
        What the report prints.
    missing, notes
        What the source does not say; what to know.
    lines
        File and line of the keys that errors speak of.
    """

    id: str
    title: str
    functional_unit: FunctionalUnit
    baseline: Side
    scenarios: tuple[Side, ...]
    stages: tuple[Stage, ...]
    parameters: Mapping[str, Number] = field(default_factory=lambda: _NONE)
    company: str = ""
    innovation_type: str = ""
    section: str = ""
    grade: str = ""
    inventory: str = "profiles"
    prices: str = "tno-2020"
    quantities: tuple[Quantity, ...] = ()
    economy: tuple[Economy, ...] = ()
    patches: tuple[Patch, ...] = ()
    variants: tuple[Variant, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    turning_points: tuple[TurningPoint, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lines: Mapping[str, str] = field(default_factory=dict)

    def scenario(self, name: str) -> Side:
        """Return a scenario by its id, the first one for an empty name.

        Raises
        ------
        InputError
            E440 with the ids there are.
        """
        from roos.errors import error

        for one in self.scenarios:
            if name in (one.id, ""):
                return one
        known = ", ".join(one.id for one in self.scenarios)
        raise error("E440", f"case {self.id!r} has no scenario {name!r}", self.id, f"there are: {known}")

    def variant(self, name: str) -> Variant:
        """Return a variant by its id; E440 with the ids there are."""
        from roos.errors import error

        for one in self.variants:
            if one.id == name:
                return one
        known = ", ".join(one.id for one in self.variants) or "none"
        raise error("E440", f"case {self.id!r} has no variant {name!r}", self.id, f"there are: {known}")

    def numbers(self) -> tuple[tuple[str, Number], ...]:
        """Return every number with the side or variant it stands in, empty for the case itself."""
        sides = (self.baseline, *self.scenarios)
        own = [("", one) for one in self.parameters.values()]
        of_sides = [(side.id, one) for side in sides for one in side.parameters.values()]
        of_variants = [
            (f"variant {variant.id}", one)
            for variant in self.variants
            for group in (variant.parameters, *variant.sides.values())
            for one in group.values()
        ]
        return (*own, *of_sides, *of_variants)
