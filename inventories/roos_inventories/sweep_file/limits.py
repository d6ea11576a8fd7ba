"""Caps on a sweep file; a value at its cap is read, one above it is refused (E505)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SweepLimits:
    """Far above what people write, far below what would keep a machine busy.

    Attributes
    ----------
    file_bytes
        Size of the file.
    axes, items
        Axes, and items of one axis.
    scenarios
        Product of the items of all axes that stand in the file.
    changes, parameters
        Entries of each.
    """

    file_bytes: int = 8 * 2**20
    axes: int = 16
    items: int = 1_000_000
    scenarios: int = 10**9
    changes: int = 100_000
    parameters: int = 10_000


DEFAULT = SweepLimits()
