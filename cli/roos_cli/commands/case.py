"""``roos case``: an innovation against its baseline, in the way of TNO 2020 R12210."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from roos.errors import error
from roos_cli.cases.inputs import background, backgrounds, choices, model_options, numbers, price_set
from roos_cli.commands import case_draw, case_report
from roos_cli.report import show_findings
from roos_cli.screen import Screen, with_screen
from roos_cli.writers.atomic import Files


@click.group("case")
def command() -> None:
    """Screen an innovation against its baseline: 13 cases of TNO, or your own."""


command.add_command(case_draw.command)
command.add_command(case_report.command)


@command.command("list")
@with_screen
def listed(screen: Screen) -> int:
    """List the 13 cases."""
    from roos_inventories import list_cases

    cases = list_cases()
    columns = ("id", "company", "innovation", "type", "section", "grade")
    rows = [(c.id, c.company, c.title, c.innovation_type, c.section, c.grade) for c in cases]
    screen.table("Cases", columns, rows)
    screen.say("Grade: how far the source lets it be computed again, A (all stated) to D (nothing stated).")
    screen.emit({"cases": [dict(zip(columns, row, strict=True)) for row in rows]})
    return 0


@command.command("show")
@click.argument("case", required=False)
@click.option("--options", "options_too", is_flag=True, help="Show the choices of the method instead.")
@with_screen
def show(screen: Screen, case: str | None, options_too: bool) -> int:
    """Show the model of CASE: every number with its origin."""
    from roos_cli.cases.describe import case_record, show_case, show_options
    from roos_inventories import read_case

    if options_too:
        show_options(screen)
        return 0
    if case is None:
        raise error("E603", "no case was named", "roos case show", "`roos case list` shows them")
    model = read_case(case)
    show_case(screen, model)
    screen.emit(case_record(model))
    return 0


@command.command("run")
@click.argument("case", required=False)
@click.option("--all", "everything", is_flag=True, help="All 13, by innovation type.")
@click.option("--variant", default="", metavar="NAME", help="One of the case's named variants.")
@click.option("--variants", is_flag=True, help="Every variant beside the case as it stands.")
@click.option("--per", type=float, metavar="AMOUNT", help="Amount of the functional unit.")
@click.option("--futures", is_flag=True, help="On all pathways and years of `profiles`, beside NPi 2020.")
@model_options
@with_screen
def run(
    screen: Screen,
    case: str | None,
    everything: bool,
    variant: str,
    variants: bool,
    per: float | None,
    futures: bool,
    prices: str | None,
    background: str | None,
    options: tuple[str, ...],
    given: tuple[str, ...],
) -> int:
    """Compute CASE (an id or a file) and print it beside what the report says."""
    from roos.screening import screen as screen_cases
    from roos.screening.futures import screen_futures
    from roos_cli.cases.overview import show_futures, show_overview
    from roos_cli.cases.record import of_run
    from roos_cli.cases.view import show_result
    from roos_inventories import list_cases, read_case

    if everything == (case is not None):
        raise error("E603", "name one case, or --all", "roos case run", "`roos case list` shows them")
    if per is not None and not per > 0:
        raise error("E603", f"--per takes an amount above zero, not {per:g}", "roos case run")
    chosen, values = choices(options), numbers(given)
    cases = list_cases() if case is None else (read_case(case),)
    priced = price_set(cases[0], prices)
    if futures:
        if background is not None:
            raise error("E603", "--futures takes no --background", "roos case run", "it runs them all")
        along = screen_futures(
            cases, backgrounds(), priced, options=chosen, variants=variant or variants, given=values, per=per
        )
        return show_futures(screen, along, variant, chosen)
    system = _background(cases[0], background)
    done = screen_cases(
        cases, system, priced, options=chosen, variants=variant or variants, given=values, per=per
    )
    if case is None:
        show_overview(screen, done)
        return 0
    for one in done.results:
        if not variant or one.variant == variant:
            show_result(screen, one, done)
    changed = [one for one in done.choices if not one.default]
    for one in changed:
        screen.say(f"Choice of row {one.row}: {one.option} = {one.chosen}")
    show_findings(screen, done.findings)
    screen.emit(of_run(done, variant))
    return 0


_background = background


@command.command("break-even")
@click.argument("case")
@click.argument("parameter", required=False)
@click.argument("second", required=False)
@click.option("--scenario", default="", metavar="ID", help="The first one by default.")
@click.option("--of", "of", default="mean", show_default=True, help="mean, cost, an indicator, a category.")
@click.option("--from", "start", type=float, help="Where to look.")
@click.option("--to", "stop", type=float, help="Where to look.")
@click.option("--second-from", type=float, default=0.0, help="Of the second parameter.")
@click.option("--second-to", type=float, help="Of the second parameter.")
@click.option("--variant", default="", metavar="NAME", help="One of the case's named variants.")
@model_options
@with_screen
def break_even(
    screen: Screen,
    case: str,
    parameter: str | None,
    second: str | None,
    scenario: str,
    of: str,
    start: float | None,
    stop: float | None,
    second_from: float,
    second_to: float | None,
    variant: str,
    prices: str | None,
    background: str | None,
    options: tuple[str, ...],
    given: tuple[str, ...],
) -> int:
    """Say at which value of PARAMETER the gain vanishes; without one, the turning points of the case.

    PARAMETER is a number of the case, or stage:NAME for a multiple of a stage. With SECOND, a map of both.
    """
    from roos.screening import screen as screen_cases
    from roos_cli.cases.turning import points_of, show_points
    from roos_inventories import read_case

    model = read_case(case)
    chosen = choices(options)
    done = screen_cases(
        model, _background(model, background), price_set(model, prices), options=chosen,
        variants=variant, given=numbers(given),
    )  # fmt: skip
    span = (start, stop, second_from, second_to)
    asked = points_of(model, parameter, second, model.scenario(scenario).id, of, span)
    show_points(screen, done, asked, variant, chosen)
    return 0


@command.command("co2")
@click.argument("case")
@click.option("--scenario", default="", metavar="ID", help="The first one by default.")
@click.option("--extra-cost", type=float, help="What the case costs more per functional unit, in money.")
@click.option("--path", "path_", multiple=True, metavar="YEAR=PRICE", help="Price of a tonne; several years.")
@model_options
@with_screen
def co2(
    screen: Screen,
    case: str,
    scenario: str,
    extra_cost: float | None,
    path_: tuple[str, ...],
    prices: str | None,
    background: str | None,
    options: tuple[str, ...],
    given: tuple[str, ...],
) -> int:
    """Say from which price of CO2 CASE pays, and what it saves along a path of prices.

    A tax is kept apart from the shadow price of climate change.
    """
    from roos.screening import screen as screen_cases
    from roos_cli.cases.co2 import show_co2
    from roos_inventories import read_case

    model = read_case(case)
    priced, chosen = price_set(model, prices), choices(options)
    system = _background(model, background)
    values = numbers(given)
    done = screen_cases(model, system, priced, options=chosen, given=values)
    result = done.of(model.id, model.scenario(scenario).id)
    show_co2(screen, result, extra_cost, numbers(path_), priced, chosen, values)
    return 0


@command.command("new")
@click.argument("file", default="case.toml")
@with_screen
def new(screen: Screen, file: str) -> int:
    """Write a commented case FILE that runs as it is."""
    from roos_inventories.case_file import case_template

    target = Path(file)
    if target.suffix.casefold() != ".toml":
        raise error("E602", f"a case is a TOML file, not {target.suffix!r}", file, "end the name in .toml")
    if target.exists():
        raise error("E601", "there is a file of this name already", file, "choose another name")
    with Files() as files:
        files.write(target, lambda out: out.write(case_template().encode()))
    screen.say(f"Written: {file}. It runs as it is: roos case run {file}")
    screen.emit({"written": target.name})
    return 0


@command.command("schema")
@with_screen
def schema(screen: Screen) -> int:
    """Print the JSON Schema of case files."""
    import json

    from roos_inventories.case_file import case_schema

    sys.stdout.write(json.dumps(case_schema(), indent=2) + "\n")
    return 0


@command.command("table")
@click.option("--write", is_flag=True, help="Put it into the README of the cases instead.")
@with_screen
def table(screen: Screen, write: bool) -> int:
    """Print the table computed/reported of all cases in Markdown."""
    from roos_cli.cases.table import placed, table_of
    from roos_inventories import list_cases
    from roos_inventories.case_file.reading import FOLDER

    cases = list_cases()
    text = table_of(cases, background(cases[0], None), price_set(cases[0], None))
    if not write:
        if not screen.as_json:
            sys.stdout.write(text + "\n")
        screen.emit({"table": text})
        return 0
    readme = FOLDER / "README.md"
    whole = placed(readme.read_text(encoding="utf-8"), text)
    with Files() as files:
        files.write(readme, lambda out: out.write(whole.encode()))
    screen.say(f"Written: {readme.name}")
    screen.emit({"written": readme.name})
    return 0
