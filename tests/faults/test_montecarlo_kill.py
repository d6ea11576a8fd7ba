"""A Monte Carlo run that is killed between any two instructions goes on to the same bits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import roos
from cli.cases import DEMANDS, LABELS, A, B, C, environment, matrix_folder
from roos_inventories import read

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")

SAMPLES = 6000


def spread(matrix, scale):
    row, col = np.nonzero(matrix)
    value = np.array(matrix)[row, col]
    nothing = np.full(row.size, np.nan)
    return {
        "row": row,
        "col": col,
        "type": np.full(row.size, 2),
        "loc": np.log(np.abs(value)),
        "scale": np.full(row.size, scale),
        **dict.fromkeys(("shape", "minimum", "maximum"), nothing),
        "negative": value < 0,
    }


def begin(folder, name, *more):
    arguments = ["monte-carlo", "inventory", "--demands", "demands.csv", "--samples", SAMPLES, "--seed", 3]
    return subprocess.Popen(
        [sys.executable, "-m", "roos_cli", *map(str, arguments), "-o", name, *more],
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("kills", [1, pytest.param(15, marks=pytest.mark.long)])
def test_kill_and_resume_gives_the_same_bits(tmp_path, kills):
    folder = matrix_folder(tmp_path / "inventory", A, B, C, LABELS)
    np.savez(folder / "uncertainty_A.npz", **spread(A, 0.05))
    np.savez(folder / "uncertainty_B.npz", **spread(B, 0.3))
    (tmp_path / "demands.csv").write_text(DEMANDS)
    chunks, wanted, interrupted = tmp_path / "out" / "store" / "chunks", 3, 0
    for _ in range(kills):
        process = begin(tmp_path, "out", "--resume")
        while process.poll() is None and len(list(chunks.glob("*"))) < wanted:
            time.sleep(0.001)
        if process.poll() is None:
            process.kill()
        process.communicate()
        interrupted += process.returncode == -signal.SIGKILL
        wanted = len(list(chunks.glob("*"))) + 3
    assert interrupted == kills
    process = begin(tmp_path, "out", "--resume")
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    killed = roos.open_monte_carlo(tmp_path / "out" / "store")
    demands = {"a car": {"car": 1.0}, "mixed": {"steel": 2.0, "power": 10.0}}
    whole = roos.monte_carlo(read(str(folder)), demands, samples=SAMPLES, seed=3)
    assert np.array_equal(killed.block(0, SAMPLES), whole.block(0, SAMPLES))
    assert not [name for name in os.listdir(tmp_path / "out") if name.endswith(".tmp")]
