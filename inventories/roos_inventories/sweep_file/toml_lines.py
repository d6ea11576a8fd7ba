"""The line of every key and value of a TOML text: the parser of the standard library keeps none.

The text has been parsed already, so the scanner only finds its way and judges nothing. What it says goes into
messages and nowhere else.
"""

from __future__ import annotations

import bisect
import re
import tomllib
from collections.abc import Mapping
from typing import Any

#: Keys and positions in lists, from the top: ``("axis", 0, "values", 3)``.
KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
_STRINGS = (
    re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}(?!")', re.DOTALL),
    re.compile(r"'''.*?'{3,5}(?!')", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)


def key_lines(text: str) -> dict[KeyPath, int]:
    r"""Return the line, from 1, on which each key and list item of a valid TOML text begins.

    Parameters
    ----------
    text
        That ``tomllib`` accepts, with ``\n`` or ``\r\n`` at line ends.

    Examples
    --------
    >>> key_lines('[[axis]]\nname = "year"\nvalues = [\n  1,\n]')[("axis", 0, "values", 0)]
    4
    """
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


def line_of(path: KeyPath, lines: Mapping[KeyPath, int]) -> int:
    """Return the line of a path, or of the nearest part above it that stands in the text; 0 for none."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0


class _Scanner:
    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._text = text
        self._at = 0
        self._ends = [i for i, letter in enumerate(text) if letter == "\n"]
        self._tables: dict[KeyPath, int] = {}  # how many [[tables]] of a name there are so far

    def document(self) -> None:
        inside: KeyPath = ()
        while self._skip():
            if self._text[self._at] == "[":
                inside = self._header()
            else:
                self._pair(inside)

    def _header(self) -> KeyPath:
        several = self._text.startswith("[[", self._at)
        self._at += 2 if several else 1
        start = self._at
        names = self._key()
        self._skip()
        self._at += 2 if several else 1
        path: KeyPath = ()
        for i, name in enumerate(names):
            path += (name,)
            self._note(path, start)
            if several and i == len(names) - 1:
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:
                path += (self._tables[path] - 1,)
                self._note(path, start)
        return path

    def _pair(self, inside: KeyPath) -> None:
        self._skip()
        start, path = self._at, inside
        for name in self._key():
            path += (name,)
            self._note(path, start)
        self._skip()
        self._at += 1  # the sign =
        self._skip()
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._note(path, self._at)
        opening = self._text[self._at]
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline_table(path)
        elif opening in "\"'":
            self._string()
        else:
            self._take(_SCALAR)

    def _list(self, path: KeyPath) -> None:
        self._at += 1
        for item in range(len(self._text)):
            if self._closes("]"):
                return
            self._value((*path, item))

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        while not self._closes("}"):
            self._pair(path)

    def _closes(self, closing: str) -> bool:
        """Go past blanks and a comma; say whether the list or table ends here, and go past its end."""
        self._skip()
        if self._text[self._at] == ",":
            self._at += 1
            self._skip()
        if self._text[self._at] != closing:
            return False
        self._at += 1
        return True

    def _key(self) -> list[str]:
        names = []
        while True:
            self._skip()
            if self._text[self._at] in "\"'":
                names.append(_decoded(self._string()))
            else:
                names.append(self._take(_BARE_KEY))
            self._skip()
            if self._text[self._at] != ".":
                return names
            self._at += 1

    def _string(self) -> str:
        for pattern in _STRINGS:
            if found := pattern.match(self._text, self._at):
                self._at = found.end()
                return found[0]
        raise AssertionError("a text that was parsed has no open string")

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        assert found, "a text that was parsed has a key or a value here"
        self._at = found.end()
        return found[0]

    def _skip(self) -> bool:
        """Go past blanks and comments; say whether anything follows."""
        found = _BLANK.match(self._text, self._at)
        assert found
        self._at = found.end()
        return self._at < len(self._text)

    def _note(self, path: KeyPath, at: int) -> None:
        self.lines.setdefault(path, bisect.bisect_left(self._ends, at) + 1)


def _decoded(string: str) -> str:
    content: dict[str, Any] = tomllib.loads(f"key = {string}")
    return str(content["key"])
