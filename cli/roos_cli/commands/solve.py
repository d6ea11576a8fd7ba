"""``roos solve``: scores and costs of a demand file, written as a file with its record beside it."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import click

from roos.errors import error
from roos_cli.costs import show_costs
from roos_cli.demand_source import inventory_for, read_from, source_of
from roos_cli.pipeline import Request, Run, compute
from roos_cli.record import record, without_places, write_record
from roos_cli.report import show_certificate, show_findings, show_run, show_timings
from roos_cli.screen import Screen, with_screen
from roos_cli.writers.atomic import Files
from roos_cli.writers.formats import check_suffix, column_writer, filler
from roos_cli.writers.tidy import tidy, wide


@click.command("solve")
@click.argument("inventory")
@click.option(
    "--demands",
    required=True,
    metavar="FILE|-|setup:NAME",
    help="CSV, Parquet or Arrow: demand, product, amount[, unit]; - is standard input; or a calculation "
    "setup of a Brightway project.",
)
@click.option("--method", metavar="NAME", help="Characterisation method; the inventory's own by default.")
@click.option("--prices", multiple=True, metavar="NAME|FILE", help="Price set; may be given several times.")
@click.option(
    "--direction",
    type=click.Choice(["auto", "forward", "adjoint"]),
    default="auto",
    show_default=True,
    help="One solve per demand, or one per category.",
)
@click.option(
    "--decimal", type=click.Choice([".", ","]), default=".", help="Decimal mark of the demand file."
)
@click.option("--explain", is_flag=True, help="Say which path was chosen and which were rejected.")
@click.option("--accept-inaccurate", is_flag=True, help="Keep scores that could not be certified, marked.")
@click.option("--allow-negative-supply", is_flag=True, help="Go on with a loop gain of one or more, marked.")
@click.option("--wide", is_flag=True, help="One row per demand, one column per category.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE|-",
    help=".csv .parquet .arrow .nc .xlsx, or - for standard output.",
)
@click.option(
    "--format",
    "stream",
    type=click.Choice(["csv", "arrow"]),
    default="csv",
    show_default=True,
    help="What -o - writes: CSV, or an Arrow IPC stream.",
)
@with_screen
def command(
    screen: Screen,
    inventory: str,
    demands: str,
    method: str | None,
    prices: tuple[str, ...],
    output: str,
    stream: str,
    decimal: str,
    explain: bool,
    **flags: Any,
) -> int:
    """Score, and price, the demands of a file.

    Beside FILE stands FILE.run.json: versions, digests of what went in, options, certificate, timings.
    """
    to_stdout = output == "-"
    if to_stdout and screen.as_json:
        raise error("E603", "-o - and --json both want standard output", "roos solve", "give a file to -o")
    if stream != "csv" and not to_stdout:
        hint = "use -o -, or end the file's name in .arrow"
        raise error("E603", "--format is of what goes to standard output", "roos solve", hint)
    if not to_stdout:
        check_suffix(Path(output))
    screen.data_on_stdout = to_stdout
    request = Request(
        inventory_for(inventory, demands),
        method,
        prices,
        flags["direction"],
        flags["accept_inaccurate"],
        flags["allow_negative_supply"],
    )
    with screen.progress() as progress:
        run = compute(request, lambda system: read_from(demands, system, decimal), progress=progress)
        options = {"prices": list(prices), "method": method, "decimal": decimal, **flags}
        content = record("solve", request, run, options=options, status=0)
        content["inputs"]["demands"] |= source_of(demands)
        if to_stdout:
            _print(run, stream, wide_rows=flags["wide"])
        else:
            progress("writing", 0.0)
            _write(Path(output), run, content, wide_rows=flags["wide"])
    show_run(screen, run, explain=explain)
    if run.costs is not None:
        show_costs(screen, run.costs)
    show_findings(screen, run.findings, notes=False)
    show_certificate(screen, run.results.certificate)
    show_timings(screen, run.timings)
    if not to_stdout:
        screen.say(f"Written: {output} and {record_path(Path(output)).name}")
    screen.emit(without_places(content))
    return 0


def record_path(result: Path) -> Path:
    """Return where the record of a result file lies."""
    return result.with_name(result.name + ".run.json")


def _write(target: Path, run: Run, content: dict[str, Any], *, wide_rows: bool) -> None:
    """Write the result, then the record that holds its digest; both appear at the end."""
    with Files() as files:
        written = files.write(target, filler(target, run.results, run.costs, wide=wide_rows))
        content["outputs"] = {target.name: written}
        files.write(record_path(target), lambda file: write_record(content, file))


def _print(run: Run, stream: str, *, wide_rows: bool) -> None:
    """Write the columns to standard output."""
    columns = (wide if wide_rows else tidy)(run.results, run.costs)
    memory = io.BytesIO()
    column_writer(f".{stream}")(columns, memory)
    sys.stdout.flush()
    target = getattr(sys.stdout, "buffer", None)
    if target is not None:
        target.write(memory.getbuffer())
        target.flush()
    else:
        sys.stdout.write(memory.getvalue().decode())
