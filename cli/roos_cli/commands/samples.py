"""``roos samples``: what a folder of samples says, as table and picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from roos.errors import error
from roos_cli.screen import Screen, with_screen

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
    from roos_cli.samples import asked, picture, show, table
    from roos_cli.writers.atomic import Files
    from roos_cli.writers.formats import column_writer

    with screen.progress() as progress:
        progress("reading samples", 0.1)
        found = asked(folder, **given)
        written = {}
        if outputs:
            with Files() as files:
                for target in map(Path, outputs):
                    suffix = target.suffix.casefold()
                    if suffix in TABLES:
                        columns = table(found)
                        fill: Any = lambda file, write=column_writer(suffix), columns=columns: write(
                            columns, file
                        )
                    else:
                        from roos_cli.charts.style import saver

                        progress("drawing", 0.6)
                        fill = saver(picture(found, width), suffix)
                    written[target.name] = files.write(target, fill)
    show(screen, found)
    if outputs:
        screen.say(f"Written: {', '.join(outputs)}")
    screen.emit({"command": "samples", "schema": 1, **found.record(), "outputs": written})
    return 0


def _refuse(given: dict[str, Any], outputs: tuple[str, ...]) -> None:
    if given["cases"] and given["baseline"] is None:
        raise error("E603", "--case needs something to compare with", "roos samples", "add --baseline NAME")
    for name in outputs:
        suffix = Path(name).suffix.casefold()
        if suffix not in TABLES + PICTURES:
            hint = f"end the name in one of {' '.join(TABLES + PICTURES)}"
            raise error("E602", f"no writer for {suffix!r}", Path(name).name, hint)
