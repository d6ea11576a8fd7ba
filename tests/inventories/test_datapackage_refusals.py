"""Datapackages that are not what a static score needs are refused by name."""

from __future__ import annotations

import warnings

import bw_processing as bwp
import numpy as np
import pytest

import roos
from inventories.datapackages import add, finish, new_package, reference_scores
from roos_inventories.readers.datapackage import read_datapackage


def refused(path, **options):
    with pytest.raises(roos.InputError) as caught:
        read_datapackage(path, options)
    assert caught.value.where and caught.value.hint
    return caught.value


def static(path):
    p = new_package(path)
    add(p, "technosphere", [(1, 1, 1.0)])
    return p


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("matrix", ["technosphere", "biosphere", "characterization"])
def test_a_value_that_is_not_finite_is_refused_with_its_ids(tmp_path, matrix, value):
    p = static(tmp_path / "p")
    add(p, matrix, [(3, 4, 1.0), (17, 23, value)], name="bad")
    finish(p)
    problem = refused(tmp_path / "p")
    assert problem.code == "E106"
    assert "'bad'" in problem.where and "row id 17" in problem.where and "column id 23" in problem.where


def test_an_interface_is_refused(tmp_path):
    class Draws:
        def __next__(self):
            return np.ones(1)

    p = static(tmp_path / "p")
    p.add_dynamic_vector(
        matrix="technosphere_matrix",
        interface=Draws(),
        name="drawn",
        indices_array=np.array([(1, 1)], dtype=bwp.INDICES_DTYPE),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        finish(p)
    problem = refused(tmp_path / "p")
    assert problem.code == "E502" and "'drawn'" in problem.where and "interface" in problem.message


def test_only_scenario_arrays_are_no_system(tmp_path):
    p = new_package(tmp_path / "p")
    p.add_persistent_array(
        matrix="technosphere_matrix",
        name="scenarios",
        indices_array=np.array([(1, 1)], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([[1.0, 2.0]]),
    )
    finish(p)
    problem = refused(tmp_path / "p")
    assert problem.code == "E502" and "array of scenarios" in problem.hint


def test_an_unknown_matrix_is_refused_by_name(tmp_path):
    p = static(tmp_path / "p")
    add(p, "temporal", [(1, 1, 1.0)], name="times")
    finish(p)
    problem = refused(tmp_path / "p")
    assert problem.code == "E502" and "temporal_matrix" in problem.message and "times" in problem.message


def test_an_unknown_option_is_refused(tmp_path):
    finish(static(tmp_path / "p"))
    assert refused(tmp_path / "p", methods="x").code == "E512"


def test_a_folder_of_packages_lists_them(tmp_path):
    for name in ("one.zip", "two"):
        finish(static(tmp_path / name))
    problem = refused(tmp_path)
    assert problem.code == "E502" and "one.zip, two" in problem.hint


def test_no_file_and_no_folder(tmp_path):
    problem = refused(tmp_path / "none.zip")
    assert problem.code == "E501"


def test_brightways_own_answer_to_nan_is_another_one(tmp_path):
    """Why the difference is worth a refusal: the same package scores without a word there."""
    p = new_package(tmp_path / "p.zip")
    add(p, "technosphere", [(1, 1, 1.0), (2, 2, 1.0), (1, 2, np.nan, True)])
    add(p, "biosphere", [(5, 1, 1.0), (5, 2, 1.0)])
    add(p, "characterization", [(5, 0, 1.0)])
    finish(p)
    scores, _ = reference_scores([tmp_path / "p.zip"])
    assert scores[2] == 1.0
    assert refused(tmp_path / "p.zip").code == "E106"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    finish(static(tmp_path / "p"))
    (tmp_path / "p" / "technosphere.data.npy").rename(tmp_path / "elsewhere.npy")
    (tmp_path / "p" / "technosphere.data.npy").symlink_to(tmp_path / "elsewhere.npy")
    problem = refused(tmp_path / "p")
    assert problem.code == "E504" and "technosphere.data.npy" in problem.where


def test_several_methods_are_named_in_one_option(tmp_path):
    p = static(tmp_path / "p")
    add(p, "biosphere", [(5, 1, 1.0)])
    finish(p)
    for name in ("m1", "m2"):
        p = new_package(tmp_path / name)
        add(p, "characterization", [(5, 0, 3.0)])
        finish(p)
    system = read_datapackage(tmp_path / "p", {"method": f"{tmp_path / 'm1'};{tmp_path / 'm2'}"})
    assert system.characterisation.categories.ids == ("m1", "m2")
