"""``roos case``: an innovation against its baseline, in the way of TNO 2020 R12210."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from roos.errors import error
from roos_cli.cases.inputs import background, price_set
from roos_cli.commands import (
    case_break_even,
    case_co2,
    case_draw,
    case_monte_carlo,
    case_report,
    case_run,
)
from roos_cli.screen import Screen, with_screen
from roos_cli.writers.atomic import Files


@click.group("case")
def command() -> None:
    """Screen an innovation against its baseline: 13 cases of TNO, or your own."""


for _one in (case_run, case_break_even, case_co2, case_monte_carlo, case_draw, case_report):
    command.add_command(_one.command)


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
    screen.say("Change it line by line: `roos find profiles WORDS` finds datasets with their units, and")
    screen.say(f"`roos case show {file}` lists every number with where it comes from.")
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
