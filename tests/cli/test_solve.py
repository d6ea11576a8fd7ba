"""``roos solve``: numbers, formats, record, and what is said about them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
from tests.cli.cases import DEMANDS, expected_scores, matrix_folder, run

from roos.certificate import Certificate


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("direction", ["auto", "forward", "adjoint"])
def test_tidy_csv_holds_the_scores(capsys, inventory, demands, out, direction):
    target = out / "scores.csv"
    done = run(capsys, "solve", inventory, "--demands", demands, "-o", target, "--direction", direction)
    assert done.status == 0, done.err
    rows = _rows(target)
    assert list(rows[0]) == ["demand", "category", "unit", "score"]
    assert [(row["demand"], row["category"], row["unit"]) for row in rows] == [
        (demand, category, unit)
        for demand in ("a car", "mixed")
        for category, unit in (("climate", "kg CO2-eq"), ("acid", "kg SO2-eq"))
    ]
    scores = np.array([float(row["score"]) for row in rows]).reshape(2, 2)
    np.testing.assert_allclose(scores, expected_scores(), rtol=1e-15)


def test_csv_and_parquet_hold_the_same_doubles(capsys, inventory, demands, out):
    import pyarrow.parquet

    for name in ("scores.csv", "scores.parquet"):
        assert run(capsys, "solve", inventory, "--demands", demands, "-o", out / name).status == 0
    table = pyarrow.parquet.read_table(out / "scores.parquet").to_pydict()
    assert table["score"] == [float(row["score"]) for row in _rows(out / "scores.csv")]
    assert table["demand"] == [row["demand"] for row in _rows(out / "scores.csv")]


def test_wide(capsys, inventory, demands, out):
    target = out / "wide.csv"
    assert run(capsys, "solve", inventory, "--demands", demands, "--wide", "-o", target).status == 0
    rows = _rows(target)
    assert list(rows[0]) == ["demand", "climate [kg CO2-eq]", "acid [kg SO2-eq]"]
    scores = [[float(row[name]) for name in list(rows[0])[1:]] for row in rows]
    np.testing.assert_allclose(scores, expected_scores(), rtol=1e-15)


def test_netcdf_holds_the_cube_and_its_bounds(capsys, inventory, demands, out):
    import xarray

    assert run(capsys, "solve", inventory, "--demands", demands, "-o", out / "cube.nc").status == 0
    with xarray.open_dataset(out / "cube.nc", engine="h5netcdf") as cube:
        np.testing.assert_allclose(cube["score"].values, expected_scores(), rtol=1e-15)
        assert cube["score"].dims == ("demand", "category")
        assert cube["unit"].values.tolist() == ["kg CO2-eq", "kg SO2-eq"]
        assert (cube["error_bound"].values >= 0).all()


def test_workbook(capsys, inventory, demands, out):
    import openpyxl

    assert run(capsys, "solve", inventory, "--demands", demands, "-o", out / "scores.xlsx").status == 0
    sheet = openpyxl.load_workbook(out / "scores.xlsx")["results"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("demand", "category", "unit", "score")
    np.testing.assert_allclose([row[3] for row in rows[1:]], expected_scores().ravel(), rtol=1e-15)


def test_standard_input_to_standard_output(capsys, inventory, monkeypatch, out):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(DEMANDS.encode())))
    done = run(capsys, "solve", inventory, "--demands", "-", "-o", "-")
    assert done.status == 0
    rows = list(csv.DictReader(io.StringIO(done.out)))  # nothing but the table on stdout
    scores = np.array([float(row["score"]) for row in rows]).reshape(2, 2)
    np.testing.assert_allclose(scores, expected_scores(), rtol=1e-15)
    assert "Certificate: certified" in done.err


def test_output_and_json_cannot_share_standard_output(capsys, inventory, demands):
    done = run(capsys, "solve", inventory, "--demands", demands, "-o", "-", "--json")
    assert (done.status, done.error["code"]) == (2, "E603")


def test_decimal_comma_when_declared(capsys, inventory, tmp_path, out):
    path = tmp_path / "komma.csv"
    path.write_text("demand;product;amount\na car;car;0,5\n")
    assert (
        run(capsys, "solve", inventory, "--demands", path, "--decimal", ",", "-o", out / "x.csv").status == 0
    )
    scores = [float(row["score"]) for row in _rows(out / "x.csv")]
    np.testing.assert_allclose(scores, expected_scores()[0] / 2, rtol=1e-15)


def test_record_beside_the_result(capsys, inventory, demands, out):
    target = out / "scores.parquet"
    run(capsys, "solve", inventory, "--demands", demands, "-o", target)
    record = json.loads((out / "scores.parquet.run.json").read_text())
    assert record["exit_status"] == 0
    assert record["command"] == "solve"
    assert record["versions"]["roos"] and record["versions"]["numpy"] == np.__version__
    assert record["certificate"]["status"] == "certified"
    assert record["inputs"]["demands"]["sha256"] == hashlib.sha256(demands.read_bytes()).hexdigest()
    assert record["inputs"]["demands"]["file"] == "demands.csv"
    assert record["outputs"]["scores.parquet"] == {
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "bytes": target.stat().st_size,
    }
    assert set(record["timings"]) >= {"read", "demands", "factorise", "solve"}
    assert record["explanation"][0].startswith("chosen")
    assert record["options"]["accept_inaccurate"] is False


def test_digests_follow_the_content(capsys, inventory, demands, out, tmp_path):
    other = matrix_folder(tmp_path / "other", b=[[8.0, 2.0, 1.5], [0.5, 0.25, 0.0]])
    digests = []
    for i, folder in enumerate((inventory, inventory, other)):
        run(capsys, "solve", folder, "--demands", demands, "-o", out / f"{i}.csv")
        digests.append(json.loads((out / f"{i}.csv.run.json").read_text())["inputs"]["inventory"]["digest"])
    assert digests[0] == digests[1]
    assert digests[2]["technosphere"] == digests[0]["technosphere"]
    assert digests[2]["biosphere"] != digests[0]["biosphere"]


def test_record_tells_no_place_on_this_machine(capsys, monkeypatch, tmp_path, out):
    home = tmp_path / "home" / "jane"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    folder = matrix_folder(
        home / "private" / "inventory", meta={"name": "mine", "source": f"{home}/private/x.xlsx"}
    )
    path = home / "d.csv"
    path.write_text(DEMANDS + "mixed,steel,1,kg\n")  # a repeated row: its finding names the file
    done = run(capsys, "solve", folder, "--demands", path, "-o", out / "x.csv", "--json")
    assert done.status == 0
    record = (out / "x.csv.run.json").read_text()
    assert "W211" in record
    assert str(home) not in record
    assert str(home) not in done.out
    assert "~/private/x.xlsx" in record


def test_json_is_the_record(capsys, inventory, demands, out):
    done = run(capsys, "solve", inventory, "--demands", demands, "-o", out / "x.csv", "--json")
    assert done.err == ""
    assert done.json == json.loads((out / "x.csv.run.json").read_text())


def test_explain_names_the_rejected_path(capsys, inventory, demands, out):
    arguments = ("solve", inventory, "--demands", demands, "-o", out / "x.csv")
    plain = run(capsys, *arguments)
    explained = run(capsys, *arguments, "--explain")
    assert "rejected" not in plain.out
    assert "  chosen " in explained.out and "  rejected " in explained.out


def test_repeated_rows_are_summed_and_said(capsys, inventory, tmp_path, out):
    path = tmp_path / "twice.csv"
    path.write_text("demand,product,amount\na car,car,0.25\na car,car,0.75\n")
    done = run(capsys, "solve", inventory, "--demands", path, "-o", out / "x.csv")
    assert done.status == 0
    assert "W211" in done.out
    scores = [float(row["score"]) for row in _rows(out / "x.csv")]
    np.testing.assert_allclose(scores, expected_scores()[0], rtol=1e-15)


@pytest.fixture
def uncertain(monkeypatch):
    """Make every certificate a refusal, as a badly conditioned system would."""
    from roos.certificate import Status

    monkeypatch.setattr(Certificate, "judge", staticmethod(lambda relative, options: Status.REFUSED))


def test_uncertified_scores_are_not_written(capsys, inventory, demands, out, uncertain):
    done = run(capsys, "solve", inventory, "--demands", demands, "-o", out / "x.csv")
    assert done.status == 3
    assert done.err.startswith("roos: E118 ")
    assert list(out.iterdir()) == []


def test_uncertified_scores_that_were_accepted_are_marked(capsys, inventory, demands, out, uncertain):
    target = out / "x.csv"
    done = run(capsys, "solve", inventory, "--demands", demands, "-o", target, "--accept-inaccurate")
    assert done.status == 0
    assert "Certificate: not certified" in done.out
    record = json.loads((out / "x.csv.run.json").read_text())
    assert record["options"]["accept_inaccurate"] is True
    assert record["certificate"]["status"] == "refused"
