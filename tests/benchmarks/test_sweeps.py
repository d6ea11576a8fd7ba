"""The measurements of sweeps run on small systems and compare answers; nothing here is timed."""

from __future__ import annotations

import pytest
from benchmarks.sweeps import __main__ as sweeps
from tests.helpers import accurate_brightway


@pytest.fixture(autouse=True)
def without_rest(monkeypatch):
    monkeypatch.setattr("benchmarks.timing.REST", 0.0)
    monkeypatch.setattr("benchmarks.timing.TURN", 0.0)


def test_a_foreground_beside_bw2calc(capsys):
    accurate_brightway()
    small = ["--activities", "300", "--foreground", "6", "--cells", "20", "--scenarios", "70"]
    assert sweeps.main(["foreground", *small, "--rounds", "1"]) == 0
    said = capsys.readouterr().out
    assert "0 scenarios left" in said and "× as many as bw2calc" in said


def test_a_wrong_answer_is_not_timed(capsys, monkeypatch):
    pytest.importorskip("bw2calc")
    monkeypatch.setattr("benchmarks.sweeps.foreground.AGREEMENT", -1.0)
    small = ["--activities", "300", "--foreground", "6", "--cells", "20", "--scenarios", "70"]
    assert sweeps.main(["foreground", *small]) == 1
    assert "scenarios/s" not in capsys.readouterr().out


def test_low_rank_beside_refactorising(capsys, monkeypatch):
    monkeypatch.setattr("benchmarks.sweeps.lowrank.MANY", 20)
    assert sweeps.main(["lowrank", "--activities", "300", "--exchanges", "8", "--rounds", "1"]) == 0
    assert capsys.readouterr().out.count("set-up") == 2


def test_an_unknown_name_says_which_there_are(capsys):
    assert sweeps.main(["nothing"]) == 2
    assert "foreground, lowrank" in capsys.readouterr().err
