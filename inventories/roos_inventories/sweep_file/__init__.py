"""Sweep files: ``SWEEP.toml`` as people write it becomes a :class:`roos.SweepSpec` (see README.md)."""

from __future__ import annotations

from roos_inventories.sweep_file.limits import SweepLimits
from roos_inventories.sweep_file.reading import read_sweep, sweep_schema, sweep_template

__all__ = ["SweepLimits", "read_sweep", "sweep_schema", "sweep_template"]
