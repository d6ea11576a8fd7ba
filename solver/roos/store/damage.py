"""What is raised inside the store when bytes are not those that were written."""

from __future__ import annotations

from pathlib import Path

from roos.errors import RoosError, error


class Damaged(Exception):
    """Something is not as it was written; the reason is the message, as a sentence about "it"."""


def damaged(path: Path, what: str, reason: object) -> RoosError:
    """Return E111 for a damaged file of a store."""
    return error(
        "E111",
        f"{what} is damaged: {reason}",
        where=str(path),
        hint="resume the run in this folder: what is damaged is computed again, the rest is kept",
    )
