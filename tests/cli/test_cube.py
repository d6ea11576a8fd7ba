"""A cube on disk to each format by its suffix."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
import xarray

from roos.columns import merged
from roos.errors import RoosError
from roos.store import Store
from roos.store.tables import tidy_blocks
from roos_cli.writers.atomic import Files
from roos_cli.writers.cube import cube_filler
from store_cases import begin, cube, go_on

WHOLE = cube()
VALUES = {"scores": "score", "path": "path"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cube") / "s"
    go_on(begin(folder), WHOLE).close()
    return Store.open(folder)


def names(start, stop):
    return {"scenario": [f"s{k}" for k in range(start, stop)]}


def written(store, target, **more):
    with Files() as files:
        files.write(target, cube_filler(target, store, VALUES, names, **more))
    return target


@pytest.mark.parametrize("wide", [False, True])
def test_every_suffix_holds_the_same_numbers(store, tmp_path, wide):
    scores = WHOLE["scores"]
    frame = pyarrow.parquet.read_table(written(store, tmp_path / "a.parquet", wide=wide)).to_pandas()
    first = "climate [kg CO2-eq]" if wide else "score"
    expected = (scores[:, :, 0] if wide else scores).ravel().tolist()
    assert frame[first].tolist() == expected
    lines = written(store, tmp_path / "a.csv", wide=wide).read_text(encoding="utf-8").splitlines()
    at = lines[0].split(",").index(first)
    assert [float(line.split(",")[at]) for line in lines[1:]] == expected
    sheet = openpyxl.load_workbook(written(store, tmp_path / "a.xlsx", wide=wide)).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert [row[head.index(first)] for row in rows] == pytest.approx(expected, rel=1e-15)
    assert rows[-1][0] == "s22" and rows[-1][1] == "stål"
    with xarray.open_dataset(written(store, tmp_path / "a.nc", wide=wide), engine="h5netcdf") as found:
        assert found.score.values.tobytes() == scores.tobytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.nc", "a.parquet", "a.xlsx"]


def test_what_does_not_fit_a_sheet_is_refused_without_reading_all(store, monkeypatch):
    from roos_cli.writers import xlsx_file

    monkeypatch.setattr(xlsx_file, "ROW_LIMIT", 40)
    fill = cube_filler(Path("a.xlsx"), store, VALUES, names)
    with pytest.raises(RoosError) as caught:
        fill(io.BytesIO())
    assert caught.value.code == "E602"
    assert len(merged(tidy_blocks(store, VALUES, names), most=31)["score"]) == 60


def test_unknown_suffixes_and_unfinished_stores_are_refused_at_once(store, tmp_path):
    for target, source, code in (
        (Path("a.ods"), store, "E602"),
        (Path("a.csv"), begin(tmp_path / "s"), "E607"),
    ):
        with pytest.raises(RoosError) as caught:
            cube_filler(target, source, VALUES, names)
        assert caught.value.code == code
