"""Every case of the corpus through ``roos check --json``: code, place, severity, exit code, no traceback."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from cli.cases import run
from inventory_text import read_text, write_folder
from roos.errors import CODES

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
TEXTS = sorted(path.parent for path in (CORPUS / "check").glob("*/expected.json"))
FILES = sorted(
    path.parent
    for kind in ("matrix_folder", "datapackage")
    for path in (CORPUS / kind).glob("*/expected.json")
)
#: Told by its content before a reader is chosen.
OTHERWISE = {"zip-is-text": "E502"}
#: Codes of data that a check of an inventory cannot meet, and why.
ELSEWHERE = {
    "E109": "needs a matrix of 2³¹ rows",
    "E110": "memory of a run, not data",
    "E111": "roos's own cache",
    "E112": "roos's own store",
    "E115": "a call of the library",
    "E116": "a call of the library",
    "E118": "a score, not data",
    "E119": "an option",
    "E120": "a solver that fails",
    **dict.fromkeys(("E130", "E131", "E132", "W148"), "one score taken apart: tests/solver/contributing"),
    **dict.fromkeys(("E121", "E128", "W149"), "how a sweep is computed: tests/solver/sweeping"),
    **dict.fromkeys(
        [*(f"E{n}" for n in range(150, 154)), *(f"W{n}" for n in range(150, 154))],
        "distributions and draws: tests/solver/sampling and montecarlo",
    ),
    **dict.fromkeys(
        [*(f"E{n}" for n in range(170, 176)), *(f"W{n}" for n in range(170, 173))],
        "what a score depends on: tests/solver/sensitivity",
    ),
    "W131": "Brightway projects, which are no files: tests/inventories/test_brightway_*.py",
    **dict.fromkeys(
        [*(f"W{n}" for n in (*range(121, 129), *range(132, 136), *range(185, 188))), "W141"],
        "file formats: test_check_formats.py",
    ),
    "W103": "published labels of `profiles`",
    "W211": "demand files: tests/corpus/demands",
    "W212": "demand files",
}


def expected(case: Path) -> dict:
    return json.loads((case / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.name)
def test_text(case, capsys, tmp_path):
    wanted = expected(case)
    text = read_text(case / "inventory.toml")
    folder = write_folder(text, tmp_path / "inventory")
    arguments = ("check", folder, *text.get("options", ()))
    content = check(capsys, *arguments)
    if wanted["code"] is None:
        assert content["findings"] == []
    else:
        alike = [finding for finding in content["findings"] if finding["code"] == wanted["code"]]
        assert any(
            wanted["where"] in finding["where"]
            and finding["severity"] == wanted["severity"]
            and wanted.get("message", "") in finding["message"]
            for finding in alike
        ), alike
    assert sorted(finding["code"] for finding in content["findings"]) == wanted["codes"]
    shown = run(capsys, *arguments)
    assert shown.status == (2 if content["errors"] else 0)
    assert all(finding["code"] in shown.out + shown.err for finding in content["findings"])


@pytest.mark.parametrize("case", FILES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_file(case, capsys):
    wanted = expected(case)
    content = check(capsys, "check", case / wanted["input"])
    code = OTHERWISE.get(case.name, wanted["code"])
    alike = [finding for finding in content["findings"] if finding["code"] == code]
    assert any(wanted["where"] in finding["where"] for finding in alike), content["findings"]


def check(capsys, *arguments):
    """Run ``roos check --json`` and assert what holds for every inventory."""
    done = run(capsys, *arguments, "--json")
    content = done.json
    assert content["schema"] == 1
    assert done.err == ""
    severities = [finding["severity"] for finding in content["findings"]]
    assert severities == sorted(severities, key=["error", "warning", "note"].index), "errors come first"
    for key, severity in (("errors", "error"), ("warnings", "warning"), ("notes", "note")):
        assert content[key] == severities.count(severity)
    for finding in content["findings"]:
        assert finding["where"] and finding["hint"] and finding["message"], finding  # F20
        assert finding["count"] >= 1
    assert done.status == (2 if content["errors"] else 0)
    return content


#: Families whose codes are about calls of the library and runs, never about an inventory's data.
CALLS = {
    "15": "draws and samples: tests/solver/sampling, tests/solver/montecarlo",
    "16": "other programs: tests/solver/brightway, tests/solver/test_arrays.py",
    "17": "sensitivities and designs: tests/solver/sensitivity",
    "19": "uncertain parameters and cases: tests/inventories/test_sweep_file.py, tests/solver/screening",
}


def test_each_code_of_data_has_two_cases():
    seen = Counter(expected(case)["code"] for case in TEXTS + FILES)
    data = {code for code in CODES if code[:2] in ("E1", "W1", "W2") and code[1:3] not in CALLS}
    data -= set(ELSEWHERE)
    assert {code: seen[code] for code in data if seen[code] < 2} == {}
    assert len(TEXTS) >= 80
