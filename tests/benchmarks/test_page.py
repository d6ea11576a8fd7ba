"""The page is made of the recorded figures alone; every part runs on a small system; nothing is timed."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.page import registry
from benchmarks.page.__main__ import main
from benchmarks.page.parts import phases
from benchmarks.page.record import Results, Row, load, save
from benchmarks.page.render import BEGIN, END, page, readme_table, shown, table, times, with_table
from tests.helpers import accurate_brightway

ROOT = Path(__file__).resolve().parents[2]
MEASURED = ROOT / "benchmarks" / "results.json"
registry.load()


def results(seconds, *, name="factorise, from nothing", size=100, **others):
    row = Row(name, size, seconds, "dgetrf alone", part="phases", date="2026-01-02", commit="abc", **others)
    return Results(("a machine",), (row,))


def test_the_readme_shows_what_was_measured():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    held = load(MEASURED)
    assert held.rows, "run `make bench`"
    assert BEGIN + text.split(BEGIN)[1].split(END)[0] + END == readme_table(held)


def test_the_page_shows_what_was_measured():
    held = load(MEASURED)
    written = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    assert written == page(held)
    for row in held.rows:
        assert f"| {row.name} | {shown(row.timing('roos').median)} |" in written
        assert row.date and row.commit and row.timing("floor") is not None


@pytest.mark.parametrize("part", list(registry.PARTS))
def test_every_part_is_measured_written_and_drawn(part, tmp_path, monkeypatch, capsys):
    if part in ("foreground", "montecarlo"):
        accurate_brightway()
    pytest.importorskip("bw2calc")
    for name in ("timing.REST", "timing.TURN", "floor.TURN", "sweeps.prices.TURN", "montecarlo.REST"):
        monkeypatch.setattr(f"benchmarks.{name}", 0.0)
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    small = ["--rounds", "1", "--many", "20", "--scenarios", "50", "--samples", "2"]
    where = ["--folder", str(tmp_path), "--readme", str(readme)]
    assert main(["--size", "300", "--part", part, *small, *where]) == 0
    held = load(tmp_path / "results.json")
    assert held.rows and {row.part for row in held.rows} == {part}
    for row in held.rows:
        assert row.timing("roos").median > 0 and row.timing("floor").median > 0
    assert (tmp_path / "RESULTS.md").read_text() == page(held)
    text = readme.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    first = (tmp_path / "results.svg").read_bytes()
    assert main(["--draw", *where]) == 0 and (tmp_path / "results.svg").read_bytes() == first
    assert with_table(text, held) == text


def test_a_part_replaces_its_own_rows_alone(tmp_path):
    held = results({"roos": (1.0,), "floor": (0.5,)})
    other = results({"roos": (2.0,)}, size=200).rows[0]
    both = held.with_part("phases", 200, [other], ("another machine",))
    assert [row.size for row in both.rows] == [100, 200] and both.measured_with == ("another machine",)
    again = both.with_part("phases", 200, [other], ())
    assert again.rows == both.rows
    save(tmp_path / "results.json", both)
    assert page(load(tmp_path / "results.json")) == page(both)


def test_ratios_are_of_rounds_and_the_floor_is_the_fastest():
    seconds = {
        "roos": (1.0, 2.0, 4.0),
        "PyKLU": (10.0, 20.0, 80.0),
        "SuperLU": (6.0,),
        "floor": (0.5, 0.9, 0.9),
    }
    text = table(results(seconds, left_out={"bw2calc, SciPy": "not installed"}, difference=2e-9), 100)
    assert "| 2 s | – | – | 10 × (20 s) | 3 × (6 s) | 500 ms | 4 × |" in text
    assert "factorise, from nothing (*bw2calc, SciPy*): **not installed**" in text and "2.0e-09" in text


def test_what_would_take_too_long_is_not_tried_and_said():
    known = results({"roos": (0.1,), "SuperLU": (9.8,)}, size=10_000)
    assert phases.expected_seconds(known, 22_000, "SuperLU") > phases.LONGEST
    assert phases.expected_seconds(known, 22_000, "roos") < 1.0
    assert phases.expected_seconds(known, 10_000, "SuperLU") == 0.0


def test_numbers_are_short():
    assert [shown(s) for s in (12.345, 0.0321, 2.5e-8)] == ["12.3 s", "32.1 ms", "0.025 µs"]
    assert [times(r) for r in (1.234, 56.7, 123.4, 4567.0)] == ["1.2 ×", "57 ×", "120 ×", "4 600 ×"]


def test_nothing_measured_is_said(tmp_path, capsys):
    assert main(["--draw", "--folder", str(tmp_path), "--readme", str(tmp_path / "README.md")]) == 2
    assert "nothing measured yet" in capsys.readouterr().out
