"""Scenarios: named changes, what they do to a system, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import roos
from roos import (
    ChangeTable,
    Demands,
    Labels,
    Method,
    Part,
    Price,
    PriceSet,
    RoosError,
    Scenario,
    System,
    Times,
)

PRODUCTS = Labels(
    "product", ("steel", "power", "coal"), ("steel", "electricity", "hard coal"), ("kg", "kWh", "kg")
)
ACTIVITIES = Labels("activity", ("make steel", "burn", "dig"))
FLOWS = Labels("flow", ("co2", "ch4"))
CATEGORIES = Labels("category", ("climate",), ("climate change",), ("kg CO2-eq",))
A = np.array([[1.0, 0.0, -0.1], [-0.5, 1.0, -0.2], [0.0, -0.3, 1.0]])
B = np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.25]])
C = np.array([[1.0, 28.0]])
SYSTEM = System.build(
    "three",
    A,
    B,
    products=PRODUCTS,
    activities=ACTIVITIES,
    flows=FLOWS,
    characterisation=Method.build("m", C, CATEGORIES),
)
PRICES = PriceSet(
    "p",
    "P",
    "EUR",
    ("2020", "2050"),
    (Price("climate", "m", "kg CO2-eq", (0.1, 0.0)), Price("land", "m", "m2", (1.0, 2.0))),
)


def refusal(ask) -> RoosError:
    with pytest.raises(RoosError) as caught:
        ask()
    return caught.value


def build(name: str = "s", **changes) -> Scenario:
    return Scenario.build(name, SYSTEM, **changes)


def test_no_change_is_empty_and_gives_the_same_object():
    scenario = build()
    assert scenario.is_empty and not scenario.pattern_changes and not scenario.changes
    assert scenario.apply(SYSTEM) is SYSTEM


def test_values_replace_and_factors_multiply():
    scenario = build(
        technosphere={("electricity", "make steel"): -0.4, ("coal", "burn"): Times(0.5)},
        biosphere={("ch4", "dig"): Times(2), ("co2", "burn"): 0.0},
        characterisation=[("climate change", "ch4", 30)],
    )
    changed = scenario.apply(SYSTEM)
    a, b = A.copy(), B.copy()
    a[1, 0], a[2, 1] = -0.4, -0.15
    b[1, 2], b[0, 1] = 0.5, 0.0
    assert np.array_equal(changed.technosphere.matrix.toarray(), a)
    assert np.array_equal(changed.biosphere.toarray(), b)
    assert changed.characterisation.matrix.toarray().tolist() == [[1.0, 30.0]]
    assert np.array_equal(SYSTEM.technosphere.matrix.toarray(), A), "the base stays what it is"
    assert changed.meta["scenario"] == "s"
    assert not scenario.pattern_changes
    expected = C.copy()
    expected[0, 1] = 30
    wanted = expected @ b @ np.linalg.solve(a, [1, 0, 0])
    assert roos.score(changed, {"d": {"steel": 1.0}}).scores[0, 0] == pytest.approx(wanted[0], rel=1e-14)


def test_cells_are_sorted_and_what_is_outside_the_pattern_is_flagged():
    changes = build(
        technosphere={("coal", "make steel"): -0.7, ("steel", "dig"): 0.0, ("power", "make steel"): -1}
    ).changes[Part.TECHNOSPHERE]
    places = changes.places
    assert places.columns.tolist() == [0, 0, 2] and places.rows.tolist() == [1, 2, 0]
    assert places.outside.tolist() == [False, True, False] and places.pattern_changes
    assert places.changed_columns.tolist() == [0, 2] and places.changed_rows.tolist() == [0, 1, 2]
    assert places.where(1) == "product hard coal (kg, id coal), activity make steel"
    assert changes.values.tolist() == [-1.0, -0.7, 0.0]


def test_new_data_on_the_same_pattern_refactorises():
    scenario = build(technosphere={("steel", "dig"): 0.0, ("power", "make steel"): Times(1.5)})
    matrix = SYSTEM.technosphere.matrix
    factors = roos.factorise(SYSTEM.technosphere)
    data = scenario.changes[Part.TECHNOSPHERE].data(matrix)
    assert data.shape == matrix.data.shape
    again = factors.refactorise(data)
    wanted = np.linalg.solve(scenario.apply(SYSTEM).technosphere.matrix.toarray(), np.eye(3))
    np.testing.assert_allclose(again.solve(np.eye(3)), wanted, rtol=1e-14, atol=1e-16)
    new = build(technosphere={("coal", "make steel"): -0.1}).changes[Part.TECHNOSPHERE]
    problem = refusal(lambda: new.data(matrix))
    assert problem.code == "E115" and "hard coal" in problem.where


def test_the_difference_has_only_changed_columns():
    scenario = build(technosphere={("coal", "make steel"): -0.7, ("power", "make steel"): Times(0.0)})
    changes = scenario.changes[Part.TECHNOSPHERE]
    delta = changes.delta(SYSTEM.technosphere.matrix)
    assert delta.nnz == 2 and np.diff(delta.indptr).tolist() == [2, 0, 0]
    wanted = scenario.apply(SYSTEM).technosphere.matrix.toarray() - A
    assert np.array_equal(delta.toarray(), wanted)


def test_demands_and_prices_change_too():
    demands = Demands.of({"one": {"steel": 1.0}, "two": {"power": 3.0}}, SYSTEM.products)
    scenario = build(
        demands={("coal", "one"): 2.0, ("power", "two"): Times(2)},
        prices={("climate", "2050"): 0.5, ("land", "2020"): Times(10)},
        base_demands=demands,
        base_prices=PRICES,
    )
    assert scenario.apply(SYSTEM) is SYSTEM
    assert scenario.apply_demands(demands).matrix.toarray().T.tolist() == [[1.0, 0.0, 2.0], [0.0, 6.0, 0.0]]
    changed = scenario.apply_prices(PRICES)
    assert [price.values for price in changed.prices] == [(0.1, 0.5), (10.0, 2.0)]
    nothing = build()
    assert nothing.apply_demands(demands) is demands and nothing.apply_prices(PRICES) is PRICES
    other = Demands.of({"other": {"steel": 1.0}}, SYSTEM.products)
    assert refusal(lambda: scenario.apply_demands(other)).code == "E405"
    years = replace(PRICES, years=("2020", "2030"))
    assert refusal(lambda: scenario.apply_prices(years)).code == "E405"


def test_a_category_priced_for_two_models_is_told_apart():
    two = replace(
        PRICES, years=("",), prices=(Price("climate", "m", "kg", (1.0,)), Price("climate", "n", "kg", (2.0,)))
    )
    scenario = build(prices={("climate | n", "every year"): 5.0}, base_prices=two)
    assert [price.values for price in scenario.apply_prices(two).prices] == [(1.0,), (5.0,)]


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"technosphere": {("steal", "burn"): 1.0}}, "E201", "steal"),
        ({"technosphere": {("steel", "burnn"): 1.0}}, "E201", "burnn"),
        ({"characterisation": {("climat", "co2"): 1.0}}, "E207", "climat"),
        ({"biosphere": {("co2", "burn"): float("nan")}}, "E106", "'co2', 'burn'"),
        ({"biosphere": {("co2", "burn"): Times(float("inf"))}}, "E106", "'co2', 'burn'"),
        ({"biosphere": {("co2", "burn"): "1"}}, "E117", "'co2', 'burn'"),
        ({"biosphere": [("co2", "burn")]}, "E117", "biosphere"),
        ({"biosphere": {"co2": 1.0}}, "E117", "biosphere"),
        ({"biosphere": "co2"}, "E117", "biosphere"),
        ({"biosphere": 1.0}, "E117", "biosphere"),
        ({"biosphere": [(7, 8, 1.0)]}, "E201", "biosphere"),
        ({"technosphere": [("power", "burn", 1.0), ("electricity", "burn", 2.0)]}, "E402", "product elec"),
        ({"technosphere": [("power", "burn", 1.0), ("power", "burn", Times(2.0))]}, "E402", "activity burn"),
        ({"technosphere": {("coal", "make steel"): Times(2.0)}}, "E404", "hard coal"),
        ({"demands": {("coal", "x"): 1.0}}, "E405", "demands"),
        ({"prices": {("coal", "x"): 1.0}}, "E405", "prices"),
    ],
)  # fmt: skip
def test_refusals(changes, code, place):
    problem = refusal(lambda: build("the scenario", **changes))
    assert problem.code == code, problem
    assert place in problem.where and problem.hint
    if code in ("E201", "E207", "E402"):
        assert "the scenario" in problem.where


def test_an_unknown_label_brings_the_nearest():
    assert "steel" in refusal(lambda: build(technosphere={("stel", "burn"): 1.0})).hint


def test_a_system_without_method_has_no_factors_to_change():
    bare = replace(SYSTEM, characterisation=None)
    problem = refusal(lambda: Scenario.build("s", bare, characterisation={("climate", "co2"): 1.0}))
    assert problem.code == "E405"


def test_another_system_is_refused():
    scenario = build(technosphere={("coal", "burn"): -1.0})
    other = System.build("two", np.eye(2), np.ones((1, 2)))
    problem = refusal(lambda: scenario.apply(other))
    assert problem.code == "E405" and "product" in problem.message
    assert (
        refusal(lambda: scenario.changes[Part.TECHNOSPHERE].apply(other.technosphere.matrix)).code == "E405"
    )


@pytest.mark.parametrize(
    ("rows", "columns", "values", "code"),
    [
        ([0], [0, 1], [1.0], "E114"),
        ([0], [0], [[[1.0]]], "E114"),
        ([3], [0], [1.0], "E114"),
        ([-1], [0], [1.0], "E114"),
        ([1], [1], [np.inf], "E106"),
        ([1, 1], [1, 1], [[1.0, np.nan], [np.nan, 2.0]], "E402"),
    ],
)
def test_tables_by_position_are_checked(rows, columns, values, code):
    ask = lambda: ChangeTable.build("technosphere", A, PRODUCTS, ACTIVITIES, rows, columns, values)  # noqa: E731
    assert refusal(ask).code == code


cells = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 3)),
    st.tuples(st.booleans(), st.floats(-10, 10, allow_subnormal=False)),
)


@given(st.integers(0, 2**31), cells)
@settings(max_examples=60, deadline=None)
def test_apply_does_cell_by_cell_what_a_dense_matrix_shows(seed, changes):
    rng = np.random.default_rng(seed)
    base = sp.csc_array(sp.random_array((5, 4), density=0.4, rng=rng))
    dense = base.toarray()
    changes = {cell: (times and dense[cell] != 0, value) for cell, (times, value) in changes.items()}
    expected = dense.copy()
    for cell, (times, value) in changes.items():
        expected[cell] = dense[cell] * value if times else value
    rows, columns = ([cell[axis] for cell in changes] for axis in (0, 1))
    table = ChangeTable.build(
        "biosphere",
        base,
        Labels.numbered("flow", 5),
        Labels.numbered("activity", 4),
        rows,
        columns,
        [value for _, value in changes.values()],
        times=[times for times, _ in changes.values()],
    )
    one = table.of(0)
    assert np.array_equal(one.apply(base).toarray(), expected)
    assert np.array_equal(base.toarray(), dense)
    np.testing.assert_allclose((base + one.delta(base)).toarray(), expected, rtol=1e-14, atol=1e-14)
    assert one.apply(base).has_sorted_indices
    stored = set(zip(*base.nonzero(), strict=True))
    assert one.places.pattern_changes == any(cell not in stored for cell in changes)


def test_distributions_left_out_of_a_changed_system_are_told():
    from dataclasses import replace

    system = System.build("two", np.array([[1.0, -0.5], [-0.25, 1.0]]), np.array([[2.0, 4.0]]))
    half = Scenario.build("half", system, technosphere={("0", "1"): Times(0.5)})
    assert half.apply(system).findings == ()
    uncertain = replace(system, uncertainty_of=lambda: None)
    (finding,) = half.apply(uncertain).findings
    assert (finding.code, finding.where) == ("W104", "scenario 'half'")
    assert Scenario.build("same", system).apply(uncertain) is uncertain
