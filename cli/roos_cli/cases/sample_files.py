"""Samples of cases as files: statistics, pictures, a record, and every sample where asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from roos.columns import Columns, Words
from roos.screening import SampledCase
from roos.screening.uncertain_numbers import UncertainNumber
from roos_cli.cases.sample_run import CaseRun
from roos_cli.charts.case_samples import boxes_of
from roos_cli.record import head, write_record
from roos_cli.writers.atomic import Files, make_folder

#: Rows of the table of samples that are written at once.
_BLOCK = 1 << 20
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def write_all(run: CaseRun, folder: Path, *, width: float, keep_samples: bool) -> dict[str, Any]:
    """Write tables, pictures and record, all of which appear at the end; return the record."""
    from roos.store.export_tables import write_csv, write_parquet
    from roos_cli.charts.boxes import draw_boxes
    from roos_cli.charts.style import saver

    content = record_of(run)
    tables = [_columns(told.columns()) for _, told in run.shown]
    make_folder(folder)
    with Files() as files:
        outputs = {
            "statistics.csv": files.write(
                folder / "statistics.csv", lambda file: write_csv(iter(tables), file)
            )
        }
        if keep_samples:
            results = [one for one, _ in run.shown]
            outputs["samples.parquet"] = files.write(
                folder / "samples.parquet", lambda file: write_parquet(_samples(results), file)
            )
        for name, (one, told) in zip(picture_names([one for one, _ in run.shown]), run.shown, strict=True):
            drawing = draw_boxes(boxes_of(one, told, run.samples), width=width)
            for suffix in (".svg", ".png"):
                outputs[name + suffix] = files.write(folder / (name + suffix), saver(drawing, suffix))
        content["outputs"] = outputs
        files.write(folder / "run.json", lambda file: write_record(content, file))
    return content


def record_of(run: CaseRun) -> dict[str, Any]:
    """Return what ``run.json`` and ``--json`` hold, without the files."""
    asked, samples = run.asked, run.samples
    return {
        **head("case monte-carlo", 0),
        "schema": 1,
        "inventory": run.inventory,
        "background": dict(samples.screening.meta),
        "options": {
            name: getattr(asked, name)
            for name in ("samples", "seed", "ranges", "uncertain", "variant", "per", "skip_singular")
        },
        "given": dict(asked.given),
        "uncertain_background": list(samples.background),
        "uncertain_numbers": [number_record(one) for one in samples.numbers],
        "results": [
            {
                "case": one.screened.case.id,
                "scenario": one.screened.scenario.id,
                "variant": one.screened.variant,
                "n": len(one),
                "measures": _rows(told.columns()),
                "verdict": [asdict(chance) for chance in one.chances()],
            }
            for one, told in run.shown
        ],
        "choices": [one._asdict() for one in samples.screening.choices],
        "findings": [one.as_dict() for one in samples.findings],
        "timings": {phase: round(seconds, 6) for phase, seconds in run.clock.seconds.items()},
        "seconds_by_step": {step: round(seconds, 6) for step, seconds in samples.timings.items()},
    }


def number_record(one: UncertainNumber) -> dict[str, Any]:
    """Return a drawn number as plain values."""
    return {
        "case": one.case,
        "side": one.place,
        "name": one.number.name,
        "unit": one.number.unit,
        "value": one.number.value,
        "distribution": one.distribution.text,
        "from_range": one.from_range,
        **asdict(one.origin),
    }


def picture_names(results: Sequence[SampledCase]) -> list[str]:
    """Return a file name for each result, without a suffix: ids with nothing that a path would understand."""
    names: list[str] = []
    for one in results:
        parts = (one.screened.case.id, one.screened.scenario.id, one.screened.variant)
        name = _NOT_PLAIN.sub("-", "-".join(filter(None, parts))).strip(".-") or "case"
        again = sum(other.rpartition("~")[0] == name or other == name for other in names)
        names.append(f"{name}~{again + 1}" if again else name)
    return names


def _samples(results: Sequence[SampledCase]) -> Iterator[Columns]:
    """Yield case, scenario, variant, sample, measure, unit, baseline, case score, relative change."""
    for one in results:
        of, count = one.screened, len(one.measures)
        step = max(1, _BLOCK // count)
        for first in range(0, len(one), step):
            rows = slice(first, min(first + step, len(one)))
            samples = one.sample[rows]
            size = len(samples) * count
            yield {
                "case": Words.of([of.case.id] * size),
                "scenario": Words.of([of.scenario.id] * size),
                "variant": Words.of([of.variant] * size),
                "sample": np.repeat(samples, count),
                "measure": Words.of(list(one.measures.ids) * len(samples)),
                "unit": Words.of(list(one.measures.units) * len(samples)),
                "baseline_score": one.baseline[rows].ravel(),
                "case_score": one.case[rows].ravel(),
                "relative": one.relative[rows].ravel(),
            }


def _columns(given: dict[str, Any]) -> Columns:
    return {
        name: Words.of(values.tolist()) if values.dtype == object else values
        for name, values in given.items()
    }


def _rows(columns: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of one result; which result it is stands above them."""
    kept = [name for name in columns if name not in ("case", "scenario", "variant")]
    listed = [columns[name].tolist() for name in kept]
    return [dict(zip(kept, row, strict=True)) for row in zip(*listed, strict=True)]
