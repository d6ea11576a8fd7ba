"""Generated systems of ecoinvent's shape."""

from __future__ import annotations

from benchmarks.registry import Case, register_case
from roos import System
from roos_inventories import read


def _by_size(activities: float, seed: int) -> System:
    return read(f"synthetic:activities={int(activities)},seed={seed}")


def _by_spread(decades: float, seed: int) -> System:
    return read(f"synthetic:activities=5000,seed={seed},scale_decades={decades}")


def _tiny(options: str = "") -> System:
    return read(f"synthetic:activities=200,seed=7{options}")


SIZES = (22_000, 2_000, 5_000, 10_000, 50_000, 100_000)
register_case(Case("synthetic", "size", SIZES, _by_size, _tiny))
register_case(
    Case("synthetic spread", "severity", (0.0, 3.0, 6.0), _by_spread, lambda: _tiny(",scale_decades=3"))
)
