"""``roos contributions``: what one score is made of, or its supply chain as a tree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from roos.contributing.table import Contributions
from roos.errors import error
from roos_cli.contribution_report import show
from roos_cli.contribution_run import Answer, Question, answer, record
from roos_cli.demand_source import inventory_for, source_of
from roos_cli.one_score_files import (
    PICTURES,
    TABLES,
    asked_demands,
    refuse_contradictions,
    say_written,
    write_files,
)
from roos_cli.record import without_places
from roos_cli.screen import Screen, with_screen
from roos_cli.writers.formats import Fill
from roos_cli.writers.rows import columns_of

_WAYS = {"activity": "activity", "flow": "flow", "input": "input", "activity-flow": "activity and flow"}


class Share(click.ParamType):
    """A share: ``1%`` or ``0.01``."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the share as a number from 0 to 1."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            share = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
        except ValueError:
            share = -1.0
        if not 0.0 <= share <= 1.0:
            self.fail(f"{value!r} is no share; write 1% or 0.01", param, ctx)
        return share


@click.command("contributions")
@click.argument("inventory")
@click.option("--category", required=True, metavar="ID", help="Impact category: id or unique name.")
@click.option(
    "--demand", metavar="NAME", help="One of --demands; without those, a product: id or unique name."
)
@click.option("--demands", metavar="FILE|-|setup:NAME", help="As for `roos solve`.")
@click.option("--amount", type=float, help="Of the product, where there are no --demands; 1 by default.")
@click.option("--by", type=click.Choice(list(_WAYS)), help="How the score is split; activity by default.")
@click.option("--group", metavar="LABEL", help="Sum by name, location, unit or another label of the lines.")
@click.option("--top", type=click.IntRange(min=0), help="Most lines shown; 20 by default.")
@click.option("--cut-off", type=Share(), default="1%", show_default=True, help="Smallest share shown.")
@click.option("--depth", type=click.IntRange(min=0), help="Show the supply chain instead, to this tier.")
@click.option(
    "--max-nodes", type=click.IntRange(min=1), help="Most nodes of a supply chain; 1000 by default."
)
@click.option("--method", metavar="NAME", help="Characterisation method; the inventory's own by default.")
@click.option("--scenarios", metavar="FILE", help="Scenario difference file, or datapackage with arrays.")
@click.option("--scenario", metavar="NAME", help="Which of them.")
@click.option(
    "--decimal", type=click.Choice([".", ","]), default=".", help="Decimal mark of the demand file."
)
@click.option("--accept-inaccurate", is_flag=True, help="Show a score that could not be certified, marked.")
@click.option("--allow-negative-supply", is_flag=True, help="Go on with a loop gain of one or more, marked.")
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FILE|-",
    help=".csv .parquet .xlsx .svg .png, or - for CSV; may be given several times.",
)  # fmt: skip
@with_screen
def command(
    screen: Screen,
    inventory: str,
    demands: str | None,
    amount: float | None,
    outputs: tuple[str, ...],
    **given: Any,
) -> int:
    """Say what one score is made of: by activity, by flow, by first-tier input, or as a supply-chain tree.

    Shares are of the sum of absolute contributions; what is left out is one line, so that all adds up.
    """
    _refuse_contradictions(screen, demands, amount, outputs, given)
    tree = given["depth"] is not None
    if tree:
        split = {"depth": given["depth"], "max_nodes": given["max_nodes"] or 1000}
    else:
        top = 20 if given["top"] is None else given["top"]
        split = {"by": _WAYS[given["by"] or "activity"], "group": given["group"], "top": top}
    split["cut_off"] = given["cut_off"]
    question = Question(
        inventory_for(inventory, demands or ""),
        given["category"],
        given["demand"],
        split,
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
    screen: Screen, demands: str | None, amount: float | None, outputs: tuple[str, ...], given: dict[str, Any]
) -> None:
    refuse_contradictions("roos contributions", screen, demands, amount, outputs, given)

    def refuse(message: str, hint: str) -> None:
        raise error("E603", message, "roos contributions", hint)

    tree = given["depth"] is not None
    for name in ("by", "group", "top") if tree else ("max_nodes",):
        if given[name] is not None:
            option = "--" + name.replace("_", "-")
            refuse(f"{option} does not go with " + ("--depth" if tree else "contributions"),
                   "--depth shows the supply chain: tiers, --cut-off and --max-nodes")  # fmt: skip
    for name in outputs:
        suffix = Path(name).suffix.casefold()
        if name == "-" or suffix in TABLES or (suffix in PICTURES and not tree):
            continue
        what = "a supply chain is not drawn" if suffix in PICTURES else f"no writer for {suffix!r}"
        suffixes = TABLES if tree else TABLES + PICTURES
        raise error("E602", what, Path(name).name, f"end the name in one of {' '.join(suffixes)}")


def _picture(found: Answer, suffix: str) -> Fill:
    from roos_cli.charts.contributions import draw_contributions
    from roos_cli.charts.costs_by_indicator import saver

    method, split = found.system.characterisation, found.found
    assert method is not None and isinstance(split, Contributions)
    category = method.categories.names[method.categories.position(split.category)]
    drawing = draw_contributions(split, inventory=found.system.name, method=method.name, category=category)
    return saver(drawing, suffix)
