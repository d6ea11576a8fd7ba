"""Sweeps killed and stopped: nothing acknowledged is lost, the resumed cube is the same to the bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks and signals of POSIX")

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("sweep_processes.py")


def seen_by(way: str, tmp_path: Path, count: int) -> dict[str, int]:
    folders = [ROOT / "solver", ROOT / "inventories", ROOT / "cli", ROOT / "tests", ROOT]
    done = subprocess.run(
        [sys.executable, str(PROGRAM), way, str(tmp_path), str(count), "7"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("way", "count"),
    [
        ("kill", 6),
        ("stop", 4),
        pytest.param("kill", 200, marks=pytest.mark.long),
        pytest.param("stop", 40, marks=pytest.mark.long),
    ],
)
def test_an_interrupted_sweep_goes_on_to_the_same_cube(tmp_path: Path, way: str, count: int) -> None:
    seen = seen_by(way, tmp_path, count)
    assert seen["interrupted"] >= count
    assert seen["finished"] >= 1
    assert (seen["lost"], seen["wrong"], seen["late"]) == (0, 0, 0)
    assert seen["acknowledged"] > 0
