"""The measurement of wide scenarios runs, and compares the scores before it times anything."""

from __future__ import annotations

from benchmarks.measure import with_few_categories
from benchmarks.sweeps.wide import prepared, row
from benchmarks.timing import interleave

import roos_inventories


def test_scores_agree_and_a_line_comes_out():
    system = with_few_categories(roos_inventories.read("synthetic:activities=200,seed=7"))
    calls, widest = prepared(system, 3, 7)
    assert 0.0 < widest < 1e-6
    line = row(3, interleave(calls, rounds=1, turn=0.0), widest)
    assert line.startswith("| 3 |") and line.count("|") == 6
