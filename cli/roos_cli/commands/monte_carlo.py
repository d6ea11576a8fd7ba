"""``roos monte-carlo``: scores of many draws of an inventory, in a folder that can be resumed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from roos.errors import error
from roos_cli.failures import Terminated
from roos_cli.screen import Screen, with_screen

#: Folder of the store below the one that is given.
STORE = "store"
#: As `roos.monte_carlo` takes them; listed here so that --help imports no solver.
PARTS = ("technosphere", "biosphere", "characterisation")


@click.command("monte-carlo")
@click.argument("inventory")
@click.option(
    "--demands",
    required=True,
    metavar="FILE|-|setup:NAME",
    help="CSV or Parquet: demand, product, amount[, unit]; or a calculation setup of a Brightway project.",
)
@click.option("--samples", required=True, type=int, metavar="N", help="How many to draw.")
@click.option("--seed", required=True, type=int, metavar="S", help="The same seed draws the same amounts.")
@click.option("-o", "--output", required=True, metavar="DIR", help="Folder for store, tables and run.json.")
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
    "--stop",
    type=float,
    metavar="FRACTION",
    help="Stop early once every mean has this standard error, as in 0.01.",
)
@click.option("--skip-singular", is_flag=True, help="Leave out draws that make the technosphere singular.")
@click.option(
    "--direction", type=click.Choice(["auto", "forward", "adjoint"]), default="auto", help="As solve."
)
@click.option(
    "--decimal", type=click.Choice([".", ","]), default=".", help="Decimal mark of the demand file."
)
@click.option("--accept-inaccurate", is_flag=True, help="Keep scores that could not be certified, marked.")
@click.option("--allow-negative-supply", is_flag=True, help="Go on with a loop gain of one or more, marked.")
@with_screen
def command(screen: Screen, inventory: str, demands: str, output: str, **options: Any) -> int:
    """Score the demands of a file again and again, with amounts drawn from their distributions.

    DIR gets a store of all samples that survives any end (--resume goes on), statistics.csv with mean,
    deviation, standard error and quantiles of every score, samples.parquet, and run.json.
    """
    from roos.sampling.streams import checked_samples, checked_seed
    from roos_cli.monte_carlo import Asked, run_samples, show, write_all
    from roos_cli.record import without_places
    from roos_inventories.sizes import parse_size

    checked_samples(options["samples"])
    checked_seed(options["seed"])
    folder = Path(output)
    _check_folder(folder, resume=options["resume"])
    memory = options.pop("memory")
    asked = Asked(
        inventory, demands, memory=None if memory is None else parse_size(memory, "--memory"), **options
    )
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


def _check_folder(folder: Path, *, resume: bool) -> None:
    """Refuse a folder that cannot take the run before anything is read; the store looks closer."""
    if folder.exists() and not folder.is_dir():
        raise error("E601", "cannot write: this is a file", str(folder), "name a folder")
    if not resume and (folder / STORE / "header").exists():
        hint = "add --resume to go on with it, or name another folder"
        raise error("E604", "there is a run in the folder already", str(folder), hint)
