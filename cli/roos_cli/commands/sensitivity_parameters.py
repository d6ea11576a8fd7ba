"""The part of ``roos sensitivity`` about uncertain parameters of a sweep file: Sobol and Morris."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from roos.errors import error
from roos_cli.screen import Screen

if TYPE_CHECKING:
    from roos_cli.indices_run import Answer, Asked
    from roos_cli.writers.formats import Fill

#: Options of this part alone.
OPTIONS = ("sweep", "sobol", "morris", "levels", "seed", "at", "base", "memory", "threads", "explain")
#: Options of the other part alone, by their names here and on the command line.
_OTHERS = {
    "rank": "--rank",
    "matrices": "--matrix",
    "top": "--top",
    "every": "--all",
    "scenarios": "--scenarios",
    "scenario": "--scenario",
}
#: Levels of Morris's grid, and the seed, where none are given.
LEVELS, SEED = 4, 0


def with_parameters(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of :data:`OPTIONS`."""
    options = (
        click.option("--sweep", metavar="FILE.toml", help="Sweep file with uncertain parameters."),
        click.option(
            "--sobol",
            type=int,
            metavar="N",
            help="Sobol indices: N × (parameters + 2) evaluations, N a power of 2.",
        ),
        click.option(
            "--morris", type=int, metavar="N", help="Morris: N trajectories of parameters + 1 evaluations."
        ),
        click.option("--levels", type=int, metavar="L", help=f"Of Morris's grid, even; {LEVELS} by default."),
        click.option("--seed", type=int, metavar="S", help=f"Of the points; {SEED} by default."),
        click.option(
            "--at", multiple=True, metavar="AXIS=ITEM", help="Only this item of an axis; may be repeated."
        ),
        click.option(
            "--base", is_flag=True, help="Without the axes of the file: what they set has its own value."
        ),
        click.option("--memory", metavar="SIZE", help="Most memory to use, as in 512MB or 2GiB."),
        click.option("--threads", type=click.IntRange(min=1), help="All cores by default."),
        click.option(
            "--explain", is_flag=True, help="Show number and cost of the evaluations, and compute none."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def run_parameters(
    screen: Screen,
    inventory: str | None,
    demands: str | None,
    amount: float | None,
    outputs: tuple[str, ...],
    given: dict[str, Any],
    own: dict[str, Any],
) -> int:
    """Compute indices of a sweep file's uncertain parameters, show and write them.

    Parameters
    ----------
    given, own
        Options that both parts of the command know, and those of :data:`OPTIONS`.
    """
    _refuse_contradictions(screen, amount, outputs, given, own)
    from roos_cli.indices_report import rows_of, show, titles_of
    from roos_cli.indices_run import answer, get_ready, record
    from roos_cli.one_score_files import say_written, write_files
    from roos_cli.record import without_places
    from roos_cli.writers.rows import columns_of

    asked = _asked(inventory, demands, given, own)
    screen.data_on_stdout = "-" in outputs
    with screen.progress() as progress:
        ready = get_ready(asked, progress)
        screen.say(ready.told)
        for line in ready.plan.lines if own["explain"] else ready.plan.lines[:1]:
            screen.say(f"  {line}")
        if own["explain"]:
            evaluations = {"points": len(ready.design), "evaluations": len(ready.space) - 1}
            screen.emit({**evaluations, "explanation": list(ready.plan.lines)})
            return 0
        found = answer(ready, progress)
        rows = rows_of(found.found)
        kept = ("demand", "category", "method", "decimal", "accept_inaccurate", "allow_negative_supply")
        options = {name: given[name] for name in kept} | own
        content = record(found, options, rows)
        columns = columns_of(rows, titles_of(found.found))
        write_files(screen, outputs, columns, lambda suffix: _picture(found, suffix), content)
    show(screen, found)
    say_written(screen, outputs)
    screen.emit(without_places(content))
    return 0


def _asked(inventory: str | None, demands: str | None, given: dict[str, Any], own: dict[str, Any]) -> Asked:
    from roos_cli.indices_run import Asked
    from roos_cli.origin import Origin
    from roos_inventories.sizes import parse_size

    kind = "sobol" if own["sobol"] is not None else "morris"
    origin = Origin.of(
        "roos sensitivity",
        inventory=inventory,
        demands=demands,
        decimal=given["decimal"],
        method=given["method"],
        sweep=own["sweep"],
    )
    return Asked(
        origin,
        kind,
        own[kind],
        SEED if own["seed"] is None else own["seed"],
        LEVELS if own["levels"] is None else own["levels"],
        given["demand"],
        given["category"],
        tuple(_item(text) for text in own["at"]),
        own["base"],
        None if own["memory"] is None else parse_size(own["memory"], "--memory"),
        own["threads"],
        given["accept_inaccurate"],
        given["allow_negative_supply"],
    )


def _item(text: str) -> tuple[str, str]:
    name, sign, item = text.partition("=")
    if not (sign and name.strip()):
        hint = "write --at AXIS=ITEM, e.g. --at year=2030"
        raise error("E603", f"--at {text!r} names no axis", "roos sensitivity", hint)
    return name.strip(), item.strip()


def _picture(found: Answer, suffix: str) -> Fill:
    from roos_cli.charts.indices import draw_indices
    from roos_cli.charts.style import saver
    from roos_cli.indices_report import scores_of
    from roos_cli.text import count

    scores = [score for score in scores_of(found.found) if not score.still] or scores_of(found.found)
    score, ready = scores[0], found.ready
    categories = ready.given.method.categories
    category = categories.names[categories.position(score.place["category"])]
    under = [item for name, item in score.place.items() if name not in ("demand", "category")]
    title = f"What makes the score uncertain: {category} of {score.place['demand']}"
    notes = [
        f"{ready.asked.kind.capitalize()}, {count(len(ready.space) - 1, 'evaluation')}, "
        f"seed {ready.asked.seed}. "
        f"Inventory: {ready.given.system.name}. Method: {ready.given.method.name}."
    ]
    if len(scores) > 1:
        notes.append(
            f"The first of {count(len(scores), 'score')}; --category, --demand and --at show another."
        )
    return saver(draw_indices(score, title=", ".join([title, *under]), notes=notes), suffix)


def _refuse_contradictions(
    screen: Screen, amount: float | None, outputs: tuple[str, ...], given: dict[str, Any], own: dict[str, Any]
) -> None:
    from roos_cli.one_score_files import refuse_suffixes

    def refuse(message: str, hint: str) -> None:
        raise error("E603", message, "roos sensitivity", hint)

    if own["sweep"] is None:
        name = next(name for name in OPTIONS if own[name] not in (None, (), False))
        refuse(f"--{name} is about parameters of a sweep file", "add --sweep FILE")
    if (own["sobol"] is None) == (own["morris"] is None):
        both = own["sobol"] is not None
        message = "--sobol and --morris exclude each other" if both else "nothing is asked of the sweep file"
        refuse(message, "give one of them: --sobol 256, or --morris 20")
    if own["levels"] is not None and own["morris"] is None:
        refuse("--levels is of --morris", "leave it out")
    for name, option in {**_OTHERS, "amount": "--amount"}.items():
        value = amount if name == "amount" else given[name]
        if value not in (None, (), False):
            refuse(f"{option} is about exchanges, --sweep about parameters", "leave one of them out")
    if own["base"] and own["at"]:
        refuse("--base leaves out the axes that --at picks items of", "give one of them")
    if "-" in outputs and screen.as_json:
        refuse("-o - and --json both want standard output", "give a file to -o")
    if own["explain"] and outputs:
        refuse("--explain computes nothing to write", "leave out either --explain or -o")
    refuse_suffixes(outputs)
