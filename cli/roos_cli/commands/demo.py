"""``roos demo``: the main job in one command, on real data where it can be had."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click
import numpy as np

from roos.demand import Demands
from roos.errors import Exit, RoosError
from roos.results import Results
from roos.system import System
from roos_cli.baskets import as_csv, baskets, contents
from roos_cli.clock import Clock
from roos_cli.costs import show_costs, show_demand_costs
from roos_cli.pipeline import Request, Run, compute, read_inventory
from roos_cli.record import record, without_places, write_record
from roos_cli.report import show_certificate, show_findings, show_run, show_scores, show_timings
from roos_cli.screen import Screen, with_screen
from roos_cli.text import figure
from roos_cli.writers.atomic import Files, make_folder
from roos_cli.writers.formats import filler
from roos_cli.writers.parquet_file import write_parquet
from roos_cli.writers.tidy import cost_columns

PRICES = "tno-2020"
SMALL = "synthetic:activities=2000"


@click.command("demo")
@click.option(
    "-o", "--output", default="roos-demo", show_default=True, metavar="DIR", help="Folder for the files."
)
@click.option("--demands", "number", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=2020, show_default=True)
@click.option(
    "--inventory", default="profiles", show_default=True, help="Another inventory than the real one."
)
@with_screen
def command(screen: Screen, output: str, number: int, seed: int, inventory: str) -> int:
    """Score and price 1 000 demands on a real inventory, and write scores, costs and a picture.

    Fetches the data set `profiles` when it is not installed; without a network it uses small systems
    that come with roos, and says so.
    """
    start = time.perf_counter()
    folder = Path(output)
    make_folder(folder)
    with screen.progress() as progress:
        clock = Clock()
        with clock.phase("read"):
            system, fallback = _system(screen, inventory, progress)
        rows = baskets(system, number, seed)
        request = Request(system.name if fallback else inventory, prices=(PRICES,))
        demands = Demands.from_rows(rows, system.products)
        run = compute(
            request, lambda _: demands, system=system, need_costs=False, clock=clock, progress=progress
        )
        options: dict[str, Any] = {"demands": number, "seed": seed, "prices": PRICES, "inventory": inventory}
        content = record("demo", request, run, options=options, status=int(Exit.OK))
        content["fallback"] = fallback
        progress("writing", 0.0)
        _write(folder, run, rows, content)
    if fallback is not None:
        _show_textbook(screen)
    show_run(screen, run)
    _show_largest(screen, run)
    if run.costs is not None:
        show_costs(screen, run.costs, most=0)
    else:
        screen.say(f"No costs: no price of {PRICES} fits a category of {run.method.name}.")
    show_findings(screen, run.findings, notes=False)
    show_certificate(screen, run.results.certificate)
    show_timings(screen, run.timings)
    screen.say(f"Written to {output}: {', '.join(content['outputs'])}, run.json ({_since(start)} in all)")
    screen.emit(without_places(content))
    return int(Exit.OK)


def climate_position(results: Results) -> int:
    """Return the position of the climate category, or of the first one where none is named so."""
    for k, (identifier, name) in enumerate(
        zip(results.categories.ids, results.categories.names, strict=True)
    ):
        text = f"{identifier} {name}".casefold()
        if any(word in text for word in ("climate", "gwp", "global warming")):
            return k
    return 0


def _system(screen: Screen, inventory: str, progress: Any) -> tuple[System, dict[str, str] | None]:
    """Return the inventory, installed first where needed, or the small one with the reason why."""
    try:
        try:
            return read_inventory(inventory, progress), None
        except RoosError as problem:
            if problem.code != "E509":
                raise
        from roos_cli.commands.data import install

        screen.note("The data set 'profiles' is not installed; fetching it.")
        about = install("profiles", progress=progress)
        for key, value in about.items():
            screen.note(f"  {key}: {value}")
        return read_inventory(inventory, progress), None
    except RoosError as problem:
        if problem.code not in ("E507", "E508", "E509"):
            raise
        screen.note(f"roos: {problem}")
        screen.note(f"Going on without it: 'textbook' and '{SMALL}' come with roos.")
        reason = {"wanted": inventory, "used": SMALL, "code": problem.code, "reason": problem.message}
        return read_inventory(SMALL, progress), reason


def _write(folder: Path, run: Run, rows: list[Any], content: dict[str, Any]) -> None:
    """Write all files of the demonstration; they appear together."""
    with Files() as files:
        written = {"demands.csv": files.write(folder / "demands.csv", lambda file: file.write(as_csv(rows)))}
        scores = folder / "scores.parquet"
        written[scores.name] = files.write(scores, filler(scores, run.results, None))
        if run.costs is not None:
            from roos_cli.charts.costs_by_indicator import draw_costs, saver

            columns = cost_columns(run.costs)
            target = folder / "costs.parquet"
            written[target.name] = files.write(target, lambda file: write_parquet(columns, file))
            source = run.system.meta.get("source")
            inventory = f"{run.system.name} ({source})" if source else run.system.name
            drawing = draw_costs(run.costs, inventory=inventory, method=run.method.name)
            for suffix in (".svg", ".png"):
                picture = folder / f"costs{suffix}"
                written[picture.name] = files.write(picture, saver(drawing, suffix))
        content["outputs"] = written
        files.write(folder / "run.json", lambda file: write_record(content, file))


def _show_largest(screen: Screen, run: Run, most: int = 5) -> None:
    """Print the demands with the largest climate score, what they hold and what they cost."""
    results = run.results
    k = climate_position(results)
    name, unit = results.categories.names[k], results.categories.units[k]
    largest = np.argsort(-results.scores[:, k], kind="stable")[:most].tolist()
    rows = [
        (results.demands.ids[d], figure(float(results.scores[d, k])), contents(run.demands, d))
        for d in largest
    ]
    screen.table(f"Largest: {name}", ("demand", unit, "holds"), rows, right=(1,))
    if run.costs is not None:
        show_demand_costs(screen, run.costs, 0, largest, "Their costs")


def _show_textbook(screen: Screen) -> None:
    system = read_inventory("textbook")
    run = compute(
        Request("textbook"),
        lambda found: Demands.of({"one unit": {found.products.ids[0]: 1.0}}, found.products),
        system=system,
    )
    screen.say(f"{system.name}, one unit of {system.products.describe(0)}:")
    show_scores(screen, run.results)


def _since(start: float) -> str:
    return f"{time.perf_counter() - start:.1f} s"
