"""The whole case file as a model: what is validated, and what the published JSON Schema is made from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from roos_inventories.sweep_file.uncertain_models import NUMBERS
from roos_inventories.sweep_file.values import Number, NumberOrFormula, Section, Text

Bias = Literal["for the case", "against the case", "neutral", "unknown"]
State = Literal["proposed", "confirmed", "refused"]
Activity = Literal["reuse", "waste", "transport"]
Percent = Number | Annotated[list[Number], Field(min_length=2, max_length=2)]


class _Origin(Section):
    stated: Text | None = Field(None, description="Section or page of the source that states it.")
    assumed: Text | None = Field(None, description="Why it was assumed.")
    bias: Bias = Field("unknown", description="Whom an assumption favours.")
    state: State = Field("proposed", description="What the company says of an assumption.")

    @model_validator(mode="after")
    def _one_origin(self) -> _Origin:
        if (self.stated is None) == (self.assumed is None):
            raise PydanticCustomError("origin", "either stated or assumed")
        return self


class DistributionTable(Section):
    """What a number is drawn from in a Monte Carlo run; loc follows from the value where it is a middle."""

    type: Literal[tuple(NUMBERS)] = Field(  # type: ignore[valid-type]
        description="Names and numbers are those of stats_arrays, as in sweep files."
    )
    loc: Number | None = Field(
        None,
        description="Mean, mode or median: the value by default (lognormal: its logarithm). beta: α. "
        "bernoulli: probability of a one.",
    )
    scale: Number | None = Field(
        None, description="normal: standard deviation; lognormal: that of the natural logarithm."
    )
    shape: Number | None = Field(None, description="weibull, gamma, extreme; student: degrees. beta: β.")
    minimum: Number | None = Field(
        None, description="uniform, triangular, pert and beta: that of the range by default. Others it cuts."
    )
    maximum: Number | None = Field(None, description="Likewise; discrete draws whole numbers below it.")
    negative: bool | None = Field(None, description="Amounts below zero; as the value by default.")
    stated: Text | None = Field(None, description="Where the distribution is stated, if not with the number.")
    assumed: Text | None = Field(None, description="Why it was assumed, if not as the number was.")


class Parameter(_Origin):
    """A number or a formula, with its origin; without a value the user must give one."""

    value: NumberOrFormula | None = Field(None, description="Left out: required from the user by --set.")
    unit: str = ""
    range: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    distribution: DistributionTable | None = Field(
        None, description="Drawn by `roos case monte-carlo`; every other command takes the value."
    )
    counts: bool = Field(False, description="Counts replacements: whole numbers on demand (row 13).")


class FunctionalUnit(_Origin):
    """What the amounts in the stages are for."""

    text: Text
    amount: Number = 1.0
    unit: Text


class Baseline(Section):
    """Today's way."""

    title: Text
    parameters: dict[Text, Parameter] = Field(default={})


class EconomyTable(_Origin):
    """What the demand for an activity does."""

    change: Literal["fell", "same", "rose", "unknown"]
    percent: Number | None = None


class ScenarioTable(Section):
    """One way of the innovation."""

    id: Text
    title: Text
    parameters: dict[Text, Parameter] = Field(default={})
    row: int = Field(0, description="Ambiguity whose choice asks for this scenario; 0 for always.")
    choice: str = ""
    economy: dict[Activity, EconomyTable] = Field(
        default={}, description="Where this scenario differs from the economy of the case."
    )


class UseTable(Section):
    """An amount of one dataset per functional unit: `amount` on every side, or per kind of side."""

    dataset: Text = Field(description="Product id of the inventory, or a name that is unique there.")
    unit: Text | None = Field(None, description="Of the amount: compared with the dataset's, not converted.")
    amount: NumberOrFormula | None = None
    baseline: NumberOrFormula | None = None
    scenarios: NumberOrFormula | None = None
    proxy: str = Field("", description="What it stands for, where there is nothing closer.")

    @model_validator(mode="after")
    def _amounts(self) -> UseTable:
        if self.unit is None:
            raise PydanticCustomError("no_unit", "no unit", {"dataset": self.dataset})
        own = self.baseline is not None or self.scenarios is not None
        if (self.amount is None) != own:
            raise PydanticCustomError("amounts", "amount, or baseline and scenarios")
        return self


class StageTable(Section):
    """A life-cycle stage."""

    name: Text
    use: list[UseTable] = Field(min_length=1)
    shared: bool = Field(False, description="Equal on all sides: counts with denominator = full only.")
    credit: bool = Field(False, description="A credit: counts with credits = recycled outputs only.")


class QuantityTable(Section):
    """A physical input reported beside the impacts."""

    unit: Text
    amount: NumberOrFormula


class VariantTable(Section):
    """Other values of some parameters."""

    id: Text
    title: Text
    parameters: dict[Text, Parameter] = Field(default={})
    sides: dict[Text, dict[Text, Parameter]] = Field(
        default={}, description="Per side: baseline, scenarios (all of them), or a scenario's id."
    )
    row: int = 0
    choice: str = ""
    uses_outcome: list[Text] = Field(default=[], description="Outcomes that its numbers come from.")


class OutcomeTable(Section):
    """A result that the source prints."""

    scenario: Text
    of: Text = Field(
        description="mean, cost, cost_without_toxicity, resources, an indicator, a category, a quantity."
    )
    percent: Percent | None = Field(None, description="Change; negative is better; a list is a range.")
    direction: Literal["decrease", "increase", ""] = ""
    about: bool = False
    than: str = Field("", description="Scenario that a further improvement is measured from (row 21).")
    place: Text
    why: str = ""


class TurningTable(Section):
    """Where a gain vanishes according to the source."""

    scenario: Text
    parameter: Text
    of: Text = "mean"
    range: Annotated[list[Number], Field(min_length=2, max_length=2)]
    stated: Number | None = None
    second: str = ""
    second_range: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    joint: dict[Text, Number] = Field(default={}, description="Other numbers, read as joint (row 22).")
    place: Text
    note: str = ""


class PatchTable(_Origin):
    """A factor on one exchange of the background."""

    activity: Text
    product: Text
    factor: Number


class CaseFile(Section):
    """A screening: an innovation against its baseline."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    company: str = ""
    type: Literal["efficient_resource_use", "reman_refurb", "smart_maintenance", "servitization", ""] = ""
    section: str = ""
    grade: Literal["A", "B", "C", "D", ""] = ""
    inventory: Text = "profiles"
    prices: Text = "tno-2020"
    functional_unit: FunctionalUnit
    parameters: dict[Text, Parameter] = Field(default={})
    baseline: Baseline
    scenario: list[ScenarioTable] = Field(min_length=1)
    stage: list[StageTable] = Field(min_length=1)
    quantities: dict[Text, QuantityTable] = Field(default={})
    economy: dict[Activity, EconomyTable] = Field(default={})
    patch: list[PatchTable] = Field(default=[])
    variant: list[VariantTable] = Field(default=[])
    outcome: list[OutcomeTable] = Field(default=[])
    turning_point: list[TurningTable] = Field(default=[])
    missing: list[Text] = Field(default=[])
    notes: list[Text] = Field(default=[])
