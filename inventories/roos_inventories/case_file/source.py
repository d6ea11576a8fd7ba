"""A case file as text: what it says, and the line of each key."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

from roos.errors import RoosError, error
from roos_inventories.sweep_file.toml_lines import KeyPath, key_lines, line_of

MOST_BYTES = 2**20
_AT = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_DECIMAL_COMMA = re.compile(r"=\s*[+-]?\d+,\d+\b")


class Source:
    """One parsed file.

    Parameters
    ----------
    path
        To read; messages show ``shown``.

    Raises
    ------
    InputError
        E434 not UTF-8 text or not TOML, E205 a decimal comma, E501 cannot be read, E505 too large.
    """

    def __init__(self, path: Path, shown: str = "") -> None:
        self.shown = shown or str(path)
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or str(problem)
            hint = "check the path; `roos case list` shows the cases that come with roos"
            raise error("E501", f"cannot read the case: {reason}", self.shown, hint) from None
        if len(data) > MOST_BYTES:
            raise error("E505", f"more than {MOST_BYTES} bytes", self.shown, "a case is a page of text")
        try:
            self._text = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = data.count(b"\n", 0, problem.start) + 1
            raise error("E434", "not UTF-8 text", self._at(line), "save the file as UTF-8") from None
        try:
            self.content: dict[str, Any] = tomllib.loads(self._text)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
            raise self._not_toml(problem) from None

    def where(self, path: KeyPath = ()) -> str:
        """Return file, line and key of a path, or of the part of it that stands in the file."""
        words = ", ".join(f"item {step + 1}" if isinstance(step, int) else step for step in path)
        return self._at(self.line(path)) + (f": {words}" if words else "")

    def line(self, path: KeyPath) -> int:
        """Return the line of a path; 0 where nothing of it stands in the file."""
        return line_of(path, self._lines)

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        return key_lines(self._text)

    def _at(self, line: int) -> str:
        return f"{self.shown}, line {line}" if line else self.shown

    def _not_toml(self, problem: Exception) -> RoosError:
        found = _AT.search(str(problem))
        lines = self._text.splitlines()
        line = (int(found[1]) if found[1] else len(lines)) if found else 0
        if 0 < line <= len(lines) and _DECIMAL_COMMA.search(lines[line - 1]):
            hint = "numbers have a decimal point: 0.5"
            return error("E205", f"{lines[line - 1].strip()!r} is not a number", self._at(line), hint)
        what = "nested too deep" if isinstance(problem, RecursionError) else _AT.sub("", str(problem)).strip()
        hint = "texts stand in quotes, lists in brackets; `roos case new` writes a whole file"
        return error("E434", f"not valid TOML: {what[:1].lower()}{what[1:]}", self._at(line), hint)
