"""A valid inventory and demand file for every test of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.cases import DEMANDS, matrix_folder


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    return matrix_folder(tmp_path / "inventory")


@pytest.fixture
def demands(tmp_path: Path) -> Path:
    path = tmp_path / "demands.csv"
    path.write_text(DEMANDS)
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
