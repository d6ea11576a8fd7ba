"""Every bad file of every format comes back with its code and place, and nothing else happens."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import roos
from roos_inventories.readers.ecospold1 import read_ecospold1
from roos_inventories.readers.ecospold2 import read_ecospold2
from roos_inventories.readers.excel import read_excel
from roos_inventories.readers.jsonld import read_jsonld
from roos_inventories.readers.simapro import read_simapro

FORMATS = Path(__file__).resolve().parents[1] / "corpus" / "formats"
READERS = {
    "ecospold1": read_ecospold1,
    "ecospold2": read_ecospold2,
    "excel": read_excel,
    "jsonld": read_jsonld,
    "simapro": read_simapro,
}
CASES = sorted(FORMATS.glob("*/bad-*"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_bad_file(case, capfd):
    before = {path: path.stat().st_mtime_ns for path in case.rglob("*")}
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    with pytest.raises(roos.RoosError) as caught:
        READERS[case.parent.name](case / expected["input"])
    problem = caught.value
    assert problem.code == expected["code"], problem
    assert expected["where"] in problem.where, problem
    assert problem.hint, problem
    assert str(case.parent) not in problem.where, "places are named by file, not by the folders above it"
    assert {path: path.stat().st_mtime_ns for path in case.rglob("*")} == before
    assert capfd.readouterr() == ("", "")


def test_each_format_has_bad_files():
    count = Counter(case.parent.name for case in CASES)
    assert set(count) == set(READERS) and min(count.values()) >= 15
