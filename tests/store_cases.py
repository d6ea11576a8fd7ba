"""A small cube, stores of it, and what must be true of them: for the tests of stores and their faults."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from roos.store import Store, StoredArray
from roos.store.disk import Disk

ARRAYS = (
    StoredArray("scores", "float64", (3, 2), ("demand", "category")),
    StoredArray("relative", "float32", (3, 2), ("demand", "category")),
    StoredArray("path", "int8"),
)
ROWS, CHUNK = 23, 5
IDENTITY = {"inputs": {"A": "0f3a", "B": "77"}, "options": {"tolerance": 1e-9}, "version": "1"}
COORDINATES = {
    "demand": ["steel", "glass", "stål"],
    "category": ["climate", "acid"],
    "unit": ("category", ["kg CO2-eq", "mol H+-eq"]),
}


def cube(rows: int = ROWS) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(11)
    return {
        "scores": rng.normal(size=(rows, 3, 2)),
        "relative": rng.random((rows, 3, 2)).astype(np.float32),
        "path": rng.integers(0, 5, rows).astype(np.int8),
    }


def begin(folder: Path, *, rows: int = ROWS, chunk: int = CHUNK, disk: Disk | None = None) -> Store:
    return Store.create(
        folder,
        arrays=ARRAYS,
        rows=rows,
        chunk=chunk,
        identity=IDENTITY,
        coordinates=COORDINATES,
        disk=disk,
    )


def go_on(store: Store, whole: dict[str, np.ndarray]) -> Store:
    """Write what is pending."""
    for rows in store.pending():
        store.write(rows, {name: array[rows] for name, array in whole.items()})
    return store


def begin_or_resume(folder: Path, **more) -> Store:
    if (folder / "header").exists():
        return Store.resume(folder, IDENTITY, disk=more.get("disk"))
    return begin(folder, **more)


def finished_bytes(folder: Path) -> dict[str, bytes]:
    """Return what must be the same however often a run was interrupted."""
    files = [folder / "header", *sorted((folder / "chunks").iterdir())]
    lines = sorted((folder / "journal").read_bytes().splitlines())
    return {path.name: path.read_bytes() for path in files} | {"journal": b"\n".join(lines)}


def check_whole(folder: Path, whole: dict[str, np.ndarray], expected: dict[str, bytes] | None = None) -> None:
    store = Store.open(folder)
    assert store.finished and not store.findings and store.check() == ()
    for name, array in whole.items():
        back = store.read(name, 0, len(array))
        assert back.dtype == array.dtype and back.tobytes() == array.tobytes()
    assert not list(folder.rglob("*.tmp"))
    if expected is not None:
        assert finished_bytes(folder) == expected
