"""The run: plan, blocks of scenarios, results in memory or in a store."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from os import PathLike

import numpy as np

from roos.certificate import Certificate
from roos.contributing.splitting import contributions
from roos.demand import Demands
from roos.errors import Finding, Severity, error
from roos.factorisation import Factorisation
from roos.factorising import factorise
from roos.method import Method
from roos.options import DEFAULT, Options
from roos.places import Part
from roos.prices import PriceSet
from roos.results import Results
from roos.scenario import Scenario
from roos.scenario_set import ScenarioSet
from roos.scoring import score
from roos.sweeping.grid import Grid
from roos.sweeping.identity import identity_of
from roos.sweeping.plan import Plan
from roos.sweeping.problem import Problem
from roos.sweeping.reopen import Begun, run_record
from roos.sweeping.results import Stored, SweepResults
from roos.sweeping.runner import PathCode, Runner
from roos.sweeping.sink import MemorySink, Sink, StoreSink, chunks
from roos.sweeping.space import ScenarioSpace
from roos.system import System

Progress = Callable[[str, float], None]


def sweep(
    system: System,
    demands: Demands | Mapping[str, Mapping[str, float]],
    scenarios: ScenarioSpace | ScenarioSet | Iterable[Scenario],
    *,
    method: Method | None = None,
    path: str = "auto",
    direction: str = "auto",
    memory: int | None = None,
    store: str | PathLike[str] | None = None,
    resume: bool = False,
    base_prices: PriceSet | None = None,
    options: Options | None = None,
    factors: Factorisation | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> SweepResults:
    """Score many demands in all categories under many scenarios, by the cheapest exact path.

    Parameters
    ----------
    system, demands, method, direction, options, factors
        As in :func:`roos.score`.
    scenarios
        A :class:`ScenarioSpace` of axes, or ready-made scenarios. Scenario 0 of the result is always "no
        change", bit for bit what :func:`roos.score` gives.
    path
        ``"auto"``: what the plan predicts to be fastest; or one path by name, which is then used or refused.
    memory
        Bytes that the process may use; what does not fit is refused before it starts (E110), unless ``store``
        is given and the rest fits.
    store
        Folder for the results, which then stay on disk and are read in pieces. Everything that was
        acknowledged survives a crash.
    resume
        Go on with a store that an earlier run of the same sweep left unfinished.
    base_prices
        Price set that scenarios change, when they change prices.
    progress
        Called with a phase and its fraction done, from the calling thread.
    cancel
        Called between blocks; when it returns true the run stops with E620, and a store can be resumed.

    Raises
    ------
    InputError
        As :func:`roos.score`; E110 memory, E405 scenarios of another system, E6xx the store.
    AccuracyError
        E118 a score's bound exceeds ``options.refuse_bound``; the scenario is named.
    SingularError
        E101, E102: the scenario is named.
    """
    options = options or DEFAULT
    tell = progress or (lambda phase, fraction: None)
    clock = time.perf_counter()
    wanted = Demands.of(demands, system.products)
    space = ScenarioSpace.of(system, scenarios, base_demands=wanted, base_prices=base_prices)
    space.refuse_idle_formulas()
    if factors is None:
        factors = factorise(system.technosphere, options=options, progress=progress)
    timings = {"factorise": time.perf_counter() - clock}
    base = score(system, wanted, method=method, direction=direction, options=options, factors=factors)
    clock = time.perf_counter()
    problem = Problem.of(system, wanted, method=method, options=options, factors=factors, places=space.places)
    begun = Begun.of(store) if resume and store is not None else None
    plan = Plan.choose(
        space, problem, path=path, direction=direction, memory=memory, to_store=store is not None, begun=begun
    )
    runner = Runner(space, problem, plan, base, options)
    timings["plan"] = time.perf_counter() - clock
    grid = space.grid
    if store is None:
        sink: Sink = MemorySink(len(space), base.scores.shape, plan.chunk)
    else:
        identity = identity_of(system, wanted, problem.method, space, options, plan)
        sink = StoreSink.at(store, grid, base, plan.chunk, identity, resume=resume)
    clock = time.perf_counter()
    with sink:
        _run(runner, sink, len(space), tell, cancel)
        timings["sweep"] = time.perf_counter() - clock
        results = _results(sink, space, grid, base, plan, options, timings)
        sink.keep("run", run_record(results))
    explain = functools.partial(
        contributions, system, wanted, method=method, factors=factors, options=options
    )
    return replace(results, space=space, explain=explain)


def _run(
    runner: Runner, sink: Sink, scenarios: int, tell: Progress, cancel: Callable[[], bool] | None
) -> None:
    pending = sink.pending()
    done = scenarios - sum(rows.stop - rows.start for rows in pending)
    for rows in pending:
        if cancel is not None and cancel():
            raise error(
                "E620",
                f"stopped after {done} of {scenarios} scenarios, as asked",
                sink.where,
                "run it again with resume to go on" if sink.where else "",
            )
        sink.write(rows, runner.rows(rows.start, rows.stop))
        done += rows.stop - rows.start
        tell("scenarios", done / scenarios)


def _results(
    sink: Sink,
    space: ScenarioSpace,
    grid: Grid,
    base: Results,
    plan: Plan,
    options: Options,
    timings: dict[str, float],
) -> SweepResults:
    arrays = sink.arrays()
    worst, over, fallen = _looked_over(arrays, len(space), plan.chunk, options)
    findings = [*base.findings, *space.findings, *sink.findings]
    if over:
        findings.append(
            Finding(
                "W204",
                Severity.WARNING,
                f"{over} scores of the sweep have an error bound above {options.warn_bound:.0e} "
                f"(largest {worst:.1e})",
                hint="see relative for each score",
                count=over,
            )
        )
    if fallen:
        findings.append(
            Finding(
                "W149",
                Severity.NOTE,
                f"{fallen} scenarios were refactorised because the planned path is ill-conditioned there "
                "or does not apply",
                where=plan.inner,
                hint="nothing: their scores are certified like all others",
                count=fallen,
            )
        )
    return SweepResults(
        arrays["scores"],
        arrays["relative"],
        arrays["backward_error"],
        arrays["path"],
        grid,
        base.demands,
        base.categories,
        Certificate.judge(np.array([worst]), options),
        tuple(findings),
        plan.lines,
        timings,
        base.meta,
        own_prices=Part.PRICES in space.places,
    )


def _looked_over(
    arrays: Mapping[str, Stored], scenarios: int, chunk: int, options: Options
) -> tuple[float, int, int]:
    """Return the largest relative bound, how many are above the warning, and how many scenarios fell back."""
    worst, over, fallen = 0.0, 0, 0
    for rows in chunks(scenarios, chunk):
        relative = arrays["relative"][rows]
        worst = max(worst, float(relative.max(initial=0.0)))
        over += int(np.count_nonzero(relative > options.warn_bound))
        fallen += int(np.count_nonzero(arrays["path"][rows] == PathCode.FALLBACK))
    return worst, over, fallen
