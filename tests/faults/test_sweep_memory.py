"""A cube larger than the memory given: computed, written, and the process stays below it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.cases import environment

SWEEP = """inventory = "synthetic:activities=2000,seed=3"
demands = "all"
[[axis]]
name = "p"
start = 1
stop = 2
count = 1500
[[change]]
part = "biosphere"
flow = "f00000"
activity = "a000000"
value = "p"
[outputs]
formats = ["netcdf"]
"""
MEMORY = 450e6
#: What `roos sweep` runs, and the most memory that its process had, in bytes.
RUN = """
import resource, sys
from roos_cli.__main__ import main
status = main(["sweep", sys.argv[1], "-o", sys.argv[2], "--memory", "450MB", "--json"])
unit = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit, file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="resource is a module of POSIX")
def test_a_cube_larger_than_the_memory_given(tmp_path):
    (tmp_path / "SWEEP.toml").write_text(SWEEP)
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path / "SWEEP.toml"), str(tmp_path / "out")],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    cells = 1501 * 2000 * 18
    stored = sum(path.stat().st_size for path in (tmp_path / "out" / "store" / "chunks").iterdir())
    assert stored > cells * 11 > MEMORY * 1.3, "incompressible, so really larger"
    assert int(done.stderr.split()[-1]) < MEMORY
