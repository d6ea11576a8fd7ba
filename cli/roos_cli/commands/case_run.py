"""``roos case run``: cases computed, beside what the report says, on one background or on futures."""

from __future__ import annotations

import click

from roos.errors import error
from roos_cli.cases.inputs import background as background_of
from roos_cli.cases.inputs import backgrounds, case_inventory, choices, model_options, numbers, price_set
from roos_cli.screen import Screen, with_screen


@click.command("run")
@click.argument("case", required=False)
@click.option("--all", "everything", is_flag=True, help="All 13, by innovation type.")
@click.option("--variant", default="", metavar="NAME", help="One of the case's named variants.")
@click.option("--variants", is_flag=True, help="Every variant beside the case as it stands.")
@click.option("--per", type=float, metavar="AMOUNT", help="Amount of the functional unit.")
@click.option("--futures", is_flag=True, help="On all pathways and years of `profiles`, beside NPi 2020.")
@model_options
@with_screen
def command(
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
    from roos_cli.cases.futures import show_futures
    from roos_cli.cases.known import show_known
    from roos_cli.cases.overview import show_overview
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
        show_futures(screen, along, variant, chosen)
        return 0
    system = background_of(cases[0], background)
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
    show_known(screen, done.findings, case_inventory(cases[0], background))
    screen.emit(of_run(done, variant))
    return 0
