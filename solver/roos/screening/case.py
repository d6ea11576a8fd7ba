"""A case: a baseline and scenarios, stages of amounts, every number with its origin, and what is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from roos.errors import error
from roos.screening.model import (
    BASELINE,
    NONE,
    Economy,
    FunctionalUnit,
    Patch,
    Quantity,
    Side,
    Stage,
    Use,
    Variant,
)
from roos.screening.origins import BIASES, STATES, Number, Origin
from roos.screening.reported import Outcome, TurningPoint

__all__ = [
    "BASELINE",
    "BIASES",
    "STATES",
    "TYPES",
    "Case",
    "Economy",
    "FunctionalUnit",
    "Number",
    "Origin",
    "Outcome",
    "Patch",
    "Quantity",
    "Side",
    "Stage",
    "TurningPoint",
    "Use",
    "Variant",
]

#: The four innovation types of the report's table 3.
TYPES = ("efficient_resource_use", "reman_refurb", "smart_maintenance", "servitization")


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
    parameters: Mapping[str, Number] = field(default_factory=lambda: NONE)
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
        for one in self.scenarios:
            if name in (one.id, ""):
                return one
        known = ", ".join(one.id for one in self.scenarios)
        raise error("E440", f"case {self.id!r} has no scenario {name!r}", self.id, f"there are: {known}")

    def variant(self, name: str) -> Variant:
        """Return a variant by its id; E440 with the ids there are."""
        for one in self.variants:
            if one.id == name:
                return one
        known = ", ".join(one.id for one in self.variants) or "none"
        raise error("E440", f"case {self.id!r} has no variant {name!r}", self.id, f"there are: {known}")

    def economy_of(self, scenario: Side) -> tuple[Economy, ...]:
        """Return what is said of reuse, waste and transport in a scenario: its own word before the case's."""
        said = {one.name: one for one in (*self.economy, *scenario.economy)}
        return tuple(said.values())

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
