"""Tables, netCDF and Zarr of a store: the same numbers, block by block."""

from __future__ import annotations

import csv
import importlib.util
import io
import sys
import tracemalloc

import numpy as np
import pyarrow.parquet
import pytest
import xarray

from roos.errors import RoosError
from roos.store import Store, StoredArray
from roos.store.export_netcdf import write_netcdf
from roos.store.export_tables import write_csv, write_parquet
from roos.store.export_zarr import write_zarr
from roos.store.tables import tidy_blocks, wide_blocks
from store_cases import CHUNK, ROWS, begin, cube, go_on

WHOLE = cube()
VALUES = {"scores": "score", "relative": "relative_bound", "path": "path"}


def rows(start, stop):
    """As a sweep would: a name, a numeric axis that the base case has no place on, and an axis of texts."""
    numbers = np.arange(start, stop)
    return {
        "scenario": ["base" if k == 0 else f"s{k}" for k in numbers],
        "year": np.where(numbers == 0, np.nan, 2020.0 + numbers),
        "power": [None if k == 0 else ("low", "high")[k % 2] for k in numbers],
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports") / "s"
    go_on(begin(folder), WHOLE).close()
    return Store.open(folder)


def test_parquet_has_a_row_group_for_each_chunk(store):
    file = io.BytesIO()
    write_parquet(tidy_blocks(store, VALUES, rows), file)
    table = pyarrow.parquet.ParquetFile(file)
    assert [table.metadata.row_group(k).num_rows for k in range(table.num_row_groups)] == [30, 30, 30, 30, 18]
    frame = table.read().to_pandas()
    assert list(frame) == ["scenario", "year", "power", "demand", "category", "unit", *VALUES.values()]
    assert frame.score.to_numpy().tobytes() == WHOLE["scores"].tobytes()
    assert frame.relative_bound.to_numpy().tobytes() == WHOLE["relative"].tobytes()
    assert frame.path.tolist() == np.repeat(WHOLE["path"], 6).tolist()
    assert (
        frame.year[:6].isna().all()
        and frame.year[6:].tolist() == np.repeat(2020.0 + np.arange(1, ROWS), 6).tolist()
    )
    last = frame.iloc[-1]
    assert (last.scenario, last.power, last.demand, last.category, last.unit) == (
        "s22", "low", "stål", "acid", "mol H+-eq",
    )  # fmt: skip
    assert frame.power[0] == ""


def test_large_chunks_become_several_blocks_and_none_spans_two(store):
    sizes = [len(block["score"]) for block in tidy_blocks(store, {"scores": "score"}, block=13)]
    assert sizes == [12, 12, 6] * 4 + [12, 6]
    whole = np.concatenate([block["score"] for block in tidy_blocks(store, {"scores": "score"}, block=1)])
    assert whole.tobytes() == WHOLE["scores"].tobytes()


def test_csv_reads_back_unchanged(store):
    file = io.BytesIO()
    write_csv(tidy_blocks(store, VALUES, rows), file)
    found = list(csv.DictReader(io.StringIO(file.getvalue().decode())))
    assert [float(line["score"]) for line in found] == WHOLE["scores"].ravel().tolist()
    assert found[0]["year"] == "" and found[-1]["demand"] == "stål" and len(found) == ROWS * 6


def test_wide_tables_have_a_column_for_each_category(store):
    file = io.BytesIO()
    write_csv(wide_blocks(store, "scores", rows, block=7), file)
    found = list(csv.DictReader(io.StringIO(file.getvalue().decode())))
    assert list(found[0]) == [
        "scenario",
        "year",
        "power",
        "demand",
        "climate [kg CO2-eq]",
        "acid [mol H+-eq]",
    ]
    assert [float(line["acid [mol H+-eq]"]) for line in found] == WHOLE["scores"][:, :, 1].ravel().tolist()
    assert [line["demand"] for line in found[:4]] == ["steel", "glass", "stål", "steel"]


def test_netcdf_holds_the_cube_and_its_labels(store, tmp_path):
    with (tmp_path / "cube.nc").open("w+b") as file:
        write_netcdf(store, file, VALUES, rows, attributes={"title": "a sweep"})
    with xarray.open_dataset(tmp_path / "cube.nc", engine="h5netcdf") as found:
        assert found.attrs["title"] == "a sweep"
        assert found.score.dims == ("scenario", "demand", "category")
        assert found.score.values.tobytes() == WHOLE["scores"].tobytes()
        assert found.path.values.dtype == np.int8 and found.path.values.tolist() == WHOLE["path"].tolist()
        assert set(found.coords) == {"scenario", "year", "power", "demand", "category", "unit"}
        assert found.score.sel(scenario="s7", demand="stål", category="acid") == WHOLE["scores"][7, 2, 1]
        assert np.isnan(found.year.values[0]) and found.unit.values.tolist() == ["kg CO2-eq", "mol H+-eq"]


@pytest.mark.skipif(importlib.util.find_spec("zarr") is None, reason="the extra zarr is not installed")
def test_zarr_holds_the_cube_and_its_labels(store, tmp_path):
    years = ("scenario", np.arange(ROWS))
    write_zarr(store, tmp_path / "cube.zarr", VALUES, {"year": years}, attributes={"title": "a sweep"})
    with xarray.open_zarr(tmp_path / "cube.zarr") as found:
        assert found.attrs["title"] == "a sweep"
        assert found.score.values.tobytes() == WHOLE["scores"].tobytes()
        assert found.path.values.tolist() == WHOLE["path"].tolist()
        assert found.year.values.tolist() == list(range(ROWS))
        assert found.demand.values.tolist()[2] == "stål"
    with pytest.raises(RoosError) as caught:
        write_zarr(store, tmp_path / "cube.zarr", VALUES)
    assert caught.value.code == "E604"
    assert [path.name for path in tmp_path.iterdir()] == ["cube.zarr"]


def test_zarr_without_its_package_is_explained(store, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(RoosError) as caught:
        write_zarr(store, tmp_path / "cube.zarr", VALUES)
    assert caught.value.code == "E610" and "roos[zarr]" in caught.value.hint
    assert not list(tmp_path.iterdir())


def test_nothing_is_exported_of_a_store_that_is_not_finished(tmp_path):
    with begin(tmp_path / "s") as store:
        store.write(slice(0, CHUNK), {name: array[:CHUNK] for name, array in WHOLE.items()})
        for call in (
            lambda: tidy_blocks(store, VALUES),
            lambda: wide_blocks(store, "scores"),
            lambda: write_netcdf(store, io.BytesIO(), VALUES),
        ):
            with pytest.raises(RoosError) as caught:
                call()
            assert caught.value.code == "E607"


def test_arrays_that_do_not_go_together_are_refused(tmp_path):
    arrays = [
        StoredArray("a", "float64", (2,), ("x",)),
        StoredArray("b", "float64", (3,), ("y",)),
        StoredArray("c", "int8"),
    ]
    with Store.create(
        tmp_path / "s", arrays=arrays, rows=1, chunk=1, identity={}, coordinates={"x": ["p", "p"]}
    ) as store:
        for call in (
            lambda: tidy_blocks(store, {"a": "a", "b": "b"}),
            lambda: wide_blocks(store, "c"),
            lambda: wide_blocks(store, "a"),
        ):
            with pytest.raises(RoosError) as caught:
                call()
            assert caught.value.code == "E114"
        with pytest.raises(RoosError) as caught:
            tidy_blocks(store, {})
        assert caught.value.code == "E117"


def test_labels_default_to_the_coordinates_of_the_store_or_numbers(tmp_path):
    arrays = [StoredArray("a", "float64", (2,), ("x",))]
    for number, coordinates in enumerate(
        ({}, {"scenario": ["p", "q", "r"], "year": ("scenario", [1, 2, 3])})
    ):
        with Store.create(
            tmp_path / str(number), arrays=arrays, rows=3, chunk=2, identity={}, coordinates=coordinates
        ) as store:
            store.write(slice(0, 3), {"a": np.arange(6.0).reshape(3, 2)})
            blocks = list(tidy_blocks(store, {"a": "a"}))
            if coordinates:
                assert list(blocks[0]) == ["scenario", "year", "x", "a"]
                assert blocks[1]["scenario"].texts() == ["r", "r"]
            else:
                assert blocks[1]["scenario"].tolist() == [2, 2] and blocks[0]["x"].tolist() == [0, 1, 0, 1]


def test_a_table_larger_than_memory_is_written_by_blocks(tmp_path):
    """Tested with the limit set low: 16 MB of scores in chunks of 0.5 MB, few of them in memory."""
    arrays = [StoredArray("a", "float64", (64,), ("x",))]
    with Store.create(tmp_path / "s", arrays=arrays, rows=32_000, chunk=1000, identity={}) as store:
        for part in store.pending():
            store.write(part, {"a": np.full((1000, 64), 1.5)})
        whole = 32_000 * 64 * 8
        for fill in (
            lambda file: write_parquet(tidy_blocks(store, {"a": "a"}), file),
            lambda file: write_netcdf(store, file, {"a": "a"}),
        ):
            with (tmp_path / "file").open("w+b") as file:
                tracemalloc.start()
                fill(file)
                peak = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()
            assert peak < whole / 4


def test_a_base_case_without_labels_has_a_block_of_its_own(store):
    """The first row alone has no text on its axis: the column is one of texts all the same."""
    for make in (
        lambda: tidy_blocks(store, VALUES, rows, block=1),
        lambda: wide_blocks(store, "scores", rows, block=1),
    ):
        file = io.BytesIO()
        write_parquet(make(), file)
        frame = pyarrow.parquet.ParquetFile(file).read().to_pandas()
        assert frame.power.drop_duplicates().tolist() == ["", "high", "low"]


@pytest.mark.parametrize("other", [np.array([1.5]), np.array([1]), ["a"], None])
def test_columns_that_change_between_blocks_are_refused(store, other):
    def changing(start, stop):
        if start == 7:
            return {} if other is None else {"x": other}
        return {"x": np.arange(start, stop, dtype=np.float32)}

    with pytest.raises(RoosError) as caught:
        list(tidy_blocks(store, VALUES, changing, block=1))
    assert caught.value.code == "E117" and caught.value.where == "x" and "float32" in caught.value.message
