"""Folders of tables: signs, labels, references, units, and what is refused with its line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import roos
from roos import RoosError
from roos_inventories import read

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "formats" / "triplets"
TECHNOSPHERE = "product,activity,amount\nsteel,make,1\npower,make,-0.5\npower,burn,1\n"


def folder(path: Path, **tables: str) -> Path:
    path.mkdir(exist_ok=True)
    for name, text in {"technosphere": TECHNOSPHERE, **tables}.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def refusal(ask) -> RoosError:
    with pytest.raises(RoosError) as caught:
        ask()
    assert caught.value.hint, caught.value
    return caught.value


def test_the_tables_of_the_corpus_have_the_scores_computed_by_hand():
    system = read(CORPUS / "good")
    assert system.products.names == ("crude steel", "electricity", "hard coal", "heat")
    assert system.products.extra["hs code"] == ("7206", "2716", "2701", "")
    assert system.activities.ids == ("making steel", "burning coal", "mining", "boiler")
    assert system.technosphere.reference.tolist() == [0, 1, 2, 3]
    assert system.flows.units == ("kg", "kg")
    assert (system.characterisation.categories.units, system.characterisation.models) == (
        ("kg CO2-eq",),
        ("own",),
    )
    scores = roos.score(system, {"one": {"crude steel": 1.0}}).scores
    assert scores[0, 0] == pytest.approx(1.0, rel=1e-14)


def test_inputs_are_negative_where_no_type_says_otherwise():
    system = read(f"{CORPUS / 'signed'}:decimal=comma")
    assert system.technosphere.reference.tolist() == [0, 1, 2]
    assert system.characterisation.categories.units == ("kg CO2-eq",)
    scores = roos.score(system, {"one": {"steel": 1.0}}).scores
    assert scores[0, 0] == pytest.approx(1.5, rel=1e-14)
    assert refusal(lambda: read(CORPUS / "signed")).code == "E106"


@pytest.mark.parametrize("suffix", [".parquet", ".xlsx"])
def test_tables_of_other_programs(tmp_path, suffix):
    import pandas as pd

    wanted = read(CORPUS / "good")
    for file in (CORPUS / "good").glob("*.csv"):
        frame = pd.read_csv(file)
        to = tmp_path / (file.stem + suffix)
        frame.to_parquet(to) if suffix == ".parquet" else frame.to_excel(to, index=False)
    system = read(tmp_path)
    for name in ("products", "activities", "flows"):
        assert getattr(system, name).ids == getattr(wanted, name).ids
    assert np.array_equal(system.technosphere.matrix.toarray(), wanted.technosphere.matrix.toarray())
    assert np.array_equal(system.biosphere.toarray(), wanted.biosphere.toarray())


def test_a_technosphere_alone_is_enough(tmp_path):
    system = read(folder(tmp_path))
    assert system.technosphere.matrix.toarray().tolist() == [[1.0, 0.0], [-0.5, 1.0]]
    assert system.biosphere.shape == (0, 2) and system.characterisation is None
    assert not system.findings


def test_references_are_named_or_the_only_output(tmp_path):
    two = "product,activity,amount\nsteel,make,1\nslag,make,2\nslag,sell,-1\npower,sell,1\n"
    assert read(folder(tmp_path, technosphere=two)).technosphere.reference.tolist() == [-1, 2]
    named = folder(tmp_path, technosphere=two, activities="id,reference\nsell,\nmake,slag\n")
    system = read(named)
    assert (system.activities.ids, system.technosphere.reference.tolist()) == (("sell", "make"), [2, 1])
    assert "reference" not in system.activities.extra


def test_what_is_summed_or_netted_is_told(tmp_path):
    text = TECHNOSPHERE + "power,make,-0.25\npower,burn,-0.125\n"
    system = read(
        folder(tmp_path, technosphere=text, biosphere="flow,activity,amount\nco2,burn,1\nco2,burn,2\n")
    )
    assert system.technosphere.matrix.toarray().tolist() == [[1.0, 0.0], [-0.75, 0.875]]
    assert system.biosphere.toarray().tolist() == [[0.0, 3.0]]
    told = {(finding.code, finding.where) for finding in system.findings}
    assert told == {
        ("W101", "technosphere.csv line 5"),
        ("W202", "technosphere.csv line 6"),
        ("W101", "biosphere.csv line 3"),
    }


PRODUCTS = "id,name,unit\nsteel,crude steel,kg\npower,electricity,kWh\n"
HEAD = "product,activity,amount\n"
T = "technosphere.csv "
MAKERS = "id,reference\nmake,stel\nburn,\n"
FACTORS = "category,flow,factor\nc,co2,1\n"


@pytest.mark.parametrize(
    ("tables", "code", "place"),
    [
        ({"technosphere": ""}, "E204", T[:-1]),
        ({"technosphere": "product,activity\n"}, "E204", T + "line 1"),
        ({"technosphere": "product,activity,amount,amuont\n"}, "E208", T + "line 1"),
        ({"technosphere": "product,activity,amount,amount\n"}, "E208", T + "line 1"),
        ({"technosphere": HEAD + "steel,make,1\npower,make,0;5\n"}, "E106", T + "line 3"),
        ({"technosphere": HEAD + "steel,make,\n"}, "E106", T + "line 2"),
        ({"technosphere": HEAD + "steel,make,nan\n"}, "E106", T + "line 2"),
        ({"technosphere": HEAD + "steel,make,0,5\n"}, "E503", T + "line 2"),
        ({"technosphere": HEAD + ",make,1\n"}, "E204", T + "line 2"),
        ({"technosphere": HEAD + "steel,make,1\nsteel,make,1\n"}, "E105", T + "line 3"),
        ({"technosphere": HEAD[:-1] + ",type\nsteel,make,1,sideways\n"}, "E541", T + "line 2"),
        ({"technosphere": HEAD[:-1] + ",unit\na,b,1,kg\na,c,-1,MJ\n"}, "E107", T + "line 3"),
        ({"products": PRODUCTS, "technosphere": HEAD + "stel,make,1\n"}, "E201", T + "line 2"),
        ({"products": PRODUCTS + "steel,again,kg\n"}, "E206", "products.csv line 4"),
        ({"products": "name\nsteel\n"}, "E204", "products.csv line 1"),
        ({"products": "id,name\n,steel\n"}, "E204", "products.csv line 2"),
        ({"products": PRODUCTS.replace("power", "kwh").replace("electricity", "steel") + "x,steel,\n",
          "technosphere": HEAD + "steel,make,1\nx y,make,1\n"}, "E201", T + "line 3"),
        ({"activities": MAKERS, "products": PRODUCTS}, "E201", "activities.csv line 2"),
        ({"biosphere": "flow,activity,amount\nco2,make,1e400\n"}, "E106", "biosphere.csv line 2"),
        ({"characterisation": FACTORS + "c,co2,2\n"}, "E540", "characterisation.csv line 3"),
        ({"categories": "id\nclimate\n", "characterisation": FACTORS}, "E207",
         "characterisation.csv line 2"),
    ],
)  # fmt: skip
def test_refusals(tmp_path, tables, code, place):
    problem = refusal(lambda: read(folder(tmp_path, **tables)))
    assert problem.code == code, problem
    assert problem.where.startswith(place), problem


BAD = sorted(path.parent for path in CORPUS.glob("bad/*/expected.json"))


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_bad_folders_of_the_corpus(case):
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    problem = refusal(lambda: read(case / expected["input"]))
    assert problem.code == expected["code"] and expected["where"] in problem.where, problem


def test_a_table_in_two_files(tmp_path):
    path = folder(tmp_path)
    (path / "technosphere.tsv").write_text(TECHNOSPHERE.replace(",", "\t"))
    assert refusal(lambda: read(path)).code == "E542"
    (path / "technosphere.csv").unlink()
    assert len(read(path).products) == 2


def test_options(tmp_path):
    path = folder(tmp_path)
    assert refusal(lambda: read(f"{path}:decimal=;")).code == "E512"
    assert refusal(lambda: read(f"{path}:colour=red")).code == "E512"
    problem = refusal(lambda: read(path / "technosphere.csv"))
    assert problem.code == "E502" and str(path) in problem.hint


@pytest.mark.parametrize("spelling", ["characterization", "factors"])
def test_other_spellings_of_the_factors(tmp_path, spelling):
    tables = {
        spelling: "category,flow,factor\nclimate,co2,2\n",
        "biosphere": "flow,activity,amount\nco2,burn,3\n",
    }
    assert roos.score(read(folder(tmp_path, **tables)), {"d": {"power": 1.0}}).scores[0, 0] == 6.0


def test_a_large_table_is_read_without_haste_but_not_cell_by_cell(tmp_path):
    count = 20_000
    with (tmp_path / "technosphere.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["product", "activity", "amount"])
        for i in range(count):
            writer.writerow([f"p{i}", f"a{i}", 1])
            writer.writerow([f"p{(i + 1) % count}", f"a{i}", -0.25])
    system = read(tmp_path)
    assert system.technosphere.matrix.nnz == 2 * count
    assert np.array_equal(system.technosphere.reference[:3], [0, 1, 2])
