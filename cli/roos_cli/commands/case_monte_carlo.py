"""``roos case monte-carlo``: how sure it is that a case beats its baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from roos.errors import error
from roos_cli.cases.inputs import choices, model_options, numbers
from roos_cli.failures import Terminated
from roos_cli.screen import Screen, with_screen

#: Folder of the store below the one that is given.
STORE = "store"
#: As `roos.screening.screen_monte_carlo` takes them; listed here so that --help imports no solver.
PARTS = ("numbers", "technosphere", "biosphere", "characterisation")
RANGES = ("none", "uniform", "triangular")


@click.command("monte-carlo")
@click.argument("cases", nargs=-1, metavar="CASE...")
@click.option("--all", "everything", is_flag=True, help="All 13.")
@click.option("--samples", required=True, type=int, metavar="N", help="How many to draw.")
@click.option("--seed", required=True, type=int, metavar="S", help="The same seed draws the same numbers.")
@click.option(
    "-o", "--output", required=True, metavar="DIR", help="Folder for tables, pictures and run.json."
)
@click.option(
    "--ranges", type=click.Choice(RANGES), default="none", show_default=True,
    help="Take printed ranges as such distributions: an assumption, which is said.",
)  # fmt: skip
@click.option(
    "--uncertain", multiple=True, type=click.Choice(PARTS),
    help="What to draw; may be given several times. All that has distributions by default.",
)  # fmt: skip
@click.option("--scenario", default="", metavar="ID", help="Only this one; all by default.")
@click.option("--variant", default="", metavar="NAME", help="One of the case's named variants.")
@click.option("--per", type=float, metavar="AMOUNT", help="Amount of the functional unit.")
@click.option("--keep-samples", is_flag=True, help="Write every sample to samples.parquet, too.")
@click.option("--width", type=click.FloatRange(8, 100), default=18.0, show_default=True, help="Centimetres.")
@click.option("--resume", is_flag=True, help="Go on with the samples of the background in DIR.")
@click.option("--memory", metavar="SIZE", help="Most memory to use, as in 512MB or 2GiB.")
@click.option("--threads", type=click.IntRange(min=1), help="All cores by default.")
@click.option("--skip-singular", is_flag=True, help="Leave out draws that make the technosphere singular.")
@model_options
@with_screen
def command(
    screen: Screen,
    cases: tuple[str, ...],
    everything: bool,
    output: str,
    memory: str | None,
    options: tuple[str, ...],
    given: tuple[str, ...],
    **asked: Any,
) -> int:
    """Draw the numbers of each CASE (an id or a file), and its background, from their distributions.

    Baseline and case share every draw, so that their difference holds only what differs. DIR gets
    statistics.csv (differences, quantiles, the probability that the case is lower), a picture of each result
    as SVG and PNG, and run.json.
    """
    from roos.sampling.streams import checked_samples, checked_seed
    from roos_cli.cases.sample_files import write_all
    from roos_cli.cases.sample_run import Asked, run_cases
    from roos_cli.cases.sample_view import show_samples
    from roos_cli.record import without_places
    from roos_cli.text import plain
    from roos_inventories.sizes import parse_size

    checked_samples(asked["samples"])
    checked_seed(asked["seed"])
    where = "roos case monte-carlo"
    if everything == bool(cases):
        raise error("E603", "name some cases, or --all", where, "`roos case list` shows them")
    if asked["per"] is not None and not asked["per"] > 0:
        raise error("E603", f"--per takes an amount above zero, not {asked['per']:g}", where)
    width, keep = asked.pop("width"), asked.pop("keep_samples")
    folder = Path(output)
    _check_folder(folder, resume=asked["resume"])
    wanted = Asked(
        cases, choices=choices(options), given=numbers(given),
        memory=None if memory is None else parse_size(memory, "--memory"), **asked,
    )  # fmt: skip
    with screen.progress() as progress:
        try:
            run = run_cases(wanted, folder / STORE, progress)
        except (KeyboardInterrupt, Terminated):
            if (folder / STORE).exists():
                screen.note(
                    f"roos: what is done stays in {folder / STORE}; the same command with --resume goes on"
                )
            raise
        progress("writing", 0.0)
        content = write_all(run, folder, width=width, keep_samples=keep)
    show_samples(screen, run)
    screen.say(f"Written to {folder}: {', '.join([*content['outputs'], 'run.json'])}")
    screen.emit(without_places(plain(content)))
    return 0


def _check_folder(folder: Path, *, resume: bool) -> None:
    """Refuse a folder that cannot take the run before anything is read; a store looks closer."""
    if folder.exists() and not folder.is_dir():
        raise error("E601", "cannot write: this is a file", str(folder), "name a folder")
    if not resume and (folder / STORE).exists():
        hint = "add --resume to go on with it, or name another folder"
        raise error("E604", "there is a run in the folder already", str(folder), hint)
