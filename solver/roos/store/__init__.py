"""Cubes larger than memory, on disk: chunked, checksummed, each chunk safe once acknowledged, resumable.

Reading order: ``disk.py``, ``sealed.py``, ``damage.py`` (bytes that are safe, and known to be those written);
``layout.py``, ``identity.py``, ``header.py`` (what a store says of itself); ``chunkfile.py``, ``journal.py``,
``lock.py``, ``writing.py``; ``reader.py`` and ``store.py`` join them. ``columns.py``, ``tables.py``,
``lazy.py`` and ``export_*.py`` hand its numbers to others.
"""

from __future__ import annotations

from roos.store.layout import StoredArray, chunk_length
from roos.store.reader import Reader
from roos.store.store import Store

__all__ = ["Reader", "Store", "StoredArray", "chunk_length"]
