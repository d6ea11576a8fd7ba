"""Matrices from datapackages: those of matrix_utils, entry by entry and draw by draw."""

from __future__ import annotations

from typing import Any

import bw_processing as bwp
import matrix_utils
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roos.brightway.mapped import MappedMatrix
from roos.brightway.mapper import Mapper
from solver.brightway import packages


def both(make: Any, **options: Any) -> list[Any]:
    return [
        cls(packages=make(), matrix="technosphere_matrix", **options)
        for cls in (MappedMatrix, matrix_utils.MappedMatrix)
    ]


def equal(ours: Any, theirs: Any) -> None:
    assert ours.matrix.shape == theirs.matrix.shape
    for part in ("indptr", "indices"):
        np.testing.assert_array_equal(getattr(ours.matrix, part), getattr(theirs.matrix, part))
    np.testing.assert_allclose(ours.matrix.data, theirs.matrix.data, rtol=1e-15)
    for call in ("input_data_vector", "input_row_col_indices", "input_raw_indices", "input_flip_vector"):
        np.testing.assert_array_equal(getattr(ours, call)(), getattr(theirs, call)())
    assert ours.n_elements_dropped == theirs.n_elements_dropped


LAYERS = {
    "alone": lambda: [packages.inventory(distributions=False)],
    "scenarios": lambda: [packages.inventory(distributions=False), packages.scenarios()],
    "sums": lambda: [packages.inventory(distributions=False), packages.additions()],
    "unsummed": lambda: [packages.inventory(distributions=False, sum_intra_duplicates=False)],
    "all": lambda: [packages.inventory(), packages.scenarios(sequential=False), packages.additions()],
}


@pytest.mark.parametrize("layers", LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("distributions", [False, True])
def test_the_same_matrix_at_every_draw(layers: Any, distributions: bool) -> None:
    ours, theirs = both(layers, use_distributions=distributions, seed_override=17)
    for _ in range(4):
        equal(ours, theirs)
        next(ours)
        next(theirs)
    for mapped in (ours, theirs):
        mapped.reset_indexers(rebuild=True)
    equal(ours, theirs)


def test_groups_can_still_be_asked() -> None:
    ours, theirs = both(LAYERS["alone"])
    for mapped in (ours, theirs):
        row, column, data = mapped.groups[0].calculate()
        order = np.lexsort((column, row))
        mapped.asked = (row[order], column[order], data[order])
    for one, other in zip(ours.asked, theirs.asked, strict=True):
        np.testing.assert_allclose(one, other)
    sizes = [mapped.groups[0].row_matrix.size for mapped in (ours, theirs)]
    assert sizes == [10, 10]


IDS = st.lists(st.integers(0, 60), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(IDS, IDS, st.sampled_from([0, 10, 10**12]))
def test_the_mapper_finds_what_the_original_finds(known: list[int], asked: list[int], far: int) -> None:
    ids = np.array([*known, known[0] + far] if far else known)
    theirs = matrix_utils.ArrayMapper(array=ids) if far < 10**6 else _Reference(ids)
    ours = Mapper(matrix_utils.ArrayMapper(array=ids) if far < 10**6 else theirs)
    for wanted in (np.array(asked), np.array(asked, dtype=np.int32), np.array([*known, 10**13])):
        got = ours.map_array(wanted)
        np.testing.assert_array_equal(got, theirs.map_array(wanted))
        assert got.dtype == wanted.dtype


class _Reference(matrix_utils.ArrayMapper):
    """The rule itself, for ids so large that the original needs a table of terabytes."""

    def __init__(self, ids: Any) -> None:
        self.array, self.empty_ok, self.empty_input = np.unique(ids), False, False
        self.max_value, self.max_index = self.array[-1], self.array.size - 1

    def map_array(self, array: Any) -> Any:
        known = {int(node): place for place, node in enumerate(self.array)}
        return np.array([known.get(int(node), -1) for node in array], dtype=array.dtype)


def test_empty_and_negative_ids() -> None:
    empty = Mapper(matrix_utils.ArrayMapper(array=np.array([], dtype=int), empty_ok=True))
    assert empty.map_array(np.array([3, 4])).tolist() == [-1, -1]
    assert empty.to_dict() == {}
    mapper = Mapper(matrix_utils.ArrayMapper(array=np.array([5, 7])))
    assert mapper.map_array(np.array([], dtype=int)).size == 0
    assert mapper.to_dict() == {5: 0, 7: 1}
    with pytest.raises(ValueError, match="positive"):
        mapper.map_array(np.array([-1]))


def test_a_package_without_exchanges_of_the_kind() -> None:
    made = [
        cls(
            packages=[bwp.create_datapackage()],
            matrix="biosphere_matrix",
            col_mapper=matrix_utils.ArrayMapper(array=np.array([1])),
            empty_ok=True,
        )
        for cls in (MappedMatrix, matrix_utils.MappedMatrix)
    ]
    assert made[0].matrix.shape == made[1].matrix.shape
