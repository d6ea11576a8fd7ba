"""``roos monte-carlo``: scores of many draws of an inventory, in a folder that can be resumed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from roos.errors import error
from roos_cli.failures import Terminated
from roos_cli.run_folder import STORE, check_folder
from roos_cli.screen import Screen, with_screen

#: As `roos.monte_carlo` takes them; listed here so that --help imports no solver.
PARTS = ("technosphere", "biosphere", "characterisation", "parameters")
#: Names of designs on the command line, and what `roos.monte_carlo` calls them.
DESIGNS = {"random": "random", "latin-hypercube": "latin hypercube", "sobol": "sobol"}


@click.command("monte-carlo")
@click.argument("inventory", required=False)
@click.option(
    "--demands",
    metavar="FILE|-|setup:NAME",
    help="CSV or Parquet: demand, product, amount[, unit]; or a calculation setup of a Brightway project.",
)
@click.option(
    "--sweep",
    metavar="FILE.toml",
    help="Sweep file: its scenarios, its uncertain parameters, and what else is not given here.",
)
@click.option("--samples", type=int, metavar="N", help="How many to draw.")
@click.option("--seed", type=int, metavar="S", help="The same seed draws the same amounts.")
@click.option("-o", "--output", metavar="DIR", help="Folder for store, tables and run.json.")
@click.option("--resume", is_flag=True, help="Go on with what an earlier run left in DIR.")
@click.option("--memory", metavar="SIZE", help="Most memory to use, as in 512MB or 2GiB.")
@click.option("--threads", type=click.IntRange(min=1), help="All cores by default.")
@click.option("--method", metavar="NAME", help="Characterisation method; the inventory's own by default.")
@click.option(
    "--uncertain",
    multiple=True,
    type=click.Choice(PARTS),
    help="Part to draw; may be given several times. All by default.",
)
@click.option(
    "--design",
    type=click.Choice(list(DESIGNS)),
    default="random",
    show_default=True,
    help="How parameters are placed; exchanges are drawn at random.",
)
@click.option(
    "--stop",
    type=float,
    metavar="FRACTION",
    help="Stop early once every mean has this standard error, as in 0.01.",
)
@click.option("--skip-singular", is_flag=True, help="Leave out draws that make the technosphere singular.")
@click.option("--direction", type=click.Choice(["auto", "forward", "adjoint"]), help="As solve.")
@click.option(
    "--decimal", type=click.Choice([".", ","]), default=".", help="Decimal mark of the demand file."
)
@click.option("--accept-inaccurate", is_flag=True, help="Keep scores that could not be certified, marked.")
@click.option("--allow-negative-supply", is_flag=True, help="Go on with a loop gain of one or more, marked.")
@click.option(
    "--template", is_flag=True, help="Print a sweep file with uncertain parameters; it runs as it is."
)
@with_screen
def command(screen: Screen, template: bool, sweep: str | None, output: str | None, **options: Any) -> int:
    """Score demands again and again, with amounts drawn from their distributions.

    DIR gets a store of all samples that survives any end (--resume goes on), statistics.csv with mean,
    deviation, standard error and quantiles of every score, samples.parquet, and run.json. With --sweep FILE
    every scenario of the file is scored under the same draws, and its uncertain parameters are drawn, too.
    """
    if template:
        return _print_template(screen)
    from roos.sampling.streams import checked_samples, checked_seed
    from roos_cli.monte_carlo import Asked, run_samples, show, write_all
    from roos_cli.origin import Origin
    from roos_cli.record import without_places
    from roos_inventories.sizes import parse_size

    _refuse_missing({"--samples": options["samples"], "--seed": options["seed"], "-o": output})
    _refuse_contradictions(sweep, options)
    checked_samples(options["samples"])
    checked_seed(options["seed"])
    folder, named = Path(str(output)), ("inventory", "demands", "decimal", "method")
    origin = Origin.of("roos monte-carlo", sweep=sweep, **{name: options.pop(name) for name in named})
    check_folder(folder, "a run", origin.file, resume=options["resume"])
    memory, design = options.pop("memory"), DESIGNS[options.pop("design")]
    size = None if memory is None else parse_size(memory, "--memory")
    asked = Asked(origin, memory=size, design=design, **options)
    with screen.progress() as progress:
        try:
            run = run_samples(asked, folder / STORE, progress)
        except (KeyboardInterrupt, Terminated):
            screen.note(
                f"roos: what is done stays in {folder / STORE}; the same command with --resume goes on"
            )
            raise
        progress("writing", 0.0)
        content = write_all(run, folder)
    show(screen, run)
    screen.say(f"Written to {folder}: {', '.join([*content['outputs'], 'run.json', STORE])}")
    screen.emit(without_places(content))
    return 0


def _print_template(screen: Screen) -> int:
    from roos_inventories.sweep_file import sweep_template

    text = sweep_template(uncertain=True)
    if screen.as_json:
        screen.emit({"template": text})
    else:
        sys.stdout.write(text)
    return 0


def _refuse_missing(given: dict[str, Any]) -> None:
    hints = {"--samples": "--samples 1000", "--seed": "--seed 42", "-o": "-o DIR"}
    for name, value in given.items():
        if value is None:
            raise error("E603", f"{name} is missing", "roos monte-carlo", f"add {hints[name]}")


def _refuse_contradictions(sweep: str | None, options: dict[str, Any]) -> None:
    def refuse(message: str, hint: str) -> None:
        raise error("E603", message, "roos monte-carlo", hint)

    if sweep is None and options["design"] != "random":
        refuse("--design places uncertain parameters", "name a sweep file that has some: --sweep FILE")
    if sweep is None and "parameters" in options["uncertain"]:
        refuse("--uncertain parameters are those of a sweep file", "add --sweep FILE")
    if options["design"] != "random" and options["stop"] is not None:
        refuse("--stop and --design exclude each other", "a design is balanced as a whole: leave one out")
    if options["design"] != "random" and options["uncertain"] and "parameters" not in options["uncertain"]:
        refuse("--design places parameters, --uncertain leaves them out", "add --uncertain parameters")
