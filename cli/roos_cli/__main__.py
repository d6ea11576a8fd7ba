"""Entry point of the command ``roos`` and of ``python -m roos_cli``."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from roos_cli.failures import guarded


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; no exception leaves this function.

    Parameters
    ----------
    argv
        Arguments without the program's name; those of the process by default.
    """
    _print_anything()
    arguments = list(sys.argv[1:] if argv is None else argv)
    return guarded(lambda: _run(arguments), as_json="--json" in arguments)


def _print_anything() -> None:
    """Let streams of a narrow encoding show ``?`` for a letter they lack, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _run(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):  # the quickest answer needs no parser
        from roos import __version__

        print(f"roos {__version__}")
        return 0
    from roos_cli.app import roos

    status = roos.main(args=arguments, prog_name="roos", standalone_mode=False)
    return int(status or 0)


if __name__ == "__main__":
    sys.exit(main())
