"""The benchmarks run and refuse to compare wrong answers; nothing here is timed."""

from __future__ import annotations

import json

import numpy as np
import pytest
import scipy.sparse as sp
from benchmarks.measure import measure
from benchmarks.registry import Phase
from benchmarks.timing import Timing, interleave

from benchmarks import compare, registry
from roos import System

registry.load()


def test_ratios_are_per_round():
    ours, theirs = Timing((1.0, 2.0, 4.0)), Timing((10.0, 20.0, 40.0))
    assert theirs.ratio(ours) == (10.0, 10.0, 10.0)


def test_interleaving_takes_turns(monkeypatch):
    monkeypatch.setattr("benchmarks.timing.REST", 0.0)
    monkeypatch.setattr("benchmarks.timing.TURN", 0.0)
    order = []
    timings = interleave({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, rounds=3)
    assert order[4:] == ["a", "b"] * 3 and len(timings["a"].seconds) == 3


def test_what_is_slow_is_done_once_but_for_ours(monkeypatch):
    monkeypatch.setattr("benchmarks.timing.REST", 0.0)
    monkeypatch.setattr("benchmarks.timing.TURN", 0.0)
    order = []
    calls = {"ours": lambda: order.append("ours"), "slow": lambda: order.append("slow")}
    timings = interleave(calls, rounds=3, slow=-1.0)
    assert order.count("slow") == len(timings["slow"].seconds) == 1
    assert order.count("ours") == 5 and len(timings["ours"].seconds) == 3 and list(timings) == list(calls)


def test_a_wrong_answer_stops_the_comparison():
    a = sp.csc_array(np.eye(3) - 0.1 * np.ones((3, 3)))
    system = System.build("three", a, np.zeros((0, 3)))
    right = registry.PEERS["superlu A"]()

    class Wrong(type(right)):
        name = "wrong"

        def phases(self):
            right = super().phases()
            return {**right, Phase.SOLVE_MANY: lambda r: right[Phase.SOLVE_MANY](r) * 1.1}

    with pytest.raises(AssertionError, match="disagrees"):
        measure(system, {"roos": registry.PEERS["roos"](), "wrong": Wrong()}, rounds=1, many=20)


def test_the_command_writes_a_table_and_json(tmp_path, capsys):
    target = tmp_path / "figures.json"
    code = compare.main(
        [
            "--case",
            "synthetic",
            "--size",
            "500",
            "--rounds",
            "1",
            "--many",
            "20",
            "--json",
            str(target),
            "--peer",
            "superlu At",
            "--peer",
            "superlu A",
            "--peer",
            "superlu MMD",
        ]
    )
    printed = capsys.readouterr().out
    assert code == 0 and "| refactorise |" in printed and "superlu At" in printed
    figures = json.loads(target.read_text())
    assert figures[0]["size"] == 500 and max(figures[0]["disagreement"].values()) < 1e-6
