"""Compiled kernels answer whatever happens to their cache: each case in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOLVER = Path(__file__).resolve().parents[2] / "solver"

PROGRAM = """
import sys
sys.path.insert(0, {solver!r})
{before}
import numpy as np
from roos.kernels.numeric import first_nonfinite
from roos.kernels.compile import cache_failures
place = first_nonfinite(np.array([1.0, np.nan]))
assert place == 1, place
print("failures", len(cache_failures))
"""


def run(cache: Path | str, before: str = "", solver: Path = SOLVER, **settings: str) -> int:
    environment = {k: v for k, v in os.environ.items() if k not in ("HOME", "PYTHONPATH")}
    environment |= {"NUMBA_CACHE_DIR": str(cache), **settings}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(solver=str(solver), before=before)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1])


def test_a_sound_cache_is_used_without_complaint(tmp_path):
    assert run(tmp_path) == 0
    assert list(tmp_path.rglob("*.nbi"))
    assert run(tmp_path) == 0


def test_nowhere_to_write(tmp_path):
    """A file stands wherever a cache folder would be made: true for every user, root included."""
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    solver = tmp_path / "solver"
    shutil.copytree(SOLVER, solver, ignore=shutil.ignore_patterns("__pycache__"))
    (solver / "roos" / "kernels" / "__pycache__").write_text("not a folder")
    below = str(blocker / "below")
    assert run(below, solver=solver, HOME=below, XDG_CACHE_HOME=below) > 0


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
@pytest.mark.parametrize("damage", [b"", b"garbage, not a pickle"], ids=["truncated", "garbage"])
def test_a_damaged_cache_is_replaced(tmp_path, suffix, damage):
    run(tmp_path)
    files = list(tmp_path.rglob(f"*.{suffix}"))
    assert files
    for file in files:
        file.write_bytes(damage)
    run(tmp_path)
    assert run(tmp_path) == 0  # mended: the third run finds a sound cache


def test_a_full_disk_costs_the_cache_not_the_answer(tmp_path):
    pytest.importorskip("resource")
    full = (
        "import resource, signal, sys; sys.dont_write_bytecode = True; "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))"
    )
    assert run(tmp_path, full) > 0
    assert run(tmp_path) == 0
