"""roos: a performance-focused LCA matrix solver.

Matrices are built once, factorised once, and answer whole sweeps of demands, categories, prices and samples,
with an accuracy certificate on every number.

Names are loaded when first used, so that ``import roos`` costs no more than NumPy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from roos._version import __version__
from roos.errors import (
    AccuracyError,
    Exit,
    Finding,
    InputError,
    RoosError,
    Severity,
    SingularError,
    WriteError,
)
from roos.options import Options

if TYPE_CHECKING:
    from roos import designs
    from roos.certificate import Certificate, Status
    from roos.changes import Changes, ChangeTable
    from roos.contributing.growing import supply_chain
    from roos.contributing.splitting import contributions
    from roos.contributing.table import Contributions
    from roos.contributing.tree import Tree
    from roos.cube import Cube
    from roos.demand import DemandRow, Demands
    from roos.diagnosis import diagnose
    from roos.factorisation import Factorisation
    from roos.factorising import factorise
    from roos.formula import Formula, Parameters
    from roos.labels import Labels
    from roos.method import Method
    from roos.montecarlo.precision import Precision
    from roos.montecarlo.reopen import open_monte_carlo
    from roos.montecarlo.results import MonteCarloResults
    from roos.montecarlo.run import monte_carlo
    from roos.places import Part, Places
    from roos.price import Costs
    from roos.price_paths import PricePaths
    from roos.price_tensor import CostCube, PriceTensor
    from roos.prices import CategoryMapping, MappingRow, Price, PriceSet, Quality, Rule
    from roos.results import Results
    from roos.sampling.distribution import Distribution
    from roos.scenario import Scenario, Times
    from roos.scenario_set import ScenarioSet
    from roos.scoring import score
    from roos.sensitivity.asking import sensitivities
    from roos.sensitivity.comparing import compare
    from roos.sensitivity.comparison import Comparison
    from roos.sensitivity.effects import elementary_effects
    from roos.sensitivity.indices import ParameterIndices
    from roos.sensitivity.table import Sensitivities
    from roos.sensitivity.variance import sobol_indices
    from roos.sensitivity.varying import morris, sobol
    from roos.sweeping.axis import Axis
    from roos.sweeping.changing import FormulaChange
    from roos.sweeping.results import SweepResults
    from roos.sweeping.run import sweep
    from roos.sweeping.space import ScenarioSpace
    from roos.sweeping.spec import SweepSpec
    from roos.system import System, Technosphere
    from roos.uncertainty import Distributions, Uncertainty
    from roos.warming import warm_up

_HOMES = {
    "Certificate": "certificate",
    "Status": "certificate",
    "ChangeTable": "changes",
    "Changes": "changes",
    "Cube": "cube",
    "supply_chain": "contributing.growing",
    "contributions": "contributing.splitting",
    "Contributions": "contributing.table",
    "Tree": "contributing.tree",
    "DemandRow": "demand",
    "Demands": "demand",
    "diagnose": "diagnosis",
    "Factorisation": "factorisation",
    "factorise": "factorising",
    "Formula": "formula",
    "Parameters": "formula",
    "Labels": "labels",
    "Method": "method",
    "Distribution": "sampling.distribution",
    "Precision": "montecarlo.precision",
    "open_monte_carlo": "montecarlo.reopen",
    "MonteCarloResults": "montecarlo.results",
    "monte_carlo": "montecarlo.run",
    "Part": "places",
    "Places": "places",
    "Costs": "price",
    "PricePaths": "price_paths",
    "CostCube": "price_tensor",
    "PriceTensor": "price_tensor",
    "CategoryMapping": "prices",
    "MappingRow": "prices",
    "Price": "prices",
    "PriceSet": "prices",
    "Quality": "prices",
    "Rule": "prices",
    "Results": "results",
    "Scenario": "scenario",
    "Times": "scenario",
    "ScenarioSet": "scenario_set",
    "score": "scoring",
    "sensitivities": "sensitivity.asking",
    "compare": "sensitivity.comparing",
    "Comparison": "sensitivity.comparison",
    "elementary_effects": "sensitivity.effects",
    "ParameterIndices": "sensitivity.indices",
    "sobol_indices": "sensitivity.variance",
    "morris": "sensitivity.varying",
    "sobol": "sensitivity.varying",
    "Sensitivities": "sensitivity.table",
    "SweepResults": "sweeping.results",
    "sweep": "sweeping.run",
    "Axis": "sweeping.axis",
    "FormulaChange": "sweeping.changing",
    "ScenarioSpace": "sweeping.space",
    "SweepSpec": "sweeping.spec",
    "System": "system",
    "Technosphere": "system",
    "Distributions": "uncertainty",
    "Uncertainty": "uncertainty",
    "warm_up": "warming",
}

__all__ = [
    "AccuracyError",
    "Axis",
    "CategoryMapping",
    "Certificate",
    "ChangeTable",
    "Changes",
    "Comparison",
    "Contributions",
    "CostCube",
    "Costs",
    "Cube",
    "DemandRow",
    "Demands",
    "Distribution",
    "Distributions",
    "Exit",
    "Factorisation",
    "Finding",
    "Formula",
    "FormulaChange",
    "InputError",
    "Labels",
    "MappingRow",
    "Method",
    "MonteCarloResults",
    "Options",
    "ParameterIndices",
    "Parameters",
    "Part",
    "Places",
    "Precision",
    "Price",
    "PricePaths",
    "PriceSet",
    "PriceTensor",
    "Quality",
    "Results",
    "RoosError",
    "Rule",
    "Scenario",
    "ScenarioSet",
    "ScenarioSpace",
    "Sensitivities",
    "Severity",
    "SingularError",
    "Status",
    "SweepResults",
    "SweepSpec",
    "System",
    "Technosphere",
    "Times",
    "Tree",
    "Uncertainty",
    "WriteError",
    "__version__",
    "compare",
    "contributions",
    "designs",
    "diagnose",
    "elementary_effects",
    "factorise",
    "monte_carlo",
    "morris",
    "open_monte_carlo",
    "score",
    "sensitivities",
    "sobol",
    "sobol_indices",
    "supply_chain",
    "sweep",
    "warm_up",
]


def __getattr__(name: str) -> object:
    if name == "designs":  # a module of its own
        return importlib.import_module("roos.designs")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'roos' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"roos.{home}"), name)
    globals()[name] = value  # next time without this function
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
