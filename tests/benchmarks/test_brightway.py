"""The end-to-end comparison with Brightway runs on a small system; nothing here is timed."""

from __future__ import annotations

import json

import pytest

from benchmarks import brightway


def test_the_comparison_runs_and_says_what_it_found(monkeypatch, tmp_path, capsys):
    pytest.importorskip("bw2calc")
    monkeypatch.setattr("benchmarks.timing.REST", 0.0)
    monkeypatch.setattr("benchmarks.timing.TURN", 0.0)
    monkeypatch.setenv("ROOS_CACHE_DIR", str(tmp_path))
    target = tmp_path / "figures.json"
    arguments = ["--activities", "200", "--demands", "7", "--rounds", "1", "--json", str(target)]
    assert brightway.main(arguments) == 0
    printed = capsys.readouterr().out
    assert f"| {brightway.MULTI} |" in printed and brightway.FIRST in printed
    assert ("reached" in printed) or ("MISSED" in printed)
    assert brightway.MULTI in json.loads(target.read_text())["seconds"]


def test_wrong_scores_stop_the_comparison(monkeypatch, tmp_path):
    pytest.importorskip("bw2calc")
    monkeypatch.setenv("ROOS_CACHE_DIR", str(tmp_path))
    original = brightway.scores

    def wrong(cls, *args, **options):
        return original(cls, *args, **options) * (1 + 1e-6 * cls.__module__.startswith("roos"))

    monkeypatch.setattr(brightway, "scores", wrong)
    with pytest.raises(AssertionError, match="nothing is compared"):
        brightway.measure(200, 5, 7, 1, tmp_path / "work")
