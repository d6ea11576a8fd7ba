"""A Brightway project, written once for all tests that read one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inventories import brightway_project


@dataclass(frozen=True)
class BrightwayProject:
    """Where it lies, and what bw2calc computes of it."""

    base: Path
    expected: dict[str, Any]

    def locator(self, database: str, options: str = "") -> str:
        from roos_inventories.brightway.address import Address

        return f"{Address(brightway_project.PROJECT, database)}{options}"


@pytest.fixture(scope="session")
def written_project(tmp_path_factory: pytest.TempPathFactory) -> BrightwayProject:
    base = tmp_path_factory.mktemp("brightway")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", brightway_project.__file__, str(base)],
        env={**os.environ, "BRIGHTWAY2_DIR": str(base), "HOME": str(base)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return BrightwayProject(base, json.loads((base / "expected.json").read_text()))


@pytest.fixture
def brightway(written_project: BrightwayProject, monkeypatch: pytest.MonkeyPatch) -> BrightwayProject:
    monkeypatch.setenv("BRIGHTWAY2_DIR", str(written_project.base))
    return written_project
