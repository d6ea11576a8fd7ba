"""The entities of an openLCA package, zip or folder; each is parsed when it is asked for.

The classes and their parsers are those of olca-schema. Members are read through the checked archive and the
strict JSON reader first: size, depth, doubled keys and numbers that are none are refused before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Any, Self, TypeVar

import olca_schema as olca

from roos.errors import error
from roos_inventories.archive import SafeZip
from roos_inventories.limits import DEFAULT, Limits
from roos_inventories.readers.source_files import read_file
from roos_inventories.strict_json import json_strict

Entity = TypeVar("Entity")
#: Folder of each class that is read.
FOLDERS: dict[type, str] = {
    olca.Process: "processes",
    olca.Flow: "flows",
    olca.FlowProperty: "flow_properties",
    olca.UnitGroup: "unit_groups",
    olca.Location: "locations",
    olca.ImpactMethod: "lcia_methods",
    olca.ImpactCategory: "lcia_categories",
}
_VERSIONS = (2, 3)
_FIRST = next(iter(olca.RefType))


class Store:
    """A package, opened as a context.

    Parameters
    ----------
    path
        Zip or folder.
    limits
        Caps.

    Raises
    ------
    InputError
        On entering: E501 cannot read, E502 another version of the schema, E503 not a zip, E504 a refused
        member, E505 over a limit.
    """

    def __init__(self, path: Path, limits: Limits = DEFAULT) -> None:
        self.path = path
        self.name = path.absolute().name  # that of ``.`` too
        self._limits = limits
        self._zip: SafeZip | None = None
        self._stack = ExitStack()
        self._members: dict[tuple[str, str], str] = {}
        self._parsed: dict[tuple[type, str], Any] = {}

    def __enter__(self) -> Self:
        if not self.path.is_dir():
            self._zip = self._stack.enter_context(SafeZip(self.path, limits=self._limits))
        names = self._zip.names() if self._zip else self._files()
        for name in names:
            plain = PurePosixPath(name)
            if plain.suffix == ".json":
                self._members[plain.parent.name, plain.stem] = name
        try:
            self._check_version()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def ids(self, kind: type) -> list[str]:
        """Return the ids of all entities of a class, sorted."""
        return sorted(stem for folder, stem in self._members if folder == FOLDERS[kind])

    def each(self, kind: type[Entity]) -> Iterator[Entity]:
        """Yield all entities of a class by id, and keep none of them."""
        for identifier in self.ids(kind):
            yield self._parse(kind, self._members[FOLDERS[kind], identifier])

    def find(self, kind: type[Entity], identifier: str | None) -> Entity | None:
        """Return an entity, or None where the package has none of that id."""
        key = (kind, identifier or "")
        if key not in self._parsed:
            name = self._members.get((FOLDERS[kind], identifier or ""))
            self._parsed[key] = None if name is None else self._parse(kind, name)
        found: Entity | None = self._parsed[key]
        return found

    def get(self, kind: type[Entity], reference: olca.Ref | None, what: str, where: str) -> Entity:
        """Return the entity that something refers to.

        Raises
        ------
        InputError
            E523 nothing is referred to, or the package lacks it.
        """
        if reference is None or not reference.id:
            raise error("E523", f"{what} is missing", where, "correct the data set and export it again")
        found = self.find(kind, reference.id)
        if found is None:
            raise error(
                "E523",
                f"{what} {reference.name or reference.id!r} is not in the package",
                where,
                f"export it with all it refers to: {FOLDERS[kind]}/{reference.id}.json is lacking",
            )
        return found

    def place(self, kind: type, identifier: str) -> str:
        """Return an entity's file for messages."""
        name = self._members.get((FOLDERS[kind], identifier), f"{FOLDERS[kind]}/{identifier}.json")
        return f"{self.name}, {name}"

    def _parse(self, kind: type[Entity], name: str) -> Entity:
        where = f"{self.name}, {name}"
        content = self._json(name)
        try:
            _type_references(content)
            entity: Entity = kind.from_dict(content)  # type: ignore[attr-defined]
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            message = f"not understood as {kind.__name__}: {problem}"
            raise error("E523", message, where, "export the package again with openLCA 2") from None
        if getattr(entity, "id", None) != PurePosixPath(name).stem:
            hint = "the file is named by the id of what it holds: export the package again"
            raise error("E523", "the id in the file is not that of its name", where, hint)
        return entity

    def _json(self, name: str) -> Any:
        where = f"{self.name}, {name}"
        if self._zip is not None:
            return json_strict(self._zip.read(name), where=where, limits=self._limits)
        return json_strict(read_file(self.path / name, self._limits), where=where, limits=self._limits)

    def _files(self) -> list[str]:
        wanted = {*FOLDERS.values(), self.path.name}
        return sorted(
            entry.relative_to(self.path).as_posix()
            for entry in (*self.path.glob("*.json"), *self.path.glob("*/*.json"))
            if entry.parent.name in wanted
        )

    def _check_version(self) -> None:
        name = next((name for (_, stem), name in self._members.items() if stem == "olca-schema"), None)
        said = self._json(name) if name is not None else None
        version = said.get("version") if isinstance(said, dict) else None
        if version not in _VERSIONS:
            shown = "none is said" if version is None else f"it is {version}"
            hint = "open it with openLCA 2 and export it again as JSON-LD"
            raise error("E502", f"the version of its schema is not known: {shown}", self.name, hint)


def _type_references(content: Any) -> None:
    """Give every reference in parsed JSON the first type that olca-schema knows, in place.

    olca-schema compares a type with one after the other of those it knows, which takes two thirds of the time
    of reading. Which type a reference has follows from where it stands, and nothing here asks for it.
    """
    if isinstance(content, dict):
        if "@id" in content:
            content["@type"] = _FIRST
        for value in content.values():
            if isinstance(value, dict | list):
                _type_references(value)
    elif isinstance(content, list):
        for value in content:
            _type_references(value)
