"""``roos check``: what an inventory holds, and everything that is wrong or odd about it."""

from __future__ import annotations

import click

from roos.errors import Exit, RoosError, Severity
from roos_cli.check_report import as_object, show, unreadable
from roos_cli.checking import check
from roos_cli.failures import show_error
from roos_cli.pipeline import read_inventory
from roos_cli.screen import Screen, with_screen


@click.command("check")
@click.argument("inventory")
@click.option("--method", metavar="NAME", help="Match this method, instead of the inventory's own.")
@with_screen
def command(screen: Screen, inventory: str, method: str | None) -> int:
    """Say what is in INVENTORY and what is wrong with it; exit code 2 when something stops a solve."""
    with screen.progress() as progress:
        try:
            system = read_inventory(inventory, progress)
        except RoosError as problem:
            if screen.as_json:
                screen.emit(unreadable(inventory, problem))
            else:
                show_error(problem, as_json=False)
            # to check, what nobody could solve is bad input like all the rest
            return int(Exit.BAD_INPUT if problem.exit_code is Exit.SINGULAR else problem.exit_code)
        checked = check(system, method, progress)
    show(screen, checked)
    if screen.as_json:
        screen.emit(as_object(checked))
    return int(Exit.BAD_INPUT if checked.count(Severity.ERROR) else Exit.OK)
