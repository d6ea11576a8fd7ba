"""Indices of parameters as rows: for files, for people, and for the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.sensitivity.indices import ParameterIndices
from roos_cli.indices_run import Answer
from roos_cli.report import show_findings, show_timings
from roos_cli.screen import Screen
from roos_cli.text import count, figure

#: Scores on the screen; each has a row per parameter.
SHOWN = 5
#: Standard errors on each side of what holds with 95 %.
WIDTH = 1.96
#: By kind: the indices that have an error, and which of all orders the parameters.
WITH_ERROR = {"sobol": ("first", "total"), "morris": ("mu_star",)}
ORDER = {"sobol": "total", "morris": "mu_star"}


@dataclass(frozen=True)
class OneScore:
    """The indices of one score, the parameter that matters most first.

    Attributes
    ----------
    place
        Item by axis, demand and category included.
    parameters
        Names.
    values
        By index, float64 (parameters,).
    """

    kind: str
    place: dict[str, str]
    unit: str
    parameters: tuple[str, ...]
    values: dict[str, NDArray[np.float64]]

    @property
    def still(self) -> bool:
        """Whether no parameter moves the score."""
        return not any(values.any() for values in self.values.values())


def scores_of(found: ParameterIndices) -> list[OneScore]:
    """Return every score with its indices."""
    parameters = found.labels["parameter"].ids
    rest = found.dims[1:]
    made = []
    for at in np.ndindex(*(len(found.labels[name]) for name in rest)):
        values = {name: one[(slice(None), *at)] for name, one in found.values.items()}
        order = np.argsort(-values[ORDER[found.kind]], kind="stable")
        place = {name: found.labels[name].ids[i] for name, i in zip(rest, at, strict=True)}
        unit = found.labels["category"].units[at[rest.index("category")]]
        ordered = {name: one[order] for name, one in values.items()}
        made.append(OneScore(found.kind, place, unit, tuple(parameters[i] for i in order), ordered))
    return made


def titles_of(found: ParameterIndices) -> list[str]:
    """Return the columns of a table."""
    bounds = [f"{name}_{end}" for name in WITH_ERROR[found.kind] for end in ("from", "to")]
    unit = ["unit"] if found.kind == "morris" else []
    return [*found.dims[1:], *unit, "parameter", *found.values, *bounds]


def rows_of(found: ParameterIndices) -> list[dict[str, Any]]:
    """Return one row per score and parameter; ``…_from`` and ``…_to`` hold with 95 %."""
    rows = []
    for score in scores_of(found):
        for i, parameter in enumerate(score.parameters):
            row: dict[str, Any] = {**score.place, "parameter": parameter}
            if found.kind == "morris":
                row["unit"] = score.unit
            row |= {name: float(values[i]) for name, values in score.values.items()}
            for name in WITH_ERROR[found.kind]:
                around = WIDTH * row[f"{name}_error"]
                row |= {f"{name}_from": row[name] - around, f"{name}_to": row[name] + around}
            rows.append(row)
    return rows


def show(screen: Screen, given: Answer) -> None:
    """Print the indices of the first scores, what they mean, and what to know about them."""
    found = given.found
    scores = scores_of(found)
    moving = [score for score in scores if not score.still]
    for score in moving[:SHOWN]:
        _table(screen, score)
    if moving:
        screen.say(_meaning(found.kind))
    if len(moving) > SHOWN:
        screen.say(
            f"{count(len(moving) - SHOWN, 'score')} more: -o FILE.csv has all; --category, --demand, --at."
        )
    if len(moving) < len(scores):
        screen.say(f"{count(len(scores) - len(moving), 'score')} that no parameter moves: not shown.")
    show_findings(screen, given.findings, notes=False)
    show_timings(screen, given.ready.clock.seconds)


def _table(screen: Screen, score: OneScore) -> None:
    title = ", ".join(text for name, text in score.place.items() if name != "demand")
    title = f"{score.place['demand']}: {title}"
    if score.kind == "sobol":
        titles = ["parameter", "first order", "± 95 %", "total", "± 95 %"]
        columns = ["first", "first_error", "total", "total_error"]
    else:
        title += f", {score.unit}" if score.unit else ""
        titles = ["parameter", "mean |effect|", "± 95 %", "mean effect", "spread"]
        columns = ["mu_star", "mu_star_error", "mu", "sigma"]
    rows = []
    for i, parameter in enumerate(score.parameters):
        numbers = [score.values[name][i] * (WIDTH if name.endswith("_error") else 1.0) for name in columns]
        shown = [f"{value:.3f}" if score.kind == "sobol" else figure(float(value)) for value in numbers]
        rows.append([parameter, *shown])
    screen.table(title, titles, rows, right=range(1, len(titles)))


def _meaning(kind: str) -> str:
    if kind == "sobol":
        return (
            "Parts of the variance of a score: first order by the parameter alone, total with all that it "
            "does together with others."
        )
    return (
        "Effects over the whole range of a parameter; where the spread is as large as the mean, they bend or "
        "depend on other parameters."
    )
