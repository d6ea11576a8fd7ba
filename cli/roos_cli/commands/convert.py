"""``roos convert``: write an inventory in another format."""

from __future__ import annotations

from pathlib import Path

import click

from roos.errors import Finding, error
from roos_cli.pipeline import read_inventory
from roos_cli.record import system_digest
from roos_cli.screen import Screen, with_screen
from roos_cli.text import count

_FORMATS = ("matrix-folder", "datapackage", "system-file")
_BY_SUFFIX = {".zip": "datapackage", ".roos": "system-file"}
#: Names of files that nobody gives a folder.
_OTHER_FILES = (
    ".csv", ".tsv", ".xlsx", ".xls", ".parquet", ".feather", ".nc", ".npz", ".json", ".spold", ".xml",
)  # fmt: skip


@click.command("convert")
@click.argument("inventory")
@click.argument("out")
@click.option(
    "--to",
    "kind",
    type=click.Choice(_FORMATS),
    help="By default told by OUT: .zip a bw_processing datapackage, .roos a roos system file, "
    "anything else a matrix folder.",
)
@with_screen
def command(screen: Screen, inventory: str, out: str, kind: str | None) -> int:
    """Write INVENTORY to OUT: matrix folder, bw_processing datapackage (folder or .zip), or roos system file.

    A roos system file (.roos) is one file that opens in milliseconds and keeps everything roos knows; matrix
    folders and datapackages are for other programs as well.
    """
    target = Path(out)
    by_name = _BY_SUFFIX.get(target.suffix.casefold())
    if kind is None and target.suffix.casefold() in _OTHER_FILES:
        hint = "end the name in .zip or .roos, or name a folder (--to matrix-folder whatever its name)"
        raise error("E602", f"no writer for {target.suffix!r} of an inventory", out, hint)
    kind = kind or by_name or "matrix-folder"
    if by_name == "datapackage" and kind != by_name:
        hint = "use another name, or --to datapackage"
        raise error("E603", f"a {kind.replace('-', ' ')} is not a zip file", out, hint)
    findings: tuple[Finding, ...] = ()
    with screen.progress() as progress:
        system = read_inventory(inventory, progress)
        progress("writing", 0.9)
        if kind == "datapackage":
            from roos_inventories.writers.datapackage import write_datapackage

            findings = write_datapackage(system, target)
        elif kind == "system-file":
            from roos_inventories.writers.system_file import write_system_file

            write_system_file(system, target)
        else:
            from roos_inventories.writers.matrix_folder import write_matrix_folder

            write_matrix_folder(system, target)
    screen.say(
        f"{system.name}: {count(len(system.activities), 'activity', 'activities')} written to {out} ({kind})."
    )
    for finding in findings:
        screen.say(f"{finding.code} {finding.message}.")
    screen.emit(
        {
            "inventory": system.name,
            "written": target.name,
            "format": kind,
            "digest": system_digest(system),
            "findings": [finding.as_dict() for finding in findings],
        }
    )
    return 0
