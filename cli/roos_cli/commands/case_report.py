"""``roos case report``: a case as one HTML page."""

from __future__ import annotations

from pathlib import Path

import click

from roos.errors import error
from roos_cli.cases import inputs
from roos_cli.cases.inputs import choices, model_options, numbers, price_set
from roos_cli.charts.screening.words import LANGUAGES, Language
from roos_cli.screen import Screen, with_screen
from roos_cli.writers.atomic import Files

SUFFIXES = (".html", ".htm")


@click.command("report")
@click.argument("case")
@click.option("-o", "--output", metavar="FILE.html", help="CASE.html by default.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--per", type=float, metavar="AMOUNT", help="Amount of the functional unit.")
@model_options
@with_screen
def command(
    screen: Screen,
    case: str,
    output: str | None,
    language: Language,
    per: float | None,
    prices: str | None,
    background: str | None,
    options: tuple[str, ...],
    given: tuple[str, ...],
) -> int:
    """Write CASE (an id or a file) as one HTML page: question, answer, model, assumptions, choices.

    The page works without a network, loads nothing, and prints well.
    """
    from roos.screening import screen as screen_cases
    from roos_cli.report_page.page import render_page
    from roos_inventories import read_case

    if per is not None and not per > 0:
        raise error("E603", f"--per takes an amount above zero, not {per:g}", "roos case report")
    model, chosen = read_case(case), choices(options)
    target = Path(output or f"{model.id}.html")
    if target.suffix.casefold() not in SUFFIXES:
        raise error(
            "E602", f"a report is an HTML page, not {target.suffix!r}", target.name, "end it in .html"
        )
    system = inputs.background(model, background)
    done = screen_cases(
        model, system, price_set(model, prices), options=chosen, variants=True, given=numbers(given), per=per
    )
    text = render_page(done, language)
    with Files() as files:
        files.write(target, lambda out: out.write(text.encode()))
    unconfirmed = [one for one in done.findings if one.code == "W417"]
    screen.say(f"Written: {output or target.name}")
    for one in unconfirmed:
        screen.say(f"{one.code} {one.message}: the page says so")
    screen.emit({"case": model.id, "language": language, "written": [target.name]})
    return 0
