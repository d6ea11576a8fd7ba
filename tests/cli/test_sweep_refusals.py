"""``roos sweep`` refusing, stopped and resumed: exit codes, lines of the file, nothing half written."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import roos
from cli.cases import left_in, run
from roos_cli.failures import Terminated

SWEEP = """inventory = "inventory"
demands = { one = { power = 1 } }
[[axis]]
name = "p"
values = [1, 2, 3]
[[change]]
part = "biosphere"
flow = "co2"
activity = "make power"
value = "p"
[outputs]
formats = ["csv"]
"""


@pytest.fixture
def sweep(inventory, tmp_path) -> Path:
    path = tmp_path / "SWEEP.toml"
    path.write_text(SWEEP)
    return path


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ('"co2"', '"co3"', "E201", "line 6: change 1"),
        ('"make power"', '"make pover"', "E201", "line 6: change 1"),
        ("power = 1", "pover = 1", "E201", "line 2: demands, one, pover"),
        ('value = "p"', 'value = "q"', "E416", "line 10: change 1, value"),
        ("values = [1, 2, 3]", "valeus = [1, 2, 3]", "E421", "line 5: axis 1 'p', valeus"),
        ('"inventory"', '"no inventory"', "E510", "line 1: inventory"),
    ],
)
def test_mistakes_are_told_with_their_line(capsys, sweep, out, old, new, code, where):
    sweep.write_text(SWEEP.replace(old, new, 1))
    done = run(capsys, "sweep", sweep, "-o", out / "here", "--json")
    assert done.status == 2 and done.error["code"] == code, done.out
    assert f"{sweep}, {where}" in done.error["where"] and done.error["hint"]
    assert left_in(out) == [], "nothing was begun"


def test_a_category_that_there_is_not(capsys, sweep, out):
    text = SWEEP.replace(
        'part = "biosphere"\nflow = "co2"\nactivity = "make power"', 'part = "characterisation"\n'
    )
    sweep.write_text(text.replace('value = "p"', 'category = "climat"\nflow = "co2"\nvalue = "p"'))
    done = run(capsys, "sweep", sweep, "-o", out, "--json")
    assert done.error["code"] == "E207" and "line 6: change 1" in done.error["where"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "E603"),
        (["SWEEP.toml"], "E603"),
        (["--schema", "--template"], "E603"),
        (["SWEEP.toml", "--schema"], "E603"),
        (["SWEEP.toml", "-o", "out", "--memory", "plenty"], "E423"),
        (["SWEEP.toml", "-o", "out", "--threads", "0"], "E603"),
        (["SWEEP.toml", "-o", "out", "--path", "fast"], "E603"),
        (["none.toml", "-o", "out"], "E501"),
        (["demands.csv", "-o", "out"], "E502"),
    ],
)
def test_wrong_use(capsys, sweep, demands, tmp_path, monkeypatch, arguments, code):
    monkeypatch.chdir(tmp_path)
    done = run(capsys, "sweep", *arguments, "--json")
    assert (done.status, done.error["code"]) == (2, code)
    assert not Path("out").exists()


def test_too_little_memory_is_refused_before_anything_is_written(capsys, sweep, out):
    done = run(capsys, "sweep", sweep, "-o", out / "here", "--memory", "1kB", "--json")
    assert (done.status, done.error["code"]) == (2, "E110")
    assert left_in(out) == []


def test_a_path_that_does_not_apply(capsys, sweep, out):
    text = SWEEP.replace("biosphere", "technosphere").replace('flow = "co2"', 'product = "power"')
    sweep.write_text(text)
    done = run(capsys, "sweep", sweep, "-o", out / "here", "--path", "products", "--json")
    assert (done.status, done.error["code"]) == (2, "E128")
    assert left_in(out) == []


def test_a_scenario_without_a_solution_is_named(capsys, sweep, out):
    text = SWEEP.replace("biosphere", "technosphere").replace('flow = "co2"', 'product = "power"')
    sweep.write_text(text.replace("[1, 2, 3]", "[1, 0.0625, 3]").replace("[outputs]", "[outputs]"))
    done = run(capsys, "sweep", sweep, "-o", out, "--json")
    assert (done.status, done.error["code"]) == (4, "E101") and "0.0625" in done.error["where"], done.out


def test_a_file_where_the_folder_should_be(capsys, sweep, out):
    (out / "taken").write_text("mine")
    done = run(capsys, "sweep", sweep, "-o", out / "taken", "--json")
    assert (done.status, done.error["code"]) == (74, "E601")
    assert (out / "taken").read_text() == "mine"


def test_a_finished_folder_is_not_written_over(capsys, sweep, out):
    assert run(capsys, "sweep", sweep, "-o", out).status == 0
    before = (out / "scores.csv").read_bytes()
    done = run(capsys, "sweep", sweep, "-o", out, "--json")
    assert (done.status, done.error["code"]) == (2, "E604") and "resume" in done.error["hint"]
    sweep.write_text(SWEEP.replace("[1, 2, 3]", "[1, 2, 4]"))
    done = run(capsys, "sweep", sweep, "-o", out, "--resume", "--json")
    assert (done.status, done.error["code"]) == (2, "E606"), done.out
    assert (out / "scores.csv").read_bytes() == before
    sweep.write_text(SWEEP)
    assert run(capsys, "sweep", sweep, "-o", out, "--resume").status == 0
    assert (out / "scores.csv").read_bytes() == before


def test_another_sweep_file_is_not_written_over(capsys, sweep, out):
    (out / "SWEEP.toml").write_text("mine")
    done = run(capsys, "sweep", sweep, "-o", out, "--json")
    assert (done.status, done.error["code"]) == (2, "E604")
    assert (out / "SWEEP.toml").read_text() == "mine" and left_in(out) == ["SWEEP.toml"]
    assert run(capsys, "sweep", sweep, "-o", sweep.parent).status == 0, "the file itself may lie there"
    assert sweep.read_text() == SWEEP


@pytest.mark.parametrize(("signal", "status"), [(KeyboardInterrupt, 130), (Terminated, 143)])
def test_stopped_and_gone_on_with(capsys, sweep, out, monkeypatch, signal, status):
    assert run(capsys, "sweep", sweep, "-o", out / "whole").status == 0
    real = roos.sweep

    def stopped(*given, **options):
        def progress(phase, fraction):
            if phase == "scenarios":
                raise signal

        return real(*given, **{**options, "progress": progress})

    monkeypatch.setattr(roos, "sweep", stopped)
    done = run(capsys, "sweep", sweep, "-o", out / "parts")
    assert done.status == status
    assert f"roos sweep {sweep} -o {out / 'parts'} --resume" in done.err
    assert left_in(out / "parts") == ["store"], "no table, no record"
    monkeypatch.setattr(roos, "sweep", real)
    assert run(capsys, "sweep", sweep, "-o", out / "parts", "--resume").status == 0
    assert (out / "parts" / "scores.csv").read_bytes() == (out / "whole" / "scores.csv").read_bytes()


def test_zarr_without_its_package_is_refused_before_anything_is_computed(capsys, sweep, out, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "zarr" else real(name, *more)
    )
    sweep.write_text(SWEEP.replace('["csv"]', '["zarr"]'))
    done = run(capsys, "sweep", sweep, "-o", out, "--json")
    assert (done.status, done.error["code"]) == (2, "E610") and left_in(out) == []


def test_warnings_of_the_file_are_shown_and_kept(capsys, sweep, out):
    sweep.write_text("title = 'with leftovers'\n" + SWEEP + "[parameters]\nleft = 1\n")
    done = run(capsys, "sweep", sweep, "-o", out)
    assert done.status == 0 and "W410" in done.out and "with leftovers: 4 scenarios" in done.out
    content = run(capsys, "sweep", sweep, "-o", out, "--resume", "--json").json
    assert "W410" in {finding["code"] for finding in content["findings"]}
