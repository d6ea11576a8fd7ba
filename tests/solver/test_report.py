"""The report of a factorisation: everything promised is in it, and it reads as a table."""

from __future__ import annotations

import json

import numpy as np
import pytest

import roos
from roos import Options


def blocks_of(*sizes, gain=0.4):
    """Return a matrix with one loop of each size, each taking from the next."""
    n = sum(sizes)
    a, start = np.eye(n), 0
    for size in sizes:
        for i in range(size if size > 1 else 0):
            a[start + (i + 1) % size, start + i] -= gain
        if start:
            a[start, start - 1] -= 0.1
        start += size
    return a


def test_blocks_nucleus_fill_growth_condition_times_and_bytes_are_told():
    a = blocks_of(1, 3, 4, 4, 1)
    factors = roos.factorise(a, options=Options(ordering_cache=False))
    report = factors.report
    assert report.backend == "nucleus" and "production pivots" in report.path
    assert (report.size, report.entries) == (13, np.count_nonzero(a))
    assert report.block_sizes == {4: 2, 3: 1, 1: 2}
    assert (report.blocks, report.largest_block) == (5, 4)
    assert report.nucleus is not None and 0 <= report.nucleus <= 4
    assert report.fill == report.factor_entries / report.entries > 0.5
    assert report.growth is not None and 0 < report.growth <= 2.0
    assert report.bytes > 8 * report.factor_entries
    assert set(report.seconds) == {"structure", "numeric"} and min(report.seconds.values()) >= 0
    assert report.condition is None and report.findings == ()


def test_the_condition_is_told_once_something_asked_for_it():
    a = blocks_of(2, gain=0.5)
    factors = roos.factorise(a)
    assert "not computed" in str(factors.report)
    assert factors.condition == pytest.approx(3.0, rel=1e-12)  # (1 + g)/(1 − g)
    assert factors.report.condition == factors.condition
    assert "about 3.0e+00" in str(factors.report)
    assert factors.refactorise(a[a != 0]).report.condition is None


def test_the_table_names_every_figure_once():
    table = str(roos.factorise(blocks_of(5, 3, 2, 1, 1, 4)).report)
    heads = [line.split("  ")[0].strip() for line in table.splitlines()]
    assert heads == [
        "backend", "path", "matrix", "blocks", "nucleus", "factors", "fill", "growth", "condition", "seconds",
    ]  # fmt: skip
    assert "6: 1 of 5, 1 of 4, 1 of 3, 1 of 2, 2 smaller" in table


def test_other_solvers_say_what_they_do_not_tell():
    report = roos.factorise(blocks_of(3), options=Options(backend="superlu")).report
    assert report.nucleus is None and report.growth is None
    assert "not told" in str(report) and "only roos" in str(report)


def test_plain_values_go_into_json():
    report = roos.factorise(blocks_of(3, 1)).report
    plain = json.loads(json.dumps(report.as_dict()))
    assert plain["block_sizes"] == {"3": 1, "1": 1} and plain["fill"] == report.fill
    assert plain["details"]["nuclei"] == report.details["nuclei"]


def test_an_empty_system_has_a_report():
    assert "0 × 0" in str(roos.factorise(np.zeros((0, 0))).report)
