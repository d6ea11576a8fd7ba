"""Textbook systems: exact as stored, complete, and the same one by one and side by side."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from importlib.resources import files

import numpy as np
import pytest

import roos
from helpers import reference_case
from roos import RoosError
from roos_inventories import read
from roos_inventories.textbook import exact_answers, list_textbook, read_textbook
from roos_inventories.textbook.recipe import load, names
from roos_inventories.textbook.union import union

NAMES = names()


def is_dyadic(value: Fraction) -> bool:
    return value.denominator & (value.denominator - 1) == 0


def test_the_asked_for_systems_are_there():
    assert {"electricity-fuel", "loop", "co-product", "waste-treatment"} <= set(NAMES)
    assert list(list_textbook()) == list(NAMES) and len(NAMES) >= 6


@pytest.mark.parametrize("name", NAMES)
def test_entries_are_dyadic_and_stored_exactly(name):
    recipe, system = load(name), read_textbook(name)
    amounts = [a for x in recipe.activities for part in (x.technosphere, x.biosphere) for a in part.values()]
    amounts += [a for factors in recipe.factors.values() for a in factors.values()]
    amounts += [a for answer in recipe.answers for a in answer.demand.values()]
    assert all(is_dyadic(amount) and Fraction(float(amount)) == amount for amount in amounts)
    for j, activity in enumerate(recipe.activities):
        column = system.technosphere.matrix[:, [j]].toarray().ravel()
        stored = {p: Fraction(float(v)) for p, v in zip(system.products.ids, column, strict=True) if v}
        assert stored == activity.technosphere
        assert system.products.ids[system.technosphere.reference[j]] == activity.makes


@pytest.mark.parametrize("name", NAMES)
def test_every_system_is_complete(name):
    recipe, system = load(name), read_textbook(name)
    assert len(recipe.answers) >= 2 and len(recipe.categories) >= 2
    assert all(system.products.units) and all(system.flows.units)
    assert all(system.characterisation.categories.units)
    assert sorted(system.technosphere.reference) == list(range(len(system.products)))
    axes = (system.activities, system.flows, system.characterisation.categories)
    for answer in recipe.answers:
        given = (answer.supply, answer.inventory, answer.scores)
        for amounts, labels in zip(given, axes, strict=True):
            assert list(amounts) == list(labels.ids), "a zero is stated too"
        assert set(answer.demand) <= set(system.products.ids)
    used = {flow for factors in recipe.factors.values() for flow in factors}
    assert used == set(system.flows.ids), "every flow counts somewhere"


@pytest.mark.parametrize("name", NAMES)
def test_every_system_has_its_arithmetic(name):
    text = (files("roos_inventories.textbook") / name / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {load(name).title}\n")
    assert "By hand" in text
    supplies = {str(value) for answer in exact_answers(name) for value in answer.supply.values()}
    awkward = [value for value in supplies if "/" in value and not value.startswith("-")]
    assert any(value in text for value in awkward) or name == "electricity-fuel"


def test_what_each_system_is_there_for():
    def dense(name):
        return read_textbook(name).technosphere.matrix.toarray()

    assert dense("electricity-fuel")[1, 1] == 0
    assert not dense("bakery").diagonal().any()
    waste = read_textbook("waste-treatment")
    row, column = waste.products.position("waste"), waste.activities.position("incineration")
    assert dense("waste-treatment")[row, column] == -1
    assert (np.delete(dense("waste-treatment")[row], column) >= 0).all()
    assert (dense("co-product")[:, 0] > 0).sum() == 2
    assert min(exact_answers("co-product")[0].supply.values()) < 0
    assert exact_answers("market")[2].supply["gas-plant"] == 0
    loop = np.eye(2) - dense("loop")
    assert 0 < np.abs(np.linalg.eigvals(loop)).max() < 1
    assert np.ptp(np.log2(np.abs(dense("three-sectors")))) > 12


def test_electricity_fuel_is_the_published_example():
    folder, _ = reference_case("tiny_heijungs_suh_2002")
    system, published = read_textbook("electricity-fuel"), read(str(folder))
    a, b = system.technosphere.matrix.toarray(), system.biosphere.toarray()
    assert np.array_equal(a, published.technosphere.matrix.toarray())
    in_kilograms = b * np.array([[1.0], [0.001], [1.0]])
    assert np.allclose(in_kilograms, published.biosphere.toarray(), rtol=1e-15, atol=0)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with_any_system(name):
    assert not [f for f in roos.diagnose(read_textbook(name)) if f.severity == "error"]


def test_the_union_is_block_diagonal():
    whole, parts = read_textbook(), {name: read_textbook(name) for name in NAMES}
    assert whole.name == "textbook"
    assert len(whole.products) == sum(len(part.products) for part in parts.values())
    a, b = whole.technosphere.matrix.toarray(), whole.biosphere.toarray()
    left = 0
    for name, part in parts.items():
        n, first = len(part.products), whole.products.position(f"{name}/{part.products.ids[0]}")
        assert first == left
        assert np.array_equal(a[left : left + n, left : left + n], part.technosphere.matrix.toarray())
        assert whole.products.ids[left : left + n] == tuple(f"{name}/{i}" for i in part.products.ids)
        left += n
    assert np.count_nonzero(a) == sum(part.technosphere.matrix.nnz for part in parts.values())
    assert np.count_nonzero(b) == sum(part.biosphere.nnz for part in parts.values())
    assert len(exact_answers()) == sum(len(exact_answers(name)) for name in NAMES)


def test_the_union_scores_as_its_parts():
    whole = read_textbook()
    categories = whole.characterisation.categories
    for name in NAMES:
        part = read_textbook(name)
        one = roos.score(part, {"d": {p: 1.0 for p in part.products.ids}})
        all_ = roos.score(whole, {"d": {f"{name}/{p}": 1.0 for p in part.products.ids}})
        by_id = dict(zip(categories.ids, all_.scores[0], strict=True))
        for category, score in zip(one.categories.ids, one.scores[0], strict=True):
            assert by_id.pop(category) == score
        assert not any(by_id.values()), "nothing leaks into another block"


def test_a_category_means_the_same_everywhere():
    recipe = load("loop")
    assert len(union({"a": recipe, "b": recipe}).categories) == len(recipe.categories)
    in_tonnes = replace(recipe.categories[0], unit="t CO2-eq")
    other = replace(recipe, categories=(in_tonnes, *recipe.categories[1:]))
    with pytest.raises(AssertionError):
        union({"a": recipe, "b": other})


def test_answers_are_fractions_by_id():
    first = exact_answers("loop")[0]
    assert first.supply == {"power-plant": Fraction(8, 7), "coal-mine": Fraction(4, 7)}
    assert first.scores["climate"] == Fraction(8896, 7)
    in_union = next(answer for answer in exact_answers() if answer.name == f"loop: {first.name}")
    assert in_union.supply["loop/power-plant"] == Fraction(8, 7)
    assert in_union.supply["bakery/mill"] == 0


def test_unknown_name():
    for ask in (read_textbook, exact_answers):
        with pytest.raises(RoosError) as caught:
            ask("lop")
        assert caught.value.code == "E510" and "nearest: loop" in caught.value.hint
    with pytest.raises(RoosError, match="E510"):
        read_textbook("")


def test_an_ambiguous_name_lists_the_candidates():
    whole = read_textbook()
    with pytest.raises(RoosError) as caught:
        whole.activities.position("power plant")
    assert caught.value.code == "E202"
    assert "loop/power-plant" in caught.value.hint and "waste-treatment/power-plant" in caught.value.hint
