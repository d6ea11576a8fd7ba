"""Formats that are told by what stands at the beginning of a file: XML of EcoSpold, tables of two kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_BEGINNING = 64 * 2**10
_ECOSPOLD = re.compile(r"http://www\.EcoInvent\.org/EcoSpold0([12])", re.IGNORECASE)
_SIMAPRO = re.compile(r"\s*\"?\{(SimaPro|CSV separator)", re.IGNORECASE)
_TEMPLATE = re.compile(r"^\"?\s*(database|activity|cutoff)\s*\"?\s*[,;\t]", re.IGNORECASE | re.MULTILINE)
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def of_content(path: Path) -> str:
    """Return the title of a file's format by its beginning, or nothing.

    Raises
    ------
    OSError
        Where the file cannot be read.
    """
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if beginning.startswith(_OLD_WORKBOOK):
        return "old workbook"
    text = beginning.replace(b"\0", b"").decode("latin-1").removeprefix("ï»¿")
    if "<" in text[:200]:
        found = _ECOSPOLD.search(text)
        if found:
            return f"EcoSpold {found[1]}"
        # by the name where the beginning says nothing: its reader says what is wrong inside
        return {".spold": "EcoSpold 2"}.get(path.suffix.lower(), "")
    if _SIMAPRO.match(text):
        return "SimaPro CSV"
    return "Brightway's template" if _TEMPLATE.search(text.replace("\r", "\n")) else ""


def of_members(names: Iterable[str]) -> str:
    """Return the title of a zip's format by the names of its members, or nothing."""
    listed = {name.lower() for name in names}
    if "[content_types].xml" in listed:
        return "Brightway's template"
    if any(name.endswith(("olca-schema.json", "context.json")) for name in listed):
        return "openLCA JSON-LD package"
    if any(name.endswith(".spold") for name in listed):
        return "EcoSpold 2"
    return "EcoSpold 1" if any(name.endswith(".xml") for name in listed) else ""


def of_folder(path: Path) -> str:
    """Return the title of a folder's format by the first file that has one, or nothing."""
    for suffix in (".spold", ".xml", ".csv"):
        for entry in sorted(path.iterdir()):
            if entry.suffix.lower() == suffix and entry.is_file() and (title := of_content(entry)):
                if title != "Brightway's template":  # one file is one inventory
                    return title
    return ""
