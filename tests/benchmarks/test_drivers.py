"""Every driver of pytest-benchmark runs once, on tiny systems, in a process of its own as users start it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long
def test_every_driver_runs(tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "benchmarks/drivers", "--benchmark-disable", "-q", "-x"),
            *("-p", "no:cacheprovider"),
        ],
        cwd=ROOT,
        env={**os.environ, "ROOS_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 20, done.stdout
