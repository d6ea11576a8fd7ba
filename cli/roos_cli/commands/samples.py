"""``roos samples``: what a folder of samples says, as table and picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roos.errors import error
from roos_cli.screen import Screen, with_screen

if TYPE_CHECKING:
    from roos_cli.samples import Found
    from roos_cli.writers.formats import Fill

TABLES, PICTURES = (".csv", ".parquet", ".xlsx"), (".svg", ".png")


@click.command("samples")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--baseline", metavar="NAME", help="Compare with this demand, sample by sample.")
@click.option(
    "--case", "cases", multiple=True, metavar="NAME", help="Compare this one; all others by default."
)
@click.option(
    "--axis", type=click.Choice(["demand", "scenario"]), default="demand", show_default=True,
    help="What --baseline and --case name.",
)  # fmt: skip
@click.option("--demand", "demands", multiple=True, metavar="NAME", help="Only this demand; may be repeated.")
@click.option("--category", "categories", multiple=True, metavar="ID", help="Only this one; may be repeated.")
@click.option("--scenario", metavar="NAME", help="In the picture; the first by default.")
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FILE",
    help=".csv .parquet .xlsx .svg .png; may be given several times.",
)  # fmt: skip
@click.option("--width", type=click.FloatRange(8, 100), default=18.0, show_default=True, help="Centimetres.")
@with_screen
def command(screen: Screen, folder: Path, outputs: tuple[str, ...], width: float, **given: Any) -> int:
    """Show the samples in DIR, which `roos monte-carlo` wrote: quantiles, mean, standard error, n.

    With --baseline: differences of samples that share their draws, and the probability that the case has the
    lower score. A picture shows the categories of one demand or case, or one category of all.
    """
    _refuse(given, outputs)
    from roos_cli.samples import asked, show
    from roos_cli.writers.atomic import Files

    with screen.progress() as progress:
        progress("reading samples", 0.1)
        found = asked(folder, **given)
        written = {}
        if outputs:
            progress("writing", 0.6)
            with Files() as files:
                for target in map(Path, outputs):
                    written[target.name] = files.write(target, _fill(target, found, width))
    show(screen, found)
    if outputs:
        screen.say(f"Written: {', '.join(outputs)}")
    screen.emit({"command": "samples", "schema": 1, **found.record(), "outputs": written})
    return 0


def _fill(target: Path, found: Found, width: float) -> Fill:
    """Return what writes a table or a picture to an open file."""
    from roos_cli.samples import picture, table

    suffix = target.suffix.casefold()
    if suffix in TABLES:
        from roos_cli.writers.formats import column_writer

        columns, write = table(found), column_writer(suffix)
        return lambda file: write(columns, file)
    from roos_cli.charts.style import saver

    return saver(picture(found, width), suffix)


def _refuse(given: dict[str, Any], outputs: tuple[str, ...]) -> None:
    if given["cases"] and given["baseline"] is None:
        raise error("E603", "--case needs something to compare with", "roos samples", "add --baseline NAME")
    for name in outputs:
        suffix = Path(name).suffix.casefold()
        if suffix not in TABLES + PICTURES:
            hint = f"end the name in one of {' '.join(TABLES + PICTURES)}"
            raise error("E602", f"no writer for {suffix!r}", Path(name).name, hint)
