"""The benchmark of price paths runs on a small cube; nothing is timed here."""

from __future__ import annotations

import json

import pytest
from benchmarks.sweeps import prices
from benchmarks.sweeps.__main__ import main
from benchmarks.timing import Timing


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch):
    monkeypatch.setattr("benchmarks.timing.REST", 0.0)
    monkeypatch.setattr("benchmarks.sweeps.prices.TURN", 0.0)
    monkeypatch.setattr("benchmarks.sweeps.prices.LIMIT", 0.0)


def test_price_paths_are_compared_with_a_copy(tmp_path, capsys):
    target = tmp_path / "prices.json"
    sizes = ["--demands", "7", "--categories", "3", "--years", "4", "--paths", "5"]
    assert main(["prices", *sizes, "--rounds", "1", "--json", str(target)]) == 0
    printed = capsys.readouterr().out
    assert "| plain copy |" in printed and "| costs in fresh memory |" in printed
    record = json.loads(target.read_text())
    assert record["shape"] == [7, 3, 4, 5] and record["bytes"] == 8 * 420
    assert len(record["seconds"][prices.COSTS]) == 1


def test_the_prices_are_what_the_benchmark_says():
    tensor = prices.tensor(3, 31, 50, 7)
    assert tensor.values.shape == (3, 50, 31) and tensor.years[::30] == ("2020", "2050")
    assert tensor.values[0, :, 0].tolist() == [0.05] * 50 and tensor.values[0, -1, -1] == 1.0


def test_a_missed_limit_is_said_and_fails(monkeypatch):
    monkeypatch.setattr("benchmarks.sweeps.prices.LIMIT", 0.5)
    text, good = prices.table({prices.COPY: Timing((1.0,)), prices.COSTS: Timing((2.1,))}, 10**9)
    assert not good and "NO" in text
    assert prices.table({prices.COPY: Timing((1.0,)), prices.COSTS: Timing((2.0,))}, 10**9)[1]


def test_an_unknown_benchmark_lists_those_there_are(capsys):
    assert main(["costs"]) == 2 and "prices" in capsys.readouterr().err
