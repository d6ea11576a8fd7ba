"""``roos case co2``: from which price of CO2 a case pays."""

from __future__ import annotations

import click

from roos_cli.cases.inputs import background as background_of
from roos_cli.cases.inputs import case_inventory, choices, model_options, numbers, price_set
from roos_cli.screen import Screen, with_screen


@click.command("co2")
@click.argument("case")
@click.option("--scenario", default="", metavar="ID", help="The first one by default.")
@click.option("--extra-cost", type=float, help="What the case costs more per functional unit, in money.")
@click.option(
    "--path",
    "path_",
    multiple=True,
    metavar="YEAR=PRICE|SET",
    help="Price of a tonne, once for each year; or a price set of several years.",
)
@model_options
@with_screen
def command(
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

    A tax is kept apart from the shadow price of climate change. Savings along a path are those of SSP2-NPi,
    or of the pathway of --background; those of static stay as they are.
    """
    from roos.screening import screen as screen_cases
    from roos_cli.cases.co2 import show_co2
    from roos_cli.cases.co2_path import price_path, savings
    from roos_cli.cases.known import show_known
    from roos_inventories import read_case

    model = read_case(case)
    priced, chosen, values = price_set(model, prices), choices(options), numbers(given)
    path = price_path(path_)
    done = screen_cases(model, background_of(model, background), priced, options=chosen, given=values)
    result = done.of(model.id, model.scenario(scenario).id)
    saved, where = savings(result, path, background, priced, chosen, values) if path else ({}, "")
    show_co2(screen, result, extra_cost, path, saved, where, done.findings)
    show_known(screen, done.findings, case_inventory(model, background))
    return 0
