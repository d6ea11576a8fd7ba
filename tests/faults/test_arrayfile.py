"""Files of arrays: whole, or not there."""

from __future__ import annotations

import multiprocessing
import os

import numpy as np
import pytest

from roos.arrayfile import read_arrays, write_arrays

ARRAYS = {
    "order": np.arange(1000, dtype=np.int32),
    "values": np.linspace(0, 1, 77).reshape(7, 11),
    "none": np.empty(0, dtype=np.int64),
    "flags": np.array([True, False]),
}


def test_what_was_written_is_read(tmp_path):
    path = tmp_path / "deep" / "file"
    write_arrays(path, ARRAYS)
    back = read_arrays(path)
    assert list(back) == list(ARRAYS)
    assert all(
        np.array_equal(back[name], array) and back[name].dtype == array.dtype
        for name, array in ARRAYS.items()
    )
    assert os.listdir(path.parent) == ["file"]


def test_absent_or_foreign_files_are_nothing(tmp_path):
    assert read_arrays(tmp_path / "absent") is None
    (tmp_path / "foreign").write_bytes(b"PK\x03\x04" * 100)
    assert read_arrays(tmp_path / "foreign") is None
    assert read_arrays(tmp_path) is None


def test_every_flipped_bit_and_every_cut_is_noticed(tmp_path):
    path = tmp_path / "file"
    write_arrays(path, {"small": np.arange(16, dtype=np.int32)})
    blob = path.read_bytes()
    for position in range(len(blob)):
        for bit in (1, 128):
            damaged = bytearray(blob)
            damaged[position] ^= bit
            path.write_bytes(bytes(damaged))
            assert read_arrays(path) is None, position
    for length in range(len(blob)):
        path.write_bytes(blob[:length])
        assert read_arrays(path) is None


def test_objects_are_refused(tmp_path):
    with pytest.raises(ValueError, match="'text'"):
        write_arrays(tmp_path / "file", {"text": np.array(["a"], dtype=object)})
    assert os.listdir(tmp_path) == []


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_arrays(path, ARRAYS)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_arrays(path, {"other": np.arange(3)})
    assert list(read_arrays(path)) == list(ARRAYS) and os.listdir(tmp_path) == ["file"]


def _write_many(path, value):
    for _ in range(50):
        write_arrays(path, {"value": np.full(5000, value)})


def test_concurrent_writers_leave_one_whole_file(tmp_path):
    path = tmp_path / "file"
    write_arrays(path, {"value": np.full(5000, 0)})
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, value)) for value in (1, 2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        seen = read_arrays(path)
        assert seen is not None and np.unique(seen["value"]).size == 1
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
