"""A sweep in a process of its own, stopped by signals at any moment: what was acknowledged stays."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.cases import environment

SWEEP = """inventory = "synthetic:activities=400,seed=3"
demands = "all"
[[axis]]
name = "p"
start = 1
stop = 2
count = 800
[[change]]
part = "biosphere"
flow = "{flow}"
activity = "{activity}"
times = "p"
[outputs]
formats = ["netcdf"]
[run]
path = "refactorise"
memory = "600MB"
"""


@pytest.fixture
def sweep(tmp_path) -> Path:
    from roos_inventories import read

    system = read("synthetic:activities=400,seed=3")
    column = int(system.biosphere.tocsc().indices[0])
    labels = {"flow": system.flows.ids[column], "activity": system.activities.ids[0]}
    assert system.biosphere.tocsc()[column, 0] != 0
    path = tmp_path / "SWEEP.toml"
    path.write_text(SWEEP.format(**labels))
    return path


def started(sweep: Path, folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "roos_cli", "sweep", str(sweep), "-o", str(folder), *more]
    return subprocess.Popen(
        command, env=environment(), text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )


def wait_for_chunks(process: subprocess.Popen[str], folder: Path, most: float = 60.0) -> None:
    end = time.monotonic() + most
    while time.monotonic() < end and process.poll() is None:
        if (folder / "store" / "chunks").is_dir() and any((folder / "store" / "chunks").iterdir()):
            return
        time.sleep(0.01)
    raise AssertionError(process.communicate(timeout=10))


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_stopped_and_resumed(sweep, tmp_path, number, status):
    process = started(sweep, tmp_path / "out")
    wait_for_chunks(process, tmp_path / "out")
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == status, told
    assert "Traceback" not in told
    assert status < 0 or f"roos sweep {sweep} -o {tmp_path / 'out'} --resume" in told
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert left == {"store"}, "no table, no record"
    again = started(sweep, tmp_path / "out", "--resume")
    _, told = again.communicate(timeout=300)
    assert again.returncode == 0, told
    whole = started(sweep, tmp_path / "whole")
    _, told = whole.communicate(timeout=300)
    assert whole.returncode == 0, told
    import xarray

    with (
        xarray.open_dataset(tmp_path / "out" / "scores.nc", engine="h5netcdf") as one,
        xarray.open_dataset(tmp_path / "whole" / "scores.nc", engine="h5netcdf") as other,
    ):
        assert one["score"].shape[0] == 801
        assert one["score"].values.tobytes() == other["score"].values.tobytes(), "bit-identical"
