"""The loading benchmark at a small size: it compares matrices before it times, and prints every way."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import loading
from roos_inventories import sources, system_cache
from roos_inventories.synthetic import generate


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch):
    for module, name in ((system_cache, "SMALLEST"), (sources, "TICK"), (sources, "COARSE_TICK")):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setenv("ROOS_CACHE_DIR", "")
    monkeypatch.setenv("ROOS_NO_CACHE", "0")


@pytest.mark.parametrize("labels", [False, True])
def test_all_ways_are_timed_on_equal_matrices(tmp_path, labels, monkeypatch):
    monkeypatch.setattr("benchmarks.timing.REST", 0.0)
    path = tmp_path / "package"
    loading.write_package(generate(200, 7), path, labels=labels)
    timings = loading.measure(path, tmp_path / "cache", rounds=1)
    assert list(timings) == [loading.BRIGHTWAY, loading.FIRST, loading.KEEPING, loading.CACHED, loading.FILES]
    assert all(timing.median > 0 for timing in timings.values())


def test_unequal_matrices_are_not_timed(tmp_path, monkeypatch):
    path = tmp_path / "package"
    loading.write_package(generate(200, 7), path, labels=False)
    lca = loading.load_brightway(path)
    lca.technosphere_matrix.data[0] += 1.0
    monkeypatch.setattr(loading, "load_brightway", lambda path: lca)
    with pytest.raises(AssertionError, match="nothing is compared"):
        loading.measure(path, tmp_path / "cache", rounds=1)
    assert np.isfinite(lca.technosphere_matrix.data).all()
