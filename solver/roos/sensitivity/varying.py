"""Parameters varied over a design, swept and evaluated in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from roos import designs
from roos.demand import Demands
from roos.formula import Formula, Parameters
from roos.sensitivity.effects import elementary_effects
from roos.sensitivity.indices import ParameterIndices
from roos.sensitivity.variance import sobol_indices
from roos.sweeping.axis import Axis
from roos.sweeping.changing import FormulaChange
from roos.sweeping.results import SweepResults
from roos.sweeping.run import sweep
from roos.sweeping.space import ScenarioSpace
from roos.system import System

#: Name of the axis of points.
AXIS = "point"


def sobol(
    system: System,
    demands: Demands | Mapping[str, Mapping[str, float]],
    ranges: designs.Ranges,
    formulas: Iterable[FormulaChange],
    *,
    size: int = 256,
    seed: int = 0,
    parameters: Parameters | Mapping[str, float | str | Formula] | None = None,
    axes: Iterable[Axis] = (),
    **how: Any,
) -> ParameterIndices:
    """Say which part of the variance of every score each parameter makes, alone and with others.

    Parameters
    ----------
    system, demands
        As for :func:`roos.score`.
    ranges
        By parameter: ``(low, high)``, a :class:`roos.Distribution` or a distribution of scipy.stats;
        independent of each other.
    formulas
        Cells that follow the parameters.
    size
        Base samples, a power of two: size × (parameters + 2) scenarios.
    seed
        Of the design and of the bootstrap.
    parameters
        Further ones: numbers, or formulas of others.
    axes
        Further axes, as years; every item of theirs has indices of its own.
    **how
        As for :func:`roos.sweep`.

    Raises
    ------
    InputError
        E172 a range, E173 a size, and as :meth:`roos.ScenarioSpace.build` and :func:`roos.sweep`.
    """
    design = designs.saltelli(AXIS, ranges, size, seed=seed)
    results = _swept(design, system, demands, formulas, parameters, axes, how)
    return sobol_indices(design, results, seed=seed)


def morris(
    system: System,
    demands: Demands | Mapping[str, Mapping[str, float]],
    ranges: designs.Ranges,
    formulas: Iterable[FormulaChange],
    *,
    trajectories: int = 20,
    levels: int = 4,
    seed: int = 0,
    parameters: Parameters | Mapping[str, float | str | Formula] | None = None,
    axes: Iterable[Axis] = (),
    **how: Any,
) -> ParameterIndices:
    """Say which parameters matter, from few scenarios: trajectories × (parameters + 1).

    Parameters
    ----------
    system, demands, ranges, formulas, parameters, axes, **how
        As for :func:`roos.sobol`; ranges with two ends.
    trajectories, levels, seed
        As for :func:`roos.designs.morris`.

    Raises
    ------
    InputError
        As for :func:`roos.sobol`.
    """
    design = designs.morris(AXIS, ranges, trajectories, seed=seed, levels=levels)
    results = _swept(design, system, demands, formulas, parameters, axes, how)
    return elementary_effects(design, results)


def _swept(
    design: designs.Design,
    system: System,
    demands: Demands | Mapping[str, Mapping[str, float]],
    formulas: Iterable[FormulaChange],
    parameters: Parameters | Mapping[str, float | str | Formula] | None,
    axes: Iterable[Axis],
    how: Mapping[str, Any],
) -> SweepResults:
    wanted = Demands.of(demands, system.products)
    space = ScenarioSpace.build(
        system,
        [*axes, design.axis],
        formulas,
        parameters=parameters,
        base_demands=wanted,
        base_prices=how.get("base_prices"),
    )
    return sweep(system, wanted, space, **how)
