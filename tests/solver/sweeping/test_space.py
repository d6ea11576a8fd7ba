"""The space of scenarios: order, values of changed cells, who decides, what is refused and told."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from roos import (
    Axis,
    ChangeTable,
    Demands,
    Finding,
    Formula,
    FormulaChange,
    Labels,
    Parameters,
    Part,
    Scenario,
    ScenarioSet,
    ScenarioSpace,
    Severity,
    System,
    Times,
)
from roos.sweeping import building, tables
from solver.test_scenario import ACTIVITIES, PRICES, PRODUCTS, SYSTEM, A, build, refusal

POWER = FormulaChange("technosphere", "power", "make steel", "-load × 0.9^((year − 2030) / 20)")
COAL = FormulaChange("technosphere", "coal", "burn", "share", times=True)
CO2 = FormulaChange("biosphere", "co2", "burn", "1 - capture")
LOAD = Axis.values("load", [0.5, 0.6])
YEAR = Axis.years("year", [2030, 2050])
SHARE = Axis.range("share", 0, 1, step=0.5)
CLEAN = build("clean", technosphere={("power", "make steel"): -0.2}, biosphere={("co2", "burn"): 0.5})
DIRTY = build("dirty", technosphere={("power", "make steel"): Times(2), ("coal", "make steel"): -0.1})
NOTHING = build("nothing")


def space(axes, formulas=(), **options) -> ScenarioSpace:
    return ScenarioSpace.build(SYSTEM, axes, formulas, **options)


def whole(some: ScenarioSpace) -> dict[Part, np.ndarray]:
    return dict(some.block(0, len(some)))


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

SET = ScenarioSet.of([DIRTY, NOTHING, CLEAN])
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


# ---- findings ----


def test_a_formula_that_is_not_the_inventory_at_its_base_is_told():
    parameters = {"load": 0.5, "year": 2030, "share": "1", "capture": 0.2}
    (finding,) = space([LOAD, SHARE], [POWER, COAL, CO2], parameters=parameters).findings
    assert (finding.code, finding.severity, finding.count) == ("W404", "warning", 1)
    assert "co2" in finding.where and "formula 0.8, inventory 1" in finding.where and finding.hint
    many = [
        FormulaChange("technosphere", product, activity, "load")
        for product, activity in itertools.product(PRODUCTS.ids, ACTIVITIES.ids)
    ]
    told = {finding.code: finding for finding in space([LOAD], many, parameters={"load": 7}).findings}
    assert told["W404"].count == 9 and told["W404"].where.endswith("; …")
    assert told["W402"].count == 2 and told["W402"].severity == "note"
    # without a value of its own a parameter that an axis sets has no base to compare with
    assert space([LOAD, YEAR], [POWER]).findings == ()
    # what has no finite value at a base that no scenario uses is nobody's error
    assert (
        space([LOAD], [FormulaChange("biosphere", "co2", "burn", "1/load")], parameters={"load": 0}).findings
        == ()
    )


def test_an_axis_that_changes_nothing_is_told():
    some = space([LOAD, SHARE, Axis.of_scenarios("file", ScenarioSet.of([NOTHING]))], [COAL])
    assert [(finding.code, finding.where) for finding in some.findings] == [
        ("W405", "axis load"),
        ("W405", "axis file"),
    ]
    assert "load" in some.findings[0].message
    # one of several parameters that is misspelled would otherwise keep its own value in silence
    zipped = Axis.years("year", [2030, 2050], {"shaer": [0.1, 0.2], "share": [0.3, 0.4]})
    (finding,) = space([zipped], [COAL], parameters={"share": 1.0}).findings
    assert finding.code == "W405" and "(shaer)" in finding.message
    # a parameter of a parameter is needed too, unless an axis sets the parameter in between
    parameters = {"share": "load / 2"}
    assert not space([LOAD], [COAL], parameters=parameters).findings
    assert [finding.where for finding in space([LOAD, SHARE], [COAL], parameters=parameters).findings] == [
        "axis load"
    ]


def test_findings_of_files_are_carried():
    told = replace(SET, findings=(Finding("W402", Severity.NOTE, "told by the reader"),))
    assert ScenarioSpace.of(SYSTEM, told).findings == told.findings


# ---- refusals ----


@pytest.mark.parametrize(
    ("axes", "formulas", "code", "place"),
    [
        ([LOAD, LOAD], [], "E412", "load"),
        ([LOAD, Axis.values("other", [1], parameter="load")], [], "E418", "other"),
        ([Axis.values("demand", [1])], [], "E412", "demand"),
        (LOAD, [], "E117", ""),
        ([5], [], "E117", ""),
        ([LOAD], [5], "E117", "formulas"),
        ([LOAD], COAL, "E117", "formulas"),
        ([LOAD], "load", "E117", "formulas"),
        ([LOAD], [FormulaChange("technosfere", "coal", "burn", "load")], "E117", "coal"),
        ([LOAD], [FormulaChange("technosphere", "cole", "burn", "load")], "E201", "cole"),
        ([LOAD], [FormulaChange("technosphere", "coal", "burnn", "load", where="line 7")], "E201", "line 7"),
        ([LOAD], [FormulaChange("characterisation", "climat", "co2", "load")], "E207", "climat"),
        ([LOAD], [FormulaChange("technosphere", "coal", "burn", "lode", where="line 7")], "E416", "line 7"),
        ([LOAD], [FormulaChange("technosphere", "coal", "burn", "load +", where="line 7")], "E413", "line 7"),
        ([LOAD], [FormulaChange("technosphere", "coal", "burn", 5)], "E117", "coal"),
        ([LOAD], [COAL, replace(COAL, where="line 7", times=False)], "E402", "line 7"),
        ([LOAD], [FormulaChange("biosphere", "co2", "dig", "load", times=True)], "E404", "co2"),
        ([LOAD], [FormulaChange("demands", "coal", "x", "load")], "E405", "demands"),
    ],
)  # fmt: skip
def test_refusals(axes, formulas, code, place):
    problem = refusal(lambda: space(axes, formulas, parameters={"share": 1.0}))
    assert problem.code == code and place in problem.where, problem


def test_parameters_are_checked():
    assert refusal(lambda: space([LOAD], [COAL], parameters={"share": "x", "x": "share"})).code == "E417"
    assert refusal(lambda: space([LOAD], [COAL], parameters={"share": "missing"})).code == "E416"
    assert refusal(lambda: space([LOAD], [COAL], parameters=[1])).code == "E117"
    used = space([LOAD], [COAL], parameters=Parameters({"share": "load", "unused": "missing"}))
    assert whole(used)[Part.TECHNOSPHERE].tolist() == [[-0.3, -0.15, -0.18]]
    ready = FormulaChange("technosphere", "coal", "burn", Formula.parse("-load"))
    assert whole(space([LOAD], [ready]))[Part.TECHNOSPHERE].tolist() == [[-0.3, -0.5, -0.6]]


def test_limits(monkeypatch):
    long = [Axis.range(name, 1, 1000, step=1) for name in "abcdef"]
    assert refusal(lambda: space(long)).code == "E505"
    monkeypatch.setattr(building, "_AXES", 1)
    assert refusal(lambda: space([LOAD, YEAR])).code == "E505"


def test_nothing_to_sweep():
    some = space([])
    assert (len(some), some.shape, some.names(0, 1), dict(some.block(0, 1))) == (1, (), ["base"], {})
    assert some.coordinates(0, 1).shape == (0, 1) and some.scenario(0).is_empty
    assert refusal(lambda: ScenarioSpace.of(SYSTEM, [])).code == "E412"
    idle = space([LOAD])
    assert len(idle) == 3 and dict(idle.block(0, 3)) == {} and idle.scenario(2).is_empty


def test_another_system_is_refused():
    other = System.build("two", np.eye(2), np.ones((1, 2)))
    assert refusal(lambda: ScenarioSpace.of(other, SET)).code == "E405"
    some = ScenarioSpace.of(SYSTEM, SET)
    assert refusal(lambda: ScenarioSpace.of(other, some)).code == "E405"
    changed = DIRTY.apply(SYSTEM)
    problem = refusal(lambda: ScenarioSpace.of(changed, some))
    assert problem.code == "E405" and "electricity" in problem.message
    assert ScenarioSpace.of(replace(SYSTEM, name="same"), some) is some


@pytest.mark.parametrize("given_", [5, None, "clean", [5], {"clean": CLEAN}])
def test_what_are_no_scenarios(given_):
    assert refusal(lambda: ScenarioSpace.of(SYSTEM, given_)).code == "E117"


def test_an_infinite_factor_of_a_file_is_named():
    huge = ScenarioSet.of([build("s", technosphere={("power", "make steel"): -1e308})])
    system = huge[0].apply(SYSTEM)
    twice = ScenarioSet.of([Scenario.build("t", system, technosphere={("power", "make steel"): Times(10)})])
    problem = refusal(lambda: ScenarioSpace.of(system, twice))
    assert problem.code == "E106" and "electricity" in problem.where


@pytest.mark.parametrize("tabled", [True, False])
@pytest.mark.parametrize(
    ("formula", "scenario", "word"),
    [
        ("1 / (x - 2) + y", "2 | 5", "division by zero"),
        ("(x * 1e200 - 3e200) * 1e200", "1 | 5", "too large"),
        ("(y - 6)^0.5", "1 | 5", "negative number"),
        ("min(1 / (y - 6), 3)", "1 | 6", "division by zero"),
        ("inner", "1 | 6", "division by zero"),
        ("2^(y * 25)", "1 | 6", "exponent"),
    ],
)
def test_no_finite_value_names_formula_scenario_and_parameters(monkeypatch, tabled, formula, scenario, word):
    if not tabled:
        monkeypatch.setattr(tables, "_ONE_TABLE", 0)
    axes = [Axis.values("x", [1, 2, 3]), Axis.values("y", [5, 6])]
    change = FormulaChange("biosphere", "co2", "burn", formula, where="line 7")
    parameters = Parameters({"inner": "x / (y - 6)"}, "case.toml")

    def ask() -> object:
        return whole(space(axes, [change], parameters=parameters))

    problem = refusal(ask)
    assert problem.code in ("E414", "E415") and word in problem.message, problem
    assert f"scenario '{scenario}'" in problem.where
    assert ("parameter 'inner'" if formula == "inner" else "line 7") in problem.where
    assert "x = " in problem.message or "y = " in problem.message


def test_an_infinite_product_with_the_inventory_is_named():
    change = FormulaChange("biosphere", "co2", "make steel", "x * 1e308", times=True, where="line 7")
    problem = refusal(lambda: space([Axis.values("x", [0.5, 1])], [change]))
    assert problem.code == "E415" and "scenario '1'" in problem.where and "line 7" in problem.where


# ---- many ----


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


# ---- properties ----

NAMES = ("a", "b", "c")
formula_texts = st.recursive(
    st.sampled_from(["a", "b", "c", "d", "1.5", "2"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*"]), inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
        st.builds("-({})".format, inner),
        st.builds("({})^2".format, inner),
        st.builds("1.03^max(-9, min({}, 9))".format, inner),
    ),
    max_leaves=6,
)
item = st.integers(-20, 20).map(lambda x: x / 4)
axis_items = st.lists(item, min_size=1, max_size=4, unique=True)
cells = st.lists(
    st.tuples(st.sampled_from(PRODUCTS.ids), st.sampled_from(ACTIVITIES.ids)), unique=True, max_size=5
)


@st.composite
def spaces(draw) -> ScenarioSpace:
    axes = [Axis.values(name, draw(axis_items)) for name in NAMES[: draw(st.integers(1, 3))]]
    chosen = draw(cells)
    formulas = [
        FormulaChange(
            "technosphere", *cell, draw(formula_texts), times=A[_at(cell)] != 0 and draw(st.booleans())
        )
        for cell in chosen
    ]
    if draw(st.booleans()):
        told = [
            build(
                f"s{i}",
                technosphere={
                    cell: Times(value) if A[_at(cell)] and value > 0 else value
                    for cell, value in draw(
                        st.dictionaries(
                            st.sampled_from(sorted(set(itertools.product(PRODUCTS.ids, ACTIVITIES.ids)))),
                            item,
                            max_size=3,
                        )
                    ).items()
                },
            )
            for i in range(draw(st.integers(1, 3)))
        ]
        axes.insert(draw(st.integers(0, len(axes))), Axis.of_scenarios("file", ScenarioSet.of(told)))
    parameters = {"d": "a + 1", "a": 0.5, "b": 2.0, "c": -1.0}
    return space(axes, formulas, parameters=parameters, conflicts="last")


def _at(cell: tuple[str, str]) -> tuple[int, int]:
    return PRODUCTS.ids.index(cell[0]), ACTIVITIES.ids.index(cell[1])


@given(spaces(), st.data())
@settings(max_examples=60, deadline=None)
def test_any_split_into_blocks_gives_the_same_bits(some, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(some)), max_size=4)))
    edges = [0, *cuts, len(some)]
    pieces = [some.block(start, stop) for start, stop in itertools.pairwise(edges)]
    names = [name for start, stop in itertools.pairwise(edges) for name in some.names(start, stop)]
    for part, values in whole(some).items():
        assert np.array_equal(np.concatenate([piece[part] for piece in pieces], axis=1), values)
        assert np.isfinite(values).all()
    assert names == some.names(0, len(some)) and len(set(names)) == len(some)


@given(spaces())
@settings(max_examples=60, deadline=None)
def test_every_scenario_is_what_its_items_say(some):
    """The reference: item by item the scenario of the file, then the formulas by themselves."""
    grid = itertools.product(*(range(size) for size in some.shape))
    assert some.coordinates(1, len(some)).T.tolist() == [list(items) for items in grid]
    for i in range(len(some)):
        matrix = SYSTEM.technosphere.matrix.toarray()
        if i:
            items = some.coordinates(i, i + 1)[:, 0]
            values: dict[str, float] = {"a": 0.5, "b": 2.0, "c": -1.0}
            for axis, number in zip(some.axes, items, strict=True):
                if axis.scenarios is not None:
                    matrix = axis.scenarios[int(number)].apply(SYSTEM).technosphere.matrix.toarray()
                else:
                    values |= {name: float(column[number]) for name, column in axis.parameters.items()}
            values["d"] = values["a"] + 1
            for one in some.formulas:
                column, row = divmod(one.cell, 3)
                result = float(one.formula.evaluate(values))
                matrix[row, column] = A[row, column] * result if one.times else result
        assert np.array_equal(some.scenario(i).apply(SYSTEM).technosphere.matrix.toarray(), matrix)


@given(spaces())
@settings(max_examples=40, deadline=None)
def test_a_cell_does_not_change_along_axes_that_it_does_not_depend_on(some):
    for part, values in whole(some).items():
        cube = values[:, 1:].reshape(-1, *some.shape)
        for cell, axis in np.argwhere(~some.depends[part]).tolist():
            assert np.ptp(cube[cell], axis=axis).max() == 0.0


@given(spaces())
@settings(max_examples=30, deadline=None)
def test_tables_and_blocks_give_the_same_bits(some):
    kept, tables._ONE_TABLE = tables._ONE_TABLE, 0
    try:
        again = ScenarioSpace.build(
            SYSTEM,
            some.axes,
            [
                FormulaChange(
                    one.part,
                    PRODUCTS.ids[one.cell % 3],
                    ACTIVITIES.ids[one.cell // 3],
                    one.formula,
                    one.times,
                )
                for one in some.formulas
            ],
            parameters=some.parameters,
            conflicts="last",
        )
    finally:
        tables._ONE_TABLE = kept
    for part, values in whole(some).items():
        assert np.array_equal(again.block(0, len(again))[part], values)
    assert math.prod(some.shape) == len(some) - 1
