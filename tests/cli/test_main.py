"""The door: versions, help, wrong use, faults, and stopping."""

from __future__ import annotations

import errno
import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from tests.cli.cases import run, spawn

import roos
import roos_cli.app
from roos_cli.__main__ import main


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version(capsys, flag):
    assert run(capsys, flag).out == f"roos {roos.__version__}\n"


def test_version_as_a_module_in_its_own_process():
    done = spawn("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"roos {roos.__version__}\n", "")


def test_help_names_every_command_without_importing_one(capsys):
    done = run(capsys, "--help")
    assert done.status == 0
    for name in roos_cli.app.COMMANDS:
        assert f"\n  {name} " in done.out


@pytest.mark.parametrize("name", list(roos_cli.app.COMMANDS))
def test_every_command_has_help_and_json(capsys, name):
    groups = {"case": "run", "demands": "template", "data": "install"}
    arguments = [name, groups[name]] if name in groups else [name]
    done = run(capsys, *arguments, "--help")
    assert done.status == 0
    assert "--json" in done.out


@pytest.mark.parametrize(
    ("arguments", "where", "part"),
    [
        (["solv"], "roos", "nearest: solve"),
        (["solve"], "roos solve", "INVENTORY"),
        (["solve", "textbook", "-o", "x.csv"], "roos solve", "--demands"),
        (["solve", "textbook", "--demands", "d.csv"], "roos solve", "--output"),
        (
            ["solve", "textbook", "--demands", "d", "-o", "x.csv", "--direction", "up"],
            "roos solve",
            "forward",
        ),
        (["list", "things"], "roos list", "inventories"),
        (["check", "textbook", "--nonsense"], "roos check", "--nonsense"),
        (["data", "install", "ecoinvent"], "roos data install", "profiles"),
    ],
)
def test_wrong_use_is_e603(capsys, arguments, where, part):
    done = run(capsys, *arguments)
    assert done.status == 2
    assert done.err.startswith("roos: E603 ")
    assert part in done.err
    assert f"where: {where}\n" in done.err
    assert "hint: `" in done.err
    assert done.out == ""


def test_errors_as_json_leave_stderr_empty(capsys):
    done = run(capsys, "solv", "--json")
    assert (done.status, done.err) == (2, "")
    assert done.error == {
        "code": "E603",
        "message": "there is no command 'solv'; nearest: solve",
        "where": "roos",
        "hint": "`roos --help` shows what it takes",
    }


def _break(monkeypatch, problem: BaseException) -> None:
    def fail(*arguments, **options):
        raise problem

    monkeypatch.setattr("roos_cli.commands.check.read_inventory", fail)


def test_a_fault_of_roos_shows_no_traceback_and_says_so(capsys, monkeypatch):
    _break(monkeypatch, ZeroDivisionError("planted"))
    done = run(capsys, "check", "textbook")
    assert done.status == 1
    assert "roos itself failed: ZeroDivisionError: planted" in done.err
    assert "ROOS_DEBUG=1" in done.err


def test_roos_debug_shows_the_traceback(capsys, monkeypatch):
    _break(monkeypatch, ZeroDivisionError("planted"))
    monkeypatch.setenv("ROOS_DEBUG", "1")
    assert main(["check", "textbook"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG])
def test_a_full_or_protected_disk_is_e601_wherever_it_shows(capsys, monkeypatch, number):
    _break(monkeypatch, OSError(number, os.strerror(number), "somewhere/file"))
    done = run(capsys, "check", "textbook")
    assert done.status == 74
    assert done.err.startswith(f"roos: E601 cannot write: {os.strerror(number)}")
    assert "where: somewhere/file" in done.err


def test_memory_that_runs_out_is_e110(capsys, monkeypatch):
    _break(monkeypatch, MemoryError())
    done = run(capsys, "check", "textbook")
    assert done.status == 2
    assert done.err.startswith("roos: E110 ")


def test_ctrl_c_is_130(capsys, monkeypatch):
    _break(monkeypatch, KeyboardInterrupt())
    done = run(capsys, "check", "textbook")
    assert done.status == 130
    assert done.err.splitlines()[-1] == "roos: stopped; nothing was left half written"


def test_sigterm_is_143_and_the_handler_is_put_back(capsys, monkeypatch):
    before = signal.getsignal(signal.SIGTERM)

    def wait(*arguments):
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()
        time.sleep(5)

    monkeypatch.setattr("roos_cli.commands.check.read_inventory", wait)
    done = run(capsys, "check", "textbook")
    assert done.status == 143
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_folder_name_with_an_escape_sequence_does_not_reach_the_terminal(capsys, tmp_path: Path):
    done = run(capsys, "check", tmp_path / "evil\x1b[2Jname")
    assert done.status == 2
    assert "\x1b" not in done.err
    assert json.loads(run(capsys, "check", tmp_path / "evil\x1b[2Jname", "--json").out)["error"]["code"]


def test_a_stream_that_lacks_a_letter_is_no_fault(inventory, demands, out):
    arguments = ("solve", inventory, "--demands", demands, "-o", out / "x.csv")
    done = spawn(*arguments, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 demands ? 2 categories" in done.stdout  # the sign for "times"
