"""From a locator to a finished store of samples, its tables, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from roos.columns import Columns, Words
from roos.errors import Finding, error
from roos.montecarlo.export import columns_of
from roos.montecarlo.parameters import ParameterDraws
from roos.montecarlo.placing import placing_of
from roos.montecarlo.results import MonteCarloResults
from roos.montecarlo.statistics import Statistics
from roos.sampling.checking import NAMES
from roos.sampling.distribution import Distribution
from roos.sweeping.space import ScenarioSpace
from roos.sweeping.spec import RunWishes
from roos_cli.clock import Clock
from roos_cli.origin import Origin, with_method
from roos_cli.pipeline import Examined, Given, Progress, Request, examine, gather, once
from roos_cli.record import head, inputs_of, write_record
from roos_cli.report import coverage_line, show_findings, show_timings
from roos_cli.run_folder import copy_file
from roos_cli.screen import Screen
from roos_cli.text import count, figure
from roos_cli.writers.atomic import Files

#: Scores of the table of samples that are read at once.
_BLOCK = 1 << 20
#: Rows of the table on the screen, and its columns.
_SHOWN = 20
#: Scenarios that the record names; the tables have them all.
_NAMED = 1000
#: What users call the parameters of a sweep file among the parts that are drawn.
PARAMETERS = "parameters"
_TEXTS = ("demand", "category", "unit")
_NUMBERS = ("mean", "standard_deviation", "q0.025", "q0.5", "q0.975")


@dataclass(frozen=True)
class Asked:
    """What the command line and its sweep file say."""

    origin: Origin
    samples: int
    seed: int
    uncertain: tuple[str, ...] = ()
    design: str = "random"
    stop: float | None = None
    skip_singular: bool = False
    direction: str | None = None
    threads: int | None = None
    memory: int | None = None
    resume: bool = False
    accept_inaccurate: bool = False
    allow_negative_supply: bool = False

    @property
    def run(self) -> RunWishes:
        """Wishes of the file that the command line leaves open."""
        return RunWishes() if self.origin.spec is None else self.origin.spec.run

    @property
    def request(self) -> Request:
        """The same for the steps that all commands share."""
        direction = self.direction or self.run.direction
        return self.origin.request(direction, self.accept_inaccurate, self.allow_negative_supply)

    @property
    def parameters(self) -> dict[str, Distribution]:
        """Distributions of the parameters that are drawn."""
        drawn = not self.uncertain or PARAMETERS in self.uncertain
        return self.origin.distributions if drawn else {}

    def check(self) -> None:
        """Raise E452 where parameters are asked for, and the file has none that is uncertain."""
        if self.parameters or (PARAMETERS not in self.uncertain and self.design == "random"):
            return
        spec = self.origin.spec
        hint = "give one that a change uses a distribution: roos monte-carlo --template shows how"
        where = "roos monte-carlo" if spec is None else spec.source
        raise error("E452", "no parameter is uncertain that scores depend on", where, hint)


@dataclass(frozen=True)
class SampleRun:
    """What came of it."""

    asked: Asked
    given: Given
    seen: Examined
    space: ScenarioSpace | None
    results: MonteCarloResults
    statistics: Statistics
    findings: tuple[Finding, ...]
    clock: Clock

    @property
    def timings(self) -> Mapping[str, float]:
        """Seconds per phase, in order."""
        return self.clock.seconds


def run_samples(asked: Asked, store: Path, progress: Progress) -> SampleRun:
    """Read, check, draw and score.

    Raises
    ------
    RoosError
        Whatever the steps raise.
    """
    import roos

    clock = Clock()
    request = asked.request
    asked.check()
    origin, wishes = asked.origin, asked.run
    given = gather(request, origin.read_demands, clock=clock, progress=progress)
    if origin.spec is not None:
        given = with_method(given)
        with clock.phase("scenarios"):
            progress("building the scenarios", 0.0)
            space = origin.space(given)
    else:
        space = None
    threads = asked.threads if asked.threads is not None else wishes.threads or 0
    seen = examine(given, request, clock=clock, progress=progress, threads=threads)
    with clock.phase("samples"):
        results = roos.monte_carlo(
            given.system,
            given.demands,
            samples=asked.samples,
            seed=asked.seed,
            method=given.method,
            uncertain=asked.uncertain or None,
            parameters=asked.parameters or None,
            design=asked.design,
            scenarios=space,
            direction=request.direction,
            singular="skip" if asked.skip_singular else "refuse",
            stop=asked.stop,
            memory=asked.memory if asked.memory is not None else wishes.memory,
            store=store,
            resume=asked.resume,
            options=seen.options,
            progress=progress,
        )
    with clock.phase("statistics"):
        statistics = results.statistics()
    of_file = () if origin.spec is None else (*origin.spec.findings, *origin.unused("roos monte-carlo"))
    findings = once((*of_file, *seen.findings, *results.findings))
    return SampleRun(asked, given, seen, space, results, statistics, findings, clock)


def write_all(run: SampleRun, folder: Path) -> dict[str, Any]:
    """Write tables and record, all of which appear at the end; return the record."""
    from roos.store.export_tables import write_csv, write_parquet

    asked, results = run.asked, run.results
    content = {
        **head("monte-carlo", 0),
        "inputs": inputs_of(
            asked.request.inventory, run.given.system, run.given.method, run.given.demands, run.seen.coverage
        ),
        "options": {
            name: getattr(asked, name)
            for name in ("samples", "seed", "uncertain", "design", "stop", "skip_singular", "direction")
        }
        | {"method": asked.origin.method},
        **asked.origin.record(),
        "scenarios": list(results.scenario_labels.ids[:_NAMED]),
        "parameters": {name: described(one) for name, one in asked.parameters.items()},
        "samples": results.samples,
        "uncertain": list(results.uncertain),
        "explanation": list(results.explanation),
        "backward_error": float(max_of(results)),
        "findings": [finding.as_dict() for finding in run.findings],
        "timings": {phase: round(seconds, 6) for phase, seconds in run.timings.items()},
        "seconds_by_step": {step: round(seconds, 6) for step, seconds in results.timings.items()},
    }
    content["inputs"]["demands"] |= asked.origin.demands_record()
    with Files() as files:
        outputs = {
            "statistics.csv": files.write(
                folder / "statistics.csv",
                lambda file: write_csv(iter([_columns(run.statistics.columns())]), file),
            ),
            "samples.parquet": files.write(
                folder / "samples.parquet", lambda file: write_parquet(_sample_blocks(results), file)
            ),
        }
        if asked.parameters:
            drawn = drawn_values(run)
            target = folder / "parameters.parquet"
            outputs[target.name] = files.write(target, lambda file: write_parquet(iter([drawn]), file))
        if asked.origin.file is not None:
            outputs |= copy_file(asked.origin.file, folder, files)
        content["outputs"] = outputs
        files.write(folder / "run.json", lambda file: write_record(content, file))
    return content


def drawn_values(run: SampleRun) -> Columns:
    """Return what each uncertain parameter was in each sample, where no axis sets it."""
    asked, results = run.asked, run.results
    assert run.space is not None
    placing = placing_of(asked.design, asked.samples, results.seed)
    draws = ParameterDraws(run.space, asked.parameters, placing)
    return {"sample": np.arange(results.samples), **draws.values(results.seed, 0, results.samples)}


def described(one: Distribution) -> dict[str, Any]:
    """Return a distribution as plain values, without the numbers that it does not have."""
    found = {name: value for name, value in asdict(one).items() if value == value and name != "type"}
    found = found if one.negative else {name: value for name, value in found.items() if name != "negative"}
    return {"distribution": NAMES[one.type], **found}


def max_of(results: MonteCarloResults) -> float:
    """Return the largest backward error of all samples."""
    samples, scenarios, *_ = results.shape
    return float(np.nanmax(np.asarray(results.backward_error[0 : samples * scenarios]), initial=0.0))


def _sample_blocks(results: MonteCarloResults) -> Iterator[Columns]:
    samples, scenarios, demands, categories = results.shape
    step = max(1, _BLOCK // max(1, scenarios * demands * categories))
    for first in range(0, samples, step):
        yield _columns(columns_of(results, first, min(first + step, samples)))


def _columns(given: Mapping[str, Any]) -> Columns:
    """Return columns whose texts are stored once each."""
    return {
        name: Words.of(values.tolist()) if values.dtype == object else values
        for name, values in given.items()
    }


def show(screen: Screen, run: SampleRun) -> None:
    """Say what was drawn, and the statistics of the first scores."""
    results, found = run.results, run.statistics
    spec = run.asked.origin.spec
    screen.say(f"{run.given.system.name}: {coverage_line(run.seen.coverage)}")
    if spec is not None:
        scenarios = count(results.shape[1], "scenario")
        drawn = f"; parameters drawn: {', '.join(run.asked.parameters)}" if run.asked.parameters else ""
        screen.say(f"{spec.title or spec.source}: {scenarios}{drawn}.")
    per = run.timings["samples"] / max(1, results.samples)
    placed = "" if run.asked.design == "random" else f" ({run.asked.design})"
    drawn = f"{count(results.samples, 'sample')}{placed}, seed {results.seed}"
    drawn += f", uncertain: {', '.join(results.uncertain)}"
    screen.say(f"{drawn}; {per * 1e3:.3g} ms per sample; largest backward error {max_of(results):.1e}")
    columns = found.columns()
    rows = min(_SHOWN, len(columns["demand"]))
    texts = _TEXTS if results.shape[1] == 1 else ("scenario", *_TEXTS)
    screen.table(
        "",
        [name.replace("_", " ") for name in (*texts, *_NUMBERS)],
        [
            [*(columns[name][i] for name in texts), *(figure(float(columns[name][i])) for name in _NUMBERS)]
            for i in range(rows)
        ],
        right=range(len(texts), len(texts) + len(_NUMBERS)),
    )
    if len(columns["demand"]) > rows:
        screen.say(f"{count(len(columns['demand']) - rows, 'row')} more in statistics.csv")
    show_findings(screen, run.findings, notes=False)
    show_timings(screen, run.timings)
