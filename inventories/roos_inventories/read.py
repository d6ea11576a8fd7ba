"""From a locator to a system: what may be named as an inventory, and which reader it goes to.

``textbook``, ``textbook:NAME``, ``profiles``, ``synthetic``, ``brightway:PROJECT/DATABASE`` begin with words;
options follow a colon as ``key=value,key=value``. Anything else is a path: a matrix folder, a Brightway
datapackage, a roos system file or another format, told apart by what is in it. A path that is spelt like a
word is written ``./textbook``.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from roos.errors import error
from roos.system import System
from roos_inventories.locator import WORDS, Locator, parse_locator, unknown
from roos_inventories.recognise import FORMATS, is_system_file, recognise

Progress = Callable[[str, float], None]

#: Module and function that read a format, by its title; imported when used: none of them pays for the others.
READERS = {
    "matrix folder": ("matrix_folder", "read_matrix_folder"),
    "bw_processing datapackage": ("datapackage", "read_datapackage"),
    "roos system file": ("system_file", "read_system_file"),
    "openLCA JSON-LD package": ("jsonld", "read_jsonld"),
    "folder of tables": ("triplets", "read_triplets"),
    "profile table": ("profile_table", "read_profile_table"),
    "EcoSpold 2": ("ecospold2", "read_ecospold2"),
    "EcoSpold 1": ("ecospold1", "read_ecospold1"),
    "SimaPro CSV": ("simapro", "read_simapro"),
    "Brightway's template": ("excel", "read_excel"),
}


@dataclass(frozen=True)
class Inventory:
    """One line of what can be read.

    Attributes
    ----------
    locator
        What to type; capitals stand for something of the user's own.
    title
        What it is.
    options
        Keys that may follow as ``:key=value``.
    """

    locator: str
    title: str
    options: tuple[str, ...] = ()


def read(locator: str | Path, *, progress: Progress | None = None, cache: bool = True) -> System:
    """Read an inventory.

    Parameters
    ----------
    locator
        A word with options, or a path; a ``Path`` is never taken for a word.
    progress
        Called with a phase and the fraction done.
    cache
        Keep what was read from files, and use it while they stay as they are (`system_cache.py`).

    Returns
    -------
    System
        Validated and frozen; one from the cache has read-only arrays and opens labels when asked for them.

    Raises
    ------
    InputError
        E510 neither a known word nor an existing path, with the nearest names; E512 options that are
        malformed, unknown or given twice; E501 a path that cannot be read; E502 a format that is not
        recognised; and what the reader itself raises, e.g. E509 for a data set that is not installed.

    Examples
    --------
    >>> read("textbook:loop").products.names
    ('electricity from coal', 'coal')
    """
    parsed = Locator.of_path(locator) if isinstance(locator, os.PathLike) else parse_locator(locator)
    if parsed.path is not None:
        return _read_file(parsed.path, parsed.options, progress, cache)
    # each reader is imported when it is used: none of them pays for the others
    if parsed.word == "textbook":
        from roos_inventories.textbook import read_textbook

        return read_textbook(parsed.name, progress)
    if parsed.word == "profiles":
        from roos_inventories.profiles import read_profiles

        return read_profiles(parsed.options, progress)
    if parsed.word == "synthetic":
        from roos_inventories.synthetic_reader import read_synthetic

        return read_synthetic(parsed.options, progress)
    if parsed.word == "brightway":
        from roos_inventories.brightway import read_brightway

        return read_brightway(parsed.name or "", progress)
    raise unknown(parsed.text)


def list_inventories() -> tuple[Inventory, ...]:
    """Return what can be read, the words first.

    Every locator without capitals can be read as it stands; ``profiles`` needs its data set to be installed.
    """
    from roos_inventories.brightway.address import OPTIONS
    from roos_inventories.profiles.options import ALLOWED
    from roos_inventories.synthetic_reader import KNOBS
    from roos_inventories.textbook import list_textbook

    return (
        Inventory("textbook", f"{WORDS['textbook']}, side by side"),
        *(Inventory(f"textbook:{name}", title) for name, title in list_textbook().items()),
        Inventory("profiles", WORDS["profiles"], tuple(ALLOWED)),
        Inventory("synthetic", WORDS["synthetic"], tuple(KNOBS)),
        Inventory("brightway:PROJECT/DATABASE", WORDS["brightway"], OPTIONS),
        *(Inventory(form.place, form.title, form.options) for form in FORMATS),
    )


def _read_file(path: Path, options: dict[str, str], progress: Progress | None, cache: bool) -> System:
    """Read a path, through the cache where that saves anything."""
    if path.name in ("", ".."):  # a system is called as its folder, which `.` does not tell
        path = path.resolve()
    if not cache or is_system_file(path):
        return _read_path(path, options, progress)
    from roos_inventories.system_cache import cached

    system = cached(path, options, lambda place: _read_path(place, options, progress))
    if progress is not None:
        progress("done", 1.0)
    return system


def _read_path(path: Path, options: dict[str, str], progress: Progress | None) -> System:
    form = recognise(path)
    if unusable := [key for key in options if key not in form.options]:
        raise error(
            "E512",
            f"a {form.title} has no option {unusable[0]!r}",
            str(path),
            f"options: {', '.join(form.options)}" if form.options else "leave the options out",
        )
    module, function = READERS[form.title]
    reader = getattr(importlib.import_module(f"roos_inventories.readers.{module}"), function)
    system: System = reader(path, options, progress)
    return system
