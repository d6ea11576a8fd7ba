"""What a command shows: tables and sentences for people, or one JSON object for machines."""

from __future__ import annotations

import contextlib
import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import click

from roos_cli.text import plain, printable

Progress = Callable[[str, float], None]

#: Width for tables that go to a file or pipe, where no terminal tells one.
_WIDTH = 110


class Screen:
    """Output of one command.

    Parameters
    ----------
    as_json
        Only :meth:`emit` writes to stdout; sentences and tables are dropped.
    data_on_stdout
        stdout carries the result itself, so sentences and tables go to stderr.
    """

    def __init__(self, as_json: bool, *, data_on_stdout: bool = False) -> None:
        self.as_json = as_json
        self.data_on_stdout = data_on_stdout

    def say(self, text: str = "") -> None:
        """Print a sentence for people."""
        if not self.as_json:
            print(printable(text), file=sys.stderr if self.data_on_stdout else sys.stdout)

    def note(self, text: str) -> None:
        """Print a remark on stderr: what went on, not what was asked for."""
        print(printable(text), file=sys.stderr, flush=True)

    def emit(self, content: Mapping[str, Any]) -> None:
        """Print the machine output, when that was asked for."""
        if self.as_json:
            print(json.dumps(plain(content), indent=2, allow_nan=False))  # ASCII: any stream can carry it

    def table(
        self,
        title: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[object]],
        *,
        right: Iterable[int] = (),
    ) -> None:
        """Print a table for people; numbers in the columns ``right`` are aligned right."""
        if self.as_json:
            return
        from rich.box import SIMPLE_HEAD
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(
            title=title or None, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False
        )
        aligned = set(right)
        for i, name in enumerate(columns):
            # folded, not cut off: an id with an ellipsis cannot be copied
            justify: Literal["left", "right"] = "right" if i in aligned else "left"
            table.add_column(name, justify=justify, no_wrap=i in aligned, overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable(cell)) for cell in row))  # Text: names hold [RER], not mark-up
        stream = sys.stderr if self.data_on_stdout else sys.stdout
        console = Console(file=stream, width=None if stream.isatty() else _WIDTH, highlight=False)
        console.print(table)

    @contextlib.contextmanager
    def progress(self) -> Iterator[Progress]:
        """Give a callable ``(phase, fraction)`` that draws on stderr when that is a terminal."""
        if not sys.stderr.isatty():
            yield lambda phase, fraction: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        with Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        ) as bars:
            task = bars.add_task("starting", total=1.0)

            def show(phase: str, fraction: float) -> None:
                bars.update(task, description=printable(phase), completed=min(max(fraction, 0.0), 1.0))

            yield show


def with_screen(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command the option ``--json`` and, as first argument, the screen that obeys it."""

    @click.option("--json", "as_json", is_flag=True, help="Machine output on stdout.")
    @functools.wraps(function)
    def wrapped(as_json: bool, **options: Any) -> int:
        return function(Screen(as_json), **options)

    return wrapped
