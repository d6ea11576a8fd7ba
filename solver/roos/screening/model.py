"""The parts of a model: amounts of datasets in stages, sides, readings, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from roos.formula import Formula
from roos.screening.origins import Number, Origin

BASELINE = "baseline"
NONE: Mapping[str, Number] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FunctionalUnit:
    """What results are per: amounts in the stages are for ``amount`` of ``unit``."""

    text: str
    amount: float
    unit: str
    origin: Origin


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
class Economy:
    """What the demand for reuse, waste treatment or transport does from baseline to case."""

    name: str
    change: str
    percent: float | None
    origin: Origin


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
    economy
        Activities of which this scenario says something else than the case.
    """

    id: str
    title: str
    parameters: Mapping[str, Number] = field(default_factory=lambda: NONE)
    row: int = 0
    choice: str = ""
    where: str = ""
    economy: tuple[Economy, ...] = ()


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
    parameters: Mapping[str, Number] = field(default_factory=lambda: NONE)
    sides: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    row: int = 0
    choice: str = ""
    uses_outcome: tuple[str, ...] = ()
    where: str = ""


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
