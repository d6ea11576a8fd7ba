"""Generated systems of ecoinvent's shape."""

from __future__ import annotations

import scipy.sparse as sp

from benchmarks.registry import Case, register_case


def _by_size(activities: float, seed: int) -> sp.csc_array:
    from roos_inventories import read

    return read(f"synthetic:activities={int(activities)},seed={seed}").technosphere.matrix


def _by_spread(decades: float, seed: int) -> sp.csc_array:
    from roos_inventories import read

    return read(f"synthetic:activities=5000,seed={seed},scale_decades={decades}").technosphere.matrix


register_case(Case("synthetic", "size", (22_000, 2_000, 5_000, 10_000, 50_000, 100_000), _by_size))
register_case(Case("synthetic spread", "severity", (0.0, 3.0, 6.0), _by_spread))
