"""A draw is a function of seed, matrix, row and sample; places, factors and certain rows add up."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from tests.solver.sampling.cases import EVERY, rows

from roos import RoosError
from roos.kernels.sampling import CHUNK
from roos.sampling import Draws, Stream, checked_seed
from roos.sampling.pattern import with_room
from roos.sampling.streams import checked_samples

ALL = [row for row, _ in EVERY.values()]


def one(given, base=None, seed=3, sample=5, threads=1, place=None):
    count = len(given)
    base = np.full(count, 7.0) if base is None else base
    place = np.arange(count, dtype=np.int32) if place is None else np.array(place, dtype=np.int32)
    draws = Draws(given, place, base, Stream.TECHNOSPHERE, lambda i: f"row {i}")
    out = draws.start.copy()
    draws.write(seed, sample, out, threads=threads)
    return out


def test_threads_change_no_bit():
    given = rows(*(ALL * (40 * CHUNK // len(ALL) + 1)))
    assert len(given) > 32 * CHUNK
    assert np.array_equal(one(given), one(given, threads=3))


def test_a_draw_depends_on_its_own_row_alone():
    given = rows(*ALL)
    whole = one(given)
    for i, row in enumerate(ALL):
        filled = [{"type": 1, "loc": 0.0}] * len(ALL)
        filled[i] = row
        assert one(rows(*filled))[i] == whole[i]


def test_rows_at_one_place_are_added_in_their_order():
    apart = one(rows(*ALL[:6], {"type": 0, "loc": 2.0}))
    together = one(rows(*ALL[:6], {"type": 0, "loc": 2.0}), base=np.full(2, 7.0), place=[0, 0, 0, 1, 0, 0, 0])
    assert together[1] == apart[3]
    assert together[0] == pytest.approx(2.0 + apart[[0, 1, 2, 4, 5]].sum(), rel=1e-14)


def test_certain_rows_and_places_without_rows_stay():
    out = one(rows({"type": 1, "loc": 4.0, "factor": -2.0}, ALL[0]), base=np.full(5, 7.0), place=[3, 1])
    assert out[[0, 2, 3, 4]].tolist() == [7.0, 7.0, -8.0, 7.0]


def test_the_factor_multiplies_every_distribution():
    plain = one(rows(*ALL))
    scaled = one(rows(*[{**row, "factor": -2.0 * row.get("factor", 1.0)} for row in ALL]))
    assert np.allclose(scaled, -2.0 * plain, rtol=1e-15)


def test_a_place_that_stores_nothing_gets_room():
    base = sp.csc_array(np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 3.0]]))
    given = rows({"type": 4, "minimum": 0.0, "maximum": 1.0}, *[{"type": 1, "loc": 9.0}] * 2)
    wide, place = with_room(base, given)
    assert wide.toarray().tolist() == base.toarray().tolist() and wide.nnz == 5
    assert wide.indices[place].tolist() == [0, 1, 2]
    assert with_room(base, None)[0].nnz == base.nnz


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"type": 2, "loc": 1.0, "scale": 0.0}, "E150"),
        ({"type": 3, "loc": 1.0, "scale": -1.0}, "E150"),
        ({"type": 3, "scale": 1.0}, "E150"),
        ({"type": 0}, "E150"),
        ({"type": 4, "minimum": 0.0}, "E150"),
        ({"type": 4, "minimum": 1.0, "maximum": 0.0}, "E151"),
        ({"type": 5, "loc": 5.0, "minimum": 0.0, "maximum": 1.0}, "E151"),
        ({"type": 5, "minimum": 0.0, "maximum": 1.0}, "E150"),
        ({"type": 6, "loc": 1.5}, "E150"),
        ({"type": 7, "minimum": 0.0}, "E150"),
        ({"type": 7, "minimum": 0.5, "maximum": 3.0}, "E150"),
        ({"type": 7, "minimum": 3.0, "maximum": 3.0}, "E151"),
        ({"type": 8, "scale": 1.0}, "E150"),
        ({"type": 9, "scale": 1.0, "shape": -1.0}, "E150"),
        ({"type": 10, "loc": 0.0, "shape": 1.0}, "E150"),
        ({"type": 10, "loc": 1.0, "shape": 1.0, "minimum": 2.0}, "E151"),
        ({"type": 11, "loc": 0.0, "scale": 1.0, "shape": np.inf}, "E150"),
        ({"type": 12, "shape": 0.0}, "E150"),
        ({"type": 13, "loc": 3.0, "minimum": 0.0, "maximum": 2.0}, "E151"),
        ({"type": 2, "loc": 0.0, "scale": 1.0, "minimum": 2.0, "maximum": 1.0}, "E151"),
        ({"type": 2, "loc": 0.0, "scale": 1.0, "maximum": -1.0}, "E152"),
        ({"type": 8, "scale": 1.0, "shape": 1.0, "maximum": -1.0}, "E152"),
    ],
)
def test_what_is_no_distribution_is_refused_by_name(row, code):
    with pytest.raises(RoosError) as caught:
        one(rows({"type": 1, "loc": 1.0}, row))
    assert caught.value.code == code and "row 1" in caught.value.where and caught.value.hint


def test_a_draw_that_is_no_number_is_refused_by_name():
    given = rows({"type": 2, "loc": 0.0, "scale": 0.1}, {"type": 2, "loc": 720.0, "scale": 0.1})
    draws = Draws(given, np.arange(2, dtype=np.int32), np.zeros(2), Stream.BIOSPHERE, lambda i: f"row {i}")
    out = draws.start.copy()
    draws.write(0, 17, out)
    with pytest.raises(RoosError, match="sample 17") as caught:
        draws.refuse_not_finite(out, 17)
    assert caught.value.code == "E153" and caught.value.where == "row 1"


@pytest.mark.parametrize("seed", [1.0, "1", None, True, -1, 2**64])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(RoosError) as caught:
        checked_seed(seed)
    assert caught.value.code == "E451"
    assert checked_seed(np.int64(5)) == 5 and checked_seed(2**64 - 1) == 2**64 - 1


@pytest.mark.parametrize("samples", [0, -3, 1.5, "10", True, 2**31])
def test_samples_are_a_number_of_them(samples):
    with pytest.raises(RoosError) as caught:
        checked_samples(samples)
    assert caught.value.code == "E450"
