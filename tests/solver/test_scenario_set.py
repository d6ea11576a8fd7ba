"""Sets of scenarios: one list of cells, products and extensions, conflicts by name."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roos import ChangeTable, Labels, Part, Scenario, ScenarioSet, System, Times
from solver.test_scenario import ACTIVITIES, PRODUCTS, SYSTEM, A, build, refusal

CLEAN = build("clean", technosphere={("power", "make steel"): -0.2}, biosphere={("co2", "burn"): 0.5})
DIRTY = build("dirty", technosphere={("power", "make steel"): Times(2), ("coal", "make steel"): -0.1})
NOTHING = build("nothing")
FAR = build("far", biosphere={("ch4", "dig"): 1.0})
NEAR = build("near", biosphere={("ch4", "dig"): 0.1})


def dense(system: System) -> tuple[np.ndarray, np.ndarray]:
    return system.technosphere.matrix.toarray(), system.biosphere.toarray()


def same(one: Scenario, other: Scenario) -> bool:
    return all(map(np.array_equal, dense(one.apply(SYSTEM)), dense(other.apply(SYSTEM))))


def test_a_set_gives_back_its_scenarios():
    scenarios = ScenarioSet.of([CLEAN, DIRTY, NOTHING])
    assert (len(scenarios), scenarios.names) == (3, ("clean", "dirty", "nothing"))
    table = scenarios.tables[Part.TECHNOSPHERE]
    # one cell is replaced in one scenario and multiplied in another: two lines, never both told
    assert table.values.shape == (3, 3) and table.values.flags.f_contiguous
    for given_, got in zip((CLEAN, DIRTY, NOTHING), scenarios, strict=True):
        assert same(given_, got) and given_.name == got.name
    assert scenarios["nothing"].is_empty and scenarios[-1].is_empty
    assert same(scenarios["dirty"], DIRTY)
    scenarios.check(SYSTEM)


def test_what_is_printed_is_short():
    scenarios = ScenarioSet.of([CLEAN, NOTHING])
    assert repr(scenarios) == "ScenarioSet(2 scenarios, changed cells: technosphere 1, biosphere 1)"
    assert repr(NOTHING) == "Scenario('nothing', changed cells: none)"
    assert "Places(technosphere, 1 cells of 3 × 3)" in repr(CLEAN.changes[Part.TECHNOSPHERE])


def test_an_unknown_scenario_brings_the_nearest():
    problem = refusal(lambda: ScenarioSet.of([CLEAN, DIRTY])["cleen"])
    assert problem.code == "E401" and "clean" in problem.hint
    with pytest.raises(IndexError):
        ScenarioSet.of([CLEAN])[1]


def test_take_drops_cells_that_nobody_changes_any_more():
    taken = ScenarioSet.of([CLEAN, DIRTY, NOTHING]).take(["nothing", "clean"])
    assert taken.names == ("nothing", "clean")
    assert len(taken.tables[Part.TECHNOSPHERE].places) == 1
    assert same(taken[1], CLEAN)


def test_a_product_is_every_one_with_every_one():
    product = ScenarioSet.of([CLEAN, DIRTY]).product(ScenarioSet.of([FAR, NEAR, NOTHING]))
    assert product.names[:4] == ("clean | far", "clean | near", "clean | nothing", "dirty | far")
    # CLEAN and FAR touch different cells, so one after the other is both
    for name, (one, two) in zip(
        product.names, itertools.product((CLEAN, DIRTY), (FAR, NEAR, NOTHING)), strict=True
    ):
        a, b = dense(two.apply(one.apply(SYSTEM)))
        assert all(map(np.array_equal, dense(product[name].apply(SYSTEM)), (a, b)))


def test_a_conflict_in_a_product_is_named_or_decided_by_the_last():
    other = ScenarioSet.of([NOTHING, build("set", technosphere={("power", "make steel"): -9.0})])
    both = ScenarioSet.of([DIRTY, NOTHING])
    problem = refusal(lambda: both.product(other))
    assert problem.code == "E403" and "dirty | set" in problem.message
    assert "electricity" in problem.where and "make steel" in problem.where and "last" in problem.hint
    joined = both.product(other, conflicts="last")
    assert joined["dirty | set"].apply(SYSTEM).technosphere.matrix[1, 0] == -9.0
    assert joined["dirty | nothing"].apply(SYSTEM).technosphere.matrix[1, 0] == -1.0
    assert joined["dirty | set"].apply(SYSTEM).technosphere.matrix[2, 0] == -0.1
    assert refusal(lambda: both.product(other, conflicts="first")).code == "E117"


def test_extending_joins_scenarios_of_the_same_names():
    one = ScenarioSet.of([build("a", technosphere={("power", "burn"): 2.0}), build("b")])
    two = ScenarioSet.of(
        [build("b", biosphere={("co2", "dig"): 7.0}), build("a", biosphere={("co2", "dig"): 3.0})]
    )
    joined = one.extend(two)
    assert joined.names == ("a", "b")
    a, b = dense(joined["a"].apply(SYSTEM))
    assert (a[1, 1], b[0, 2]) == (2.0, 3.0)
    assert dense(joined["b"].apply(SYSTEM))[1][0, 2] == 7.0
    assert refusal(lambda: one.extend(one)).code == "E403"
    problem = refusal(lambda: one.extend(ScenarioSet.of([build("a"), build("c")])))
    assert problem.code == "E409" and "b" in problem.where and "c" in problem.where


def test_combining_two_scenarios():
    both = CLEAN.combine(FAR, name="both")
    assert both.name == "both" and dense(both.apply(SYSTEM))[1][1, 2] == 1.0
    assert CLEAN.combine(FAR).name == "clean | far"
    assert refusal(lambda: CLEAN.combine(DIRTY)).code == "E403"
    assert same(CLEAN.combine(CLEAN, conflicts="last"), CLEAN)


def test_names_are_unique_and_there():
    assert refusal(lambda: ScenarioSet.of([CLEAN, CLEAN])).code == "E409"
    assert refusal(lambda: ScenarioSet.of([build("")])).code == "E409"
    table = ChangeTable.build("technosphere", A, PRODUCTS, ACTIVITIES, [0], [0], [[1.0, 2.0]])
    assert (
        refusal(lambda: ScenarioSet(Labels("scenario", ("one",)), {Part.TECHNOSPHERE: table})).code == "E114"
    )


def test_scenarios_of_two_systems_do_not_mix():
    other = System.build("two", np.eye(2), np.ones((1, 2)))
    foreign = Scenario.build("x", other, technosphere={("0", "0"): 2.0})
    assert refusal(lambda: ScenarioSet.of([CLEAN, foreign])).code == "E405"
    assert refusal(lambda: ScenarioSet.of([foreign]).check(SYSTEM)).code == "E405"


def test_a_large_set_takes_the_memory_of_its_values():
    cells, scenarios, size = 100_000, 10, 20_000
    rng = np.random.default_rng(1)
    place = rng.choice(size * size, cells, replace=False)
    labels = Labels.numbered("product", size), Labels.numbered("activity", size)
    import scipy.sparse as sp

    values = rng.normal(size=(cells, scenarios))
    table = ChangeTable.build(
        "technosphere", sp.eye_array(size, format="csc"), *labels, place % size, place // size, values
    )
    every = ScenarioSet(Labels.numbered("scenario", scenarios), {Part.TECHNOSPHERE: table})
    assert every.nbytes <= cells * (8 * scenarios + 18)
    assert len(every[3].changes[Part.TECHNOSPHERE]) == cells


values = st.one_of(st.none(), st.floats(-5, 5), st.floats(0.5, 2).map(Times))
scenario = st.tuples(values, values, values)
CELLS = [("steel", "make steel"), ("power", "make steel"), ("coal", "burn")]


def made(name: str, told: tuple) -> Scenario:
    return build(
        name, technosphere={cell: value for cell, value in zip(CELLS, told, strict=True) if value is not None}
    )


@given(st.lists(scenario, min_size=1, max_size=3), st.lists(scenario, min_size=1, max_size=3))
@settings(max_examples=50, deadline=None)
def test_in_a_product_the_last_decides_cell_by_cell(ours, theirs):
    one = ScenarioSet.of([made(f"a{i}", told) for i, told in enumerate(ours)])
    two = ScenarioSet.of([made(f"b{i}", told) for i, told in enumerate(theirs)])
    product = one.product(two, conflicts="last")
    for (i, first), (j, second) in itertools.product(enumerate(ours), enumerate(theirs)):
        told = tuple(b if b is not None else a for a, b in zip(first, second, strict=True))
        assert same(product[f"a{i} | b{j}"], made("x", told))
