"""Tables of profiles, datasets in rows or in columns: scores are the table."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import roos
from roos import RoosError
from roos_inventories import read

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "formats" / "profile-table"


def refusal(ask) -> RoosError:
    with pytest.raises(RoosError) as caught:
        ask()
    assert caught.value.hint, caught.value
    return caught.value


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_datasets_in_rows():
    system = read(CORPUS / "rows.csv")
    assert system.products.ids == ("steel", "power | NL", "power | DE")
    assert (system.products.units, system.products.locations) == (("kg", "kWh", "kWh"), ("RER", "NL", "DE"))
    assert np.array_equal(system.technosphere.matrix.toarray(), np.eye(3))
    categories = system.characterisation.categories
    assert (categories.ids, categories.units) == (("climate change", "land use"), ("kg CO2-eq", "m2a"))
    table = (system.characterisation.matrix @ system.biosphere).toarray()
    assert table.tolist() == [[2.0, 0.4, 0.6], [0.5, 0.125, 0.25]]
    scores = roos.score(system, {"one": {"steel": 3.0, "power | NL": 2.0}}).scores
    np.testing.assert_allclose(scores, [[6.8, 1.75]], rtol=1e-15)
    assert system.meta["notes"] == ["Exported from a spreadsheet"]
    assert system.characterisation.models == ("rows", "rows") and not system.findings


def test_datasets_in_columns_for_an_amount():
    system = read(f"{CORPUS / 'turned.csv'}:decimal=comma,method=own profiles")
    assert (system.products.ids, system.products.units) == (("steel", "power"), ("kg", "kWh"))
    assert system.technosphere.matrix.toarray().tolist() == [[2.0, 0.0], [0.0, 1.0]]
    scores = roos.score(system, {"one": {"steel": 3.0, "power": 2.0}}).scores
    np.testing.assert_allclose(scores, [[6.8, 1.75]], rtol=1e-15)
    assert system.characterisation.models == ("own profiles", "own profiles")


def test_a_workbook_and_units_in_brackets(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Process", "id", "climate change [kg CO2-eq]", "water (m3)"])
    book.active.append(["steel", 7, 2, 0.5])
    book.create_sheet("other").append(["Process", "unit", "x"])
    book.save(tmp_path / "p.xlsx")
    assert refusal(lambda: read(f"{tmp_path / 'p.xlsx'}:sheet=none")).code == "E502"
    system = read(f"{tmp_path / 'p.xlsx'}:sheet=Sheet")
    assert (system.products.ids, system.products.names) == (("7",), ("steel",))
    categories = system.characterisation.categories
    assert (categories.ids, categories.units) == (("climate change", "water"), ("kg CO2-eq", "m3"))


def test_categories_without_unit_are_told(tmp_path):
    system = read(written(tmp_path / "p.csv", "dataset,climate change,land use\nsteel,2,1\n"))
    (finding,) = system.findings
    assert (finding.code, finding.count) == ("W141", 2)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("dataset,unit,climate\nunit,,kg\n", "E204", "p.csv"),
        ("dataset,unit\nsteel,kg\n", "E204", "p.csv"),
        ("dataset,climate,,x\nsteel,1,2,3\n", "E204", "p.csv line 1"),
        ("dataset,climate\nsteel,\n", "E106", "p.csv line 2, column 'climate'"),
        ("dataset,climate\nsteel,x\n", "E106", "p.csv line 2, column 'climate'"),
        ("dataset,climate\nsteel,nan\n", "E106", "p.csv line 2, column 'climate'"),
        ("dataset;climate\nsteel;0,5\n", "E106", "p.csv line 2, column 'climate'"),
        ("dataset,climate\nsteel,0,5\n", "E503", "p.csv line 2"),
        ("dataset,climate\nsteel,1\nsteel,2\n", "E206", "p.csv line 3"),
        ("dataset,climate,climate\nsteel,1,2\n", "E206", "p.csv line 1, column 'climate'"),
        ("dataset,id,climate\nsteel,,2\n", "E204", "p.csv line 2"),
        ("dataset,amount,climate\nsteel,0,2\n", "E543", "p.csv line 2, column 'amount'"),
        ("impact category,unit,steel\nclimate,kg,1\nland,m2,#N/A\n", "E106", "p.csv line 3, column 'steel'"),
        ("impact category,unit,steel\nclimate,kg,1\nclimate,m2,1\n", "E206", "p.csv line 3"),
    ],
)
def test_refusals(tmp_path, text, code, place):
    problem = refusal(lambda: read(written(tmp_path / "p.csv", text)))
    assert problem.code == code, problem
    assert problem.where.startswith(place), problem


BAD = sorted(path.parent for path in CORPUS.glob("bad/*/expected.json"))


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_bad_tables_of_the_corpus(case):
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    problem = refusal(lambda: read(case / expected["input"]))
    assert (problem.code, problem.where.startswith(expected["where"])) == (expected["code"], True), problem


def test_other_tables_are_no_profiles(tmp_path):
    assert refusal(lambda: read(written(tmp_path / "d.csv", "demand,product,amount\na,b,1\n"))).code == "E502"
    assert refusal(lambda: read(written(tmp_path / "e.csv", ""))).code == "E502"
    template = "Database,own\n\nActivity,steel making\nname,steel\nExchanges\nname,amount\n"
    assert refusal(lambda: read(written(tmp_path / "t.csv", template))).code == "E204"  # Brightway's template
    assert refusal(lambda: read(written(tmp_path / "x.xlsx", "no workbook"))).code == "E502"
