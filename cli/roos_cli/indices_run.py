"""From uncertain parameters to their Sobol or Morris indices: what it costs is known before it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import roos
from roos import designs
from roos.errors import Finding, RoosError, Severity, error
from roos.labels import Labels
from roos.places import Part
from roos.sampling.checking import NAMES
from roos.sampling.distribution import Distribution
from roos.sampling.quantile import Quantile
from roos.sensitivity.indices import ParameterIndices
from roos.sensitivity.ranges import MIDDLE, Middle
from roos.sweeping.plan import Plan
from roos.sweeping.results import SweepResults
from roos.sweeping.space import ScenarioSpace
from roos.sweeping.spec import SweepSpec
from roos_cli.clock import Clock
from roos_cli.monte_carlo import described
from roos_cli.origin import Origin, with_method
from roos_cli.pipeline import Examined, Given, Progress, examine, gather, once
from roos_cli.record import head, inputs_of
from roos_cli.sweep_inputs import problem_of, scenario_space

#: Name of the axis of points, which no axis of a file should have.
AXIS = "point of the design"


@dataclass(frozen=True)
class Asked:
    """What the command line says.

    Attributes
    ----------
    kind
        ``"sobol"`` or ``"morris"``.
    size
        Base samples of Saltelli's scheme, a power of two; trajectories of Morris.
    levels
        Of Morris's grid.
    demand, category
        Only this one, or None for all.
    at
        Items of axes by their names.
    base
        Leave the axes of the file out: what they set has its own value.
    memory, threads
        Instead of what the file says.
    """

    origin: Origin
    kind: str
    size: int
    seed: int = 0
    levels: int = 4
    demand: str | None = None
    category: str | None = None
    at: tuple[tuple[str, str], ...] = ()
    base: bool = False
    memory: int | None = None
    threads: int | None = None
    accept_inaccurate: bool = False
    allow_negative_supply: bool = False

    @property
    def spec(self) -> SweepSpec:
        """What the file says, as far as scores depend on it."""
        spec = self.origin.spec
        assert spec is not None
        changes = tuple(change for change in spec.changes if change.part != Part.PRICES)
        return replace(spec, axes=() if self.base else spec.axes, changes=changes)


@dataclass(frozen=True)
class Ready:
    """Everything but the scores.

    Attributes
    ----------
    design, space, plan
        Points, the scenarios that they make with the axes of the file, and how these are computed.
    """

    asked: Asked
    ranges: Mapping[str, Distribution]
    design: designs.Design
    given: Given
    seen: Examined
    space: ScenarioSpace
    plan: Plan
    findings: tuple[Finding, ...]
    clock: Clock

    @property
    def told(self) -> str:
        """How many evaluations there will be, in a sentence; the plan says what they cost."""
        asked, d = self.asked, len(self.design.parameters)
        formula = f"{asked.size} × ({d} + {2 if asked.kind == 'sobol' else 1})"
        axes = self.space.shape[:-1]
        points = f"{asked.kind.capitalize()}: {formula} = {_counted(len(self.design))} points"
        if axes:
            sizes = " × ".join(map(str, axes))
            points += f" × {sizes} items of axes = {_counted(len(self.space) - 1)} evaluations"
        return f"{points} of {', '.join(self.design.parameters)}."


@dataclass(frozen=True)
class Answer:
    """What came of it."""

    ready: Ready
    found: ParameterIndices
    findings: tuple[Finding, ...]


def get_ready(asked: Asked, progress: Progress = lambda phase, fraction: None) -> Ready:
    """Read, check, factorise and plan; nothing is scored yet.

    Raises
    ------
    RoosError
        Whatever the steps raise; E452 no parameter is uncertain, E173 sizes and levels of the design.
    """
    origin, spec, clock = asked.origin, asked.spec, Clock()
    ranges, taken, noticed = _ranges(asked)
    design = _design(asked, taken)
    request = origin.request(spec.run.direction, asked.accept_inaccurate, asked.allow_negative_supply)
    given = with_method(gather(request, origin.read_demands, clock=clock, progress=progress))
    if asked.demand is not None:
        given.demands.labels.position(asked.demand, where="--demand")
    if asked.category is not None:
        given.method.categories.position(asked.category, where="--category")
    with clock.phase("scenarios"):
        progress("building the scenarios", 0.0)
        space = scenario_space(replace(spec, axes=(*spec.axes, design.axis)), given)
    threads = asked.threads if asked.threads is not None else spec.run.threads or 0
    seen = examine(given, request, clock=clock, progress=progress, threads=threads)
    problem = problem_of(given, seen, space)
    plan = Plan.choose(
        space, problem, path=spec.run.path, direction=request.direction, memory=_memory(asked), to_store=False
    )
    of_file = (one for one in spec.findings if not (asked.base and one.code == "W192"))
    told = (*of_file, *origin.unused("roos sensitivity", draws=False), *noticed)
    return Ready(asked, ranges, design, given, seen, space, plan, told, clock)


def answer(ready: Ready, progress: Progress = lambda phase, fraction: None) -> Answer:
    """Score all points, and return the indices of what was asked for.

    Raises
    ------
    RoosError
        As :func:`roos.sweep`; E208 no such axis, E201 no such item.
    """
    asked, given, seen, spec = ready.asked, ready.given, ready.seen, ready.asked.spec
    with ready.clock.phase("sweep"):
        results = roos.sweep(
            given.system,
            given.demands,
            ready.space,
            method=given.method,
            path=spec.run.path,
            direction=spec.run.direction,
            memory=_memory(asked),
            options=seen.options,
            factors=seen.factors,
            progress=progress,
        )
    with ready.clock.phase("indices"):
        progress("indices", 0.0)
        narrow = _narrowed(results, asked)
        if asked.kind == "sobol":
            found = roos.sobol_indices(ready.design, narrow, seed=asked.seed)
        else:
            found = roos.elementary_effects(ready.design, narrow)
        found = _selected(found, asked.at)
    findings = once((*ready.findings, *seen.findings, *results.findings, *found.findings))
    return Answer(ready, found, findings)


def record(given: Answer, options: Mapping[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what ``--json`` shows and what is written beside a result, as plain values."""
    ready = given.ready
    asked, origin = ready.asked, ready.asked.origin
    content = {
        **head("sensitivity", 0),
        "schema": 1,
        "inputs": inputs_of(
            origin.inventory, ready.given.system, ready.given.method, ready.given.demands, ready.seen.coverage
        ),
        "options": dict(options),
        **origin.record(),
        "kind": asked.kind,
        "size": asked.size,
        "seed": asked.seed,
        "levels": asked.levels if asked.kind == "morris" else None,
        "points": len(ready.design),
        "evaluations": len(ready.space) - 1,
        "parameters": {name: described(one) for name, one in ready.ranges.items()},
        "explanation": list(ready.plan.lines),
        "rows": rows,
        "findings": [finding.as_dict() for finding in given.findings],
        "timings": {phase: round(seconds, 6) for phase, seconds in ready.clock.seconds.items()},
    }
    content["inputs"]["demands"] |= origin.demands_record()
    return content


