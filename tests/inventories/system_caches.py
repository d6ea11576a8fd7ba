"""A cache of systems for one test: every system is kept, however small and fresh its files are."""

from __future__ import annotations

from roos_inventories import sources, system_cache


def own_system_cache(tmp_path, monkeypatch):
    """Give the test a cache of its own and return the folder of its systems."""
    monkeypatch.setenv("ROOS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("ROOS_NO_CACHE", raising=False)
    monkeypatch.setattr(system_cache, "SMALLEST", 0)
    monkeypatch.setattr(sources, "TICK", -1.0)
    monkeypatch.setattr(sources, "COARSE_TICK", -1.0)
    return tmp_path / "cache" / "systems"
