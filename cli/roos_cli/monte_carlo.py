"""From a locator to a finished store of samples, its tables, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from roos.columns import Columns, Words
from roos.errors import Finding
from roos.montecarlo.export import columns_of
from roos.montecarlo.results import MonteCarloResults
from roos.montecarlo.statistics import Statistics
from roos_cli.clock import Clock
from roos_cli.demand_source import inventory_for, read_from, source_of
from roos_cli.pipeline import Examined, Given, Progress, Request, examine, gather, once
from roos_cli.record import head, inputs_of, write_record
from roos_cli.report import coverage_line, show_findings, show_timings
from roos_cli.screen import Screen
from roos_cli.text import count, figure
from roos_cli.writers.atomic import Files

#: Scores of the table of samples that are read at once.
_BLOCK = 1 << 20
#: Rows of the table on the screen, and its columns.
_SHOWN = 20
_TEXTS = ("demand", "category", "unit")
_NUMBERS = ("mean", "standard_deviation", "q0.025", "q0.5", "q0.975")


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    inventory: str
    demands: str
    samples: int
    seed: int
    method: str | None = None
    uncertain: tuple[str, ...] = ()
    stop: float | None = None
    skip_singular: bool = False
    direction: str = "auto"
    decimal: str = "."
    threads: int | None = None
    memory: int | None = None
    resume: bool = False
    accept_inaccurate: bool = False
    allow_negative_supply: bool = False

    @property
    def request(self) -> Request:
        """The same for the steps that all commands share."""
        return Request(
            inventory_for(self.inventory, self.demands),
            self.method,
            (),
            self.direction,
            self.accept_inaccurate,
            self.allow_negative_supply,
        )


@dataclass(frozen=True)
class SampleRun:
    """What came of it."""

    asked: Asked
    given: Given
    seen: Examined
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
    given = gather(
        request,
        lambda system: read_from(asked.demands, system, asked.decimal),
        clock=clock,
        progress=progress,
    )
    seen = examine(given, request, clock=clock, progress=progress, threads=asked.threads or 0)
    with clock.phase("samples"):
        results = roos.monte_carlo(
            given.system,
            given.demands,
            samples=asked.samples,
            seed=asked.seed,
            method=given.method,
            uncertain=asked.uncertain or None,
            direction=asked.direction,
            singular="skip" if asked.skip_singular else "refuse",
            stop=asked.stop,
            memory=asked.memory,
            store=store,
            resume=asked.resume,
            options=seen.options,
            progress=progress,
        )
    with clock.phase("statistics"):
        statistics = results.statistics()
    findings = once((*seen.findings, *results.findings))
    return SampleRun(asked, given, seen, results, statistics, findings, clock)


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
            for name in ("samples", "seed", "method", "uncertain", "stop", "skip_singular", "direction")
        },
        "samples": results.samples,
        "uncertain": list(results.uncertain),
        "explanation": list(results.explanation),
        "backward_error": float(max_of(results)),
        "findings": [finding.as_dict() for finding in run.findings],
        "timings": {phase: round(seconds, 6) for phase, seconds in run.timings.items()},
        "seconds_by_step": {step: round(seconds, 6) for step, seconds in results.timings.items()},
    }
    content["inputs"]["demands"] |= source_of(asked.demands)
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
        content["outputs"] = outputs
        files.write(folder / "run.json", lambda file: write_record(content, file))
    return content


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
    screen.say(f"{run.given.system.name}: {coverage_line(run.seen.coverage)}")
    per = run.timings["samples"] / max(1, results.samples)
    drawn = (
        f"{count(results.samples, 'sample')}, seed {results.seed}, uncertain: {', '.join(results.uncertain)}"
    )
    screen.say(f"{drawn}; {per * 1e3:.3g} ms per sample; largest backward error {max_of(results):.1e}")
    columns = found.columns()
    rows = min(_SHOWN, len(columns["demand"]))
    screen.table(
        "",
        [name.replace("_", " ") for name in (*_TEXTS, *_NUMBERS)],
        [
            [*(columns[name][i] for name in _TEXTS), *(figure(float(columns[name][i])) for name in _NUMBERS)]
            for i in range(rows)
        ],
        right=range(len(_TEXTS), len(_TEXTS) + len(_NUMBERS)),
    )
    if len(columns["demand"]) > rows:
        screen.say(f"{count(len(columns['demand']) - rows, 'row')} more in statistics.csv")
    show_findings(screen, run.findings, notes=False)
    show_timings(screen, run.timings)
