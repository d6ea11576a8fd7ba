"""TOML files as mappings, with the line of each value: the parser of the standard library keeps none."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from roos.errors import RoosError, error

_MOST_BYTES = 2**20
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_TABLE = re.compile(r"\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")
_DECIMAL_COMMA = re.compile(r"=\s*[+-]?\d+,\d+\s*(?:#.*)?$")


class TomlFile:
    """One parsed file.

    Attributes
    ----------
    path
        As given, for messages.
    content
        What the file says.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines: list[str] = []
        text = _text(path)
        self._lines = text.splitlines()
        try:
            self.content: dict[str, Any] = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as problem:
            raise self._not_toml(problem) from None

    def where(self, key: str = "", table: str = "", number: int = 0) -> str:
        """Return ``file, line n`` of a key, of its table if the key is absent, else the file alone.

        Parameters
        ----------
        key
            Empty for the table itself.
        table
            Name of the table it stands in, empty for the top of the file.
        number
            Which of the tables of that name, from 0.
        """
        start, stop = self._span(table, number)
        key_line = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[.=]""")
        for i in range(start, stop):
            if key and key_line.match(self._lines[i]):
                return f"{self.path}, line {i + 1}"
        return f"{self.path}, line {start}" if table and start else str(self.path)

    def refuse(
        self, code: str, message: str, *, key: str = "", table: str = "", number: int = 0, hint: str = ""
    ) -> RoosError:
        """Return an error that names file and line."""
        return error(code, message, self.where(key, table, number), hint)

    def check_keys(
        self,
        keys: Mapping[str, Any],
        known: Collection[str],
        needed: Collection[str],
        table: str = "",
        number: int = 0,
    ) -> None:
        """Refuse keys that are not known and the lack of those that are needed (E304)."""
        for key in keys:
            if key not in known:
                raise self.refuse(
                    "E304", f"unknown key {key!r}", key=key, table=table, number=number,
                    hint="known here: " + ", ".join(known),
                )  # fmt: skip
        for key in needed:
            if key not in keys:
                raise self.refuse(
                    "E304", f"{key!r} is missing", table=table, number=number, hint=f"add a line: {key} = …"
                )

    def text(self, keys: Mapping[str, Any], key: str, table: str = "", number: int = 0) -> str:
        """Return a text, empty when absent; E304 when it is something else or blank."""
        value = keys.get(key, "")
        if not isinstance(value, str) or (key in keys and not value.strip()):
            raise self.refuse(
                "E304", f"{key!r} must be a text", key=key, table=table, number=number,
                hint=f'write {key} = "…"',
            )  # fmt: skip
        return value.strip()

    def texts(self, keys: Mapping[str, Any], key: str, table: str = "", number: int = 0) -> tuple[str, ...]:
        """Return a list of texts, of which one may stand alone; E304 when it is something else."""
        value = keys.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(item, str) and item.strip() for item in listed):
            raise self.refuse(
                "E304", f"{key!r} must be a text or a list of texts", key=key, table=table, number=number
            )
        return tuple(item.strip() for item in listed)

    def tables(self, key: str) -> list[dict[str, Any]]:
        """Return the tables ``[[key]]``, at least one; E304 when they are something else."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            raise self.refuse("E304", f"no table [[{key}]]", key=key, hint=f"give one [[{key}]] per row")
        return value

    def _span(self, table: str, number: int) -> tuple[int, int]:
        """Return the lines after the header of a table, up to the next header; (0, 0) when not found."""
        headers = [(i, found[1]) for i, line in enumerate(self._lines) if (found := _TABLE.match(line))]
        ends = [i for i, _ in headers] + [len(self._lines)]
        if not table:
            return 0, ends[0]
        seen = -1
        for (i, name), end in zip(headers, ends[1:], strict=True):
            seen += name == table
            if name == table and seen == number:
                return i + 1, end
        return 0, 0

    def _not_toml(self, problem: Exception) -> RoosError:
        found = _AT_LINE.search(str(problem))
        line = int(found[1]) if found else 0
        where = f"{self.path}, line {line}" if line else str(self.path)
        if line and line <= len(self._lines) and _DECIMAL_COMMA.search(self._lines[line - 1]):
            return error(
                "E205", f"{self._lines[line - 1].strip()!r} is not a number", where,
                "TOML numbers have a decimal point: 0.5",
            )  # fmt: skip
        what = _AT_LINE.sub("", str(problem)).strip() or "nested too deep"
        return error("E304", f"not valid TOML: {what}", where, "see the template in the manual of price sets")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise error("E505", f"larger than {_MOST_BYTES} bytes", str(path), "this is not a price set")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise error("E501", f"cannot read: {problem.strerror or problem}", str(path)) from None
    except UnicodeDecodeError as problem:
        raise error(
            "E304", f"not UTF-8 text (byte {problem.start})", str(path), "save the file as UTF-8"
        ) from None
