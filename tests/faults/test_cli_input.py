"""Bad input at the command line: each has its code, place, hint and exit status; nothing is left behind."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.cli.cases import DEMANDS, Outcome, left_in, matrix_folder, run

HEADER = "demand,product,amount,unit\n"


def _demands(tmp_path: Path, text: str, name: str = "demands.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def _refused(done: Outcome, code: str, status: int, *parts: str) -> None:
    """Check code, exit status, that there are place and hint, what they name, and silence on stdout."""
    assert done.status == status, done.err
    first, *rest = done.err.splitlines()
    assert first.startswith(f"roos: {code} "), done.err
    assert any(line.startswith("  where: ") and len(line) > 9 for line in rest), done.err
    assert any(line.startswith("  hint: ") and len(line) > 9 for line in rest), done.err
    for part in parts:
        assert part in done.err, (part, done.err)
    assert done.out == ""


@pytest.mark.parametrize(
    ("rows", "code", "parts"),
    [
        ("d,stee,1,kg\n", "E201", ["stee", "nearest: steel", "line 2"]),
        ("d,steel,1,kg\nd,passenger cars,1,\n", "E201", ["car", "line 3"]),
        ("d,steel,1,tonne\n", "E301", ["tonne", "kg", "steel, low-alloyed", "line 2"]),
        ("d,steel,nan,kg\n", "E205", ["nan", "line 2"]),
        ("d,steel,inf,kg\n", "E205", ["inf", "line 2"]),
        ("d,steel,1e999,kg\n", "E205", ["1e999", "line 2"]),
        ('d,steel,"0,5",kg\n', "E205", ["0,5", "--decimal ,", "line 2"]),
        ("d,steel,#REF!,kg\n", "E205", ["#REF!", "spreadsheet", "line 2"]),
        ("d,steel,,kg\n", "E205", ["line 2"]),
        ("d,steel,0,kg\n", "E203", ["'d'"]),
        ("", "E203", ["demands.csv"]),
    ],
)
def test_bad_demand_rows(capsys, tmp_path, inventory, out, rows, code, parts):
    path = _demands(tmp_path, HEADER + rows)
    done = run(capsys, "solve", inventory, "--demands", path, "-o", out / "x.csv")
    _refused(done, code, 2, *parts)
    assert left_in(out) == []


def test_missing_column(capsys, tmp_path, inventory, out):
    path = _demands(tmp_path, "demand,product\nd,steel\n")
    done = run(capsys, "solve", inventory, "--demands", path, "-o", out / "x.csv")
    _refused(done, "E204", 2, "amount", "demands.csv")


def test_name_that_is_not_unique(capsys, tmp_path, out):
    from tests.cli.cases import LABELS

    products = [dict(item) for item in LABELS["products"]]
    products[1]["name"] = products[0]["name"]
    folder = matrix_folder(tmp_path / "inventory", labels={**LABELS, "products": products})
    path = _demands(tmp_path, HEADER + "d,electricity,1,\n")
    done = run(capsys, "solve", folder, "--demands", path, "-o", out / "x.csv")
    _refused(done, "E202", 2, "power; steel")


def test_truncated_parquet(capsys, tmp_path, inventory, out):
    import pyarrow
    import pyarrow.parquet

    path = tmp_path / "demands.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"demand": ["d"], "product": ["steel"], "amount": [1.0]}), path)
    path.write_bytes(path.read_bytes()[:-20])
    done = run(capsys, "solve", inventory, "--demands", path, "-o", out / "x.csv")
    _refused(done, "E503", 2, "demands.parquet")
    assert left_in(out) == []


@pytest.mark.parametrize(
    ("name", "code"), [("absent.csv", "E501"), ("demands.ods", "E502"), ("folder.csv", "E501")]
)
def test_demand_files_that_cannot_be_read(capsys, tmp_path, inventory, out, name, code):
    (tmp_path / "folder.csv").mkdir()
    done = run(capsys, "solve", inventory, "--demands", tmp_path / name, "-o", out / "x.csv")
    _refused(done, code, 2, name)


def test_zip_with_members_that_climb(capsys, tmp_path):
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("../escaped.txt", "outside")
    done = run(capsys, "check", path)
    _refused(done, "E504", 2, "..")
    assert not (tmp_path.parent / "escaped.txt").exists()


def test_wheel_with_another_checksum(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("ROOS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    wheel = tmp_path / "carculator_utils-1.3.5-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("carculator_utils/data/x", "not the real one")
    done = run(capsys, "data", "install", "profiles", "--from", wheel)
    _refused(done, "E506", 2, wheel.name)
    assert not any(path.is_file() for path in (tmp_path / "data").rglob("*"))


def test_wheel_that_is_not_there(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    done = run(capsys, "data", "install", "profiles", "--from", tmp_path / "none.whl")
    _refused(done, "E501", 2, "none.whl")


@pytest.mark.parametrize(
    ("a", "code", "status", "names"),
    [
        # a fourth product that nobody makes
        ([[1.0, -0.5, -2.0], [-0.125, 1.0, -4.0], [0.0, 0.0, 1.0], [0.0, 0.0, -1.0]], "E103", 2, ["waste"]),
        # two activities that both make only power: no pairing
        ([[1.0, 1.0, -2.0], [0.0, 0.0, -4.0], [0.0, 0.0, 1.0]], "E101", 4, ["steel works"]),
    ],
)
def test_systems_without_a_unique_solution_name_the_activities(capsys, tmp_path, out, a, code, status, names):
    from tests.cli.cases import LABELS

    labels = {**LABELS, "products": [*LABELS["products"], {"id": "waste", "name": "waste"}][: len(a)]}
    folder = matrix_folder(tmp_path / "bad", a=a, labels=labels)
    path = _demands(tmp_path, DEMANDS)
    done = run(capsys, "solve", folder, "--demands", path, "-o", out / "x.csv")
    assert done.status == status, done.err
    assert any(done.err.startswith(f"roos: {c} ") for c in (code, "E104")), done.err
    assert any(name in done.err for name in names), done.err
    assert left_in(out) == []
    checked = run(capsys, "check", folder, "--json")
    assert checked.status == 2
    assert any(finding["severity"] == "error" for finding in checked.json["findings"])


#: steel takes 2 kWh of power, power takes 1 kg of steel: a loop that eats more than it makes
HUNGRY = [[1.0, -2.0, -2.0], [-1.0, 1.0, -4.0], [0.0, 0.0, 1.0]]


def test_loop_gain_of_one_or_more_stops_here(capsys, tmp_path, out):
    folder = matrix_folder(tmp_path / "hungry", a=HUNGRY)
    path = _demands(tmp_path, DEMANDS)
    done = run(capsys, "solve", folder, "--demands", path, "-o", out / "x.csv")
    _refused(done, "E108", 2, "power plant", "steel works", "--allow-negative-supply")
    assert left_in(out) == []
    assert run(capsys, "check", folder).status == 2


def test_loop_gain_that_was_allowed_is_recorded(capsys, tmp_path, out):
    import csv
    import json

    folder = matrix_folder(tmp_path / "hungry", a=HUNGRY)
    path = _demands(tmp_path, "demand,product,amount\nd,power,1\n")
    done = run(capsys, "solve", folder, "--demands", path, "-o", out / "x.csv", "--allow-negative-supply")
    assert done.status == 0, done.err
    record = json.loads((out / "x.csv.run.json").read_text())
    assert record["options"]["allow_negative_supply"] is True
    assert {"E108"} <= {finding["code"] for finding in record["findings"]}
    with (out / "x.csv").open(newline="") as file:
        scores = [float(row["score"]) for row in csv.DictReader(file)]
    assert scores == [-10.0, -1.5]  # supply −1 of each: 8·(−1) + 2·(−1), and 2·(0.5 + 0.25)·(−1)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_matrix_value_that_is_not_finite(capsys, tmp_path, value):
    folder = matrix_folder(tmp_path / "bad", b=[[8.0, value, 1.0], [0.5, 0.25, 0.0]])
    _refused(run(capsys, "check", folder), "E106", 2, "carbon dioxide", "steel works")


@pytest.mark.parametrize(
    ("locator", "code"),
    [("textbok", "E510"), ("textbook:nothing", "E510"), ("synthetic:colour=red", "E512")],
)
def test_locators_that_mean_nothing(capsys, locator, code):
    done = run(capsys, "check", locator)
    _refused(done, code, 2, locator.partition(":")[2].partition("=")[0] or locator)


def test_unreadable_folder(capsys, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    _refused(run(capsys, "check", empty), "E502", 2, "empty")


def test_folder_without_permission(capsys, tmp_path, monkeypatch):
    import numpy as np

    folder = matrix_folder(tmp_path / "closed")

    def closed(*arguments, **options):
        raise PermissionError(13, "Permission denied", str(folder / "A.npz"))

    monkeypatch.setattr(np, "load", closed)
    monkeypatch.setattr(Path, "open", closed)
    monkeypatch.setattr(Path, "read_bytes", closed)
    _refused(run(capsys, "check", folder), "E501", 2, "closed", "ermission")


def test_unknown_method_and_price_set(capsys, tmp_path, inventory, out):
    path = _demands(tmp_path, DEMANDS)
    arguments = ("solve", inventory, "--demands", path, "-o", out / "x.csv")
    _refused(run(capsys, *arguments, "--method", "recipe-2061"), "E511", 2, "recipe-2061", "recipe-2016")
    _refused(run(capsys, *arguments, "--prices", "tno-2002"), "E305", 2, "tno-2002", "tno-2020")


def test_prices_made_for_other_models(capsys, tmp_path, inventory, out):
    path = _demands(tmp_path, DEMANDS)
    done = run(capsys, "solve", inventory, "--demands", path, "-o", out / "x.csv", "--prices", "tno-2020")
    _refused(done, "E303", 2, "tno-2020")
    assert left_in(out) == []


def test_unknown_suffix_is_refused_before_anything_is_read(capsys, tmp_path, out):
    done = run(capsys, "solve", "no such inventory", "--demands", "no.csv", "-o", out / "scores.ods")
    _refused(done, "E602", 2, "scores.ods", ".parquet")


def test_words_that_no_product_contains(capsys, inventory):
    done = run(capsys, "find", inventory, "passanger car", "--exact")
    _refused(done, "E201", 2, "passanger", "nearest: car")
    _refused(run(capsys, "find", inventory, "zeppelin"), "E201", 2, "zeppelin")
