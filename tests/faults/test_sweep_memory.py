"""A cube larger than the memory given goes to disk, and the process stays under the limit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc of Linux")

ROOT = Path(__file__).resolve().parents[2]
MOST = 512

PROGRAM = """
import json, sys
from pathlib import Path
from roos_cli.__main__ import main
status = main(sys.argv[1:])
high = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps({"status": status, "megabytes": int(high.split()[1]) / 1024}))
"""

SWEEP = """
inventory = "synthetic:activities={activities},seed=7"
demands = "all"

[[axis]]
name = "load"
start = 1
stop = 2
count = {scenarios}

[[change]]
part = "technosphere"
product = "p000003"
activity = "a000005"
value = "-load / 10"

[outputs]
formats = ["parquet"]
layout = "wide"
"""


def swept(tmp_path: Path, activities: int, scenarios: int, *options: str) -> tuple[dict[str, float], str]:
    """Run a sweep of every product in a process of its own; return its exit status and most memory."""
    file = tmp_path / "SWEEP.toml"
    file.write_text(SWEEP.format(activities=activities, scenarios=scenarios))
    folders = [ROOT / "solver", ROOT / "inventories", ROOT / "cli"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "sweep", str(file), "-o", str(tmp_path / "out"), *options],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))},
        capture_output=True,
        text=True,
        timeout=500,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found, done.stderr


@pytest.mark.long
def test_a_cube_larger_than_the_memory_stays_under_it(tmp_path: Path) -> None:
    # 301 scenarios × 4 000 demands × 18 categories: 260 MB of numbers and bounds, beside the packages
    found, err = swept(tmp_path, 4000, 300, "--memory", f"{MOST}MB")
    assert found["status"] == 0, err
    assert found["megabytes"] < MOST
    written = sum(path.stat().st_size for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert written > 200e6


def test_too_little_memory_is_refused_before_it_starts(tmp_path: Path) -> None:
    found, err = swept(tmp_path, 500, 20, "--memory", "64MB")
    assert found["status"] == 2
    assert "E110" in err
    assert not (tmp_path / "out" / "store").exists()
