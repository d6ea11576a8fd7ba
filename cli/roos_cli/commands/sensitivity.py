"""``roos sensitivity``: which exchanges one score depends on most, or which uncertain parameters."""

from __future__ import annotations

from typing import Any

import click

from roos.errors import error
from roos_cli.commands.sensitivity_parameters import OPTIONS as PARAMETER_OPTIONS
from roos_cli.commands.sensitivity_parameters import run_parameters, with_parameters
from roos_cli.demand_source import inventory_for, source_of
from roos_cli.one_score_files import (
    asked_demands,
    refuse_contradictions,
    refuse_suffixes,
    say_written,
    write_files,
)
from roos_cli.record import without_places
from roos_cli.screen import Screen, with_screen
from roos_cli.sensitivity_report import show
from roos_cli.sensitivity_run import Answer, Question, answer, record
from roos_cli.writers.formats import Fill
from roos_cli.writers.rows import columns_of

MATRICES = ("technosphere", "biosphere", "characterisation", "demands")


@click.command("sensitivity")
@click.argument("inventory", required=False)
@click.option("--category", metavar="ID", help="Impact category: id or unique name.")
@click.option(
    "--demand", metavar="NAME", help="One of --demands; without those, a product: id or unique name."
)
@click.option("--demands", metavar="FILE|-|setup:NAME", help="As for `roos solve`.")
@click.option("--amount", type=float, help="Of the product, where there are no --demands; 1 by default.")
@click.option(
    "--rank", type=click.Choice(["elasticity", "variance"]),
    help="Largest relative effect first, which is the default, or largest part of the variance.",
)  # fmt: skip
@click.option(
    "--matrix", "matrices", type=click.Choice(MATRICES), multiple=True,
    help="Only exchanges of this one; may be repeated. All but the demands by default.",
)  # fmt: skip
@click.option("--top", type=click.IntRange(min=1), help="Most lines; 20 by default.")
@click.option("--all", "every", is_flag=True, help="All lines, however many.")
@click.option("--method", metavar="NAME", help="Characterisation method; the inventory's own by default.")
@click.option("--scenarios", metavar="FILE", help="Scenario difference file, or datapackage with arrays.")
@click.option("--scenario", metavar="NAME", help="Which of them.")
@click.option(
    "--decimal", type=click.Choice([".", ","]), default=".", help="Decimal mark of the demand file."
)
@click.option("--accept-inaccurate", is_flag=True, help="Show a score that could not be certified, marked.")
@click.option("--allow-negative-supply", is_flag=True, help="Go on with a loop gain of one or more, marked.")
@with_parameters
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FILE|-",
    help=".csv .parquet .xlsx .svg .png, or - for CSV; may be given several times.",
)  # fmt: skip
@with_screen
def command(
    screen: Screen,
    inventory: str | None,
    demands: str | None,
    amount: float | None,
    outputs: tuple[str, ...],
    **given: Any,
) -> int:
    """Say which exchanges and factors one score depends on most, and which make it uncertain.

    Derivatives at every exchange from two solves: elasticities, and shares of the first-order variance where
    the inventory has distributions.

    With --sweep FILE, say which uncertain parameters of a sweep file matter: --sobol gives parts of the
    variance of every score, --morris finds what matters at all from few evaluations. Their number is told
    before they are computed; --explain stops there.
    """
    of_parameters = {name: given.pop(name) for name in PARAMETER_OPTIONS}
    if any(value not in (None, (), False) for value in of_parameters.values()):
        return run_parameters(screen, inventory, demands, amount, outputs, given, of_parameters)
    _refuse_contradictions(screen, inventory, demands, amount, outputs, given)
    assert inventory is not None
    question = Question(
        inventory_for(inventory, demands or ""),
        given["category"],
        given["demand"],
        given["rank"] or "elasticity",
        None if given["every"] else given["top"] or 20,
        given["matrices"] or MATRICES[:3],
        **{name: given[name] for name in ("method", "scenarios", "scenario", "accept_inaccurate")},
        allow_negative_supply=given["allow_negative_supply"],
    )

    demands_of = asked_demands(demands, given["demand"], amount, given["decimal"])
    screen.data_on_stdout = "-" in outputs
    with screen.progress() as progress:
        found = answer(question, demands_of, progress)
        content = record(question, found, {"amount": amount, **given})
        if demands is not None:
            content["inputs"]["demands"] |= source_of(demands)
        columns = columns_of(found.found.rows(), found.found.titles)
        write_files(screen, outputs, columns, lambda suffix: _picture(found, suffix), content)
    show(screen, found)
    say_written(screen, outputs)
    screen.emit(without_places(content))
    return 0


def _refuse_contradictions(
    screen: Screen,
    inventory: str | None,
    demands: str | None,
    amount: float | None,
    outputs: tuple[str, ...],
    given: dict[str, Any],
) -> None:
    def refuse(message: str, hint: str) -> None:
        raise error("E603", message, "roos sensitivity", hint)

    if inventory is None:
        refuse("no inventory is named", "name one (`roos list inventories`), or a sweep file: --sweep FILE")
    if given["category"] is None:
        refuse("no category is named", "add --category ID; `roos find` shows them with --in categories")
    refuse_contradictions("roos sensitivity", screen, demands, amount, outputs, given)
    if given["every"] and given["top"] is not None:
        refuse("--top and --all exclude each other", "leave one of them out")
    refuse_suffixes(outputs)


def _picture(found: Answer, suffix: str) -> Fill:
    from roos_cli.charts.style import saver
    from roos_cli.charts.tornado import draw_tornado

    categories = found.method.categories
    category = categories.names[categories.position(found.found.category)]
    drawing = draw_tornado(
        found.found, inventory=found.system.name, method=found.method.name, category=category
    )
    return saver(drawing, suffix)
