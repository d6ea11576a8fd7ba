"""A sweep file as text: what it says, and the line of each key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from roos.errors import RoosError, error
from roos_inventories.sweep_file.limits import SweepLimits
from roos_inventories.sweep_file.toml_lines import KeyPath
from roos_inventories.toml_source import Kind, TomlSource


class Source(TomlSource):
    """One parsed sweep file; E420 where it is no text or no TOML.

    Attributes
    ----------
    path
        As given, for messages.
    """

    def __init__(self, path: Path, limits: SweepLimits) -> None:
        self.path = path
        kind = Kind(
            "sweep file",
            "E420",
            limits.file_bytes,
            "long lists of scenarios belong into files that an axis names: files = [...]",
            "roos sweep --template",
        )
        super().__init__(path, kind)

    def refuse(self, code: str, message: str, path: KeyPath, hint: str = "") -> RoosError:
        """Return an error that names file, line and key."""
        return error(code, message, self.where(path), hint)

    def placed(self, problem: RoosError, path: KeyPath) -> RoosError:
        """Return an error from further down with file, line and key before its own place."""
        where = self.where(path)
        place = where if problem.where in ("", where) else f"{where}; {problem.where}"
        return error(problem.code, problem.message, place, problem.hint)

    def in_words(self, path: KeyPath) -> str:
        """Return a path as people read it: ``axis 2 'power', values, item 4``."""
        words: list[str] = []
        inside: Any = self.content
        for step in path:
            inside = _entered(inside, step)
            if isinstance(step, str):
                words.append(step if re.fullmatch(r"[\w-]+", step) else repr(step))
            elif len(words) == 1 and words[0] in ("axis", "change"):
                name = inside.get("name") if isinstance(inside, dict) else None
                words[0] += f" {step + 1}" + (f" {name!r}" if isinstance(name, str) else "")
            else:
                words.append(f"item {step + 1}")
        return ", ".join(words)


def _entered(inside: Any, step: str | int) -> Any:
    if isinstance(inside, dict):
        return inside.get(str(step))
    return inside[step] if isinstance(inside, list) and isinstance(step, int) and step < len(inside) else None
