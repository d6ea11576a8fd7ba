"""``roos convert``: write an inventory in another format."""

from __future__ import annotations

from pathlib import Path

import click

from roos.errors import error
from roos_cli.pipeline import read_inventory
from roos_cli.record import system_digest
from roos_cli.screen import Screen, with_screen
from roos_cli.text import count

_FORMATS = ("matrix-folder", "datapackage")


@click.command("convert")
@click.argument("inventory")
@click.argument("out")
@click.option(
    "--to",
    "kind",
    type=click.Choice(_FORMATS),
    help="By default a bw_processing datapackage when OUT ends in .zip, else a matrix folder.",
)
@with_screen
def command(screen: Screen, inventory: str, out: str, kind: str | None) -> int:
    """Write INVENTORY to OUT: a matrix folder, or a bw_processing datapackage (folder or .zip)."""
    target = Path(out)
    packed = target.suffix.casefold() == ".zip"
    kind = kind or ("datapackage" if packed else "matrix-folder")
    if packed and kind == "matrix-folder":
        raise error(
            "E603", "a matrix folder is not a zip file", out, "name a folder, or use --to datapackage"
        )
    with screen.progress() as progress:
        system = read_inventory(inventory, progress)
        progress("writing", 0.9)
        if kind == "datapackage":
            from roos_inventories.writers.datapackage import write_datapackage

            write_datapackage(system, target)
        else:
            from roos_inventories.writers.matrix_folder import write_matrix_folder

            write_matrix_folder(system, target)
    screen.say(
        f"{system.name}: {count(len(system.activities), 'activity', 'activities')} written to {out} ({kind})."
    )
    screen.emit(
        {"inventory": system.name, "written": target.name, "format": kind, "digest": system_digest(system)}
    )
    return 0
