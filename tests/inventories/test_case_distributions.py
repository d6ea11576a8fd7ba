"""Distributions in case files: around the value, in the words of sweep files, mistakes by line."""

from __future__ import annotations

import json

import pytest
from tests.inventories.test_cases import CASE, written

from roos import Distribution, RoosError
from roos_inventories import list_cases, read_case
from roos_inventories.case_file import case_schema, case_template
from roos_inventories.sweep_file import read_sweep
from roos_inventories.sweep_file.uncertain_models import NUMBERS, fields_of

MASS = 'mass = { value = 12.0, unit = "kg", stated = "drawing" }'


CUT = Distribution.lognormal(12.0, 0.1, maximum=20.0)


def read_with(tmp_path, keys, value="12.0", more=""):
    line = f'mass = {{ value = {value}, unit = "kg", stated = "drawing"{more}, distribution = {{ {keys} }} }}'
    assert MASS in CASE
    return read_case(written(tmp_path, CASE.replace(MASS, line))).parameters["mass"]


@pytest.mark.parametrize(
    ("keys", "more", "wanted"),
    [
        ('type = "lognormal", scale = 0.1', "", Distribution.lognormal(12.0, 0.1)),
        (
            'type = "lognormal", scale = 0.1, maximum = 20',
            "",
            Distribution.lognormal(12.0, 0.1, maximum=20.0),
        ),
        ('type = "normal", scale = 2, minimum = 0', "", Distribution.normal(12.0, 2.0, minimum=0.0)),
        ('type = "normal", scale = 2', ", range = [11, 13]", Distribution.normal(12.0, 2.0)),
        ('type = "uniform", minimum = 10, maximum = 15', "", Distribution.uniform(10.0, 15.0)),
        ('type = "uniform"', ", range = [10, 15]", Distribution.uniform(10.0, 15.0)),
        ('type = "triangular"', ", range = [10, 15]", Distribution.triangular(10.0, 12.0, 15.0)),
        (
            'type = "triangular", minimum = 11, maximum = 13',
            ", range = [10, 15]",
            Distribution.triangular(11.0, 12.0, 13.0),
        ),
        ('type = "pert", minimum = 10, maximum = 15', "", Distribution.pert(10.0, 12.0, 15.0)),
        (
            'type = "beta", loc = 2, shape = 3, minimum = 10, maximum = 15',
            "",
            Distribution.beta(2.0, 3.0, 10.0, 15.0),
        ),
        ('type = "discrete", minimum = 10, maximum = 15', "", Distribution.discrete(10.0, 15.0)),
    ],
)
def test_a_distribution_stands_around_its_value(tmp_path, keys, more, wanted):
    number = read_with(tmp_path, keys, more=more)
    assert repr(number.distribution) == repr(wanted) and number.value == 12.0 and number.spread is None


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_case_file_and_a_sweep_file_mean_the_same(tmp_path, kind):
    numbers = {key: 2.0 for key in ("loc", "scale", "shape") if key in fields_of(kind)}
    numbers |= {"loc": 0.5} if kind == "bernoulli" else {}
    ends = {"minimum": 1.0, "maximum": 15.0} if "minimum" in fields_of(kind) else {}
    keys = ", ".join(f"{key} = {value}" for key, value in (numbers | ends).items())
    value = "1.0" if kind == "bernoulli" else "12.0"
    parameter = f'load = {{ value = {value}, distribution = "{kind}", {keys} }}'
    head = 'inventory = "textbook"\n[demands]\nbread = { "bakery/bread" = 1 }\n[parameters]\n'
    sweep = tmp_path / "sweep.toml"
    sweep.write_text(f"{head}{parameter}\n")
    number = read_with(tmp_path, f'type = "{kind}", {keys}', value)
    assert repr(number.distribution) == repr(read_sweep(sweep).distributions["load"])


