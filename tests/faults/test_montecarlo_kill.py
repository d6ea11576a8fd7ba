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
from cli.uncertain_files import UNCERTAIN
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


def begin(folder, name, *more, samples=SAMPLES):
    arguments = ["monte-carlo", "inventory", "--demands", "demands.csv", "--samples", samples, "--seed", 3]
    return subprocess.Popen(
        [sys.executable, "-m", "roos_cli", *map(str, arguments), "-o", name, *more],
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def interrupt(folder, kills, *more, samples=SAMPLES):
    """Kill a run at a few chunks, again and again, and let it end."""
    chunks, wanted, interrupted = folder / "out" / "store" / "chunks", 3, 0
    for _ in range(kills):
        process = begin(folder, "out", "--resume", *more, samples=samples)
        while process.poll() is None and len(list(chunks.glob("*"))) < wanted:
            time.sleep(0.001)
        if process.poll() is None:
            process.kill()
        process.communicate()
        interrupted += process.returncode == -signal.SIGKILL
        wanted = len(list(chunks.glob("*"))) + 3
    assert interrupted == kills
    process = begin(folder, "out", "--resume", *more, samples=samples)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert not [name for name in os.listdir(folder / "out") if name.endswith(".tmp")]
    return roos.open_monte_carlo(folder / "out" / "store")


@pytest.mark.parametrize("kills", [1, pytest.param(15, marks=pytest.mark.long)])
def test_kill_and_resume_gives_the_same_bits(tmp_path, kills):
    folder = matrix_folder(tmp_path / "inventory", A, B, C, LABELS)
    np.savez(folder / "uncertainty_A.npz", **spread(A, 0.05))
    np.savez(folder / "uncertainty_B.npz", **spread(B, 0.3))
    (tmp_path / "demands.csv").write_text(DEMANDS)
    killed = interrupt(tmp_path, kills)
    demands = {"a car": {"car": 1.0}, "mixed": {"steel": 2.0, "power": 10.0}}
    whole = roos.monte_carlo(read(str(folder)), demands, samples=SAMPLES, seed=3)
    assert np.array_equal(killed.block(0, SAMPLES), whole.block(0, SAMPLES))


@pytest.mark.long
@pytest.mark.parametrize("kills", [1, 15])
def test_scenarios_and_parameters_of_a_file_too(tmp_path, kills):
    """Exchanges, parameters on a Sobol sequence, and scenarios: all the files are the same in the end."""
    samples = 2048
    folder = matrix_folder(tmp_path / "inventory", A, B, C, LABELS)
    np.savez(folder / "uncertainty_A.npz", **spread(A, 0.05))
    (tmp_path / "demands.csv").write_text(DEMANDS)
    (tmp_path / "U.toml").write_text(UNCERTAIN)
    more = ("--sweep", "U.toml", "--design", "sobol")
    killed = interrupt(tmp_path, kills, *more, samples=samples)
    process = begin(tmp_path, "whole", *more, samples=samples)
    assert process.communicate(timeout=120) and process.returncode == 0
    whole = roos.open_monte_carlo(tmp_path / "whole" / "store")
    assert whole.shape == (samples, 3, 2, 2)
    assert np.array_equal(killed.block(0, samples), whole.block(0, samples))
    for name in ("statistics.csv", "samples.parquet", "parameters.parquet"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
