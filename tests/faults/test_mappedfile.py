"""Mapped files: every flipped bit and every cut is noticed, writing is atomic, no header is believed."""

from __future__ import annotations

import json
import multiprocessing
import os
import random

import numpy as np
import pytest

from roos import mappedfile
from roos.mappedfile import Damaged, open_mapped, write_mapped

ARRAYS = {
    "order": np.arange(100, dtype=np.int32),
    "values": np.linspace(0, 1, 77).reshape(7, 11),
    "none": np.empty(0, dtype=np.int64),
    "flags": np.array([True, False]),
    "text": np.frombuffer(b"steel", dtype=np.uint8),
}
HEADER = {"name": "stål", "nested": {"a": [1, None, 0.1]}}


def written(path, **more):
    write_mapped(path, HEADER, ARRAYS, **more)
    return path


def refused(path, blob):
    path.write_bytes(bytes(blob))
    for private in (False, True):
        with pytest.raises(Damaged):
            file = open_mapped(path, private=private)
            for name in ARRAYS:  # those seldom wanted are looked at when they are asked for
                file.array(name)


@pytest.mark.parametrize("private", [False, True])
def test_what_was_written_is_read(tmp_path, private):
    file = open_mapped(written(tmp_path / "file"), private=private)
    assert file.header == HEADER
    for name, array in ARRAYS.items():
        back = file.array(name)
        assert np.array_equal(back, array) and back.dtype == array.dtype and back.shape == array.shape
        assert not back.flags.writeable and back.flags.aligned
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("bits", [1, pytest.param(8, marks=pytest.mark.long)])
def test_every_bit_of_the_header_counts(tmp_path, bits):
    """One bit of each byte; each bit in the long tier."""
    path = written(tmp_path / "file")
    blob = path.read_bytes()
    start = len(blob) - sum(-(-array.nbytes // 64) * 64 for array in ARRAYS.values())
    assert start < 2000
    for position in range(start):
        for bit in range(bits):
            damaged = bytearray(blob)
            damaged[position] ^= 1 << (bit + position) % 8
            path.write_bytes(bytes(damaged))
            with pytest.raises(Damaged):
                open_mapped(path)


@pytest.mark.parametrize("seldom", [(), tuple(ARRAYS)])
def test_random_bits_of_the_payload_count(tmp_path, seldom):
    path = written(tmp_path / "file", seldom=seldom)
    blob = path.read_bytes()
    rng = random.Random(4711)
    for _ in range(100):
        damaged = bytearray(blob)
        damaged[rng.randrange(len(blob) - 700, len(blob))] ^= 1 << rng.randrange(8)
        refused(path, damaged)


def test_every_cut_counts(tmp_path):
    path = written(tmp_path / "file")
    blob = path.read_bytes()
    for length in range(0, len(blob), 29):
        refused(path, blob[:length])
    refused(path, blob + b"\0")
    refused(path, b"PK\x03\x04" * 100)


@pytest.mark.parametrize(
    "change",
    [
        {"dtype": "<c16"},
        {"dtype": "|O"},
        {"shape": [10**12]},
        {"shape": [-1]},
        {"offset": 64 * 10**6},
        {"offset": 1},
        {"room": 10**9},
        {"shape": 7},
        {"seldom": 1},
        {"crc32": "x"},
    ],
)
def test_a_header_that_is_sound_and_lies_is_refused(tmp_path, change):
    """Who forges digests can say anything: no array may reach beyond the file or hold objects."""
    path = written(tmp_path / "file")
    blob = path.read_bytes()
    head = len(mappedfile.MAGIC) + 8 + 32
    length = int.from_bytes(blob[16:24], "little")
    stated = json.loads(blob[head : head + length])
    stated["arrays"]["order"].update(change)
    text = json.dumps(stated).encode()
    text += b" " * (-(head + len(text)) % 64)
    digest = mappedfile.hashlib.blake2b(text, digest_size=32).digest()
    refused(path, blob[:16] + len(text).to_bytes(8, "little") + digest + text + blob[head + length :])


def test_objects_are_refused(tmp_path):
    with pytest.raises(ValueError, match="'text'"):
        write_mapped(tmp_path / "file", {}, {"text": np.array(["a"], dtype=object)})
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch, step):
    path = written(tmp_path / "file")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space"):
        write_mapped(path, {"other": 1}, {})
    monkeypatch.undo()
    assert open_mapped(path).header == HEADER and os.listdir(tmp_path) == ["file"]


def test_an_open_file_outlives_its_replacement(tmp_path):
    path = written(tmp_path / "file")
    values = open_mapped(path).array("values")
    write_mapped(path, {}, {"values": np.zeros(3)})
    assert np.array_equal(values, ARRAYS["values"])


def _write_many(path, value):
    for _ in range(40):
        write_mapped(path, {"value": value}, {"value": np.full(5000, value)})


def test_concurrent_writers_leave_one_whole_file(tmp_path):
    path = tmp_path / "file"
    write_mapped(path, {"value": 0}, {"value": np.full(5000, 0)})
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, value)) for value in (1, 2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        file = open_mapped(path)
        assert np.unique(file.array("value")).tolist() == [file.header["value"]]
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
