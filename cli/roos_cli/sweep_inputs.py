"""What a sweep file names, read for the inventory: demands, scenarios, prices."""

from __future__ import annotations

import importlib.util

import scipy.sparse as sp

from roos.demand import Demands
from roos.errors import error
from roos.labels import Labels
from roos.price_tensor import PriceTensor
from roos.prices import CategoryMapping
from roos.sweeping.axis import Axis
from roos.sweeping.problem import Problem
from roos.sweeping.space import ScenarioSpace
from roos.sweeping.spec import DemandSource, ScenarioFiles, SweepSpec
from roos.system import System
from roos_cli.demand_source import read_from
from roos_cli.pipeline import Examined, Given


def check_formats(spec: SweepSpec) -> None:
    """Raise E610, before anything is computed, for a format whose package is not installed."""
    if "zarr" in spec.outputs.formats and importlib.util.find_spec("zarr") is None:
        hint = "pip install roos[zarr], or ask for parquet, netcdf or csv"
        raise error("E610", "Zarr is written by a package that is not installed", spec.source, hint)


def demands_of(source: DemandSource, system: System) -> Demands:
    """Return the demands of a sweep over the products of its inventory."""
    products = system.products
    if source.every:
        return Demands(sp.eye_array(len(products), format="csc"), replace_kind(products, "demand"), products)
    if source.file:
        return read_from(source.file, system, source.decimal)
    return Demands.from_rows(source.rows, products)


def replace_kind(labels: Labels, kind: str) -> Labels:
    """Return the same ids as labels of something else."""
    return Labels(kind, labels.ids, labels.names)


def scenario_space(spec: SweepSpec, given: Given) -> ScenarioSpace:
    """Return the scenarios of a file for the inventory that was read."""
    axes = [axis if isinstance(axis, Axis) else read_axis(axis, given.system) for axis in spec.axes]
    return ScenarioSpace.build(
        given.system,
        axes,
        spec.changes,
        parameters=spec.parameters,
        base_demands=given.demands,
        base_prices=given.price_sets[0] if len(given.price_sets) == 1 else None,
    )


def problem_of(given: Given, seen: Examined, space: ScenarioSpace) -> Problem:
    """Return what a plan is made for."""
    return Problem.of(
        given.system,
        given.demands,
        method=given.method,
        options=seen.options,
        factors=seen.factors,
        places=space.places,
    )


def read_axis(files: ScenarioFiles, system: System) -> Axis:
    """Return the axis of scenarios that stand in files."""
    from roos_inventories.scenarios import read_scenarios

    scenarios = read_scenarios(
        files.files,
        system,
        join=files.join,
        conflicts=files.conflicts,
        decimal=files.decimal,
        sheet=files.sheet,
        unmatched=files.unmatched,
    )
    return Axis.of_scenarios(files.name, scenarios)


def tensor_of(spec: SweepSpec, given: Given) -> PriceTensor | None:
    """Return the prices of the categories, before anything is computed that they would not fit."""
    if not given.price_sets:
        return None
    return PriceTensor.of(given.price_sets, given.method.categories, mapping=mapping_of(spec))


def mapping_of(spec: SweepSpec) -> CategoryMapping | None:
    """Return the mapping that a file names, or None for those of its price sets."""
    if spec.mapping is None:
        return None
    from roos_inventories.prices import read_mapping

    return read_mapping(spec.mapping)
