"""``roos plot``: a picture of results, chosen by their axes."""

from __future__ import annotations

from pathlib import Path

import click

from roos.errors import error
from roos_cli.charts.choosing import CHARTS, Wishes
from roos_cli.screen import Screen, with_screen

SUFFIXES = (".svg", ".png")


@click.command("plot")
@click.argument("results", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="FILE.svg or FILE.png.")
@click.option("--chart", type=click.Choice(CHARTS), help="Instead of what fits the axes best.")
@click.option("--category", multiple=True, metavar="NAME", help="Show this category; may be repeated.")
@click.option("--demand", multiple=True, metavar="NAME", help="Show this demand; may be repeated.")
@click.option("--at", multiple=True, metavar="AXIS=ITEM", help="Show this item of an axis; may be repeated.")
@click.option("--x", default="", metavar="AXIS", help="Axis along the picture.")
@click.option("--y", default="", metavar="AXIS", help="Axis up the picture, of a heat map.")
@click.option("--by", default="", metavar="AXIS", help="One line or bar per item of this axis.")
@click.option("--relative", is_flag=True, help="Change against the unchanged system, in per cent.")
@click.option("--quantity", type=click.Choice(["score", "cost"]), default="score", show_default=True)
@click.option("--width", type=click.FloatRange(6, 100), default=18.0, show_default=True, help="Centimetres.")
@click.option("--height", type=click.FloatRange(4, 100), help="Centimetres; default: what it needs.")
@with_screen
def command(
    screen: Screen,
    results: Path,
    output: Path,
    chart: str | None,
    category: tuple[str, ...],
    demand: tuple[str, ...],
    at: tuple[str, ...],
    x: str,
    y: str,
    by: str,
    relative: bool,
    quantity: str,
    width: float,
    height: float | None,
) -> int:
    """Draw RESULTS, a result file (.parquet, .csv, .nc) or the folder of a sweep.

    Lines along a numeric axis, a heat map for two, bars by category otherwise.
    """
    suffix = output.suffix.casefold()
    if suffix not in SUFFIXES:
        raise error(
            "E602",
            f"no picture can be written as {output.suffix!r}" if suffix else "the picture has no suffix",
            where=output.name,
            hint="end the name in .svg or .png",
        )
    items = {"category": list(category), "demand": list(demand)}
    for text in at:
        axis, sign, item = text.partition("=")
        if not (sign and axis.strip()):
            raise error(
                "E603", f"--at {text!r} names no axis", hint="write --at AXIS=ITEM, e.g. --at year=2030"
            )
        items.setdefault(axis.strip(), []).append(item.strip())
    wishes = Wishes(
        chart or "", x, y, by, relative, {name: chosen for name, chosen in items.items() if chosen}
    )

    from roos_cli.plot_source import read_chart_data
    from roos_cli.writers.atomic import Files

    with screen.progress() as progress:
        progress("reading results", 0.1)
        data = read_chart_data(results, quantity)
        progress("drawing", 0.6)
        from roos_cli.charts.picture import draw
        from roos_cli.charts.style import saver

        drawing, choice = draw(data, wishes, width=width, height=height)
        with Files() as files:
            written = files.write(output, saver(drawing, suffix))
    axes = [name for name in (choice.x, choice.y, choice.by) if name]
    screen.say(f"{output}: {choice.chart} over {', '.join(axes) if axes else 'one value'}.")
    for note in choice.notes:
        screen.say(note)
    screen.emit(
        {
            "output": str(output),
            "chart": choice.chart,
            "x": choice.x,
            "y": choice.y,
            "by": choice.by,
            "relative": choice.relative,
            "fixed": dict(choice.data.fixed),
            "notes": list(choice.notes),
            **written,
        }
    )
    return 0
