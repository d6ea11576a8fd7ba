"""What a factorisation did, for people and for ``run.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Report:
    """Path taken, sizes and times.

    Attributes
    ----------
    backend
        Solver used.
    size, entries
        Order of A and its stored entries.
    factor_entries, bytes
        Numbers that the factors store, and their bytes with all indices.
    blocks, largest_block
        Strongly connected components, and activities in the largest.
    seconds
        Per phase: ``structure`` (pairing and checks), ``numeric`` (ordering included at the first time).
    details
        What the backend adds: path, nucleus, fill, growth, repairs, use of the ordering cache.
    """

    backend: str
    size: int
    entries: int
    factor_entries: int
    bytes: int
    blocks: int
    largest_block: int
    seconds: Mapping[str, float] = field(default_factory=dict)
    details: Mapping[str, object] = field(default_factory=dict)
