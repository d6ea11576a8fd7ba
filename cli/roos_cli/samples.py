"""What is asked of a folder of samples: statistics or a comparison, as table, picture and record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import roos
from roos.columns import Columns, Words
from roos.labels import Labels
from roos.montecarlo.results import MonteCarloResults
from roos.montecarlo.statistics import Statistics
from roos.sensitivity.comparison import Comparison
from roos_cli.report import show_findings
from roos_cli.screen import Screen
from roos_cli.text import count, figure, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Rows on the screen.
SHOWN = 20
#: Columns for people.
_NUMBERS = {"mean": "mean", "std. error": "standard_error", "2.5 %": "q0.025", "50 %": "q0.5",
            "97.5 %": "q0.975"}  # fmt: skip
_DIFFERENCES = {"difference": "mean_difference", "std. error": "standard_error", "2.5 %": "q0.025",
                "97.5 %": "q0.975"}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Found:
    """Samples and what was asked of them.

    Attributes
    ----------
    told
        Statistics, or a comparison where a baseline was named.
    demands, categories
        Positions that were chosen, all by default; demands of the samples.
    scenario
        Position of the one that is drawn.
    """

    results: MonteCarloResults
    told: Statistics | Comparison
    demands: tuple[int, ...]
    categories: tuple[int, ...]
    scenario: int
    columns: Mapping[str, Any]

    def record(self) -> dict[str, Any]:
        """Return what ``--json`` shows."""
        rows = [
            dict(zip(self.columns, row, strict=True))
            for row in zip(*(list(column) for column in self.columns.values()), strict=True)
        ]
        return {"samples": self.results.samples, "seed": self.results.seed, "rows": rows}


def asked(
    folder: Path,
    *,
    baseline: str | None,
    cases: Sequence[str],
    axis: str,
    demands: Sequence[str],
    categories: Sequence[str],
    scenario: str | None,
) -> Found:
    """Open a folder and evaluate its samples.

    Raises
    ------
    RoosError
        E609 no samples there, E607 not finished, E201 and E207 unknown names, E175 nothing to compare.
    """
    results = roos.open_monte_carlo(folder / "store" if (folder / "store").is_dir() else folder)
    chosen_demands = _positions(results.demands, demands)
    chosen_categories = _positions(results.categories, categories)
    scenarios = results.scenario_labels
    at = 0 if scenario is None else scenarios.position(scenario, where="--scenario")
    told: Statistics | Comparison
    if baseline is None:
        told = results.statistics()
    else:
        told = roos.compare(results, baseline=baseline, cases=list(cases) or None, axis=axis)
    columns = told.columns()
    kept = _kept(columns["category"], results.categories, chosen_categories)
    if axis == "scenario" or baseline is None:
        kept &= _kept(columns["demand"], results.demands, chosen_demands)
    if scenario is not None and (axis == "demand" or baseline is None):
        kept &= columns["scenario"] == scenarios.ids[at]
    shown = {name: column[kept] for name, column in columns.items()}
    return Found(results, told, chosen_demands, chosen_categories, at, shown)


def table(found: Found) -> Columns:
    """Return the columns of a result file."""
    return {
        name: Words.of(column.tolist()) if column.dtype == object else column
        for name, column in found.columns.items()
    }


def picture(found: Found, width: float) -> Figure:
    """Draw the categories of one demand or case, or one category of all."""
    from roos_cli.charts.boxes import draw_boxes
    from roos_cli.charts.samples import of_comparison, of_statistics

    told, categories = found.told, found.categories
    if isinstance(told, Statistics):
        rows, notes = _one(found.demands, found.results.demands, categories, "--demand")
        boxes = of_statistics(told, scenario=found.scenario, demands=rows, categories=categories, notes=notes)
    else:
        cases, notes = _one(tuple(range(len(told.cases))), told.cases, categories, "--case")
        other = found.scenario if told.axis == "demand" else found.demands[0]
        if told.axis == "scenario" and len(found.results.demands) > 1:
            notes = (*notes, f"Demand: {found.results.demands.ids[other]}.")
        boxes = of_comparison(told, other=other, cases=cases, categories=categories, notes=notes)
    return draw_boxes(boxes, width=width)


def _one(
    rows: tuple[int, ...], labels: Labels, categories: tuple[int, ...], option: str
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return all rows where there is one category, else the first, and say so."""
    if len(categories) == 1 or len(rows) == 1:
        return rows, ()
    said = f"The first of {count(len(rows), labels.kind)}; {option} shows another, one --category all."
    return rows[:1], (said,)


def show(screen: Screen, found: Found) -> None:
    """Print the first rows for people."""
    results, told, columns = found.results, found.told, found.columns
    of = "" if isinstance(told, Statistics) else f", against {told.axis} {told.baseline!r}"
    screen.say(f"{count(results.samples, 'sample')}, seed {results.seed}{of}.")
    names = [name for name in ("scenario", "demand", "category") if name in columns]
    if len(results.grid) == 1:
        names.remove("scenario")
    whole = len(columns["category"])
    number = _NUMBERS if isinstance(told, Statistics) else _DIFFERENCES
    rows = []
    for i in range(min(whole, SHOWN)):
        row = [*(str(columns[name][i]) for name in names), str(columns["unit"][i])]
        row += [figure(float(columns[name][i])) for name in number.values()]
        if not isinstance(told, Statistics):
            low, high = columns["probability_from"][i], columns["probability_to"][i]
            p = float(columns["probability_lower"][i])
            row.append(f"{percent(p)} ({100 * low:.0f}–{100 * high:.0f} %)")
        rows.append(row)
    titles = [*names, "unit", *number, *([] if isinstance(told, Statistics) else ["lower in"])]
    counts = {int(n) for n in np.unique(columns["n"])}
    screen.table(f"n = {' to '.join(map(str, sorted({min(counts), max(counts)})))}" if counts else "",
                 titles, rows, right=range(len(names) + 1, len(titles)))  # fmt: skip
    if whole > SHOWN:
        screen.say(f"And {count(whole - SHOWN, 'row')} more: -o FILE.csv has all.")
    show_findings(screen, results.findings, notes=False)


def _positions(labels: Labels, names: Sequence[str]) -> tuple[int, ...]:
    if not names:
        return tuple(range(len(labels)))
    return tuple(dict.fromkeys(labels.position(name, where=f"--{labels.kind}") for name in names))


def _kept(column: Any, labels: Labels, chosen: Sequence[int]) -> Any:
    return np.isin(column.astype(str), [labels.ids[i] for i in chosen])
