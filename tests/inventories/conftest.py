"""A data folder and a wheel of its own for every test of the installer."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventories.fake_wheel import make_wheel


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("ROOS_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "wheel").mkdir()
    return make_wheel(tmp_path / "wheel", monkeypatch)
