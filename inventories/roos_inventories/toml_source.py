"""A TOML file that a person wrote: what it says, and the line of each key for messages."""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from roos.errors import RoosError, error
from roos_inventories.sweep_file.toml_lines import KeyPath, key_lines, line_of

_AT = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_DECIMAL_COMMA = re.compile(r"=\s*[+-]?\d+,\d+\b")


class Kind(NamedTuple):
    """What kind of file it is, for messages.

    Attributes
    ----------
    name
        E.g. ``"sweep file"``.
    code
        Of a file that is no UTF-8 text or no TOML.
    most_bytes, too_large
        The largest that is read, and what to do about a larger one.
    whole, path
        What writes a whole file, and what to do about a path that cannot be read.
    """

    name: str
    code: str
    most_bytes: int
    too_large: str
    whole: str
    path: str = "check the path"


class TomlSource:
    """One parsed file.

    Attributes
    ----------
    content
        What it says.
    shown
        Its path as messages show it.
    digest
        SHA-256 of its bytes.

    Raises
    ------
    InputError
        ``kind.code`` not UTF-8 text or not TOML, E205 a decimal comma, E501 cannot be read, E505 too large.
    """

    def __init__(self, path: Path, kind: Kind, shown: str = "") -> None:
        self.shown = shown or str(path)
        self._kind = kind
        data = self._bytes(path)
        self.digest = hashlib.sha256(data).hexdigest()
        try:
            self._text = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = data.count(b"\n", 0, problem.start) + 1
            raise error(kind.code, "not UTF-8 text", self.at(line), "save the file as UTF-8") from None
        try:
            self.content: dict[str, Any] = tomllib.loads(self._text)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
            raise self._not_toml(problem) from None

    def line(self, path: KeyPath) -> int:
        """Return the line of a path; 0 where nothing of it stands in the file."""
        return line_of(path, self._lines)

    def at(self, line: int) -> str:
        """Return file and line."""
        return f"{self.shown}, line {line}" if line else self.shown

    def where(self, path: KeyPath = ()) -> str:
        """Return file, line and key of a path, or of the part of it that stands in the file."""
        words = self.in_words(path)
        return self.at(self.line(path)) + (f": {words}" if words else "")

    def in_words(self, path: KeyPath) -> str:
        """Return a path as people read it."""
        return ", ".join(f"item {step + 1}" if isinstance(step, int) else step for step in path)

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        return key_lines(self._text)

    def _bytes(self, path: Path) -> bytes:
        kind = self._kind
        try:
            with path.open("rb") as file:
                data = file.read(kind.most_bytes + 1)
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or str(problem)
            raise error("E501", f"cannot read the {kind.name}: {reason}", self.shown, kind.path) from None
        if len(data) > kind.most_bytes:
            raise error("E505", f"more than {kind.most_bytes} bytes", self.shown, kind.too_large)
        return data

    def _not_toml(self, problem: Exception) -> RoosError:
        found = _AT.search(str(problem))
        lines = self._text.splitlines()
        line = (int(found[1]) if found[1] else len(lines)) if found else 0
        if 0 < line <= len(lines) and _DECIMAL_COMMA.search(lines[line - 1]):
            hint = "numbers have a decimal point: 0.5"
            return error("E205", f"{lines[line - 1].strip()!r} is not a number", self.at(line), hint)
        what = "nested too deep" if isinstance(problem, RecursionError) else _AT.sub("", str(problem)).strip()
        hint = f"texts stand in quotes, lists in brackets; `{self._kind.whole}` writes a whole file"
        return error(self._kind.code, f"not valid TOML: {what[:1].lower()}{what[1:]}", self.at(line), hint)
