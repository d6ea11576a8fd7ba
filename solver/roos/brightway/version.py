"""Which bw2calc this is made for: its private hooks are the same from 3.0 up to, and not including, 4."""

from __future__ import annotations

import importlib
from typing import Any

from roos.errors import error

#: First supported version, and the first that is not.
FIRST, AFTER = (3, 0), (4, 0)


def require() -> Any:
    """Return the module bw2calc.

    Raises
    ------
    InputError
        E160 it is not installed, E161 it is of a version that this was not made for.
    """
    try:
        bw2calc = importlib.import_module("bw2calc")
    except ImportError as problem:
        raise error(
            "E160",
            f"bw2calc cannot be imported: {problem}",
            where="roos.brightway",
            hint='python -m pip install "bw2calc>=3,<4"',
        ) from problem
    check(str(getattr(bw2calc, "__version__", "unknown")))
    return bw2calc


def check(version: str) -> None:
    """Raise E161 unless a version of bw2calc is one that this was made for."""
    parts = version.split(".")
    number = tuple(int(part) for part in parts[:2]) if all(part.isdecimal() for part in parts[:2]) else ()
    if not FIRST <= number < AFTER:
        raise error(
            "E161",
            f"bw2calc is {version}; roos.brightway is made for 3.0 and later, below 4",
            where="roos.brightway",
            hint='python -m pip install "bw2calc>=3,<4"',
        )
