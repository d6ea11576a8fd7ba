"""The space of scenarios: order, values of changed cells, who decides, and what many cells cost."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from roos import (
    Axis,
    ChangeTable,
    Demands,
    FormulaChange,
    Labels,
    Part,
    ScenarioSet,
    ScenarioSpace,
    System,
)
from roos.sweeping import tables
from solver.sweeping.spaces import (
    CLEAN,
    CO2,
    COAL,
    DIRTY,
    LOAD,
    NOTHING,
    POWER,
    SET,
    SHARE,
    YEAR,
    space,
    whole,
)
from solver.test_scenario import PRICES, SYSTEM, A, build, refusal


def test_the_last_axis_runs_fastest_after_the_base():
    some = space([LOAD, YEAR], [POWER])
    assert (len(some), some.shape, [axis.name for axis in some.axes]) == (5, (2, 2), ["load", "year"])
    assert some.names(0, 5) == ["base", "0.5 | 2030", "0.5 | 2050", "0.6 | 2030", "0.6 | 2050"]
    assert some.names(2, 4) == ["0.5 | 2050", "0.6 | 2030"] and some.names(0, 0) == some.names(5, 5) == []
    assert some.coordinates(0, 5).tolist() == [[-1, 0, 0, 1, 1], [-1, 0, 1, 0, 1]]
    assert some.coordinates(3, 4).tolist() == [[1], [0]] and some.coordinates(0, 1).dtype == np.int64
    block = some.block(0, 5)[Part.TECHNOSPHERE]
    np.testing.assert_allclose(block, [[-0.5, -0.5, -0.45, -0.6, -0.54]], rtol=1e-15)
    assert block.flags.c_contiguous and block.dtype == np.float64
    assert repr(some) == "ScenarioSpace(5 scenarios: base, load 2 × year 2; changed cells: technosphere 1)"
    for start, stop in ((-1, 2), (3, 2), (0, 6)):
        with pytest.raises(IndexError):
            some.block(start, stop)


def test_formulas_of_several_matrices_and_factors():
    some = space([LOAD, SHARE], [POWER, COAL, CO2], parameters={"year": 2030, "capture": "share * 0.9"})
    assert list(some.places) == [Part.TECHNOSPHERE, Part.BIOSPHERE]
    places = some.places[Part.TECHNOSPHERE]
    assert (places.rows.tolist(), places.columns.tolist()) == ([1, 2], [0, 1])
    assert not places.times.any() and not places.outside.any() and np.all(np.diff(places.keys) > 0)
    values = whole(some)
    loads, shares = np.repeat([0.5, 0.6], 3), np.tile([0.0, 0.5, 1.0], 2)
    np.testing.assert_allclose(values[Part.TECHNOSPHERE][:, 1:], [-loads, -0.3 * shares], rtol=1e-15)
    np.testing.assert_allclose(values[Part.BIOSPHERE][:, 1:], [1 - shares * 0.9], rtol=1e-15)
    assert [values[part][:, 0].tolist() for part in values] == [[-0.5, -0.3], [1.0]]
    assert some.depends[Part.TECHNOSPHERE].tolist() == [[True, False], [False, True]]
    assert some.depends[Part.BIOSPHERE].tolist() == [[False, True]]


def test_the_base_is_empty_and_bit_identical():
    some = space([LOAD, YEAR], [POWER])
    assert some.scenario(0).is_empty and some.scenario(0).name == "base"
    assert some.scenario(0).apply(SYSTEM) is SYSTEM
    assert some.block(0, 1)[Part.TECHNOSPHERE].tolist() == [[A[1, 0]]]
    assert some.base[Part.TECHNOSPHERE].tolist() == [A[1, 0]]


def test_a_scenario_by_number_is_a_scenario():
    some = space([LOAD, SHARE], [POWER, COAL, CO2], parameters={"year": 2050, "capture": 0.5})
    for i in range(len(some)):
        scenario, block = some.scenario(i), some.block(i, i + 1)
        changed = scenario.apply(SYSTEM)
        assert scenario.name == some.names(i, i + 1)[0]
        for part, matrix in (
            (Part.TECHNOSPHERE, changed.technosphere.matrix),
            (Part.BIOSPHERE, changed.biosphere),
        ):
            places = some.places[part]
            assert matrix.toarray()[places.rows, places.columns].tolist() == block[part][:, 0].tolist()


def test_ready_made_scenarios_are_one_axis():
    for given_ in (ScenarioSet.of([CLEAN, DIRTY, NOTHING]), [CLEAN, DIRTY, NOTHING]):
        some = ScenarioSpace.of(SYSTEM, given_)
        assert [axis.name for axis in some.axes] == ["scenario"]
        assert some.names(0, 4) == ["base", "clean", "dirty", "nothing"]
        values = whole(some)
        # keep becomes the base value, a factor what it makes of it; a cell that stands twice is one cell
        assert values[Part.TECHNOSPHERE].tolist() == [[-0.5, -0.2, -1.0, -0.5], [0.0, 0.0, -0.1, 0.0]]
        assert values[Part.BIOSPHERE].tolist() == [[1.0, 0.5, 1.0, 1.0]]
        assert some.places[Part.TECHNOSPHERE].outside.tolist() == [False, True]
        assert some.depends[Part.TECHNOSPHERE].tolist() == [[True], [True]]
    assert ScenarioSpace.of(SYSTEM, some) is some
    assert len(ScenarioSpace.of(SYSTEM, CLEAN)) == 2


def test_a_cell_that_all_scenarios_give_one_value_depends_on_nothing():
    same = [
        build("a", technosphere={("power", "burn"): 2.0}),
        build("b", technosphere={("power", "burn"): 2.0}),
    ]
    some = ScenarioSpace.of(SYSTEM, same)
    assert some.depends[Part.TECHNOSPHERE].tolist() == [[False]]
    assert whole(some)[Part.TECHNOSPHERE].tolist() == [[1.0, 2.0, 2.0]]


def test_an_item_called_base_is_not_confused_with_the_base():
    some = ScenarioSpace.of(
        SYSTEM, [build("base", technosphere={("power", "burn"): 2.0}), build("no change")]
    )
    assert some.names(0, 3) == ["scenario 0", "base", "no change"]
    two = space([Axis.of_scenarios("file", ScenarioSet.of([build("base")])), LOAD])
    assert two.names(0, 2) == ["base", "base | 0.5"]


def test_demands_and_prices_change_too():
    demands = Demands.of({"one": {"steel": 1.0}, "two": {"power": 3.0}}, SYSTEM.products)
    formulas = [
        FormulaChange("demands", "coal", "one", "load * 4"),
        FormulaChange(Part.PRICES, "climate", "2050", "co2_price"),
        FormulaChange("prices", "land", "2020", "2", times=True),
        FormulaChange("characterisation", "climate change", "ch4", "load * 56"),
    ]
    some = space([LOAD], formulas, parameters={"co2_price": 0.3}, base_demands=demands, base_prices=PRICES)
    assert list(some.places) == [Part.CHARACTERISATION, Part.DEMANDS, Part.PRICES]
    values = whole(some)
    assert values[Part.DEMANDS].tolist() == [[0.0, 2.0, 2.4]]
    assert values[Part.PRICES].tolist() == [[1.0, 2.0, 2.0], [0.0, 0.3, 0.3]]
    np.testing.assert_allclose(values[Part.CHARACTERISATION], [[28.0, 28.0, 33.6]], rtol=1e-15)
    second = some.scenario(2)
    assert second.apply_demands(demands).matrix.toarray()[2].tolist() == [2.4, 0.0]
    assert [price.values for price in second.apply_prices(PRICES).prices] == [(0.1, 0.3), (2.0, 2.0)]
    file = ScenarioSet.of([build("s", demands={("coal", "one"): 5.0}, base_demands=demands)])
    assert whole(ScenarioSpace.of(SYSTEM, file, base_demands=demands))[Part.DEMANDS].tolist() == [[0.0, 5.0]]
    assert refusal(lambda: ScenarioSpace.of(SYSTEM, file)).code == "E405"
    assert refusal(lambda: space([LOAD], formulas, base_demands=demands)).code == "E405"


# ---- two sides change one cell ----

OTHER = ScenarioSet.of([NOTHING, build("set", technosphere={("power", "make steel"): -9.0})])


def test_a_cell_changed_from_two_sides_is_refused_by_name():
    one, two = Axis.of_scenarios("one", SET), Axis.of_scenarios("two", OTHER)
    problem = refusal(lambda: space([one, two]))
    assert problem.code == "E403" and "'one'" in problem.message and "'two'" in problem.message
    assert (
        problem.where == "product electricity (kWh, id power), activity make steel" and "last" in problem.hint
    )
    problem = refusal(lambda: space([one, LOAD], [POWER], parameters={"year": 2030}))
    assert problem.code == "E403" and "formula" in problem.message and "'one'" in problem.message
    assert refusal(lambda: space([one], conflicts="first")).code == "E117"


def test_the_last_decides_where_it_says_something():
    one, two = Axis.of_scenarios("one", SET), Axis.of_scenarios("two", OTHER)
    some = space([one, two], conflicts="last")
    joined = SET.product(OTHER, conflicts="last")
    assert some.names(1, 7) == list(joined.names)
    for i, scenario in enumerate(joined, start=1):
        wanted, got = scenario.apply(SYSTEM), some.scenario(i).apply(SYSTEM)
        assert np.array_equal(wanted.technosphere.matrix.toarray(), got.technosphere.matrix.toarray())
        assert np.array_equal(wanted.biosphere.toarray(), got.biosphere.toarray())
    row = some.places[Part.TECHNOSPHERE].rows.tolist().index(1)
    assert some.depends[Part.TECHNOSPHERE][row].tolist() == [True, True]


def test_formulas_decide_over_files():
    some = space([Axis.of_scenarios("one", SET), LOAD], [POWER], parameters={"year": 2030}, conflicts="last")
    places = some.places[Part.TECHNOSPHERE]
    row = places.rows.tolist().index(1)
    assert whole(some)[Part.TECHNOSPHERE][row].tolist() == [-0.5, *[-0.5, -0.6] * 3]
    assert some.depends[Part.TECHNOSPHERE][row].tolist() == [False, True]


def test_a_later_file_that_always_speaks_hides_the_earlier_one():
    always = ScenarioSet.of(
        [
            build(name, technosphere={("power", "make steel"): value})
            for name, value in (("a", -3.0), ("b", -4.0))
        ]
    )
    some = space([Axis.of_scenarios("one", SET), Axis.of_scenarios("two", always)], conflicts="last")
    row = some.places[Part.TECHNOSPHERE].rows.tolist().index(1)
    assert whole(some)[Part.TECHNOSPHERE][row, 1:].tolist() == [-3.0, -4.0] * 3
    assert some.depends[Part.TECHNOSPHERE][row].tolist() == [False, True]


def test_a_file_of_many_cells_is_not_multiplied_out():
    cells, scenarios, size = 20_000, 12, 5_000
    rng = np.random.default_rng(1)
    place = np.sort(rng.choice(size * size, cells, replace=False))
    labels = Labels.numbered("product", size), Labels.numbered("activity", size)
    values = rng.normal(size=(cells, scenarios))
    system = System.build("big", sp.eye_array(size, format="csc"), np.zeros((1, size)))
    table = ChangeTable.build(
        "technosphere", system.technosphere.matrix, *labels, place % size, place // size, values
    )
    every = ScenarioSet(Labels.numbered("scenario", scenarios), {Part.TECHNOSPHERE: table})
    some = ScenarioSpace.build(system, [Axis.of_scenarios("file", every), Axis.range("x", 1, 1000, step=1)])
    assert len(some) == 12_001
    (layer,) = some.layers
    assert layer.source.values.nbytes == cells * scenarios * 8
    block = some.block(2_999, 3_002)[Part.TECHNOSPHERE]
    assert np.array_equal(block, values[:, [2, 2, 3]])


def test_equal_parts_of_formulas_are_computed_once(monkeypatch):
    seen: list[tuple[str, int]] = []
    real = tables.apply

    def counted(op, left, right=None, out=None):
        seen.append((op, max(left.size, right.size if right is not None else 0)))
        return real(op, left, right, out)

    monkeypatch.setattr(tables, "apply", counted)
    axes = [Axis.range("load", 1, 500, step=1), Axis.range("share", 1, 500, step=1), YEAR]
    formulas = [
        FormulaChange("technosphere", "coal", "burn", "-(load * share) * 1.02^(year - 2020)"),
        FormulaChange("biosphere", "co2", "burn", "(share * load) / 7 + 1.02^(year - 2020)"),
        FormulaChange("biosphere", "ch4", "dig", "fixed^2"),
    ]
    some = space(axes, formulas, parameters={"fixed": 3.0})
    assert len(some) == 500_001
    assert sorted(seen) == [("-", 2), ("^", 1), ("^", 2)], (
        "what depends on the year or on nothing: once, in advance"
    )
    seen.clear()
    block = some.block(100, 1100)
    assert sorted(op for op, _ in seen) == ["*", "*", "+", "/", "negative"]
    assert block[Part.BIOSPHERE].shape == (2, 1000) and (block[Part.BIOSPHERE][1] == 9.0).all()
