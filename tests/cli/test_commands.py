"""``check``, ``find``, ``list``, ``demands template``, ``convert`` and ``doctor`` on small inventories."""

from __future__ import annotations

import os

import numpy as np
import pytest
from tests.cli.cases import LABELS, A, B, C, expected_scores, left_in, matrix_folder, run

from roos_cli.commands import doctor


def test_check_of_a_sound_inventory(capsys, inventory):
    done = run(capsys, "check", inventory)
    assert (done.status, done.err) == (0, "")
    assert "3 products, 3 activities, 2 elementary flows" in done.out
    assert "0 errors" in done.out and "can be solved" in done.out


def test_check_counts_factors_per_category(capsys, inventory):
    content = run(capsys, "check", inventory, "--json").json
    assert content["exchanges"] == np.count_nonzero(A)
    assert [row["flows_with_factor"] for row in content["coverage"]] == [1, 1]
    assert content["errors"] == 0
    assert set(content["digest"]) == {"technosphere", "biosphere", "products"}


def test_check_without_a_method_says_so(capsys, tmp_path):
    folder = matrix_folder(
        tmp_path / "bare", c=None, labels={k: v for k, v in LABELS.items() if k != "categories"}
    )
    done = run(capsys, "check", folder)
    assert done.status == 0
    assert "--method" in done.out
    solved = run(capsys, "solve", folder, "--demands", "none.csv", "-o", tmp_path / "x.csv")
    assert solved.status == 2
    assert solved.err.startswith("roos: E511 ") and "--method" in solved.err


@pytest.mark.parametrize(
    ("words", "axis", "ids"),
    [
        (["STEEL"], "products", ["steel"]),
        (["rer"], "products", ["steel", "car"]),
        (["passenger", "unit"], "products", ["car"]),
        (["power"], "activities", ["make power"]),
        (["dioxide"], "flows", ["co2"]),
        (["change"], "categories", ["climate"]),
    ],
)
def test_find(capsys, inventory, words, axis, ids):
    found = run(capsys, "find", inventory, *words, "--in", axis, "--json").json
    assert [row["id"] for row in found["found"]] == ids
    shown = run(capsys, "find", inventory, *words, "--in", axis)
    assert all(identifier in shown.out for identifier in ids)


def test_find_shows_some_and_counts_all(capsys, inventory):
    done = run(capsys, "find", inventory, "rer", "--limit", "1")
    assert "2 products, the first 1 shown" in done.out


def test_find_says_what_matched_and_forgives_spelling(capsys, inventory):
    found = run(capsys, "find", inventory, "passanger", "--json").json["found"]
    assert [(row["id"], row["matched"], row["similar_to"]) for row in found] == [
        ("car", "similar", "passenger")
    ]
    assert run(capsys, "find", inventory, "steel", "--json").json["found"][0]["matched"] == "id"
    assert "passenger" in run(capsys, "find", inventory, "passanger").out
    refused = run(capsys, "find", inventory, "passanger", "--exact")
    assert refused.status == 2 and refused.err.startswith("roos: E201 ")


def test_find_filters_by_location_and_unit(capsys, inventory):
    rows = run(capsys, "find", inventory, "rer", "--unit", "unit", "--json").json["found"]
    assert [row["id"] for row in rows] == ["car"]
    refused = run(capsys, "find", inventory, "steel", "--location", "NL")
    assert refused.status == 2 and "RER" in refused.err and "location NL" in refused.err


def test_brackets_in_names_are_shown_as_they_are(capsys, tmp_path):
    products = [{**LABELS["products"][0], "name": "power [red]plain[/red] [RER]"}, *LABELS["products"][1:]]
    folder = matrix_folder(tmp_path / "marked", labels={**LABELS, "products": products})
    assert "power [red]plain[/red] [RER]" in run(capsys, "find", folder, "power").out


def test_template_is_a_demand_file(capsys, inventory, out):
    template = run(capsys, "demands", "template", inventory, "--rows", 2)
    assert template.status == 0
    path = out / "template.csv"
    path.write_text(template.out)
    assert run(capsys, "solve", inventory, "--demands", path, "-o", out / "scores.csv").status == 0


def test_template_to_a_file(capsys, inventory, out):
    assert run(capsys, "demands", "template", inventory, "-o", out / "t.csv").status == 0
    assert left_in(out) == ["t.csv"]
    assert run(capsys, "demands", "template", inventory, "-o", out / "t.xlsx").status == 2


def test_list_inventories(capsys):
    rows = run(capsys, "list", "inventories", "--json").json["inventories"]
    locators = [row["locator"] for row in rows]
    assert "profiles" in locators and "textbook:electricity-fuel" in locators
    assert "synthetic" in run(capsys, "list", "inventories").out


def test_list_methods(capsys):
    rows = run(capsys, "list", "methods", "--json").json["methods"]
    sizes = {row["name"]: row["categories"] for row in rows}
    assert sizes["recipe-2016-midpoint-h"] == 18


