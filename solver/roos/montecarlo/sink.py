"""Where the rows go: arrays in memory, or a store that survives a crash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from roos.montecarlo.rows import Rows, RowStatus
from roos.store import Store, StoredArray
from roos.sweeping.results import Stored


class Sink(Protocol):
    """Takes the rows of chunks and hands them back."""

    where: str

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def has(self, rows: slice) -> bool:
        """Say whether a chunk is there from an earlier run."""
        ...

    def write(self, rows: slice, found: Rows) -> None:
        """Keep a chunk; when it returns it is as safe as this sink makes it."""
        ...

    def keep(self, name: str, content: Mapping[str, Any]) -> None:
        """Keep plain values beside the rows, where this sink can."""
        ...

    def arrays(self) -> Mapping[str, Stored]:
        """Return the arrays by field of :class:`Rows`."""
        ...


class MemorySink:
    """Rows in plain arrays."""

    where = ""

    def __init__(self, arrays: Sequence[StoredArray], rows: int) -> None:
        blank = {"int8": int(RowStatus.NOT_DRAWN)}
        self._arrays: dict[str, NDArray[Any]] = {
            one.name: np.full((rows, *one.shape), blank.get(one.dtype, np.nan), dtype=one.dtype)
            for one in arrays
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def has(self, rows: slice) -> bool:
        """Return False: memory begins empty."""
        return False

    def write(self, rows: slice, found: Rows) -> None:
        """Copy the rows to their place."""
        for name, array in self._arrays.items():
            array[rows] = getattr(found, name)

    def keep(self, name: str, content: Mapping[str, Any]) -> None:
        """Do nothing: results in memory hold these values themselves."""

    def arrays(self) -> Mapping[str, Stored]:
        """Return the arrays themselves."""
        return self._arrays


class StoreSink:
    """Rows in a store on disk; made by :meth:`at`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pending = {rows.start for rows in store.pending()}
        self.where = str(store.folder)

    @classmethod
    def at(
        cls,
        folder: str | PathLike[str],
        arrays: Sequence[StoredArray],
        rows: int,
        chunk: int,
        identity: Mapping[str, Any],
        *,
        coordinates: Mapping[str, Any],
        meta: Mapping[str, Any],
        resume: bool,
    ) -> Self:
        """Begin a store, or go on with one.

        Raises
        ------
        RoosError
            E604 to E609, E112, E111: see :class:`roos.store.Store`.
        """
        folder = Path(folder)
        if resume and (folder / "header").exists():
            return cls(Store.resume(folder, identity))
        store = Store.create(
            folder,
            arrays=arrays,
            rows=rows,
            chunk=chunk,
            identity=identity,
            coordinates=coordinates,
            meta=meta,
            dim="row",
        )
        return cls(store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def has(self, rows: slice) -> bool:
        """Say whether a chunk is there from an earlier run."""
        return rows.start not in self._pending

    def write(self, rows: slice, found: Rows) -> None:
        """Write one chunk; it survives the end of the process from then on."""
        self._store.write(rows, found._asdict())

    def keep(self, name: str, content: Mapping[str, Any]) -> None:
        """Keep plain values beside the cube."""
        self._store.put(name, content)

    def arrays(self) -> Mapping[str, Stored]:
        """Return views that read when they are sliced."""
        return {name: self._store.view(name) for name in Rows._fields}
