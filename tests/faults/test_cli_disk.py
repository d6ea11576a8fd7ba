"""Disks that are full, protected or gone, and readers that leave: exit status, words, and the old files."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from tests.cli.cases import environment, left_in, run, spawn

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits, signals and pipes of POSIX")


@contextmanager
def small_files():
    """Let no file of this process grow beyond 100 bytes, as a full disk would not.

    No fixture: pytest reports a test before its fixtures end, and its report may go to a file. Modules that
    are imported meanwhile leave no bytecode: CPython 3.11 keeps what fitted of it, and trips over it later.
    """
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sys.dont_write_bytecode = bytecode
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".nc", ".xlsx"])
def test_a_disk_that_fills_up_leaves_the_old_files(capfd_off, inventory, demands, out, suffix):
    target = out / f"scores{suffix}"
    target.write_bytes(b"old")
    (out / f"{target.name}.run.json").write_bytes(b"{}")
    with small_files():
        done = run(capfd_off, "solve", inventory, "--demands", demands, "-o", target)
    assert done.status == 74, done.err
    assert done.err.startswith("roos: E601 cannot write: ")
    assert f"where: {target}" in done.err and "hint: " in done.err
    assert left_in(out) == [target.name, f"{target.name}.run.json"]
    assert target.read_bytes() == b"old"


@pytest.fixture
def capfd_off(capsys):
    """Capture in memory: a capture file would fall under the limit on file sizes."""
    return capsys


@pytest.mark.parametrize("step", ["os.fsync", "os.replace", "os.open"])
@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("k", [0, 1])
def test_a_fault_at_each_step_of_writing(capsys, monkeypatch, inventory, demands, out, step, reason, k):
    """The k-th call fails, for result and record; old files stand unless their renaming had been done."""
    target = out / "scores.csv"
    target.write_bytes(b"old")
    real, seen = getattr(os, step.partition(".")[2]), [0]

    def failing(*arguments, **options):
        if step == "os.open" and ".tmp" not in str(arguments[0]):
            return real(*arguments, **options)
        seen[0] += 1
        if seen[0] == k + 1:
            raise OSError(reason, os.strerror(reason))
        return real(*arguments, **options)

    monkeypatch.setattr(step, failing)
    done = run(capsys, "solve", inventory, "--demands", demands, "-o", target)
    monkeypatch.undo()
    assert done.status == 74, done.err
    assert "E601 cannot write" in done.err and str(out) in done.err
    assert left_in(out) == ["scores.csv"]
    renamed = step == "os.replace" and k == 1  # the result was in place when its record failed
    assert (target.read_bytes() == b"old") is not renamed


def test_a_folder_that_is_not_there(capsys, inventory, demands, out):
    done = run(capsys, "solve", inventory, "--demands", demands, "-o", out / "no" / "scores.csv")
    assert done.status == 74
    assert "E601" in done.err and "No such file" in done.err


def test_a_home_that_cannot_be_written(tmp_path, inventory, demands, out):
    """Nothing of ours needs the home folder to solve: neither caches nor settings."""
    home = tmp_path / "home"
    home.write_text("a file, so that nothing can be made below it")
    places = {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    done = spawn("solve", inventory, "--demands", demands, "-o", out / "scores.csv", env=places)
    assert (done.returncode, done.stderr) == (0, "")
    assert left_in(out) == ["scores.csv", "scores.csv.run.json"]
    installed = spawn("data", "install", "profiles", "--from", demands, env=places)
    assert installed.returncode in (2, 74)
    assert installed.stderr.startswith("roos: E50") and "Traceback" not in installed.stderr


def test_a_reader_that_leaves(inventory, demands):
    command = [sys.executable, "-m", "roos_cli", "solve", inventory, "--demands", demands, "-o", "-"]
    with subprocess.Popen(  # noqa: S603
        [str(part) for part in command],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(60) == 74
    assert "Traceback" not in errors and "Exception ignored" not in errors


def test_sigterm_while_working_leaves_nothing(inventory, demands, out):
    program = (
        "import sys, time, roos_cli.writers.csv_file as w, roos_cli.__main__ as m\n"
        "def slow(columns, file):\n"
        "    file.write(b'half'); print('writing', file=sys.stderr, flush=True); time.sleep(60)\n"
        "w.write_csv = slow\n"
        "sys.exit(m.main(sys.argv[1:]))\n"
    )
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", program, "solve", inventory, "--demands", demands, "-o", out / "scores.csv"],
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr.readline() == "writing\n"
        process.terminate()
        errors = process.stderr.read()
        assert process.wait(10) == 143
    assert errors == "roos: terminated; nothing was left half written\n"
    assert left_in(out) == []
