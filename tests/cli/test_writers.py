"""Columns, files that appear together or not at all, and the limits of formats."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.cli.cases import environment, left_in

from roos import Labels, Price, PriceSet, RoosError
from roos.columns import Words, cells
from roos.price import price
from roos_cli.text import count, figure, plain, printable
from roos_cli.writers.atomic import Files
from roos_cli.writers.csv_file import write_csv
from roos_cli.writers.formats import check_suffix
from roos_cli.writers.parquet_file import write_parquet
from roos_cli.writers.tidy import cost_columns
from roos_cli.writers.xlsx_file import ROW_LIMIT, write_xlsx


def _costs():
    categories = Labels("category", ("climate", "acid"), units=("kg", "kg"), extra={"model": ("m", "m")})
    sets = [
        PriceSet(name, name, "EUR", ("2030", "2050"), (Price("climate", "m", "kg", values, "warming"),))
        for name, values in (("low", (1.0, 2.0)), ("high", (3.0, 4.0)))
    ]
    scores = np.array([[10.0, 1.0], [20.0, 2.0]])
    return price(scores, Labels("demand", ("d1", "d2")), categories, sets)


def test_one_row_per_price_set_and_year():
    rows = list(cells(cost_columns(_costs())))
    assert len(rows) == 2 * 2 * 2 * 2
    assert rows[:4] == [
        ("d1", "climate", "low", "2030", 1.0, 10.0, "EUR"),
        ("d1", "climate", "low", "2050", 2.0, 20.0, "EUR"),
        ("d1", "climate", "high", "2030", 3.0, 30.0, "EUR"),
        ("d1", "climate", "high", "2050", 4.0, 40.0, "EUR"),
    ]


def test_a_category_without_a_price_has_no_cost_rather_than_zero():
    rows = [row for row in cells(cost_columns(_costs())) if row[1] == "acid"]
    assert {row[4:6] for row in rows} == {(None, None)}
    file = io.BytesIO()
    write_csv(cost_columns(_costs()), file)
    assert b"d1,acid,low,2030,,,EUR\n" in file.getvalue()


def test_parquet_reads_back():
    import pyarrow.parquet

    file = io.BytesIO()
    write_parquet(cost_columns(_costs()), file)
    table = pyarrow.parquet.read_table(io.BytesIO(file.getvalue()))
    assert list(zip(*table.to_pydict().values(), strict=True)) == list(cells(cost_columns(_costs())))


def test_parquet_needs_no_pandas():
    program = (
        "import io, sys, numpy as np\n"
        "from roos_cli.writers.parquet_file import write_parquet\n"
        "from roos.columns import Words\n"
        "columns = {'d': Words(np.zeros(2, np.int32), ('é',)), 'x': np.array([1.0, np.nan])}\n"
        "write_parquet(columns, io.BytesIO())\n"
        "print('pandas' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_doubles_survive_csv():
    values = np.array([0.1, 1e-300, 5e-324, -1.7976931348623157e308, 1 / 3])
    file = io.BytesIO()
    write_csv({"x": values}, file)
    assert [float(line) for line in file.getvalue().decode().splitlines()[1:]] == values.tolist()


def test_text_in_a_workbook_is_never_a_formula():
    import openpyxl

    file = io.BytesIO()
    write_xlsx(
        {"demand": Words(np.array([0, 1], np.int32), ("=1+1", "http://x.invalid")), "x": np.ones(2)}, file
    )
    sheet = openpyxl.load_workbook(io.BytesIO(file.getvalue()))["results"]
    assert [(cell.value, cell.data_type) for cell in sheet["A"][1:]] == [
        ("=1+1", "s"),
        ("http://x.invalid", "s"),
    ]
    assert sheet["A3"].hyperlink is None


def test_a_sheet_has_an_end():
    with pytest.raises(RoosError) as caught:
        write_xlsx({"x": np.zeros(ROW_LIMIT)}, io.BytesIO())
    assert caught.value.code == "E602"
    with pytest.raises(RoosError) as caught:
        write_xlsx({"x": Words(np.zeros(1, np.int32), ("y" * 40_000,))}, io.BytesIO())
    assert caught.value.code == "E602"


@pytest.mark.parametrize("name", ["x.txt", "x", "x.json", "x.csv.gz"])
def test_unknown_suffix_is_e602(name):
    with pytest.raises(RoosError) as caught:
        check_suffix(Path(name))
    assert caught.value.code == "E602"
    assert ".parquet" in caught.value.hint


def test_files_appear_together_at_the_end(tmp_path):
    with Files() as files:
        files.write(tmp_path / "a", lambda file: file.write(b"1"))
        files.write(tmp_path / "b", lambda file: file.write(b"2"))
        assert not (tmp_path / "a").exists() and not (tmp_path / "b").exists()
    assert left_in(tmp_path) == ["a", "b"]


def test_a_failure_leaves_the_old_files_and_nothing_else(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), Files() as files:
        files.write(tmp_path / "a", lambda file: file.write(b"new"))
        files.write(tmp_path / "b", lambda file: 1 / 0)
    assert left_in(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt", reason="permissions and links of POSIX")
def test_permissions_follow_the_umask_and_links_are_followed(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    before = os.umask(0o027)
    try:
        with Files() as files:
            files.write(tmp_path / "link", lambda file: file.write(b"new"))
            files.write(tmp_path / "fresh", lambda file: file.write(b"new"))
    finally:
        os.umask(before)
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o640


@pytest.mark.parametrize("target", ["missing/folder/x", "."])
def test_a_place_that_cannot_be_written_is_e601(tmp_path, target):
    with pytest.raises(RoosError) as caught, Files() as files:
        files.write(tmp_path / target, lambda file: file.write(b"x"))
    assert (caught.value.code, caught.value.exit_code) == ("E601", 74)


def test_figures_for_people():
    assert [figure(x) for x in (0.0, 1234567.0, 12.345, 0.05, 1e-9, -2.5e12, float("inf"))] == [
        "0", "1 234 567", "12.35", "0.05000", "1.000e-09", "-2.500e+12", "inf",
    ]  # fmt: skip
    assert count(1, "demand") == "1 demand"
    assert count(12000, "activity", "activities") == "12 000 activities"


def test_plain_values_for_json():
    given = {"a": np.float64(1.5), "b": np.arange(2), "c": float("nan"), "d": (Path("x"), True, None)}
    assert plain(given) == {
        "a": 1.5, "b": [0, 1], "c": None, "d": ["x", True, None],
    }  # fmt: skip


def test_control_characters_do_not_reach_the_terminal():
    assert printable("a\x1b[31mb\x07\u00a0c\n") == "a�[31mb� c\n"
