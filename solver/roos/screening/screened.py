"""What a screening gives: one result per case, scenario and variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, error
from roos.screening.amounts import SideModel
from roos.screening.assumptions import Assumption, assumptions_of
from roos.screening.case import Case, Side
from roos.screening.choices import DEFAULT, Choice, ScreeningOptions
from roos.screening.comparison import Comparison
from roos.screening.pricing import ScreeningPrices

Array = NDArray[np.float64]


@dataclass(frozen=True)
class StageScores:
    """Contributions by stage: names, and float64 (stages, categories) of each side."""

    names: tuple[str, ...]
    baseline: Array
    case: Array


@dataclass(frozen=True)
class Quantified:
    """A physical quantity on both sides, and its relative change."""

    name: str
    unit: str
    baseline: float
    case: float
    relative: float


@dataclass(frozen=True)
class Screened:
    """The result of one scenario of one case.

    Attributes
    ----------
    case, scenario, variant
        What it is of; ``variant`` is empty for the case as it stands.
    comparison
        The whole arithmetic.
    stages
        Contributions.
    quantities
        Physical inputs.
    models
        Baseline and scenario, to be evaluated at other parameters.
    profiles
        Of the uses, float64 (uses, categories).
    prices
        One per category.
    scale
        From the amounts in the file to the functional unit of the result.
    """

    case: Case
    scenario: Side
    variant: str
    comparison: Comparison
    stages: StageScores
    quantities: tuple[Quantified, ...]
    models: tuple[SideModel, SideModel]
    profiles: Array
    prices: ScreeningPrices
    scale: float

    @property
    def name(self) -> str:
        """Return ``case, scenario`` with the variant, if any."""
        tail = f" ({self.variant})" if self.variant else ""
        return f"{self.case.id}, {self.scenario.id}{tail}"

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What this result rests on that was assumed, with the state of each."""
        sides = {model.side.id: model.numbers for model in self.models}
        return assumptions_of(self.case, self.scenario, sides)

    def share(self, stage: str, side: str = "case", options: ScreeningOptions = DEFAULT) -> float:
        """Return a stage's part of one side, in the metric the options name (row 17)."""
        scores = self.stages.case if side == "case" else self.stages.baseline
        i = self.stages.names.index(stage)
        whole = scores.sum(axis=0)
        if options.shares == "single score":
            costs = scores @ self.prices.values
            return float(costs[i] / costs.sum()) if costs.sum() else float("nan")
        known = whole != 0
        return float((scores[i, known] / whole[known]).mean()) if known.any() else float("nan")


@dataclass(frozen=True)
class Screening:
    """Results of many cases on one background.

    Attributes
    ----------
    results
        In the order of the cases, their variants and their scenarios.
    choices
        Every choice that was made.
    factorisations
        How many there were: one, and one more for each set of patches.
    """

    results: tuple[Screened, ...]
    choices: tuple[Choice, ...]
    options: ScreeningOptions
    findings: tuple[Finding, ...]
    factorisations: int
    meta: Mapping[str, object] = field(default_factory=dict)

    def of(self, case: str, scenario: str = "", variant: str = "") -> Screened:
        """Return one result; E440 where there is none."""
        for one in self.results:
            if one.case.id == case and one.variant == variant and scenario in ("", one.scenario.id):
                return one
        raise error("E440", f"no result of case {case!r}, scenario {scenario!r}, variant {variant!r}")
