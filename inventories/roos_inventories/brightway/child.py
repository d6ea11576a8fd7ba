"""The program that lets bw2data read a project; it runs in a process of its own and ends.

bw2data creates folders, tables and a project when it is imported or a project is selected, and prints. So it
is given a temporary folder to do all that in: the project's small files are copied there, its SQLite file is
opened for reading only, and whatever is printed goes to standard error. Nothing of the user's is written.

Brightway keeps node data, setups and preferences as pickle, which bw2data loads. A pickle can name any
function to call; here an audit hook lets it name plain values only. One place of bw2data evaluates text from
the database (locations); it is given a reader of literals instead.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

_COPIED = ("databases.json", "methods.json", "geomapping.pickle", "preferences.pickle", "setups.pickle")
#: What a pickle may name: containers, dates, and NumPy's numbers and arrays.
_PLAIN = {
    "builtins": {"set", "frozenset", "bytearray", "complex", "slice", "range"},
    "collections": {"OrderedDict", "defaultdict"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "fractions": {"Fraction"},
    "pathlib": {"Path", "PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath"},
    "uuid": {"UUID"},
    "_codecs": {"encode"},
    "numpy": {"dtype", "ndarray"},
    "numpy.core.multiarray": {"scalar", "_reconstruct"},
    "numpy._core.multiarray": {"scalar", "_reconstruct"},
    "numpy.core.numeric": {"_frombuffer"},
    "numpy._core.numeric": {"_frombuffer"},
}


class Refused(Exception):
    """A pickle names something that is no plain value."""


def main() -> None:
    """Answer the request on standard input, as JSON on standard output."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what others print, also from C, is no answer
    request = json.loads(sys.stdin.buffer.read())
    try:
        content = read_project(request)
    except Refused as problem:
        content = {"refused": str(problem)}
    except Exception as problem:  # bw2data raises anything; the caller says it with place and hint
        content = {"failed": f"{type(problem).__name__}: {problem}"}
    with answer:
        json.dump(content, answer)


def read_project(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return nodes, freshly processed packages and a calculation setup.

    Parameters
    ----------
    request
        ``folder`` of the project, ``address`` of its SQLite file, ``databases`` whose nodes are wanted,
        ``process``: those to process here, ``setup``: a name or None.
    """
    import bw2data as bd
    import peewee
    from bw2data.backends.schema import ActivityDataset, ExchangeDataset

    sys.addaudithook(_only_plain)
    for name in _COPIED:
        source = Path(request["folder"]) / name
        if source.is_file():
            shutil.copyfile(source, bd.projects.dir / name)
    bd.projects.set_current(bd.projects.current, update=False)  # takes up what was copied
    database = peewee.SqliteDatabase(request["address"], uri=True)
    database.bind([ActivityDataset, ExchangeDataset])
    with database:
        return {
            "nodes": list(_nodes(ActivityDataset, request["databases"])),
            "processed": {name: _processed(bd, name) for name in request["process"]},
            "setup": _setup(bd, ActivityDataset, request["setup"]) if request["setup"] else None,
            "setups": sorted(str(name) for name in bd.calculation_setups),
        }


def _only_plain(event: str, arguments: Sequence[Any]) -> None:
    if event == "pickle.find_class":
        module, name = arguments[0], arguments[1]
        if name not in _PLAIN.get(module, ()):
            raise Refused(f"{module}.{name}")


def _nodes(table: Any, databases: Sequence[str]) -> Iterator[list[Any]]:
    """Yield id, database, code, type, name, product, unit, location and compartment of each node."""
    rows = table.select(
        table.id,
        table.database,
        table.code,
        table.type,
        table.name,
        table.product,
        table.location,
        table.data,
    ).where(table.database << list(databases))
    for node, database, code, kind, name, product, location, data in rows.tuples().iterator():
        yield [
            node,
            database,
            code,
            kind or data.get("type") or "",
            _text(data.get("name", name)),
            _text(data.get("reference product", product)),
            _text(data.get("unit")),
            _text(data.get("location", location)),
            _text(data.get("categories")),
        ]


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return " / ".join(str(part) for part in value)
    return "" if value is None else str(value)


def _processed(bd: Any, name: str) -> str:
    """Process a database into the temporary folder and return its package."""
    import bw2data.backends.base as base

    if hasattr(base, "retupleize_geo_strings"):
        base.retupleize_geo_strings = _literal
    database = bd.Database(name)
    database.process()
    return str(database.dirpath_processed() / database.filename_processed())


def _literal(value: Any) -> Any:
    """Return the tuple that a location's text writes, or the text; nothing is evaluated."""
    if not value or "(" not in value:
        return value
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value


def _setup(bd: Any, table: Any, name: str) -> dict[str, Any] | None:
    """Return demands by node id and methods of a calculation setup."""
    if name not in bd.calculation_setups:
        return None
    setup = bd.calculation_setups[name]
    find: Callable[[Any], int | str] = lambda key: _id_of(table, key)  # noqa: E731
    return {
        "demands": [
            [[find(key), float(amount)] for key, amount in demand.items()] for demand in setup["inv"]
        ],
        "methods": [list(method) for method in setup["ia"]],
    }


def _id_of(table: Any, key: Any) -> int | str:
    """Return a node's id, or its key as text where there is no such node."""
    if isinstance(key, int):
        return key
    database, code = key[0], key[1]
    found = table.get_or_none(table.database == database, table.code == code)
    return int(found.id) if found is not None else f"{database}|{code}"


if __name__ == "__main__":
    main()
