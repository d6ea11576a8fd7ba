"""The run: model, way, samples chunk by chunk, results in memory or in a store."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, replace
from os import PathLike
from typing import Any

import numpy as np

from roos.demand import Demands
from roos.errors import Finding, Severity, error
from roos.factorisation import Factorisation
from roos.factorising import factorise
from roos.method import Method
from roos.montecarlo.condensed import Condensed
from roos.montecarlo.model import Model
from roos.montecarlo.moments import Moments
from roos.montecarlo.placing import placing_of, refuse_unfit, unbalanced
from roos.montecarlo.precision import Precision
from roos.montecarlo.reopen import coordinates_of, meta_of, run_record
from roos.montecarlo.results import MonteCarloResults
from roos.montecarlo.room import check_room
from roos.montecarlo.rows import Rows, RowStatus, layout
from roos.montecarlo.sink import MemorySink, Sink, StoreSink
from roos.montecarlo.statistics import counted_of
from roos.montecarlo.way import Way
from roos.montecarlo.worker import Worker, total_seconds
from roos.nucleus.threads import run_all
from roos.options import DEFAULT, Options
from roos.places import Part
from roos.sampling.distribution import Distribution
from roos.sampling.streams import checked_samples, checked_seed
from roos.scenario import Scenario
from roos.scenario_set import ScenarioSet
from roos.scoring import method_of, refuse_unsound, score
from roos.sweeping.grid import Grid
from roos.sweeping.identity import digest_of, identity_of
from roos.sweeping.sink import chunks
from roos.sweeping.space import ScenarioSpace
from roos.system import System, Technosphere
from roos.threads import one_blas_thread, thread_count

Progress = Callable[[str, float], None]

SINGULAR = ("refuse", "skip")


def monte_carlo(
    system: System,
    demands: Demands | Mapping[str, Mapping[str, float]],
    *,
    samples: int,
    seed: int,
    method: Method | None = None,
    uncertain: Collection[str] | None = None,
    activities: Collection[str] | None = None,
    parameters: Mapping[str, Distribution] | None = None,
    design: str = "random",
    scenarios: ScenarioSpace | ScenarioSet | Iterable[Scenario] | None = None,
    direction: str = "auto",
    singular: str = "refuse",
    stop: Precision | float | None = None,
    memory: int | None = None,
    store: str | PathLike[str] | None = None,
    resume: bool = False,
    options: Options | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> MonteCarloResults:
    """Score many demands in all categories with amounts drawn from their distributions, again and again.

    Every draw is a function of seed, matrix, exchange and sample: results are the same bits for any number of
    threads, any chunks, and after any interruption. All scenarios of a sample share its draws, so that their
    differences hold no more noise than the changes make. Where a scenario states another amount than the
    inventory, that amount is certain; all other cells keep their draw.

    Parameters
    ----------
    system, demands, method, options
        As in :func:`roos.score`. Factors of another method than the system's own are certain.
    samples
        How many to draw.
    seed
        From 0 to 2⁶⁴ − 1.
    uncertain
        Parts to draw: some of ``"technosphere"``, ``"biosphere"``, ``"characterisation"``; by default all
        that have distributions.
    activities
        Ids of activities: only their exchanges are uncertain, each with the very draws that it has where all
        are. Samples then go through one small system, by the thousand (see :func:`roos.sweep`, foreground and
        low rank); those that it cannot answer for are refactorised.
    parameters
        Distributions of parameters of ``scenarios``, a :class:`ScenarioSpace`, by name: the cells that follow
        their formulas are computed anew in each sample, scenario 0 included. Where an axis sets the parameter
        its item is taken instead. With ``uncertain=("parameters",)`` nothing else is drawn.
    design
        How parameters are placed: ``"random"``, ``"latin hypercube"`` or ``"sobol"``, a scrambled sequence,
        best with a power of two samples (W194). Exchanges are drawn at random beside them. Standard errors
        stay those of random samples, which a design rarely exceeds.
    scenarios
        As in :func:`roos.sweep`; scenario 0 is always "no change".
    direction
        ``"forward"``, ``"adjoint"`` or ``"auto"``, the one with fewer solves; where it is asked for, every
        sample is solved with all activities.
    singular
        ``"refuse"``: a draw that makes the technosphere singular stops the run, and is named. ``"skip"``: its
        scores are NaN, and finding W150 counts them.
    stop
        Stop early once the standard error of outputs is reached: a fraction of the mean, or a
        :class:`Precision`.
    memory
        Bytes that the process may use; a cube that does not fit is refused before it starts (E110).
    store
        Folder for the cube, which then stays on disk.
    resume
        Go on with a store that the same run left unfinished.
    progress
        Called with a phase and its fraction done, from the calling thread.
    cancel
        Called between chunks; when it returns true the run stops with E620, and a store can be resumed.

    Returns
    -------
    MonteCarloResults
        Scores (samples × scenarios, demands, categories) with backward error and growth of each.

    Raises
    ------
    InputError
        E201 no such activity, E117 a design that does not fit, E450 no samples, E451 the seed, E452 nothing
        uncertain, E453 an unknown part, E454 ``stop``; E150 to E153 a distribution, by the name of its
        exchange or parameter; E414, E415 a formula without a value in a sample; E416 an unknown parameter;
        E110 memory; E405 scenarios of another system; E412 formulas without axes or drawn parameters; E6xx
        the store; and as :func:`roos.score`.
    SingularError
        E101, E102, E104: the sample is named.

    Examples
    --------
    ``roos.monte_carlo(system, {"pump": {"pump": 1.0}}, samples=1000, seed=42).statistics().to_pandas()``
    """
    samples, seed, precision = checked_samples(samples), checked_seed(seed), Precision.of(stop)
    if singular not in SINGULAR:
        hint = "use " + " or ".join(repr(one) for one in SINGULAR)
        raise error("E117", f"singular={singular!r} is unknown", "singular", hint)
    options = options or DEFAULT
    tell = progress or (lambda phase, fraction: None)
    refuse_unsound(system)
    chosen = method_of(system, method)
    wanted = Demands.of(demands, system.products)
    space = ScenarioSpace.of(
        system, scenarios if scenarios is not None else ScenarioSpace.build(system, []), base_demands=wanted
    )
    if parameters is None:
        space.refuse_idle_formulas()
    clock = time.perf_counter()
    refuse_unfit(design, parameters=parameters is not None, stops=precision is not None)
    placing = placing_of(design, samples, seed)
    model = Model.of(system, wanted, chosen, space, uncertain, activities, parameters, placing)
    timings = {"lay out": time.perf_counter() - clock}
    picked = precision.chosen(wanted.labels, chosen.categories) if precision is not None else None
    clock = time.perf_counter()
    threads = min(thread_count(options.threads), samples)
    base = _factorised(model, options, threads, progress)
    timings["factorise"] = time.perf_counter() - clock
    static = score(system, wanted, method=chosen, options=options, factors=_own(base, system))
    shape = len(wanted), len(chosen.categories)
    arrays = layout(shape)
    way = Way.choose(model, arrays, samples, direction)
    small = None
    few = model.activities is not None or model.uncertain == ("parameters",)
    if few and direction == "auto":
        clock = time.perf_counter()
        made = Condensed.build(model, base, options, seed)
        way, small = way.condensed(made, arrays, samples), None if isinstance(made, str) else made
        timings["condense"] = time.perf_counter() - clock
    total = samples * len(space)
    check_room(model, way, base, threads, total if store is None else 0, memory)
    grid = Grid(space.axes, space.base_name)
    if store is None:
        sink: Sink = MemorySink(arrays, total)
    else:
        identity = {
            **identity_of(system, wanted, chosen, space, options, way),
            "samples": samples,
            "seed": seed,
            "uncertain": list(model.uncertain),
            "activities": list(model.activities or ()),
            "drawn parameters": [] if model.parameters is None else model.parameters.described(),
            "distributions": digest_of(_distributions(model)),
            "singular": singular,
            "stop": None if precision is None else _plain(asdict(precision)),
        } | ({"design": design} if placing is not None else {})
        meta = meta_of(grid, static, seed, model.uncertain)
        coordinates = coordinates_of(wanted.labels, chosen.categories)
        sink = StoreSink.at(
            store, arrays, total, way.chunk, identity, coordinates=coordinates, meta=meta, resume=resume
        )
    clock = time.perf_counter()
    workers = [Worker(model, way, base, seed, skip=singular == "skip") for _ in range(threads)]
    with sink:
        enough = None if precision is None or picked is None else (precision, picked)
        drawn = _run(model, way, workers, small, seed, sink, samples, shape, enough, tell, cancel)
        timings["samples"] = time.perf_counter() - clock
        timings |= total_seconds(workers)
        for step, seconds in ({} if small is None else small.seconds).items():
            timings[step] += seconds
        held = sink.arrays()
        of_samples = (*_findings(held, drawn, samples, space), *unbalanced(design, samples))
        found = (*static.findings, *space.findings, *model.findings, *of_samples)
        results = MonteCarloResults(
            held["scores"],
            held["backward_error"],
            held["growth"],
            held["status"],
            drawn,
            static.scores,
            grid,
            wanted.labels,
            chosen.categories,
            seed,
            model.uncertain,
            found,
            way.lines if placing is None else (*way.lines, f"parameters on a design: {design}"),
            timings,
            static.meta,
        )
        sink.keep("run", run_record(results))
    return results


def _factorised(model: Model, options: Options, threads: int, progress: Progress | None) -> Factorisation:
    """Factorise the base on the pattern of the draws; samples run side by side, each on one thread."""
    base = model.system.technosphere
    wide = Technosphere(
        model.layers[Part.TECHNOSPHERE].matrix, base.products, base.activities, base.reference
    )
    alone = replace(options, threads=1) if threads > 1 else options
    return factorise(wide, options=alone, progress=progress)


def _own(base: Factorisation, system: System) -> Factorisation | None:
    """Return the factors to score without uncertainty: those at hand where no entry was added."""
    return base if base.matrix.nnz == system.technosphere.matrix.nnz else None


def _run(
    model: Model,
    way: Way,
    workers: list[Worker],
    small: Condensed | None,
    seed: int,
    sink: Sink,
    samples: int,
    shape: tuple[int, int],
    enough: tuple[Precision, Any] | None,
    tell: Progress,
    cancel: Callable[[], bool] | None,
) -> int:
    """Compute what is not there yet; return how many samples were drawn."""
    scenarios = len(model.space)
    fixed = model.space.block(0, scenarios)
    unchanged = {part: values[:, 0] for part, values in fixed.items()}
    moments = Moments((scenarios, *shape))
    drawn = samples
    for rows in chunks(samples * scenarios, way.chunk):
        first, last = rows.start // scenarios, rows.stop // scenarios
        blank = first >= drawn
        if sink.has(rows):
            if enough is not None and not blank:
                held = sink.arrays()
                found = Rows(*(np.asarray(held[name][rows]) for name in Rows._fields))
        else:
            if cancel is not None and cancel():
                raise error(
                    "E620",
                    f"stopped after {first} of {samples} samples, as asked",
                    sink.where,
                    "run it again with resume to go on" if sink.where else "",
                )
            found = Rows.blank(rows.stop - rows.start, shape)
            changes = {part: values[:, None, :] for part, values in fixed.items()}
            if not blank and model.parameters is not None:
                changes = model.parameters.changes(seed, first, last, fixed)
            if not blank and small is not None:
                small.fill(found, first, last, workers, changes, unchanged)
            elif not blank:
                _fill(found, first, last, workers, scenarios, changes, unchanged)
            sink.write(rows, found)
        tell("samples", last / samples)
        if enough is not None and not blank:
            precision, picked = enough
            scores = found.scores.reshape(last - first, scenarios, *shape)
            moments.add(scores, counted_of(found.status, scenarios))
            if last < samples and precision.reached(moments, picked):
                drawn = last
                if not sink.where:
                    break
    return drawn


def _fill(
    found: Rows,
    first: int,
    last: int,
    workers: list[Worker],
    scenarios: int,
    changes: Mapping[Part, Any],
    unchanged: Mapping[Part, Any],
) -> None:
    def work(thread: int, sample: int) -> None:
        one = {part: cells[:, min(sample - first, cells.shape[1] - 1)] for part, cells in changes.items()}
        rows = workers[thread].rows(sample, one, unchanged)
        at = slice((sample - first) * scenarios, (sample - first + 1) * scenarios)
        for name in Rows._fields:
            getattr(found, name)[at] = getattr(rows, name)

    with one_blas_thread():
        run_all(work, list(range(first, last)), len(workers))


def _findings(held: Mapping[str, Any], drawn: int, samples: int, space: ScenarioSpace) -> list[Finding]:
    found = []
    scenarios = len(space)
    status = np.asarray(held["status"][0 : drawn * scenarios])
    lost = np.flatnonzero(status == RowStatus.SINGULAR)
    if lost.size:
        some = [f"sample {row // scenarios}" for row in lost[:5].tolist()]
        found.append(
            Finding(
                "W150",
                Severity.WARNING,
                f"{lost.size} of {status.size} rows are NaN: their draw made the technosphere singular",
                ", ".join(dict.fromkeys(some)) + (", …" if lost.size > 5 else ""),
                "statistics leave them out; look at the distributions of the loop that they concern",
                int(lost.size),
            )
        )
    if drawn < samples:
        message = f"stopped after {drawn} of {samples} samples: the standard error asked for is reached"
        found.append(Finding("W151", Severity.NOTE, message, "stop", "", samples - drawn))
    return found


def _distributions(model: Model) -> Iterable[object]:
    for name, rows in model.distributions.items():
        yield name
        yield from rows.arrays().values()


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in content.items()}
