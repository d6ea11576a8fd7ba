"""Where the rows of a sweep go: arrays in memory, or a store that survives a crash."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding
from roos.results import Results
from roos.store import Store, StoredArray
from roos.sweeping.grid import Grid, axis_as_dict
from roos.sweeping.results import Stored
from roos.sweeping.runner import Rows

#: Arrays of a sweep by the name of their field in :class:`Rows`: dtype, and whether each score has a value.
LAYOUT: dict[str, tuple[str, bool]] = {
    "scores": ("float64", True),
    "relative": ("float32", True),
    "backward_error": ("float64", False),
    "path": ("int8", False),
}


class Sink(Protocol):
    """Takes rows in any order of chunks, and hands the whole back."""

    where: str
    #: what was found in a store that is continued
    findings: tuple[Finding, ...]

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def pending(self) -> list[slice]:
        """Return the chunks that are still to be computed, ascending."""
        ...

    def write(self, rows: slice, found: Rows) -> None:
        """Keep the rows of one chunk; when it returns they are as safe as this sink makes them."""
        ...

    def keep(self, name: str, content: Mapping[str, Any]) -> None:
        """Keep plain values beside the rows, where this sink can."""
        ...

    def arrays(self) -> Mapping[str, Stored]:
        """Return the arrays by field name."""
        ...


class MemorySink:
    """Rows in plain arrays.

    Parameters
    ----------
    scenarios, shape, chunk
        Scenarios, (demands, categories) and scenarios per chunk.
    """

    where = ""
    findings: tuple[Finding, ...] = ()

    def __init__(self, scenarios: int, shape: tuple[int, ...], chunk: int) -> None:
        self._chunk = chunk
        self._scenarios = scenarios
        self._arrays: dict[str, NDArray[Any]] = {
            name: np.empty((scenarios, *(shape if cells else ())), dtype=dtype)
            for name, (dtype, cells) in LAYOUT.items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def pending(self) -> list[slice]:
        """Return all chunks."""
        return chunks(self._scenarios, self._chunk)

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
    """Rows in a store on disk, each chunk safe when it has been written.

    Made by :meth:`at`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.where = str(store.folder)
        self.findings = store.findings

    @classmethod
    def at(
        cls,
        folder: str | PathLike[str],
        grid: Grid,
        base: Results,
        chunk: int,
        identity: Mapping[str, Any],
        *,
        resume: bool,
    ) -> Self:
        """Begin a store, or go on with one.

        Raises
        ------
        RoosError
            E604 to E609, E112, E111: see :class:`roos.store.Store`.
        """
        if resume and (Path(folder) / "header").exists():
            return cls(Store.resume(Path(folder), identity))
        shape = base.scores.shape
        arrays = [
            StoredArray(name, dtype, shape if cells else (), ("demand", "category") if cells else ())
            for name, (dtype, cells) in LAYOUT.items()
        ]
        categories = base.categories
        store = Store.create(
            Path(folder),
            arrays=arrays,
            rows=len(grid),
            chunk=chunk,
            identity=identity,
            coordinates={
                "demand": list(base.demands.ids),
                "category": list(categories.ids),
                "unit": ("category", list(categories.units)),
                "category_name": ("category", list(categories.names)),
            },
            meta={
                "axes": [axis_as_dict(axis) for axis in grid.axes],
                "base": grid.base,
                "models": list(categories.extra.get("model", ())),
                **{name: str(value) for name, value in base.meta.items() if isinstance(value, str)},
            },
        )
        return cls(store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def pending(self) -> list[slice]:
        """Return the chunks that are not there yet."""
        return self._store.pending()

    def write(self, rows: slice, found: Rows) -> None:
        """Write one chunk; it survives the end of the process from then on."""
        self._store.write(rows, found._asdict())

    def keep(self, name: str, content: Mapping[str, Any]) -> None:
        """Keep plain values beside the cube."""
        self._store.put(name, content)

    def arrays(self) -> Mapping[str, Stored]:
        """Return views that read when they are sliced."""
        return {name: self._store.view(name) for name in LAYOUT}


def chunks(rows: int, chunk: int) -> list[slice]:
    """Return consecutive slices of up to ``chunk`` rows."""
    return [slice(start, min(start + chunk, rows)) for start in range(0, rows, chunk)]
