"""The header of a store: what it holds, what it was made from, and the version of its format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roos.errors import error
from roos.store.damage import Damaged, damaged
from roos.store.disk import Disk, write_whole
from roos.store.identity import plain
from roos.store.layout import Layout
from roos.store.sealed import digest_of, seal, unseal

NAME = "header"
_FORMAT = "roos-store"
#: Counted up when stores are laid out otherwise.
VERSION = 1


@dataclass(frozen=True)
class Header:
    """What a store says of itself, all plain values.

    Attributes
    ----------
    layout
        Arrays, rows, chunks.
    identity
        What every number depends on.
    coordinates
        By name: the dimension and the labels or numbers along it.
    meta
        Whatever its maker wants to find again.
    """

    layout: Layout
    identity: Mapping[str, Any]
    coordinates: Mapping[str, tuple[str, list[Any]]]
    meta: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        layout: Layout,
        identity: Mapping[str, Any],
        coordinates: Mapping[str, Any],
        meta: Mapping[str, Any],
    ) -> Header:
        """Return a header from what a caller gave.

        Raises
        ------
        InputError
            E114 coordinates that do not fit, E117 values that are not plain.
        """
        lengths = {layout.dim: layout.rows}
        for array in layout.arrays:
            lengths |= dict(zip(array.dims, array.shape, strict=True))
        found: dict[str, tuple[str, list[Any]]] = {}
        for name, given in coordinates.items():
            dim, values = given if isinstance(given, tuple) and len(given) == 2 else (name, given)
            values = values.tolist() if hasattr(values, "tolist") else list(values)
            if lengths.get(dim) != len(values):
                what = f"{len(values)} labels along {dim!r}, which is {lengths.get(dim, 'not there')} long"
                raise error("E114", what, where=str(name), hint="give one for each position")
            found[name] = dim, values
        again = plain({name: list(pair) for name, pair in found.items()}, "coordinates")
        return cls(
            layout,
            plain(identity, "identity"),
            {name: (dim, values) for name, (dim, values) in again.items()},
            plain(meta, "meta"),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "format": _FORMAT,
            "version": VERSION,
            "layout": self.layout.as_dict(),
            "identity": self.identity,
            "coordinates": {name: list(pair) for name, pair in self.coordinates.items()},
            "meta": self.meta,
        }


def write_header(disk: Disk, folder: Path, header: Header) -> str:
    """Write the header of a new store; return its digest, which every chunk carries."""
    line = seal(header.as_dict())
    write_whole(disk, folder / NAME, [line])
    return digest_of(line)


def read_header(folder: Path) -> tuple[Header, str]:
    """Return the header of a store and its digest.

    Raises
    ------
    InputError
        E609 no store there, E608 of another version, E111 damaged, E501 cannot be read.
    """
    path = folder / NAME
    try:
        line = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as problem:
        raise error(
            "E609",
            "there is no store in this folder",
            where=str(folder),
            hint="name the folder of a finished or stopped run",
        ) from problem
    except OSError as problem:
        raise error("E501", f"cannot read: {problem.strerror or problem}", where=str(path)) from problem
    try:
        content = unseal(line)
        version = content.get("version") if content.get("format") == _FORMAT else None
        if version == VERSION:
            layout = Layout.from_dict(content["layout"])
            coordinates = {name: (dim, values) for name, (dim, values) in content["coordinates"].items()}
            return Header(layout, content["identity"], coordinates, content["meta"]), digest_of(line)
    except (Damaged, KeyError, TypeError, ValueError) as problem:
        raise damaged(path, "the header of the store", problem) from problem
    raise error(
        "E608",
        f"the store is of version {version}, and this version of roos reads version {VERSION}",
        where=str(folder),
        hint="use the version of roos that wrote it, or compute it again in another folder",
    )
