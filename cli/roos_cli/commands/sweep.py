"""``roos sweep``: all demands under all scenarios of a file, in a folder that can be resumed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from roos.errors import error
from roos_cli.failures import Terminated
from roos_cli.run_folder import STORE, check_folder, copy_file
from roos_cli.screen import Screen, with_screen
from roos_cli.writers.atomic import Files

#: As `roos.sweep` takes them; listed here so that --help imports no solver.
PATHS = ("auto", "products", "foreground", "low rank", "refactorise", "factorise")


@click.command("sweep")
@click.argument("file", required=False, metavar="FILE.toml")
@click.option("-o", "--output", metavar="DIR", help="Folder for the store, the tables and run.json.")
@click.option("--resume", is_flag=True, help="Go on with what an earlier run left in DIR.")
@click.option("--memory", metavar="SIZE", help="Most memory to use, as in 512MB or 2GiB.")
@click.option("--threads", type=click.IntRange(min=1), help="All cores by default.")
@click.option("--path", type=click.Choice(PATHS), help="How to compute; auto takes the fastest exact way.")
@click.option("--direction", type=click.Choice(["auto", "forward", "adjoint"]), help="As `roos solve`.")
@click.option("--explain", is_flag=True, help="Show the plan with its cost, and compute nothing.")
@click.option("--accept-inaccurate", is_flag=True, help="Keep scores that could not be certified, marked.")
@click.option("--allow-negative-supply", is_flag=True, help="Go on with a loop gain of one or more, marked.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of sweep files.")
@click.option("--template", is_flag=True, help="Print a sweep file to start from; it runs as it is.")
@with_screen
def command(
    screen: Screen, file: str | None, output: str | None, schema: bool, template: bool, **options: Any
) -> int:
    """Score demands under every scenario of a grid of parameters, years and files.

    What varies, and what that changes, stands in FILE.toml: `roos sweep --template` prints one. DIR gets a
    store that survives any end (--resume goes on), the tables that the file asks for, and run.json.
    """
    if schema or template:
        return _print(screen, schema=schema, template=template, file=file)
    if file is None:
        hint = "roos sweep --template > SWEEP.toml makes one that runs"
        raise error("E603", "no sweep file is named", "roos sweep", hint)
    if output is None and not options["explain"]:
        raise error("E603", "no folder for the results is named", "roos sweep", "add -o DIR")
    return _sweep(screen, Path(file), Path(output or "."), **options)


def _print(screen: Screen, *, schema: bool, template: bool, file: str | None) -> int:
    from roos_inventories.sweep_file import sweep_schema, sweep_template

    if file is not None or (schema and template):
        hint = "give --schema or --template alone"
        raise error("E603", "one thing at a time", "roos sweep", hint)
    if screen.as_json:
        screen.emit(sweep_schema() if schema else {"template": sweep_template()})
    else:
        sys.stdout.write(json.dumps(sweep_schema(), indent=2) + "\n" if schema else sweep_template())
    return 0


def _sweep(screen: Screen, file: Path, folder: Path, *, resume: bool, explain: bool, **options: Any) -> int:
    from roos_cli.sweeping import Wishes, get_ready, plan_of, run_sweep
    from roos_inventories.sizes import parse_size
    from roos_inventories.sweep_file import read_sweep

    memory = options.pop("memory")
    wishes = Wishes(memory=None if memory is None else parse_size(memory, "--memory"), **options)
    spec = read_sweep(file)
    if not explain:
        check_folder(folder, "a sweep", file, resume=resume)
    with screen.progress() as progress:
        ready = get_ready(spec, wishes, progress)
        if explain:
            lines = list(plan_of(ready, wishes).lines)
        else:
            try:
                run = run_sweep(ready, wishes, folder / STORE, resume=resume, progress=progress)
                progress("writing", 0.0)
                content, ranges = _write(folder, file, run, {"memory": memory, "resume": resume, **options})
            except (KeyboardInterrupt, Terminated):
                _say_how_to_resume(screen, file, folder)
                raise
    if explain:
        screen.say(f"{spec.title or spec.source}: {len(ready.space)} scenarios. Paths that were weighed:")
        for line in lines:
            screen.say(f"  {line}")
        screen.emit({"scenarios": len(ready.space), "explanation": lines})
        return 0
    from roos_cli.record import without_places
    from roos_cli.sweep_report import show_sweep

    show_sweep(screen, run, ranges)
    screen.say(f"Written to {folder}: {', '.join([*content['outputs'], 'run.json', STORE])}")
    screen.emit(without_places(content))
    return 0


def _write(folder: Path, file: Path, run: Any, options: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """Write the tables and the record; all appear at the end. Return the record and the ranges of scores."""
    from roos.store import Store
    from roos_cli.record import write_record
    from roos_cli.sweep_ranges import Ranges
    from roos_cli.sweep_report import sweep_record
    from roos_cli.writers.sweep_files import SweepFiles

    ranges = Ranges.of(run.results)
    content = sweep_record(run, ranges, options)
    with Store.open(folder / STORE) as store, Files() as files:
        with run.ready.clock.phase("write"):
            content["outputs"] = SweepFiles(folder, store, run.results, run.ready).write(files)
        content["timings"]["write"] = round(run.timings["write"], 6)
        content["outputs"] |= copy_file(file, folder, files)
        files.write(folder / "run.json", lambda target: write_record(content, target))
    return content, ranges


def _say_how_to_resume(screen: Screen, file: Path, folder: Path) -> None:
    screen.note(
        f"roos: what is done stays in {folder / STORE}; to go on: roos sweep {file} -o {folder} --resume"
    )
