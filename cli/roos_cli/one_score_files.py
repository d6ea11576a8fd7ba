"""What the commands about one score share of their options and files."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from roos.demand import Demands
from roos.errors import error
from roos.system import System
from roos_cli.demand_source import one_product, read_from
from roos_cli.record import write_record
from roos_cli.screen import Screen
from roos_cli.writers.atomic import Files
from roos_cli.writers.csv_file import write_csv
from roos_cli.writers.formats import Fill, column_writer

TABLES, PICTURES = (".csv", ".parquet", ".xlsx"), (".svg", ".png")


def asked_demands(
    demands: str | None, demand: str | None, amount: float | None, decimal: str
) -> Callable[[System], Demands]:
    """Return what makes the demands for a system: of a file, or some amount of one product."""

    def made(system: System) -> Demands:
        if demands is not None:
            return read_from(demands, system, decimal)
        assert demand is not None
        return one_product(system, demand, 1.0 if amount is None else amount)

    return made


def refuse_contradictions(
    command: str,
    screen: Screen,
    demands: str | None,
    amount: float | None,
    outputs: tuple[str, ...],
    given: dict[str, Any],
) -> None:
    """Raise E603 for options that do not go together, of those that every such command has."""

    def refuse(message: str, hint: str) -> None:
        raise error("E603", message, command, hint)

    if demands is None and given["demand"] is None:
        refuse("no demand is named", "add --demand PRODUCT, or --demands FILE; `roos find` shows products")
    if demands is not None and amount is not None:
        refuse("--amount is of a product, --demands brings its own", "leave one of them out")
    if given["scenario"] is not None and given["scenarios"] is None:
        refuse("--scenario names one of a file", "add --scenarios FILE")
    if "-" in outputs and screen.as_json:
        refuse("-o - and --json both want standard output", "give a file to -o")


def refuse_suffixes(outputs: tuple[str, ...]) -> None:
    """Raise E602 for a file that is neither table nor picture."""
    for name in outputs:
        suffix = Path(name).suffix.casefold()
        if name != "-" and suffix not in TABLES + PICTURES:
            hint = f"end the name in one of {' '.join(TABLES + PICTURES)}"
            raise error("E602", f"no writer for {suffix!r}", Path(name).name, hint)


def write_files(
    screen: Screen,
    outputs: tuple[str, ...],
    columns: Any,
    picture: Callable[[str], Fill],
    content: dict[str, Any],
) -> None:
    """Write all files and the record, which holds their digests; they appear together.

    Parameters
    ----------
    columns
        Of the tables, and of CSV on standard output.
    picture
        Called with a suffix of :data:`PICTURES`; returns what writes the picture.
    content
        The record; gets the digests of the files.
    """
    files = [Path(name) for name in outputs if name != "-"]
    if files:

        def filler(target: Path) -> Fill:
            suffix = target.suffix.casefold()
            if suffix in TABLES:
                return lambda file: column_writer(suffix)(columns, file)
            return picture(suffix)

        with Files() as writing:
            content["outputs"] = {file.name: writing.write(file, filler(file)) for file in files}
            writing.write(_record_path(files[0]), lambda file: write_record(content, file))
    if "-" in outputs:
        memory = io.BytesIO()
        write_csv(columns, memory)
        sys.stdout.write(memory.getvalue().decode())


def say_written(screen: Screen, outputs: tuple[str, ...]) -> None:
    """Name the files that were written."""
    files = [name for name in outputs if name != "-"]
    if files:
        screen.say(f"Written: {', '.join(files)} and {_record_path(Path(files[0])).name}")


def _record_path(result: Path) -> Path:
    return Path(f"{result}.run.json")
