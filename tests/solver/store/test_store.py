"""A store gives back what was written, says what is missing, and refuses what does not fit."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from roos.errors import InputError, RoosError, WriteError
from roos.store import Store, StoredArray, chunk_length
from roos.store.disk import Disk
from roos.store.header import VERSION
from roos.store.sealed import seal, unseal
from store_cases import (
    ARRAYS,
    CHUNK,
    COORDINATES,
    IDENTITY,
    ROWS,
    begin,
    check_whole,
    cube,
    finished_bytes,
    go_on,
)

WHOLE = cube()
GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "stores" / "version-1"


def refused(code, call, *parts):
    with pytest.raises(RoosError) as caught:
        call()
    assert caught.value.code == code
    assert caught.value.where or code in ("E117", "E114")
    for part in parts:
        assert part in str(caught.value), str(caught.value)
    return caught.value


def test_what_was_written_is_read(tmp_path):
    with begin(tmp_path / "s") as store:
        assert store.pending() == [slice(k, min(k + CHUNK, ROWS)) for k in range(0, ROWS, CHUNK)]
        assert not store.finished
        go_on(store, WHOLE)
        assert store.finished and store.pending() == [] and store.bytes_needed == 0
        for name, array in WHOLE.items():  # every range, within and across chunks
            for start in range(ROWS + 1):
                for stop in range(start, ROWS + 1):
                    assert np.array_equal(store.read(name, start, stop), array[start:stop])
    check_whole(tmp_path / "s", WHOLE)
    again = Store.open(tmp_path / "s")
    assert again.layout.arrays == ARRAYS and again.header.identity == IDENTITY
    assert again.coordinates["unit"] == ("category", ["kg CO2-eq", "mol H+-eq"])
    assert again.coordinates["demand"] == ("demand", COORDINATES["demand"])


def test_any_order_and_several_chunks_at_once_give_the_same_files(tmp_path):
    go_on(begin(tmp_path / "one"), WHOLE)
    with begin(tmp_path / "other") as store:
        for rows in (slice(20, 23), slice(5, 15), slice(0, 5), slice(15, 20)):
            store.write(rows, {name: array[rows] for name, array in WHOLE.items()})
    assert finished_bytes(tmp_path / "one") == finished_bytes(tmp_path / "other")


def test_arrays_that_are_not_contiguous_or_swapped_are_stored_by_value(tmp_path):
    with begin(tmp_path / "s") as store:
        parts = {name: np.asfortranarray(array) for name, array in WHOLE.items()}
        parts["scores"] = parts["scores"].astype(">f8")
        store.write(slice(0, ROWS), parts)
    check_whole(tmp_path / "s", WHOLE)


def test_threads_write_different_chunks(tmp_path):
    with begin(tmp_path / "s", rows=200, chunk=2) as store, ThreadPoolExecutor(8) as pool:
        whole = cube(200)
        list(pool.map(lambda r: store.write(r, {n: a[r] for n, a in whole.items()}), store.pending()))
    check_whole(tmp_path / "s", whole)


def test_a_store_that_is_not_finished_says_so(tmp_path):
    with begin(tmp_path / "s") as store:
        store.write(slice(5, 10), {name: array[5:10] for name, array in WHOLE.items()})
        refused("E607", lambda: store.read("scores", 8, 12), "scenario 10 to 14", "1 of 5 chunks")
        refused("E607", store.require_finished, "scenario 0 to 4")
    reader = Store.open(tmp_path / "s")
    assert np.array_equal(reader.read("scores", 5, 10), WHOLE["scores"][5:10])
    refused("E607", lambda: reader.view("scores")[3])
    refused("E607", reader.to_xarray)


def test_reading_goes_on_while_another_writes(tmp_path):
    with begin(tmp_path / "s") as store:
        store.write(slice(0, 5), {name: array[:5] for name, array in WHOLE.items()})
        reader = Store.open(tmp_path / "s")
        assert np.array_equal(reader.read("path", 0, 5), WHOLE["path"][:5])
        refused("E117", lambda: reader.write(slice(5, 10), {}), "open for reading")
        refused("E117", lambda: reader.put("more", {}), "open for reading")


def test_only_the_same_run_may_resume_and_what_differs_is_named(tmp_path):
    go_on(begin(tmp_path / "s"), WHOLE).close()
    other = {**IDENTITY, "options": {"tolerance": 1e-8}, "inputs": {"A": "0f3a", "C": "1"}}
    refused(
        "E606",
        lambda: Store.resume(tmp_path / "s", other),
        "options.tolerance: 1e-09 in the store, now 1e-08",
        'inputs.B: "77" in the store, now nothing',
        'inputs.C: nothing in the store, now "1"',
    )
    many = {**IDENTITY, **{f"more{k}": k for k in range(9)}}
    refused("E606", lambda: Store.resume(tmp_path / "s", many), "and 4 more")
    refused("E606", lambda: Store.resume(tmp_path / "s", {**IDENTITY, "version": 1}), 'version: "1"')
    refused("E117", lambda: Store.resume(tmp_path / "s", {"a": float("nan")}), "plain values")
    with Store.resume(tmp_path / "s", {**IDENTITY}) as store:
        assert store.finished


def test_what_is_there_already_is_not_touched(tmp_path):
    go_on(begin(tmp_path / "s"), WHOLE).close()
    before = finished_bytes(tmp_path / "s")
    refused("E604", lambda: begin(tmp_path / "s"), "resume")
    assert finished_bytes(tmp_path / "s") == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("text")
    refused("E604", lambda: begin(tmp_path / "mine"))
    assert "chunks" not in os.listdir(tmp_path / "mine")
    refused("E601", lambda: begin(tmp_path / "mine" / "thesis.docx"), "thesis.docx")


def test_one_writer(tmp_path):
    with begin(tmp_path / "s") as store:
        refused("E112", lambda: Store.resume(tmp_path / "s", IDENTITY), f"process {os.getpid()}")
        refused("E112", lambda: begin(tmp_path / "s"))
        store.close()
        Store.resume(tmp_path / "s", IDENTITY).close()
        refused("E117", lambda: store.write(slice(0, 5), {}), "open for reading")


def test_no_store_another_version_and_another_format(tmp_path):
    refused("E609", lambda: Store.open(tmp_path))
    refused("E609", lambda: Store.resume(tmp_path / "absent", IDENTITY))
    go_on(begin(tmp_path / "s"), WHOLE).close()
    header = tmp_path / "s" / "header"
    content = unseal(header.read_bytes())
    header.write_bytes(seal({**content, "version": VERSION + 1}))
    refused("E608", lambda: Store.open(tmp_path / "s"), f"version {VERSION + 1}")
    header.write_bytes(seal({**content, "format": "other"}))
    refused("E608", lambda: Store.open(tmp_path / "s"))
    header.write_bytes(seal({**content, "layout": {}}))
    refused("E111", lambda: Store.open(tmp_path / "s"), "header")
    header.write_bytes(seal([]))  # type: ignore[arg-type]
    refused("E111", lambda: Store.open(tmp_path / "s"))


def test_it_is_refused_before_it_starts_when_the_disk_is_too_small(tmp_path):
    class Small(Disk):
        def free(self, folder):
            return 10_000

    problem = refused("E605", lambda: begin(tmp_path / "deep" / "s", disk=Small()), "10000 bytes", "needed")
    assert isinstance(problem, WriteError) and problem.exit_code == 74
    assert not (tmp_path / "deep").exists()
    begin(tmp_path / "s").close()
    refused("E605", lambda: Store.resume(tmp_path / "s", IDENTITY, disk=Small()))
    Store.resume(tmp_path / "s", IDENTITY).close()  # the lock was given back


def test_the_bytes_predicted_suffice(tmp_path):
    with begin(tmp_path / "s", rows=2000, chunk=100) as store:
        needed = store.bytes_needed
        go_on(store, cube(2000))
    taken = sum(path.stat().st_size for path in (tmp_path / "s").rglob("*"))
    payload = 2000 * (48 + 24 + 1)
    assert payload < taken <= needed < payload + 20 * (16 << 10)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rows": 0}, "E114"),
        ({"chunk": 0}, "E114"),
        ({"arrays": ()}, "E114"),
        ({"arrays": (ARRAYS[0], ARRAYS[0])}, "E114"),
        ({"arrays": (StoredArray("a", "object"),)}, "E117"),
        ({"arrays": (StoredArray("a", "float64", (2,)),)}, "E114"),
        (
            {"arrays": (StoredArray("a", "float64", (2,), ("x",)), StoredArray("b", "int8", (3,), ("x",)))},
            "E114",
        ),
        ({"coordinates": {"demand": ["a"]}}, "E114"),
        ({"coordinates": {"nowhere": ["a"]}}, "E114"),
        ({"coordinates": {"demand": [object(), 1, 2]}}, "E117"),
        ({"identity": {"a": object()}}, "E117"),
        ({"meta": {"a": float("inf")}}, "E117"),
    ],
)
def test_layouts_that_make_no_sense(tmp_path, change, code):
    sound = {"arrays": ARRAYS, "rows": 4, "chunk": 2, "identity": {}, "coordinates": {}}
    refused(code, lambda: Store.create(tmp_path / "s", **{**sound, **change}))
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("rows", "change", "code"),
    [
        (slice(1, 5), {}, "E117"),
        (slice(0, 4), {}, "E117"),
        (slice(0, 10, 2), {}, "E117"),
        (slice(23, 30), {}, "E117"),
        (slice(0, 5), {"path": None}, "E117"),
        (slice(0, 5), {"more": np.zeros(5)}, "E117"),
        (slice(0, 5), {"path": np.zeros(5)}, "E117"),
        (slice(0, 5), {"path": np.zeros(4, np.int8)}, "E114"),
        (slice(0, 10), {"scores": np.zeros((10, 2, 3))}, "E114"),
    ],
)
def test_parts_that_do_not_fit_write_nothing(tmp_path, rows, change, code):
    parts = {name: array[rows] for name, array in WHOLE.items()} | change
    with begin(tmp_path / "s") as store:
        refused(code, lambda: store.write(rows, {n: a for n, a in parts.items() if a is not None}))
        assert len(store.pending()) == 5 and not os.listdir(tmp_path / "s" / "chunks")


@pytest.mark.parametrize(
    ("name", "start", "stop"), [("scores", -1, 3), ("path", 4, 2), ("path", 0, 24), ("x", 0, 1)]
)
def test_rows_and_arrays_that_are_not_there(tmp_path, name, start, stop):
    with go_on(begin(tmp_path / "s"), WHOLE) as store:
        refused("E117", lambda: store.read(name, start, stop))


def test_arrays_without_numbers(tmp_path):
    arrays = [StoredArray("none", "float64", (0, 3), ("demand", "category")), StoredArray("n", "bool")]
    with Store.create(tmp_path / "s", arrays=arrays, rows=3, chunk=2, identity={}) as store:
        store.write(slice(0, 3), {"none": np.empty((3, 0, 3)), "n": np.array([True, False, True])})
        assert store.read("none", 0, 3).shape == (3, 0, 3)
        assert store.read("n", 1, 3).tolist() == [False, True]
        assert store.check() == ()


def test_records_beside_the_cube(tmp_path):
    with begin(tmp_path / "s") as store:
        assert store.get("outcome") is None
        store.put("outcome", {"findings": [1], "seconds": 0.5})
        store.put("outcome", {"findings": []})
        refused("E117", lambda: store.put("../x", {}))
    assert Store.open(tmp_path / "s").get("outcome") == {"findings": []}
    (tmp_path / "s" / "record-outcome").write_bytes(b"x")
    refused("E111", lambda: Store.open(tmp_path / "s").get("outcome"), "record")


def test_a_reader_can_be_sent_to_another_process_and_holds_no_file_open(tmp_path):
    go_on(begin(tmp_path / "s"), WHOLE).close()
    store = Store.open(tmp_path / "s")
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    views = [pickle.loads(pickle.dumps(store.reader)) for _ in range(20)]
    assert all(np.array_equal(view.read("scores", 2, 9), WHOLE["scores"][2:9]) for view in views)
    if before:
        assert len(os.listdir("/proc/self/fd")) == before


def test_many_threads_read(tmp_path):
    go_on(begin(tmp_path / "s"), WHOLE).close()
    store, errors = Store.open(tmp_path / "s"), []

    def read(seed):
        rng = np.random.default_rng(seed)
        for _ in range(30):
            start, stop = sorted(rng.integers(0, ROWS + 1, 2))
            if not np.array_equal(store.read("scores", start, stop), WHOLE["scores"][start:stop]):
                errors.append((start, stop))

    threads = [threading.Thread(target=read, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def test_stores_of_earlier_versions_can_be_read(tmp_path):
    """The folder in tests/golden was written by the first version of the format."""
    check_whole(GOLDEN, WHOLE)
    shutil.copytree(GOLDEN, tmp_path / "s")
    with Store.resume(tmp_path / "s", IDENTITY) as store:
        assert store.finished and json.dumps(store.header.meta) == "{}"


def test_the_length_of_a_chunk_follows_its_bytes():
    assert chunk_length(ARRAYS, 10**6, target=7300) == 100
    assert chunk_length(ARRAYS, 7, target=7300) == 7
    assert chunk_length([StoredArray("a", "float64", (10**9,), ("x",))], 5) == 1
    assert issubclass(InputError, RoosError)
