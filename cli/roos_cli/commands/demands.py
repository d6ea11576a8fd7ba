"""``roos demands template``: a demand file that reads as it is, to be filled in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from roos.errors import error
from roos_cli.pipeline import read_inventory
from roos_cli.screen import Screen, with_screen
from roos_cli.writers.atomic import Files


@click.group("demands")
def command() -> None:
    """Make a demand file to fill in."""


@command.command("template")
@click.argument("inventory")
@click.option("--rows", type=click.IntRange(min=1), default=3, show_default=True, help="Example rows.")
@click.option("-o", "--output", default="-", metavar="FILE|-", help="Where to; standard output by default.")
@with_screen
def template(screen: Screen, inventory: str, rows: int, output: str) -> int:
    """Write a small CSV demand file with products of INVENTORY."""
    with screen.progress() as progress:
        system = read_inventory(inventory, progress)
    from roos_inventories.demands import write_template

    text = write_template(system.products, rows=rows)
    if output == "-" and not screen.as_json:
        sys.stdout.write(text)
        return 0
    if output != "-":
        target = Path(output)
        if target.suffix.casefold() not in (".csv", ".tsv", ".txt"):
            raise error("E602", f"a template is CSV, not {target.suffix!r}", output, "end the name in .csv")
        with Files() as files:
            files.write(target, lambda file: file.write(text.encode()))
        screen.say(f"Written: {output}")
    screen.emit(
        {"inventory": system.name, "template": text, "written": None if output == "-" else target.name}
    )
    return 0
