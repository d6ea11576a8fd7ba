"""Zarr: a folder of compressed chunks that many processes can read; needs the extra ``zarr``."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from roos.errors import error
from roos.store.disk import Disk
from roos.store.lazy import to_dataset
from roos.store.store import Store
from roos.store.writing import as_cannot_write


def write_zarr(
    store: Store,
    target: Path,
    names: Mapping[str, str],
    coordinates: Mapping[str, Any] | None = None,
    *,
    attributes: Mapping[str, str | float] | None = None,
) -> None:
    """Write arrays of a finished store to a folder; it appears when it is complete.

    In version 2 of the format: version 3 has no texts yet that other programs are sure to read.

    Parameters
    ----------
    target
        A folder that is not there.
    names
        Array of the store → variable.
    coordinates
        More of them, as :func:`roos.store.lazy.to_dataset` takes them.

    Raises
    ------
    RoosError
        E610 without the extra, E604 the folder is there, E601 or E605 cannot write, E607 not finished.
    """
    try:
        import zarr
    except ImportError as problem:
        raise error(
            "E610",
            "Zarr is written by a package that is not installed",
            where=str(target),
            hint="pip install roos[zarr], or write .nc or .parquet",
        ) from problem
    whole = to_dataset(store, coordinates)[list(names)].rename(dict(names)).assign_attrs(attributes or {})
    if target.exists():
        raise error("E604", "the folder is there already", where=str(target), hint="name one that is not")
    layout, disk = store.layout, Disk()
    waiting = target.with_name(f".{target.name}.tmp")
    with as_cannot_write(target, lambda: layout.rows * layout.row_bytes, disk):
        shutil.rmtree(waiting, ignore_errors=True)
        try:
            for chunk in range(layout.chunks):
                part = whole.isel({layout.dim: layout.slice(chunk)}).load()
                if chunk:
                    part.to_zarr(waiting, append_dim=layout.dim, zarr_format=2, consolidated=False)
                else:
                    encoding = _encoding(part)
                    part.to_zarr(waiting, mode="w", zarr_format=2, encoding=encoding, consolidated=False)
            zarr.consolidate_metadata(waiting)
            disk.rename(waiting, target)
        except BaseException:
            shutil.rmtree(waiting, ignore_errors=True)
            raise


def _encoding(part: Any) -> dict[str, dict[str, Any]]:
    """Return chunks as long as those of the store, so that appending fills whole ones."""
    return {str(name): {"chunks": one.shape} for name, one in part.data_vars.items() if 0 not in one.shape}
