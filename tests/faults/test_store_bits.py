"""Damage: every flipped bit of header, journal and chunks is noticed, named, and computed again."""

from __future__ import annotations

import random
import shutil

import pytest

from roos.errors import RoosError
from roos.store import Store
from roos.store.journal import read_journal
from roos.store.reader import chunk_path
from roos.store.sealed import unseal
from store_cases import CHUNK, IDENTITY, begin, check_whole, cube, finished_bytes, go_on

WHOLE = cube()
HEAD = 16 + 8  # magic and length of a chunk, before its header


@pytest.fixture
def folder(tmp_path):
    go_on(begin(tmp_path / "s"), WHOLE).close()
    return tmp_path / "s"


def flipped(path, bits):
    """Write a file with one other bit after the other, and at last as it was."""
    blob = path.read_bytes()
    with path.open("r+b", buffering=0) as file:
        for position, bit in bits:
            file.seek(position)
            file.write(bytes([blob[position] ^ (1 << bit)]))
            yield position, bit
            file.seek(position)
            file.write(blob[position : position + 1])
    assert path.read_bytes() == blob


def every_bit(start, stop, bits):
    return [(position, bit) for position in range(start, stop) for bit in bits]


#: One bit of each byte in the quick tier, each in the long one.
BITS = pytest.mark.parametrize("bits", [(0,), (5,), pytest.param(range(8), marks=pytest.mark.long)])


@BITS
def test_every_bit_of_the_header_counts(folder, bits):
    path = folder / "header"
    for place in flipped(path, every_bit(0, path.stat().st_size, bits)):
        with pytest.raises(RoosError) as caught:
            Store.open(folder)
        assert caught.value.code == "E111" and str(path) in caught.value.where, place


@BITS
def test_every_bit_of_the_journal_counts(folder, bits):
    path, layout = folder / "journal", Store.open(folder).layout
    for place in flipped(path, every_bit(0, path.stat().st_size, bits)):
        entries, findings = read_journal(path, layout)
        assert len(entries) < layout.chunks and findings[0].code == "W604", place
        assert len(entries) >= layout.chunks - 2  # a line end that is gone takes two lines


@BITS
def test_every_bit_before_the_numbers_of_a_chunk_counts(folder, bits):
    path = chunk_path(folder, 2)
    head = path.stat().st_size - CHUNK * (48 + 24 + 1)
    assert head * 8 > 3000
    for place in flipped(path, every_bit(0, head, bits)):
        reader = Store.open(folder).reader
        assert reader.check(2, numbers=False), place
        with pytest.raises(RoosError) as caught:
            reader.read("path", 10, 15)
        assert caught.value.code == "E111" and caught.value.where == str(path)


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=pytest.mark.long)])
def test_random_bits_of_the_numbers_count(folder, count):
    """Whichever rows are asked for, and by the check of all."""
    path, rng = chunk_path(folder, 1), random.Random(20261)
    size = path.stat().st_size
    start = size - CHUNK * (48 + 24 + 1)
    arrays = {"scores": range(start, start + 240), "relative": range(start + 240, start + 360)}
    arrays["path"] = range(start + 360, size)
    places = [(rng.randrange(start, size), rng.randrange(8)) for _ in range(count)]
    for position, bit in flipped(path, places):
        store = Store.open(folder)
        (name,) = [name for name, within in arrays.items() if position in within]
        first, last = (5, 10) if bit % 2 else (7, 8)
        with pytest.raises(RoosError) as caught:
            store.read(name, first, last)
        assert caught.value.code == "E111" and name in caught.value.message, (position, bit)
        assert [finding.code for finding in store.check()] == ["W603"]
        for other in arrays.keys() - {name}:  # the rest of the chunk is sound
            assert store.read(other, 5, 10).tobytes() == WHOLE[other][5:10].tobytes()


def test_every_cut_and_every_lengthening_is_noticed(folder):
    path = chunk_path(folder, 0)
    blob = path.read_bytes()
    for length in [*range(0, len(blob), 7), len(blob) - 1]:
        path.write_bytes(blob[:length])
        assert Store.open(folder).reader.check(0, numbers=False)
    path.write_bytes(blob + b"\0")
    assert Store.open(folder).reader.check(0, numbers=False)


