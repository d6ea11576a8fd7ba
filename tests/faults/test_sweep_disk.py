"""A sweep whose disk fills up: exit 74 with the bytes it needs; the rest is computed when there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from roos.sweeping import memory
from roos.sweeping.reopen import open_sweep
from roos_cli.__main__ import main
from roos_inventories.sweep_file import sweep_template

resource = pytest.importorskip("resource", reason="limits of POSIX")

ROOT = Path(__file__).resolve().parents[2]

#: Files may not grow beyond so many bytes from the third chunk on.
PROGRAM = """
import resource, sys
from roos.store import Store
from roos.sweeping import memory
from roos_cli.__main__ import main
memory.BLOCK_BYTES = 20_000
room, written = int(sys.argv[1]), Store.write
def write(self, rows, arrays):
    if rows.start > 20:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    written(self, rows, arrays)
Store.write = write
sys.exit(main(sys.argv[2:]))
"""


def sweep(room: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    folders = [ROOT / "solver", ROOT / "inventories", ROOT / "cli"]
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(room), "sweep", *arguments],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, folders)),
            "PYTHONDONTWRITEBYTECODE": "1",  # CPython 3.11 keeps what fitted of it, and trips over that
        },
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_full_disk_ends_a_sweep_that_can_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "SWEEP.toml"
    file.write_text(sweep_template().replace("step = 0.05", "step = 0.001"))
    whole, out = tmp_path / "whole", tmp_path / "out"
    with monkeypatch.context() as small:
        small.setattr(memory, "BLOCK_BYTES", 20_000)
        assert main(["sweep", str(file), "-o", str(whole)]) == 0
    full = sweep(512, str(file), "-o", str(out))
    assert full.returncode == 74, full.stderr
    assert "bytes" in full.stderr or "MB" in full.stderr or "kB" in full.stderr
    assert str(out) in full.stderr
    assert not list(out.rglob("*.tmp"))
    chunks = {path.name: path.read_bytes() for path in (out / "store" / "chunks").iterdir()}
    assert 0 < len(chunks) < len(list((whole / "store" / "chunks").iterdir()))
    assert main(["sweep", str(file), "-o", str(out), "--resume"]) == 0  # in chunks as they were begun
    for name, content in chunks.items():
        assert (out / "store" / "chunks" / name).read_bytes() == content
    one, other = open_sweep(whole / "store"), open_sweep(out / "store")
    np.testing.assert_array_equal(one.scores[0 : len(one)], other.scores[0 : len(other)])
