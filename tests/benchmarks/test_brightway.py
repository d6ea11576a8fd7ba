"""The end-to-end comparison with Brightway runs on a small system; nothing here is timed."""

from __future__ import annotations

import json

import pytest

from benchmarks import brightway


@pytest.mark.long
def test_the_comparison_runs_and_says_what_it_found(monkeypatch, tmp_path, capsys):
    pytest.importorskip("bw2calc")
    monkeypatch.setattr(brightway, "ways", lambda: [brightway.FIRST, brightway.CACHED, brightway.MULTI])
    target = tmp_path / "figures.json"
    arguments = ["--activities", "200", "--demands", "7", "--rounds", "1", "--json", str(target)]
    assert brightway.main(arguments) == 0
    printed = capsys.readouterr().out
    assert f"| {brightway.MULTI} |" in printed and brightway.FIRST in printed
    assert ("reached" in printed) or ("MISSED" in printed)
    assert brightway.MULTI in json.loads(target.read_text())["seconds"]


def test_every_way_gives_the_same_scores(monkeypatch, tmp_path):
    pytest.importorskip("bw2calc")
    monkeypatch.setenv("ROOS_CACHE_DIR", str(tmp_path / "cache"))
    brightway.prepared(200, 7, 7, tmp_path / "small")
    theirs = brightway.run(brightway.MULTI, tmp_path / "small")
    for way in brightway.ways():
        brightway.compare(way, brightway.run(way, tmp_path / "small"), theirs)
    with pytest.raises(AssertionError, match="nothing is compared"):
        brightway.compare("other", theirs * (1 + 1e-6), theirs)
