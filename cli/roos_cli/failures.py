"""The one place where errors become exit codes and sentences."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from roos.errors import Exit, RoosError, error
from roos_cli.text import printable

#: Exit status for a fault in roos itself: outside the codes that speak of the user's input or machine.
FAULT = 1

#: What an operating system says when a file cannot be written, wherever it says it.
_CANNOT_WRITE = {errno.ENOSPC, errno.EROFS, errno.EFBIG, errno.EDQUOT}


class Terminated(BaseException):
    """SIGTERM arrived; like KeyboardInterrupt it passes every ``except Exception``."""


def guarded(action: Callable[[], int], *, as_json: bool) -> int:
    """Run a command and return the exit status that its outcome deserves.

    Parameters
    ----------
    action
        The command; returns its own exit status when nothing was raised.
    as_json
        Print an error as one JSON object on stdout instead of sentences on stderr.
    """
    try:
        with _sigterm_raises():
            status = action()
            sys.stdout.flush()
            return status
    except (
        BrokenPipeError,
        SystemExit,
    ):  # click makes the second of the first, and exits for no other reason
        # the reader left, e.g. `| head`: there is nobody to talk to, but not everything arrived
        _forget_stdout()
        return int(Exit.CANNOT_WRITE)
    except KeyboardInterrupt:
        return _stopped("stopped", Exit.INTERRUPTED)
    except Terminated:
        return _stopped("terminated", Exit.TERMINATED)
    except Exception as problem:
        if type(problem).__name__ == "Abort":  # click's word for Ctrl-C and the end of stdin
            return _stopped("stopped", Exit.INTERRUPTED)
        return _failed(problem, as_json)


def _failed(problem: Exception, as_json: bool) -> int:
    """Print an error with its place and hint; return its exit status."""
    if os.environ.get("ROOS_DEBUG") == "1":
        import traceback

        traceback.print_exception(problem)
    known = known_error(problem)
    with contextlib.suppress(BrokenPipeError):
        if known is None:
            _show(
                "BUG",
                f"roos itself failed: {type(problem).__name__}: {problem}",
                "",
                "this is a fault of roos, not of your input; set ROOS_DEBUG=1 to see where, and report it",
                as_json,
            )
        else:
            show_error(known, as_json)
    return FAULT if known is None else int(known.exit_code)


def known_error(problem: Exception) -> RoosError | None:
    """Return what happened as an error of the register, or None for a fault of roos."""
    if isinstance(problem, RoosError):
        return problem
    if isinstance(problem, OSError) and problem.errno in _CANNOT_WRITE:
        return error("E601", f"cannot write: {problem.strerror}", where=str(problem.filename or ""))
    if isinstance(problem, MemoryError):
        return error("E110", "memory ran out", hint="score fewer demands at a time, or use a larger machine")
    click = sys.modules.get("click")
    if click is not None and isinstance(problem, click.ClickException):
        context = getattr(problem, "ctx", None)
        path = context.command_path if context is not None else "roos"
        return error(
            "E603",
            problem.format_message().rstrip("."),
            where=path,
            hint=f"`{path} --help` shows what it takes",
        )
    return None


def show_error(problem: RoosError, as_json: bool) -> None:
    """Print an error with its place and hint, on the stream where it belongs."""
    _show(problem.code, problem.message, problem.where, problem.hint, as_json)


def _show(code: str, message: str, where: str, hint: str, as_json: bool) -> None:
    if as_json:
        body = {"code": code, "message": message, "where": where, "hint": hint}
        print(json.dumps({"error": body}), flush=True)
        return
    lines = [f"roos: {code} {message}"]
    lines += [f"  where: {where}"] if where else []
    lines += [f"  hint: {hint}"] if hint else []
    print(printable("\n".join(lines)), file=sys.stderr, flush=True)


def _stopped(word: str, status: Exit) -> int:
    with contextlib.suppress(OSError):
        print(f"roos: {word}; nothing was left half written", file=sys.stderr, flush=True)
    return int(status)


def _forget_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush does not fail once more."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


@contextlib.contextmanager
def _sigterm_raises() -> Iterator[None]:
    def raise_it(signum: int, frame: FrameType | None) -> None:
        raise Terminated

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers
        return
    before = signal.signal(signal.SIGTERM, raise_it)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
