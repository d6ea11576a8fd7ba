"""From a sweep file to a finished store: reading, checking, planning, computing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from roos.coverage import Coverage
from roos.errors import Finding, Severity, error
from roos.places import Part
from roos.price_tensor import PriceTensor
from roos.prices import PriceSet
from roos.sweeping.plan import Plan
from roos.sweeping.results import SweepResults
from roos.sweeping.space import ScenarioSpace
from roos.sweeping.spec import SweepSpec
from roos_cli.clock import Clock
from roos_cli.demand_source import inventory_for
from roos_cli.origin import with_method
from roos_cli.pipeline import Examined, Given, Progress, Request, examine, gather, once
from roos_cli.sweep_inputs import check_formats, demands_of, problem_of, scenario_space, tensor_of


@dataclass(frozen=True)
class Wishes:
    """What the command line says beside the file; None leaves a choice to the file."""

    path: str | None = None
    direction: str | None = None
    memory: int | None = None
    threads: int | None = None
    accept_inaccurate: bool = False
    allow_negative_supply: bool = False


@dataclass(frozen=True)
class Ready:
    """A sweep that can begin.

    Attributes
    ----------
    given
        Inventory with the method of the sweep as its own, demands, price sets.
    seen
        The inventory factorised and checked.
    tensor
        Prices of the categories, or None.
    """

    spec: SweepSpec
    request: Request
    given: Given
    space: ScenarioSpace
    seen: Examined
    tensor: PriceTensor | None
    clock: Clock

    @property
    def base_prices(self) -> PriceSet | None:
        """The price set that scenarios change, where they do."""
        return self.given.price_sets[0] if Part.PRICES in self.space.places else None


@dataclass(frozen=True)
class SweepRun:
    """What came of it.

    Attributes
    ----------
    findings
        Of all steps, each once.
    resumed
        Some scenarios may have been there before.
    """

    ready: Ready
    results: SweepResults
    findings: tuple[Finding, ...]
    resumed: bool

    @property
    def coverage(self) -> Coverage:
        """How much of the inventory the method counts."""
        return self.ready.seen.coverage

    @property
    def timings(self) -> Mapping[str, float]:
        """Seconds per phase, in order."""
        return self.ready.clock.seconds


def get_ready(spec: SweepSpec, wishes: Wishes, progress: Progress) -> Ready:
    """Read, check and factorise what a sweep file names; nothing is written.

    Raises
    ------
    RoosError
        Whatever the steps raise; labels that the inventory does not have, with the line of the file; E422
        a file without an axis.
    """
    check_formats(spec)
    if not spec.axes:
        hint = "add an [[axis]]; or draw its uncertain parameters: roos monte-carlo --sweep FILE"
        raise error("E422", "a sweep needs an axis", spec.source, hint)
    clock = Clock()
    source = spec.demands
    request = Request(
        inventory_for(spec.inventory, source.file),
        spec.method,
        spec.prices,
        wishes.direction or spec.run.direction,
        wishes.accept_inaccurate,
        wishes.allow_negative_supply,
    )
    given = gather(request, lambda system: demands_of(source, system), clock=clock, progress=progress)
    given = with_method(given)
    with clock.phase("scenarios"):
        progress("building the scenarios", 0.0)
        space = scenario_space(spec, given)
        tensor = tensor_of(spec, given)
    threads = wishes.threads if wishes.threads is not None else spec.run.threads or 0
    seen = examine(given, request, clock=clock, progress=progress, threads=threads)
    return Ready(spec, request, given, space, seen, tensor, clock)


def plan_of(ready: Ready, wishes: Wishes) -> Plan:
    """Return how the sweep would be computed."""
    given, seen, run = ready.given, ready.seen, ready.spec.run
    problem = problem_of(given, seen, ready.space)
    return Plan.choose(
        ready.space,
        problem,
        path=wishes.path or run.path,
        direction=ready.request.direction,
        memory=_memory(ready, wishes),
        to_store=True,
    )


def run_sweep(ready: Ready, wishes: Wishes, store: Path, *, resume: bool, progress: Progress) -> SweepRun:
    """Compute all scenarios into a store.

    Raises
    ------
    RoosError
        As :func:`roos.sweep`.
    """
    import roos

    given, seen = ready.given, ready.seen
    with ready.clock.phase("sweep"):
        results = roos.sweep(
            given.system,
            given.demands,
            ready.space,
            method=given.method,
            path=wishes.path or ready.spec.run.path,
            direction=ready.request.direction,
            memory=_memory(ready, wishes),
            store=store,
            resume=resume,
            base_prices=ready.base_prices,
            options=seen.options,
            factors=seen.factors,
            progress=progress,
        )
    found = [
        *ready.spec.findings,
        *_certain(ready.spec),
        *seen.findings,
        *ready.space.findings,
        *results.findings,
    ]
    if ready.tensor is not None:  # what prices mean is the same in all scenarios
        found += ready.tensor.findings(results.scores[0:1])
    return SweepRun(ready, results, once(found), resume)


def _certain(spec: SweepSpec) -> list[Finding]:
    """Return W191 where parameters have distributions, which a sweep does not draw."""
    if not spec.distributions:
        return []
    what = f"a sweep draws no distributions: it takes the value of {', '.join(spec.distributions)}"
    hint = "roos monte-carlo --sweep FILE draws them, roos sensitivity --sweep FILE compares them"
    return [Finding("W191", Severity.NOTE, what, spec.source, hint, len(spec.distributions))]


def _memory(ready: Ready, wishes: Wishes) -> int | None:
    return wishes.memory if wishes.memory is not None else ready.spec.run.memory


def scenarios_per_second(run: SweepRun) -> float | None:
    """Return scenarios over the seconds of the sweep itself; None for a sweep that was resumed."""
    return None if run.resumed else len(run.results) / max(run.results.timings["sweep"], 1e-9)
