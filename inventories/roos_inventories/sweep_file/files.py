"""What a sweep file names: inventory, demands, prices, scenarios. Paths start at the folder of the file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from roos.errors import RoosError
from roos_inventories.locator import WORDS, parse_locator
from roos_inventories.prices import list_prices
from roos_inventories.sweep_file.models import Inventory, SweepFile
from roos_inventories.sweep_file.source import Source
from roos_inventories.sweep_file.toml_lines import KeyPath

SETUP = "setup:"


def inventory_locator(file: SweepFile, source: Source, folder: Path) -> str:
    """Return the locator with its options, a path joined to the folder.

    Raises
    ------
    InputError
        E501, E510, E512 a locator that is not understood, or leads nowhere.
    """
    given = file.inventory
    path: KeyPath = ("inventory", "locator") if isinstance(given, Inventory) else ("inventory",)
    locator = given.locator if isinstance(given, Inventory) else given
    if locator.partition(":")[0] not in WORDS:
        locator = os.path.join(folder, locator)  # a Path would take ./ away, which tells a path from a word
    try:
        for key, value in (given.options if isinstance(given, Inventory) else {}).items():
            path = ("inventory", "options", key)
            locator = _with_option(locator, key, value)
        parse_locator(locator)
    except RoosError as problem:
        raise source.placed(problem, path) from None
    return locator


def _with_option(locator: str, key: str, value: str) -> str:
    if locator.startswith("brightway:"):
        from roos_inventories.brightway.address import with_option

        return with_option(locator, key, value)
    tail = locator.rpartition(":")[2]
    has_options = ":" in locator and "=" in tail and not Path(locator).exists()
    return f"{locator}{',' if has_options else ':'}{key}={value}"


def demand_file(given: str, source: Source, path: KeyPath, folder: Path) -> str:
    """Return the path of a demand file, or a calculation setup as it is; E501 where no such file is."""
    if given.startswith(SETUP):
        return given
    return _existing(given, source, path, folder, "E501", 'name a demand file, or write "all"')


def scenario_files(given: Sequence[str], source: Source, path: KeyPath, folder: Path) -> tuple[str, ...]:
    """Return the paths of scenario files; E510 where one is not there."""
    return tuple(
        _existing(name, source, (*path, i), folder, "E510", "name scenario difference files or datapackages")
        for i, name in enumerate(given)
    )


def price_sources(given: Sequence[str], source: Source, folder: Path) -> tuple[str, ...]:
    """Return names and paths of price sets; E305 where a name is neither."""
    known = [price_set.name for price_set in list_prices()]
    found = []
    for i, name in enumerate(given):
        if name in known:
            found.append(name)
            continue
        path: KeyPath = ("prices", "sets", i) if isinstance(source.content["prices"], dict) else ("prices", i)
        hint = f"known: {', '.join(known)}; or give the path of a price file"
        found.append(_existing(name, source, path, folder, "E305", hint))
    return tuple(found)


def _existing(given: str, source: Source, path: KeyPath, folder: Path, code: str, hint: str) -> str:
    place = folder / given
    try:
        there = place.exists()
    except (OSError, ValueError):
        there = False
    if not there:
        raise source.refuse(code, f"there is no {given!r} in {folder.resolve().name}/", path, hint)
    return str(place)
