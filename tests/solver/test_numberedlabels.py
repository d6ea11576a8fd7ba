"""Labels of an axis that came without any are those that a list of numbers would give."""

from __future__ import annotations

import copy
import pickle

import pytest

from roos.labels import Labels
from roos.numberedlabels import NumberedColumns


@pytest.mark.parametrize("size", [0, 1, 3, 11])
def test_they_are_the_numbers_as_text(size: int) -> None:
    made, listed = Labels.numbered("flow", size), Labels("flow", tuple(str(i) for i in range(size)))
    assert made == listed
    assert len(made) == size
    assert (made.ids, made.names, made.units, made.locations) == (
        listed.ids,
        listed.names,
        listed.units,
        listed.locations,
    )
    assert dict(made.extra) == {}
    assert [made.describe(i) for i in range(size)] == [listed.describe(i) for i in range(size)]
    assert copy.deepcopy(made) == listed
    assert pickle.loads(pickle.dumps(made)) == listed


@pytest.mark.parametrize("wanted", ["0", "10", "11", "-1", "01", "1.0", "", "²", "9" * 5000, "x", " 1"])
def test_looking_one_up_opens_no_column(wanted: str) -> None:
    made, listed = Labels.numbered("flow", 11), Labels("flow", tuple(str(i) for i in range(11)))
    assert (wanted in made) == (wanted in listed)
    assert "ids" not in vars(made)


def test_a_position_beyond_the_end_is_an_index_error() -> None:
    columns = NumberedColumns(3)
    assert columns.text("ids", -1) == "2"
    assert columns.text("units", 0) == ""
    with pytest.raises(IndexError):
        columns.text("ids", 3)
