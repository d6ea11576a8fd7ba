"""Fetching the wheel with pip, as a file: nothing of it is built, installed or run."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from roos.errors import RoosError, error
from roos_inventories.profiles.source import PACKAGE, VERSION, WHEEL

#: The pinned wheel holds 10 MB; a file far larger is not it and is not read.
WHEEL_BYTES = 64 * 2**20

_HINT = (
    "get the wheel on a machine with network (pip download --no-deps "
    f"{PACKAGE}=={VERSION}) and give it: roos data install profiles --from WHEEL; "
    "without it, the inventories `textbook` and `synthetic` need no download"
)
_SECRETS = re.compile(r"(?<=//)[^/@\s]+@")


def download() -> tuple[bytes, str]:
    """Return the content of the wheel and where pip looked for it.

    The index, proxies and certificates are those of pip's own settings.

    Raises
    ------
    InputError
        E507 pip is missing, offline, or does not find the wheel.
    """
    if importlib.util.find_spec("pip") is None:
        message = "this Python environment has no pip to download with"
        raise error("E507", message, sys.prefix, f"add it (python -m ensurepip), or {_HINT}")
    with tempfile.TemporaryDirectory(prefix="roos-") as folder:
        command = [
            sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-input",
            "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2", "--dest", folder,
            f"{PACKAGE}=={VERSION}",
        ]  # fmt: skip
        try:
            # In the empty folder, so that no file of the user's working folder is taken for pip.
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")  # noqa: S603
        except OSError as problem:
            raise _failed(str(problem)) from problem
        if done.returncode:
            raise _failed(done.stderr)
        return read_wheel(Path(folder, WHEEL)), _where(done.stdout)


def read_wheel(path: Path) -> bytes:
    """Return the content of a wheel on this machine.

    Raises
    ------
    InputError
        E501 cannot read, E505 far larger than the pinned wheel.
    """
    try:
        with path.open("rb") as file:
            content = file.read(WHEEL_BYTES + 1)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error(
            "E501", f"cannot read the wheel: {reason}", str(path), f"the file is {WHEEL}"
        ) from problem
    if len(content) > WHEEL_BYTES:
        message = f"a file of more than {WHEEL_BYTES} bytes is not the wheel"
        raise error("E505", message, str(path), f"the file is {WHEEL}")
    return content


def _failed(words: str) -> RoosError:
    lines = [line for line in words.splitlines() if line.startswith("ERROR:")] or words.splitlines()[-1:]
    said = _SECRETS.sub("", "; ".join(line.removeprefix("ERROR:").strip() for line in lines))[:400]
    message = f"pip could not download {PACKAGE} {VERSION}: {said or 'it gave no reason'}"
    return error("E507", message, f"pip of {sys.prefix}", _HINT)


def _where(words: str) -> str:
    """Return the indexes and folders that pip says it searched."""
    found = [line.partition(":")[2].strip() for line in words.splitlines() if line.startswith("Looking in ")]
    return _SECRETS.sub("", ", ".join(found)) or "pip's default index"
