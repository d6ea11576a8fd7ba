"""Every file of ``tests/corpus/formats`` through ``roos check --json``: code, place, severity, exit code."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from cli.cases import run
from roos.errors import CODES

FORMATS = Path(__file__).resolve().parents[1] / "corpus" / "formats"
REFUSED = sorted(path.parent for path in FORMATS.glob("*/bad*/**/expected.json"))
NOTED = sorted(path.parent for path in FORMATS.glob("*/noted-*/expected.json"))


def name(case: Path) -> str:
    return str(case.relative_to(FORMATS)).replace("/", "-")


def checked(case, capsys):
    """Check one case and return what was expected and what was said of it."""
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    before = fingerprints(case)
    options = f":{expected['options']}" if "options" in expected else ""
    done = run(capsys, "check", f"{case / expected['input']}{options}", "--json")
    assert done.err == ""
    assert fingerprints(case) == before, "the input is left as it is"
    content = done.json
    for finding in content["findings"]:
        assert finding["where"] and finding["hint"] and finding["message"], finding
    return expected, content, done.status


def fingerprints(case):
    files = (path for path in case.rglob("*") if path.is_file())
    return {path: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in files}


@pytest.mark.parametrize("case", REFUSED, ids=name)
def test_what_is_refused(case, capsys):
    expected, content, status = checked(case, capsys)
    assert content["errors"] == 1
    assert status == 2  # whatever stops a solve is bad input to `check`
    problem = content["findings"][0]
    assert problem["code"] == expected["code"], problem
    assert expected["where"] in problem["where"], problem


@pytest.mark.parametrize("case", NOTED, ids=name)
def test_what_is_read_with_a_word_about_it(case, capsys):
    expected, content, status = checked(case, capsys)
    stops = sum(code.startswith("E") for code in expected.get("also", ()))  # read, but not to be solved
    assert content["errors"] == stops and status == (2 if stops else 0)
    assert [
        (expected["where"] in finding["where"], finding["severity"], finding["count"])
        for finding in content["findings"]
        if finding["code"] == expected["code"]
    ] == [(True, expected["severity"], 1)], content["findings"]
    assert {finding["code"] for finding in content["findings"]} == {
        expected["code"],
        *expected.get("also", ()),
    }


def test_each_code_of_formats_has_two_cases():
    """Those of linking and of readers; E50x and E51x are of files as such and of the command line."""
    cases = [json.loads((case / "expected.json").read_text())["code"] for case in (*REFUSED, *NOTED)]
    codes = {code for code in CODES if code[:3] in ("W12", "W13", "W18", "E52")} | {
        *("W141", "E540", "E541", "E542", "E543"),
        "E104",
        "E105",
        "E106",
        "E107",
    }
    codes.remove("W131")  # of Brightway projects, which are no files
    seen = Counter(cases)
    assert {code: seen[code] for code in codes if seen[code] < 2} == {}
