"""``roos case draw``: the pictures of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from roos.errors import error
from roos_cli.cases.inputs import background, choices, model_options, numbers, price_set
from roos_cli.charts.screening.pictures import PICTURES
from roos_cli.charts.screening.words import LANGUAGES, Language
from roos_cli.screen import Screen, with_screen
from roos_cli.writers.atomic import Files

SUFFIXES = (".svg", ".png")


@click.command("draw")
@click.argument("case")
@click.argument("picture", type=click.Choice(list(PICTURES)), default="rose")
@click.option(
    "-o", "--output", "outputs", multiple=True, required=True, metavar="FILE",
    help=".svg or .png; may be given several times.",
)  # fmt: skip
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--width", type=click.FloatRange(max=100), metavar="CM", help="In centimetres.")
@click.option("--scenario", default="", metavar="ID", help="The first one by default.")
@click.option("--variant", default="", metavar="NAME", help="One of the case's named variants.")
@click.option("--parameter", default="", metavar="NAME", help="Of a break-even or map: which turning point.")
@model_options
@with_screen
def command(
    screen: Screen,
    case: str,
    picture: str,
    outputs: tuple[str, ...],
    language: Language,
    width: float | None,
    scenario: str,
    variant: str,
    parameter: str,
    prices: str | None,
    **given: Any,
) -> int:
    """Draw a PICTURE of CASE (an id or a file); without a name, the large rose.

    Rose, bars and map show the nine classes of the report by tone, pattern and sign.
    """
    from roos.screening import screen as screen_cases
    from roos_cli.charts.screening.look import saver
    from roos_cli.charts.screening.pictures import draw_picture, first_point
    from roos_inventories import read_case

    for name in outputs:
        if Path(name).suffix.casefold() not in SUFFIXES:
            hint = f"end the name in one of {' '.join(SUFFIXES)}"
            raise error("E602", f"no writer for {Path(name).suffix!r}", Path(name).name, hint)
    model, chosen = read_case(case), choices(given["options"])
    side = model.scenario(scenario)
    system = background(model, given["background"])
    done = screen_cases(
        model, system, price_set(model, prices), options=chosen, variants=variant,
        given=numbers(given["given"]),
    )  # fmt: skip
    result = done.of(model.id, side.id, variant)
    point = first_point(result, picture, parameter) if picture in ("break-even", "map") else None
    drawing = draw_picture(picture, result, chosen, language=language, width=width, point=point)
    with Files() as files:
        for name in outputs:
            files.write(Path(name), saver(drawing, Path(name).suffix.casefold()))
    screen.say(f"Written: {', '.join(outputs)}")
    screen.emit({"case": model.id, "scenario": side.id, "variant": variant, "picture": picture,
                 "written": [Path(name).name for name in outputs]})  # fmt: skip
    return 0
