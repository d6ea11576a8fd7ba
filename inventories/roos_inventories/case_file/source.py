"""A case file as text: what it says, and the line of each key."""

from __future__ import annotations

from pathlib import Path

from roos_inventories.toml_source import Kind, TomlSource

MOST_BYTES = 2**20


class Source(TomlSource):
    """One parsed case; E434 where it is no text or no TOML."""

    def __init__(self, path: Path, shown: str = "") -> None:
        kind = Kind(
            "case",
            "E434",
            MOST_BYTES,
            "a case is a page of text",
            "roos case new",
            "check the path; `roos case list` shows the cases that come with roos",
        )
        super().__init__(path, kind, shown)
