"""Every bad input of the corpus comes back with its code and place: no traceback, no silent number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import roos
from roos import Labels
from roos_inventories.demands import read_demands
from roos_inventories.readers.datapackage import read_datapackage
from roos_inventories.readers.matrix_folder import read_matrix_folder

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
PRODUCTS = Labels(
    "product",
    ("steel-nl", "steel-de", "power", "water"),
    ("steel", "steel", "electricity", "water"),
    ("kg", "kg", "kWh", "m3"),
)
READERS = {
    "demands": lambda path: read_demands(path, PRODUCTS),
    "matrix_folder": read_matrix_folder,
    "datapackage": read_datapackage,
}
CASES = sorted(path.parent for reader in READERS for path in (CORPUS / reader).glob("*/expected.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_bad_input(case):
    before = {path: path.stat().st_mtime_ns for path in case.rglob("*")}
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    read = READERS[case.parent.name]
    if expected["code"].startswith("W"):
        system = read(case / expected["input"])
        method = getattr(system, "characterisation", None)
        (finding,) = (*system.findings, *(method.findings if method else ()))
        assert (finding.code, expected["where"] in finding.where) == (expected["code"], True)
    else:
        with pytest.raises(roos.InputError) as caught:
            read(case / expected["input"])
        problem = caught.value
        assert problem.code == expected["code"], problem
        assert problem.where and expected["where"] in problem.where, problem
        if case.parent.name == "demands" and expected["code"] not in ("E501", "E502"):
            assert problem.where.startswith(expected["where"]), problem
    assert {path: path.stat().st_mtime_ns for path in case.rglob("*")} == before


def test_the_corpus_is_there():
    assert {case.parent.name for case in CASES} == set(READERS)
    assert len(CASES) >= 90