def _ranges(asked: Asked) -> tuple[dict[str, Distribution], dict[str, Any], list[Finding]]:
    """Return the parameters that vary, as a design takes them, and W193 for those without ends."""
    spec = asked.spec
    on_axes = {name for axis in spec.axes for name in getattr(axis, "parameters", ())}
    given = {name: one for name, one in asked.origin.distributions.items() if name not in on_axes}
    if not given:
        hint = "give one that a change uses a distribution: roos monte-carlo --template shows how"
        raise error("E452", "no parameter is uncertain that scores depend on", spec.source, hint)
    taken: dict[str, Any] = dict(given)
    noticed = []
    for name, one in given.items() if asked.kind == "morris" else ():
        where = f"{spec.source}, parameter {name!r}"
        if Quantile(one, where).bounded:
            continue
        taken[name] = Middle(one, where)
        low, high = taken[name].ends
        share = 100 * (1 - MIDDLE) / 2
        what = (
            f"a {NAMES[one.type]} distribution has no ends: taken from {low:.4g} to {high:.4g}, "
            f"its {share:g} and {100 - share:g} % quantiles"
        )
        hint = "give it minimum and maximum for other ends; --sobol takes it whole"
        noticed.append(Finding("W193", Severity.WARNING, what, where, hint))
    return given, taken, noticed


def _design(asked: Asked, ranges: Mapping[str, Any]) -> designs.Design:
    try:
        if asked.kind == "sobol":
            return designs.saltelli(AXIS, ranges, asked.size, seed=asked.seed)
        return designs.morris(AXIS, ranges, asked.size, seed=asked.seed, levels=asked.levels)
    except RoosError as problem:
        option = "--levels" if problem.message.startswith("levels") else f"--{asked.kind}"
        option = "--seed" if problem.message.startswith("seed") else option
        raise error(problem.code, problem.message, option, problem.hint) from None


def _narrowed(results: SweepResults, asked: Asked) -> SweepResults:
    """Return the results of one demand or category, where one was named."""
    rows, columns = _chosen(results.demands, asked.demand), _chosen(results.categories, asked.category)
    arrays = {
        name: np.asarray(getattr(results, name)[0 : len(results)])[:, rows][:, :, columns]
        for name in ("scores", "relative")
    }
    return replace(
        results, demands=results.demands.take(rows), categories=results.categories.take(columns), **arrays
    )


def _chosen(labels: Labels, name: str | None) -> list[int]:
    return list(range(len(labels))) if name is None else [labels.position(name)]


def _selected(found: ParameterIndices, at: tuple[tuple[str, str], ...]) -> ParameterIndices:
    if not at:
        return found
    items = {name: [item] for name, item in at}
    cubes = {name: found.cube(name).sel(**items) for name in found.values}
    labels = next(iter(cubes.values())).labels
    return replace(found, labels=labels, values={name: cube.values for name, cube in cubes.items()})


def _memory(asked: Asked) -> int | None:
    return asked.memory if asked.memory is not None else asked.spec.run.memory


def _counted(number: int) -> str:
    return f"{number:,}".replace(",", " ")
