"""Orderings on disk: used when sound, rebuilt when not, never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import roos
from helpers import random_technosphere
from roos import Options, ordering_cache

A = random_technosphere(np.random.default_rng(4711), 80, density=0.1, decades=2)
F = np.random.default_rng(3).random((80, 4))
ANSWER = roos.factorise(A, options=Options(ordering_cache=False)).solve(F)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(ordering_cache, "SMALLEST", 0)
    monkeypatch.setenv("ROOS_CACHE_DIR", str(tmp_path))
    monkeypatch.delenv("ROOS_ORDERING_CACHE", raising=False)
    return tmp_path / "orderings"


def solved(**options):
    factors = roos.factorise(A, options=Options(**options))
    assert np.array_equal(factors.solve(F), ANSWER)
    ordering_cache.wait()
    return factors.report.details["ordering_from_cache"]


def test_the_second_factorisation_finds_the_first_ones_ordering(folder):
    assert solved() is False
    assert len(os.listdir(folder)) == 1
    assert solved() is True


def test_values_are_no_part_of_it(folder):
    solved()
    other = A.copy()
    other.data *= np.random.default_rng(1).uniform(0.9, 1.1, A.nnz)
    assert roos.factorise(other).report.details["ordering_from_cache"] is True


def test_another_pattern_is_another_entry(folder):
    solved()
    other = random_technosphere(np.random.default_rng(1), 80, density=0.1)
    assert roos.factorise(other).report.details["ordering_from_cache"] is False
    ordering_cache.wait()
    assert len(os.listdir(folder)) == 2


@pytest.mark.parametrize("switch", ["option", "environment"])
def test_it_can_be_turned_off(folder, monkeypatch, switch):
    solved()
    if switch == "environment":
        monkeypatch.setenv("ROOS_ORDERING_CACHE", "off")
        assert solved() is False
    else:
        assert solved(ordering_cache=False) is False


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "foreign"])
def test_a_damaged_entry_is_rebuilt(folder, damage):
    solved()
    (path,) = folder.iterdir()
    blob = path.read_bytes()
    flipped = bytes([*blob[:200], blob[200] ^ 4, *blob[201:]])
    path.write_bytes({"cut": blob[:-7], "flip": flipped, "empty": b"", "foreign": b"PK" * 500}[damage])
    assert solved() is False
    assert solved() is True


def test_a_sound_file_with_the_wrong_arrays_is_no_entry(folder):
    from roos.arrayfile import write_arrays

    solved()
    (path,) = folder.iterdir()
    write_arrays(path, {"product_of": np.arange(80, dtype=np.int32)})
    assert solved() is False


def test_nowhere_to_write(tmp_path, monkeypatch):
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    monkeypatch.setenv("ROOS_CACHE_DIR", str(blocker))
    assert solved() is False
    assert solved() is False


def test_writers_at_once(folder):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: solved(), range(24)))
    assert len(os.listdir(folder)) == 1 and solved() is True


def test_the_longest_unused_go_first(folder, monkeypatch):
    monkeypatch.setattr(ordering_cache, "MOST_FILES", 3)
    for seed in range(5):
        roos.factorise(random_technosphere(np.random.default_rng(seed), 30))
        ordering_cache.wait()
    assert len(os.listdir(folder)) == 3


def test_a_slow_disk_is_waited_for_by_who_asks_for_the_same_entry_alone(folder, monkeypatch):
    free = threading.Event()
    write = ordering_cache.write_arrays
    monkeypatch.setattr(ordering_cache, "write_arrays", lambda *given: free.wait(60) and write(*given))
    first = roos.factorise(A, options=Options(threads=2))
    assert np.array_equal(first.solve(F), ANSWER)
    assert not folder.exists()
    with ThreadPoolExecutor(1) as pool:
        again = pool.submit(solved)
        with pytest.raises(TimeoutError):
            again.result(0.2)
        free.set()
        assert again.result(60) is True


def test_one_thread_means_one_thread(folder, monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", lambda _: pytest.fail("a thread was started"))
    roos.factorise(A, options=Options(threads=1))
    assert len(os.listdir(folder)) == 1


def test_a_program_that_ends_waits_for_its_entry(folder):
    code = (
        "import numpy as np, roos, scipy.sparse as sp\n"
        "from roos import ordering_cache\n"
        "ordering_cache.SMALLEST = 0\n"
        "write = ordering_cache.write_arrays\n"
        "import time\n"
        "ordering_cache.write_arrays = lambda *given: (time.sleep(0.5), write(*given))\n"
        "roos.factorise(sp.eye_array(40, format='csc') * 2, options=roos.Options(threads=2))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
    assert len(os.listdir(folder)) == 1