def test_what_is_on_or_off(tmp_path):
    number = read_with(tmp_path, 'type = "bernoulli", loc = 0.3', "1")
    assert repr(number.distribution) == repr(Distribution.bernoulli(0.3))


def test_a_distribution_may_come_from_elsewhere(tmp_path):
    keys = 'type = "normal", scale = 2, assumed = "a tenth or so"'
    spread = read_with(tmp_path, keys).spread
    assert (spread.assumed, spread.state, spread.stated) == ("a tenth or so", "proposed", "")
    spread = read_with(tmp_path, 'type = "normal", scale = 2, stated = "page 7"').spread
    assert (spread.stated, spread.state) == ("page 7", "confirmed")


@pytest.mark.parametrize(
    ("keys", "value", "code", "said"),
    [
        ('type = "normal", scale = 0', "12.0", "E150", "scale is not above zero"),
        ('type = "normal", scale = -1.0', "12.0", "E150", "scale is not above zero"),
        ('type = "lognormal", scale = 0.1', "0", "E150", "loc"),
        ('type = "uniform", minimum = 15, maximum = 10', "12.0", "E151", "below the maximum"),
        ('type = "triangular", minimum = 13, maximum = 15', "12.0", "E151", "mode"),
        ('type = "normal", scale = 1, minimum = 100', "12.0", "E152", "next to nothing"),
        ('type = "bernoulli", loc = 1.5', "1", "E150", "probability"),
        ('type = "discrete", minimum = 10.5, maximum = 15', "12", "E150", "whole number"),
        ('type = "gaussian", scale = 1', "12.0", "E437", "lognormal"),
        ('type = "normal", sigma = 1', "12.0", "E435", "scale"),
        ("scale = 1", "12.0", "E436", "type"),
        ('type = "normal"', "12.0", "E436", "'scale' of a normal distribution"),
        ('type = "uniform", minimum = 10', "12.0", "E436", "'maximum' of a uniform distribution"),
        ('type = "normal", scale = "1"', "12.0", "E205", "not a number"),
        ('type = "normal", scale = inf', "12.0", "E106", "finite"),
        ('type = "uniform", minimum = 1, maximum = 20, scale = 2', "12.0", "E442", "minimum, maximum"),
        ('type = "uniform", minimum = 13, maximum = 20', "12.0", "E442", "outside its distribution"),
        ('type = "bernoulli", loc = 0.5', "12.0", "E442", "0 to 1"),
        ('type = "normal", scale = 1', '"2 * 6"', "E442", "a formula has a distribution"),
        (
            'type = "normal", scale = 1, stated = "a", assumed = "b"',
            "12.0",
            "E442",
            "either stated or assumed",
        ),
    ],
)
def test_mistakes_are_named_by_file_and_line(tmp_path, keys, value, code, said):
    with pytest.raises(RoosError) as caught:
        read_with(tmp_path, keys, value)
    problem = caught.value
    assert problem.code == code and said in f"{problem.message} {problem.hint}"
    assert "lid.toml, line 8" in problem.where and "mass" in problem.where


def test_a_number_that_the_user_gives_is_certain(tmp_path):
    line = 'mass = { unit = "kg", assumed = "yours", distribution = { type = "normal", scale = 1 } }'
    with pytest.raises(RoosError, match="E442") as caught:
        read_case(written(tmp_path, CASE.replace(MASS, line)))
    assert "lid.toml, line 8" in caught.value.where


def test_the_schema_describes_distributions_and_the_template_has_one(tmp_path):
    schema = json.dumps(case_schema())
    for word in ("DistributionTable", "lognormal", "triangular", "probability"):
        assert word in schema
    case = read_case(written(tmp_path, case_template()))
    assert any(number.distribution is not None for _, number in case.numbers())


def test_no_shipped_case_has_a_distribution_that_its_source_does_not_print():
    """The report prints ranges and no distributions: they are taken as such on request only."""
    assert all(number.distribution is None for case in list_cases() for _, number in case.numbers())
