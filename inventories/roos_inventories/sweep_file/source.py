"""A sweep file as text: what it says, and the line of each key."""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

from roos.errors import RoosError, error
from roos_inventories.sweep_file.limits import SweepLimits
from roos_inventories.sweep_file.toml_lines import KeyPath, key_lines, line_of

_AT = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_DECIMAL_COMMA = re.compile(r"=\s*[+-]?\d+,\d+\s*(?:#.*)?$")


class Source:
    """One parsed file.

    Parameters
    ----------
    path
        As given, for messages.
    limits
        Of its size.

    Attributes
    ----------
    content
        What it says.
    digest
        SHA-256 of its bytes.

    Raises
    ------
    InputError
        E420 not UTF-8 text or not TOML, E501 cannot be read, E505 too large.
    """

    def __init__(self, path: Path, limits: SweepLimits) -> None:
        self.path = path
        data = _bytes(path, limits)
        self.digest = hashlib.sha256(data).hexdigest()
        try:
            self._text = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = data.count(b"\n", 0, problem.start) + 1
            raise error("E420", "not UTF-8 text", self._at(line), "save the file as UTF-8") from None
        try:
            self.content: dict[str, Any] = tomllib.loads(self._text)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
            raise self._not_toml(problem) from None

    def where(self, path: KeyPath = ()) -> str:
        """Return file, line and key of a path, or of the part of it that stands in the file."""
        line = line_of(path, self._lines)
        key = self.in_words(path)
        return self._at(line) + (f": {key}" if key else "")

    def line(self, path: KeyPath) -> int:
        """Return the line of a path; 0 where nothing of it stands in the file."""
        return line_of(path, self._lines)

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

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        return key_lines(self._text)

    def _at(self, line: int) -> str:
        return f"{self.path}, line {line}" if line else str(self.path)

    def _not_toml(self, problem: Exception) -> RoosError:
        found = _AT.search(str(problem))
        lines = self._text.splitlines()
        line = (int(found[1]) if found[1] else len(lines)) if found else 0
        if 0 < line <= len(lines) and _DECIMAL_COMMA.search(lines[line - 1]):
            hint = "numbers have a decimal point: 0.5"
            return error("E205", f"{lines[line - 1].strip()!r} is not a number", self._at(line), hint)
        what = "nested too deep" if isinstance(problem, RecursionError) else _AT.sub("", str(problem)).strip()
        what = what[:1].lower() + what[1:]
        hint = "texts stand in quotes, lists in brackets; `roos sweep --template` shows a whole file"
        return error("E420", f"not valid TOML: {what}", self._at(line), hint)


def _entered(inside: Any, step: str | int) -> Any:
    if isinstance(inside, dict):
        return inside.get(str(step))
    return inside[step] if isinstance(inside, list) and isinstance(step, int) and step < len(inside) else None


def _bytes(path: Path, limits: SweepLimits) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise error("E501", f"cannot read the sweep file: {reason}", str(path), "check the path") from None
    if len(data) > limits.file_bytes:
        hint = "long lists of scenarios belong into files that an axis names: files = [...]"
        raise error("E505", f"more than {limits.file_bytes} bytes", str(path), hint)
    return data
