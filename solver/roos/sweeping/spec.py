"""What a sweep file asks for, as arrays and names: the file itself is read in ``roos_inventories``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from roos.demand import DemandRow
from roos.errors import Finding
from roos.formula import Formula
from roos.sampling.distribution import Distribution
from roos.sweeping.axis import Axis
from roos.sweeping.changing import FormulaChange


@dataclass(frozen=True, slots=True)
class DemandSource:
    """Where the demands come from: exactly one of a file, rows, or every product.

    Attributes
    ----------
    file
        Path of a demand file, or ``setup:NAME`` of a Brightway project.
    decimal
        Decimal mark of the file.
    rows
        Amounts that stand in the sweep file.
    every
        One unit of each product is a demand of its own.
    """

    file: str = ""
    decimal: str = "."
    rows: tuple[DemandRow, ...] = ()
    every: bool = False


@dataclass(frozen=True, slots=True)
class ScenarioFiles:
    """An axis whose scenarios stand in files.

    Attributes
    ----------
    name
        Of the axis.
    files
        Paths.
    join, conflicts, decimal, sheet, unmatched
        As ``roos_inventories.read_scenarios`` takes them.
    where
        File and line of the axis, for messages.
    """

    name: str
    files: tuple[str, ...]
    join: str = "combine"
    conflicts: str = "refuse"
    decimal: str = "."
    sheet: str = ""
    unmatched: str = "refuse"
    where: str = ""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Which files a sweep leaves beside its store.

    Attributes
    ----------
    formats
        Of ``"parquet"``, ``"netcdf"``, ``"zarr"``, ``"csv"``.
    wide
        Tables with a column per category instead of a row per score.
    bounds
        Write the error bound of each score, too.
    """

    formats: tuple[str, ...] = ("parquet",)
    wide: bool = False
    bounds: bool = True


@dataclass(frozen=True, slots=True)
class RunWishes:
    """How to compute.

    Attributes
    ----------
    path, direction
        As in :func:`roos.sweep`.
    memory
        Bytes, or None for no limit.
    threads
        Or None for all cores.
    """

    path: str = "auto"
    direction: str = "auto"
    memory: int | None = None
    threads: int | None = None


@dataclass(frozen=True, eq=False)
class SweepSpec:
    """A sweep as its file states it, checked as far as that is possible without the inventory.

    Attributes
    ----------
    source, digest
        Name of the file, and the SHA-256 of its bytes.
    title
        In words.
    inventory
        Locator; paths are resolved against the folder of the file.
    method
        Name, or None for the inventory's own.
    demands
        Where they come from.
    prices, mapping
        Names or paths of price sets; name of a mapping, or None for those of the sets.
    parameters
        A number or a formula by name; formulas carry their line.
    axes
        In order, the first slowest.
    changes
        Cells that follow the parameters, each with its line.
    outputs, run
        What to write, and how to compute.
    distributions
        Of parameters that are uncertain, by name: for samples and sensitivities, not for a sweep.
    findings
        W410 parameters that nothing uses, W190 a value outside its distribution, W192 an uncertain parameter
        that an axis sets.
    """

    source: str
    digest: str
    inventory: str
    demands: DemandSource
    title: str = ""
    method: str | None = None
    prices: tuple[str, ...] = ()
    mapping: str | None = None
    parameters: Mapping[str, float | Formula] = field(default_factory=lambda: MappingProxyType({}))
    axes: tuple[Axis | ScenarioFiles, ...] = ()
    changes: tuple[FormulaChange, ...] = ()
    outputs: Outputs = field(default_factory=Outputs)
    run: RunWishes = field(default_factory=RunWishes)
    findings: tuple[Finding, ...] = ()
    distributions: Mapping[str, Distribution] = field(default_factory=lambda: MappingProxyType({}))
