"""Writers killed, stopped and raced: nothing acknowledged is lost, the cube is the same to the bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from faults import store_processes

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks and signals of POSIX")

ROOT = Path(__file__).resolve().parents[2]


def seen_by(way, tmp_path, count, seed=4):
    folders = [ROOT / "solver", ROOT / "inventories", ROOT / "cli", ROOT / "tests", ROOT]
    done = subprocess.run(
        [sys.executable, store_processes.__file__, way, str(tmp_path), str(count), str(seed)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.long)])
def test_kill_at_random_moments(tmp_path, count):
    seen = seen_by("kill", tmp_path, count)
    assert seen["interrupted"] == count
    assert seen["acknowledged"] > count and seen["finished"] >= 1
    assert (seen["lost"], seen["damaged"], seen["twice"]) == (0, 0, 0)


@pytest.mark.parametrize("count", [40, pytest.param(420, marks=pytest.mark.long)])
def test_kill_at_each_step_of_the_disk(tmp_path, count):
    """Every step of the beginning and of three chunks; in the long tier of a whole store and more."""
    seen = seen_by("kill_at_each_step", tmp_path, count)
    assert seen["interrupted"] >= count // 4
    assert seen["finished"] >= 1
    assert (seen["lost"], seen["damaged"], seen["twice"]) == (0, 0, 0)


@pytest.mark.parametrize("count", [6, pytest.param(100, marks=pytest.mark.long)])
def test_stopping_by_signal(tmp_path, count):
    seen = seen_by("stop", tmp_path, count)
    assert seen["interrupted"] == count
    assert (seen["lost"], seen["damaged"], seen["twice"]) == (0, 0, 0)
    assert (seen["late"], seen["left"]) == (0, 0)


@pytest.mark.parametrize("count", [10, pytest.param(200, marks=pytest.mark.long)])
def test_two_writers_of_one_store(tmp_path, count):
    assert seen_by("race", tmp_path, count) == {"races": count, "won": count, "refused": count, "late": 0}
