"""Cases on futures: pathways by year, beside SSP2-NPi 2020."""

from __future__ import annotations

from typing import Any

from roos.screening import ScreeningOptions
from roos.screening.futures import Futures
from roos.screening.screened import Screened
from roos_cli.cases.known import show_known
from roos_cli.cases.view import points
from roos_cli.screen import Screen
from roos_cli.text import count, figure

CLIMATE = "climate_change"


def show_futures(screen: Screen, done: Futures, variant: str, options: ScreeningOptions) -> None:
    """Print every result along pathways and years; of a variant alone where one is named."""
    chosen = [one for one in done.base.results if not variant or one.variant == variant]
    for base in chosen:
        _show(screen, done, base, options)
    screen.say(f"Compared with {' '.join(done.reference)}, where every pathway starts; never with static.")
    screen.say(f"{count(len(done.screenings), 'background')}, {count(done.factorisations, 'factorisation')}.")
    show_known(screen, done.base.findings, "profiles:pathway=SSP2-NPi,year=2020")
    screen.emit({
        "reference": list(done.reference),
        "factorisations": done.factorisations,
        "futures": [record for base in chosen for record in _records(done, base)],
        "cubes": [_cube(done, *of) for of in dict.fromkeys((one.case.id, one.variant) for one in chosen)],
        "findings": [one.as_dict() for one in done.base.findings],
    })  # fmt: skip


def _show(screen: Screen, done: Futures, base: Screened, options: ScreeningOptions) -> None:
    case, variant, scenario = base.case.id, base.variant, base.scenario.id
    mean, moved, climate, cost = (
        done.change(of, case, variant, to_reference=beside).sel(scenario=scenario).values
        for of, beside in (
            ("mean", False),
            ("mean", True),
            (CLIMATE, False),
            ("cost_without_toxicity", False),
        )
    )
    scores = done.scores(case, variant).sel(category=CLIMATE)
    saved = scores.sel(side="baseline").values - scores.sel(side=scenario).values
    rows = []
    for p, pathway in enumerate(done.pathways):
        lines = (
            ("mean", [points(x, options) for x in mean[p]]),
            ("to the reference, points", [f"{_signed(100 * x, options):+.2f}" for x in moved[p]]),
            ("CO2", [points(x, options) for x in climate[p]]),
            ("CO2 saved, kg", [figure(float(x)) for x in saved[p]]),
            ("cost without toxicity", [points(x, options) for x in cost[p]]),
        )
        rows += [(pathway if not i else "", name, *cells) for i, (name, cells) in enumerate(lines)]
    screen.table(
        f"{base.name}", ("pathway", "change of", *done.years), rows, right=range(2, 2 + len(done.years))
    )


def _signed(value: float, options: ScreeningOptions) -> float:
    turned = -value if options.sign == "positive is better" else value
    return turned + 0.0 if round(turned, 2) else 0.0


def _records(done: Futures, base: Screened) -> list[dict[str, Any]]:
    records = []
    b = base.comparison
    k = b.categories.position(CLIMATE)
    for (pathway, year), screening in done.screenings.items():
        c = screening.of(base.case.id, base.scenario.id, base.variant).comparison
        records.append({
            "case": base.case.id, "scenario": base.scenario.id, "variant": base.variant,
            "pathway": pathway, "year": year,
            "mean": c.mean, "mean_in_reference": b.mean,
            "climate": float(c.relative[k]), "climate_in_reference": float(b.relative[k]),
            "co2_saved": float(c.baseline[k] - c.case[k]), "cost": c.costs.total.relative,
            "cost_without_toxicity": c.costs.without_toxicity.relative,
        })  # fmt: skip
    return records


def _cube(done: Futures, case: str, variant: str) -> dict[str, Any]:
    """Return the scores of one case as a labelled cube."""
    cube = done.scores(case, variant)
    return {
        "case": case, "variant": variant, "dims": list(cube.dims),
        "labels": {name: list(cube.labels[name].ids) for name in cube.dims},
        "units": list(cube.labels["category"].units), "values": cube.values.tolist(),
    }  # fmt: skip