def test_list_prices(capsys):
    rows = run(capsys, "list", "prices", "--json").json["prices"]
    assert "tno-2020" in [row["name"] for row in rows]
    assert "tno-2020" in run(capsys, "list", "prices").out


def test_no_locator_is_cut_off_in_a_narrow_window(capsys, monkeypatch):
    from roos_cli import screen

    monkeypatch.setattr(screen, "_WIDTH", 70)
    printed = run(capsys, "list", "inventories").out
    assert "…" not in printed and max(map(len, printed.splitlines())) <= 70


def test_every_textbook_system_is_sound(capsys):
    rows = run(capsys, "list", "inventories", "--json").json["inventories"]
    names = [row["locator"] for row in rows if row["locator"].startswith("textbook:")]
    assert len(names) >= 4
    for name in names:
        assert run(capsys, "check", name).status == 0, name


@pytest.mark.parametrize("target", ["folder", "package.zip", "package", "system.roos"])
def test_convert_keeps_the_scores(capsys, inventory, demands, out, target):
    import csv

    kind = ["--to", "datapackage"] if target == "package" else []
    done = run(capsys, "convert", inventory, out / target, *kind)
    assert done.status == 0, done.err
    solved = run(capsys, "solve", out / target, "--demands", demands, "-o", out / "scores.csv")
    assert solved.status == 0, solved.err
    with (out / "scores.csv").open(newline="") as file:
        scores = [float(row["score"]) for row in csv.DictReader(file)]
    np.testing.assert_allclose(scores, expected_scores().ravel(), rtol=1e-15)


def test_convert_replaces_nothing_of_others(capsys, inventory, out):
    (out / "diary.txt").write_text("dear me")
    done = run(capsys, "convert", inventory, out)
    assert done.status == 74
    assert done.err.startswith("roos: E601 ")
    assert left_in(out) == ["diary.txt"]


def test_a_matrix_folder_is_no_zip(capsys, inventory, out):
    done = run(capsys, "convert", inventory, out / "x.zip", "--to", "matrix-folder")
    assert (done.status, left_in(out)) == (2, [])


def test_only_a_datapackage_is_a_zip_file(capsys, inventory, out):
    done = run(capsys, "convert", inventory, out / "x.zip", "--to", "system-file")
    assert (done.status, left_in(out)) == (2, [])
    assert "E603" in done.err


@pytest.mark.parametrize("name", ["x.xlsx", "x.CSV", "x.npz"])
def test_the_name_of_another_file_makes_no_folder(capsys, inventory, out, name):
    done = run(capsys, "convert", inventory, out / name)
    assert (done.status, left_in(out)) == (2, [])
    assert "E602" in done.err and "--to matrix-folder" in done.err
    assert run(capsys, "convert", inventory, out / name, "--to", "matrix-folder").status == 0


def test_doctor_shows_the_cache_and_clears_it(capsys, inventory, tmp_path, monkeypatch):
    from roos_inventories import sources, system_cache

    monkeypatch.setenv("ROOS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("ROOS_NO_CACHE", raising=False)
    monkeypatch.setattr(system_cache, "SMALLEST", 0)
    monkeypatch.setattr(sources, "TICK", -1.0)
    monkeypatch.setattr(sources, "COARSE_TICK", -1.0)
    run(capsys, "--no-cache", "check", inventory)
    assert run(capsys, "doctor", "--json").json["cached systems"]["systems"] == 0
    assert "ROOS_NO_CACHE" not in os.environ
    run(capsys, "check", inventory)
    kept = run(capsys, "doctor", "--json").json["cached systems"]
    assert kept["systems"] == 1 and kept["folder"].endswith("systems")
    cleared = run(capsys, "doctor", "--clear-cache", "--json").json["cached systems"]
    assert (cleared["systems"], cleared["removed"]) == (0, 1)


def test_doctor(capsys):
    content = run(capsys, "doctor", "--json").json
    assert content["solve"]["exact"] is True
    assert content["versions"]["numpy"] == np.__version__
    assert "default" in content["backends"].values()
    assert "roos works here." in run(capsys, "doctor").out


def test_doctor_does_not_call_a_wrong_answer_sound(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "_tiny_solve", lambda: {"exact": False})
    done = run(capsys, "doctor")
    assert done.status == 1
    assert "does NOT work" in done.out


def test_doctor_tells_that_kernels_cannot_be_cached(capsys, monkeypatch):
    from roos.kernels import compile as compiled

    monkeypatch.setattr(compiled, "cache_failures", ["cannot save x: OSError(28)"])
    done = run(capsys, "doctor", "--json")
    assert done.status == 0
    assert done.json["kernels"]["cache"].startswith("W301")


def test_exact_small_system_is_what_it_says():
    assert (np.array(A).shape, np.array(B).shape, np.array(C).shape) == ((3, 3), (2, 3), (2, 2))
