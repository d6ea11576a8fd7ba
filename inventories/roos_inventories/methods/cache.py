"""The parsed factors in the user's cache: one npz, keyed by the digest of the source and a format version.

The cache saves time and nothing else: a damaged entry is rebuilt, and where nothing can be written the source
is parsed each time.
"""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
import zlib
from pathlib import Path

import numpy as np

from roos.errors import RoosError
from roos_inventories.methods.flow_list import Flow
from roos_inventories.methods.source import FactorTable, PublishedCategory, digest, locate, parse
from roos_inventories.userdata import cache_dir, write_atomically

_FORMAT = 1
_DAMAGED = (OSError, EOFError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile, zlib.error)


def load_factors() -> FactorTable:
    """Return all factors, from the cache when it holds them, else parsed and then cached.

    Raises
    ------
    InputError
        As :func:`roos_inventories.methods.source.locate` and :func:`~roos_inventories.methods.source.parse`.
    """
    files = locate()
    sha256 = digest(files)
    entry = _entry(sha256)
    if entry is not None and entry.is_file():
        with contextlib.suppress(*_DAMAGED):
            return _restore(entry, sha256)
    table = parse(files)
    if entry is not None:
        with contextlib.suppress(RoosError, OSError):  # full or read-only: the result is right, only slower
            _keep(table, entry)
    return table


def _entry(sha256: str) -> Path | None:
    try:
        return cache_dir() / "methods" / f"factors-{_FORMAT}-{sha256[:16]}.npz"
    except (RoosError, OSError):
        return None


def _keep(table: FactorTable, entry: Path) -> None:
    text = {"format": _FORMAT, "digest": table.digest, "flows": table.flows, "categories": table.categories}
    content = io.BytesIO()
    np.savez(
        content,
        text=np.frombuffer(json.dumps(text).encode(), dtype=np.uint8),
        offsets=table.offsets,
        positions=table.positions,
        factors=table.factors,
    )
    entry.parent.mkdir(exist_ok=True)
    write_atomically(entry, content.getvalue())


def _restore(entry: Path, sha256: str) -> FactorTable:
    """Return a cached table; members carry checksums, which are verified in reading."""
    with np.load(entry, allow_pickle=False) as stored:
        text = json.loads(stored["text"].tobytes())
        offsets, positions, factors = (stored[name] for name in ("offsets", "positions", "factors"))
    flows = tuple(Flow(*row) for row in text["flows"])
    categories = tuple(PublishedCategory(*row) for row in text["categories"])
    fits = (
        text["digest"] == sha256
        and (offsets.dtype, positions.dtype, factors.dtype) == (np.int64, np.int32, np.float64)
        and offsets.shape == (len(categories) + 1,)
        and positions.shape == factors.shape == (offsets[-1],)
        and 0 <= positions.min()
        and positions.max() < len(flows)
    )
    if not fits:
        raise ValueError("another layout")
    return FactorTable(sha256, flows, categories, offsets, positions, factors)
