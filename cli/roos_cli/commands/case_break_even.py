"""``roos case break-even``: where the gain of a case vanishes."""

from __future__ import annotations

import click

from roos_cli.cases.inputs import background as background_of
from roos_cli.cases.inputs import case_inventory, choices, model_options, numbers, price_set
from roos_cli.screen import Screen, with_screen


@click.command("break-even")
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
def command(
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
    from roos_cli.cases.known import show_known
    from roos_cli.cases.turning import points_of, show_points
    from roos_inventories import read_case

    model = read_case(case)
    chosen = choices(options)
    done = screen_cases(
        model, background_of(model, background), price_set(model, prices), options=chosen,
        variants=variant, given=numbers(given),
    )  # fmt: skip
    span = (start, stop, second_from, second_to)
    asked = points_of(model, parameter, second, model.scenario(scenario).id, of, span)
    show_points(screen, done, asked, variant, chosen)
    show_known(screen, done.findings, case_inventory(model, background))
    return 0
