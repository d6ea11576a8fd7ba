"""Single files of the installed bw2io package: its EcoSpold parsers and its tables of flow names.

The package itself is never imported: that opens Brightway projects, makes folders in the user's home and
takes seconds. Its extractors for EcoSpold are self-contained files, loaded on their own.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

from roos.errors import error
from roos_inventories.strict_json import json_strict


@cache
def extractor(name: str) -> ModuleType:
    """Return an extractor's module, e.g. ``"ecospold2"``.

    Raises
    ------
    InputError
        E509 bw2io is not installed, or its extractor cannot be loaded alone.
    """
    file = _folder() / "extractors" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"roos_inventories.readers._bw2io_{name}", file)
    if spec is None or spec.loader is None:
        raise _missing(str(file))
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (ImportError, OSError, SyntaxError) as problem:
        raise _missing(f"{name}.py of bw2io: {problem}") from problem
    return module


@cache
def flow_names(name: str) -> dict[tuple[str, str], str]:
    """Return a table of elementary flows: (general compartment, name there) → name in ecoinvent's flow list.

    Parameters
    ----------
    name
        File in bw2io's ``data``, e.g. ``"simapro-biosphere.json"``.
    """
    file = _folder() / "data" / name
    try:
        rows = json_strict(file.read_bytes(), where=name)
    except OSError as problem:
        raise _missing(f"{name}: {problem.strerror}") from problem
    return {(compartment, there): here for compartment, there, here in rows}


def _folder() -> Path:
    spec = importlib.util.find_spec("bw2io")
    if spec is None or not spec.submodule_search_locations:
        raise _missing("bw2io is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


def _missing(what: str) -> Exception:
    return error("E509", f"a part of bw2io cannot be used: {what}", "bw2io", "pip install 'bw2io>=0.9.17'")
