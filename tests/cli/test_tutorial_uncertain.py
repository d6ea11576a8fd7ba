"""The README's commands from uncertain parameters to indices do what it says, with the figures it gives."""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path

from tests.cli.cases import run

README = Path(__file__).resolve().parents[2] / "cli" / "README.md"
MARK = "<!-- tutorial: executed by tests/cli/test_tutorial_uncertain.py -->"


def commands() -> list[list[str]]:
    _, _, rest = README.read_text(encoding="utf-8").partition(MARK)
    block = rest.split("```")[1]
    return [shlex.split(line, comments=True)[1:] for line in block.splitlines() if line.startswith("roos ")]


def test_from_uncertain_parameters_to_indices(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    steps = commands()
    assert len(steps) == 6
    for arguments in steps:
        target = None
        if ">" in arguments:
            arguments, target = arguments[: arguments.index(">")], arguments[-1]
        done = run(capsys, *arguments)
        assert done.status == 0, (arguments, done.err)
        if target:
            Path(target).write_text(done.out, encoding="utf-8")
    with open("samples/statistics.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["category"] == "climate"]
    assert [f"{float(rows[0][q]):.2f}" for q in ("q0.025", "q0.975")] == ["0.99", "1.32"]
    compared = run(capsys, *steps[3][:-2], "--json").json["rows"]
    assert [row["probability_lower"] for row in compared] == [1.0, 1.0]
    record = json.loads(Path("why.svg.run.json").read_text(encoding="utf-8"))
    totals = {row["parameter"]: round(100 * row["total"]) for row in record["rows"]}
    assert totals == {"harvest": 83, "mill": 11, "losses": 6}
    assert all(Path(name).read_text(encoding="utf-8").lstrip().startswith("<?xml") for name in
               ("spread.svg", "better.svg", "why.svg"))  # fmt: skip
