"""A cache of systems for one test: every system is kept, however small and fresh its files are."""

from __future__ import annotations

import sys

from roos_inventories import sources, system_cache


def own_system_cache(tmp_path, monkeypatch):
    """Give the test a cache of its own and return the folder of its systems."""
    monkeypatch.setenv("ROOS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("ROOS_NO_CACHE", raising=False)
    monkeypatch.setattr(system_cache, "SMALLEST", 0)
    monkeypatch.setattr(sources, "TICK", -1.0)
    monkeypatch.setattr(sources, "COARSE_TICK", -1.0)
    return tmp_path / "cache" / "systems"


def counted_readings(monkeypatch):
    """Return a list that gets an item whenever a source itself is read."""
    module = sys.modules["roos_inventories.read"]  # the name below the package is the function
    counted, real = [], module._read_path

    def counting(*arguments):
        counted.append(arguments[0])
        return real(*arguments)

    monkeypatch.setattr(module, "_read_path", counting)
    return counted
