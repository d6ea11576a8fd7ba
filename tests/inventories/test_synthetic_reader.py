"""The locator `synthetic`: knobs as text, a system that can be made again."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import roos
from roos import RoosError
from roos_inventories import read
from roos_inventories.synthetic import generate
from roos_inventories.synthetic_reader import KNOBS, read_synthetic

SMALL = "synthetic:activities=150,seed=3"


def test_every_knob_of_the_generator_is_an_option():
    assert list(KNOBS) == list(inspect.signature(generate).parameters)
    for knob, parameter in inspect.signature(generate).parameters.items():
        default = parameter.default
        shown = f"{default:g}" if isinstance(default, float) else str(default).lower()
        assert f"default {shown})" in KNOBS[knob]


def test_a_system_with_everything():
    system, made = read(SMALL), generate(150, 3)
    assert (system.technosphere.matrix != made.A).nnz == 0
    assert (system.biosphere != made.B).nnz == 0
    assert (system.characterisation.matrix != made.C).nnz == 0
    assert np.array_equal(system.technosphere.reference, made.reference)
    assert system.products.locations == made.products.locations
    assert system.characterisation.name == "synthetic"
    categories = system.characterisation.categories
    assert len(categories) == 18 and categories.units[0] == "kg CO2-Eq"
    assert set(categories.extra["model"]) == {"synthetic"}


def test_the_name_is_a_locator_of_the_same_system():
    system = read(SMALL)
    again = read(system.name)
    assert again.name == system.name and again.products.ids == system.products.ids
    for mine, other in (
        (system.technosphere.matrix, again.technosphere.matrix),
        (system.biosphere, again.biosphere),
    ):
        assert np.array_equal(mine.data, other.data) and np.array_equal(mine.indices, other.indices)
    assert system.meta["knobs"] == again.meta["knobs"]
    assert system.meta["knobs"]["seed"] == 3


def test_options_reach_the_generator():
    plain = read(SMALL)
    assert not np.array_equal(read(f"{SMALL[:-1]}4").technosphere.matrix.data, plain.technosphere.matrix.data)
    assert len(read(SMALL + ",categories=3").characterisation.categories) == 3
    shuffled = read(SMALL + ",shuffle_products=true")
    assert not np.array_equal(shuffled.technosphere.reference, np.arange(150))
    assert sorted(shuffled.technosphere.reference) == list(range(150))
    spread = read(SMALL + ",scale_decades=3,loop_gain=0.5")
    assert spread.meta["knobs"]["scale_decades"] == 3 and spread.meta["knobs"]["loop_gain"] == 0.5
    assert read_synthetic({"activities": "120"}).meta["knobs"]["seed"] == 7


def test_it_can_be_scored():
    system = read(SMALL + ",shuffle_products=true,scale_decades=2")
    demands = {identifier: {identifier: 1.0} for identifier in system.products.ids[:3]}
    forward = roos.score(system, demands, direction="forward")
    adjoint = roos.score(system, demands, direction="adjoint")
    contributions = forward.certificate.cancellation * np.abs(forward.scores)
    assert np.all(np.abs(forward.scores - adjoint.scores) <= 1e-12 * contributions)
    assert np.any(forward.scores)


def test_a_gain_of_one_or_more_is_found():
    codes = {finding.code for finding in roos.diagnose(read(SMALL + ",loop_gain=1.5"))}
    assert "E108" in codes


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"colour": "red"}, "activities"),
        ({"activites": "200"}, "did you mean 'activities'?"),
        ({"activities": "many"}, "100 to 2 000 000"),
        ({"activities": "200.5"}, "100 to 2 000 000"),
        ({"activities": "1_000"}, "100 to"),
        ({"activities": "1e99"}, "100 to"),
        ({"activities": "nan"}, "100 to"),
        ({"activities": "5"}, "change"),
        ({"seed": "-1"}, "change"),
        ({"seed": ""}, "whole number"),
        ({"categories": "0"}, "change"),
        ({"loop_gain": "0,9"}, "spectral radius"),
        ({"loop_gain": "-1"}, "change"),
        ({"scale_decades": "13"}, "change"),
        ({"shuffle_products": "yes"}, "true"),
    ],
)
def test_bad_options(options, said):
    with pytest.raises(RoosError) as caught:
        read_synthetic(options)
    problem = caught.value
    assert problem.code == "E512" and problem.exit_code == 2
    assert said in problem.hint
    assert next(iter(options)) in problem.where and next(iter(options)) in str(problem)