def test_a_change_after_the_first_reading_is_noticed(folder):
    store, path = Store.open(folder), chunk_path(folder, 0)
    assert store.read("path", 0, 5).tolist() == WHOLE["path"][:5].tolist()
    blob = bytearray(path.read_bytes())
    blob[-1] ^= 4
    shutil.copy(path, path.with_suffix(".new"))
    path.with_suffix(".new").write_bytes(bytes(blob))
    path.with_suffix(".new").replace(path)
    with pytest.raises(RoosError) as caught:
        store.read("path", 0, 2)
    assert caught.value.code == "E111"


@pytest.mark.parametrize("damage", ["bit", "cut", "gone", "swapped", "foreign"])
def test_damaged_chunks_are_reported_and_computed_again(tmp_path, folder, damage):
    before, path = finished_bytes(folder), chunk_path(folder, 3)
    if damage == "bit":
        blob = bytearray(path.read_bytes())
        blob[-2] ^= 1
        path.write_bytes(bytes(blob))
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    elif damage == "gone":
        path.unlink()
    elif damage == "swapped":  # a sound chunk in the place of another
        shutil.copy(chunk_path(folder, 2), path)
    else:  # a sound chunk of another run
        other = {name: array + 1 for name, array in WHOLE.items()}
        go_on(begin(tmp_path / "other"), {n: a.astype(WHOLE[n].dtype) for n, a in other.items()}).close()
        shutil.copy(chunk_path(tmp_path / "other", 3), path)
    with pytest.raises(RoosError) as caught:
        Store.open(folder).read("path", 16, 17)
    assert caught.value.code == "E111" and "chunk 3" in caught.value.message and "resume" in caught.value.hint
    with Store.resume(folder, IDENTITY) as store:
        (finding,) = store.findings
        assert finding.code == "W603" and "scenario 15 to 19" in finding.message
        assert store.pending() == [slice(15, 20)]
        go_on(store, WHOLE)
    check_whole(folder, WHOLE)
    after = finished_bytes(folder)
    assert {**after, "journal": b""} == {**before, "journal": b""}


def test_resuming_without_verifying_leaves_numbers_to_their_reading(folder):
    path = chunk_path(folder, 3)
    blob = bytearray(path.read_bytes())
    blob[-1] ^= 1
    path.write_bytes(bytes(blob))
    with Store.resume(folder, IDENTITY, verify=False) as store:
        assert store.finished and not store.findings
        with pytest.raises(RoosError):
            store.read("path", 15, 20)


@pytest.mark.parametrize("length", [0, 1, 30, 90])
def test_an_entry_that_was_not_completed_counts_for_nothing(folder, length):
    journal = folder / "journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:4]) + lines[4][:length])
    store = Store.open(folder)
    assert store.pending() == [slice(20, 23)]
    assert [(finding.code, str(finding.severity)) for finding in store.findings] == [("W604", "note")] * bool(
        length
    )
    with Store.resume(folder, IDENTITY) as store:
        go_on(store, WHOLE)
    check_whole(folder, WHOLE)


def test_a_damaged_entry_is_a_warning_and_the_journal_is_made_anew(folder):
    journal = folder / "journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([lines[0], b"nonsense\n", *lines[2:]]))
    with Store.resume(folder, IDENTITY) as store:
        (finding,) = store.findings
        assert finding.code == "W604" and str(finding.severity) == "warning" and "line 2" in finding.where
        assert store.pending() == [slice(5, 10)]
        go_on(store, WHOLE)
    check_whole(folder, WHOLE)


def test_entries_of_chunks_that_are_not_there_say_nothing(folder):
    from roos.store.journal import Entry

    with (folder / "journal").open("ab") as file:
        file.write(Entry(99, 1, "x").line())
    _, findings = read_journal(folder / "journal", Store.open(folder).layout)
    assert [finding.code for finding in findings] == ["W604"]
    assert unseal(Entry(99, 1, "x").line())["chunk"] == 99
