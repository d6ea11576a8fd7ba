"""Price paths: years aligned as asked and recorded, one price along years, costs of any cube of scores."""

from __future__ import annotations

import functools
import operator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roos import (
    CategoryMapping,
    CostCube,
    Labels,
    MappingRow,
    Price,
    PricePaths,
    PriceSet,
    PriceTensor,
    Quality,
    RoosError,
    Rule,
)
from roos.certificate import Status
from roos.price import price
from roos.sweeping.grid import Grid
from roos.sweeping.results import SweepResults
from roos_inventories.prices import list_prices

NEW, OLD = "model of 2016", "model of 2008"
UNITS = {"climate": "kg CO2-eq", "poison": "kg DCB-eq", "land": "m2*a"}
CATEGORIES = Labels(
    "category", tuple(UNITS), units=tuple(UNITS.values()), extra={"model": (NEW,) * len(UNITS)}
)
DEMANDS = Labels("demand", ("first", "second"))
SCORES = np.array([[2.0, 0.125, 4.0], [1.0, -1.0, 0.0]])


def price_set(name="set", years=("2020",), *, climate=(0.5,), poison=(8.0,), model=NEW, **options):
    prices = (
        Price("climate", model, UNITS["climate"], climate, "warming", "planet", "Climate change"),
        Price("poison", model, UNITS["poison"], poison, "toxic", "people"),
    )
    return PriceSet(name, name, "EUR", years, prices, toxicity=("toxic",), **options)


def refused(call, *arguments, **keywords):
    with pytest.raises(RoosError) as caught:
        call(*arguments, **keywords)
    return caught.value


def values_of(paths, category="climate"):
    return [next(entry.values for entry in s.prices if entry.category == category) for s in paths]


# --- years -------------------------------------------------------------------------------------------


def test_years_are_aligned_by_name_and_those_left_out_are_noted():
    late = price_set("late", ("2050", "2030", "2020"), climate=(3.0, 2.0, 1.0), poison=(8.0,) * 3)
    early = price_set("early", ("2020", "2030"), climate=(5.0, 6.0), poison=(8.0,) * 2)
    paths = PricePaths.of([early, late], years=[2020, 2030])
    assert paths.years == ("2020", "2030") and paths.names == ("early", "late") and len(paths) == 2
    assert values_of(paths) == [(5.0, 6.0), (1.0, 2.0)]
    assert [(note.code, note.where, note.count) for note in paths.findings] == [("W316", "late", 1)]


def test_nothing_is_interpolated_unasked():
    both = [price_set("a", ("2020",)), price_set("b", ("2030",))]
    assert refused(PricePaths.of, both).code == "E306"
    problem = refused(PricePaths.of, both, years=["2020"])
    assert problem.code == "E306" and "2020" in problem.message and "hold=True" in problem.hint
    several = price_set("c", ("2020", "2040"), climate=(1.0, 2.0), poison=(1.0, 1.0))
    assert "interpolate=True" in refused(PricePaths.of, [several], years=["2030"]).hint


def test_interpolation_is_linear_exact_at_known_years_and_recorded():
    known = price_set("a", ("2040", "2020"), climate=(3.0, 0.1), poison=(8.0, 8.0))
    paths = PricePaths.of([known], years=range(2020, 2041, 10), interpolate=True)
    ((first, middle, last),) = values_of(paths)
    assert (first, last) == (0.1, 3.0) and middle == pytest.approx(1.55)
    assert values_of(paths, "poison") == [(8.0, 8.0, 8.0)]
    (note,) = paths.findings
    assert note.code == "W314" and "2030 interpolated between 2040, 2020" in note.message


def test_all_years_of_all_sets_when_asked_to_interpolate():
    a = price_set("a", ("2020", "2040"), climate=(0.0, 2.0), poison=(1.0, 1.0))
    b = price_set("b", ("2020", "2030", "2040"), climate=(0.0, 5.0, 6.0), poison=(1.0,) * 3)
    paths = PricePaths.of([b, a], interpolate=True)
    assert paths.years == ("2020", "2030", "2040") and values_of(paths)[1] == (0.0, 1.0, 2.0)


def test_prices_are_never_carried_beyond_the_known_years():
    known = price_set("a", ("2020", "2030"), climate=(1.0, 2.0), poison=(1.0, 1.0))
    problem = refused(PricePaths.of, [known], years=["2020", "2031"], interpolate=True)
    assert problem.code == "E307" and "2031" in problem.message and "2020, 2030" in problem.where
    named = price_set("b", ("now", "later"), climate=(1.0, 2.0), poison=(1.0, 1.0))
    assert refused(PricePaths.of, [named], years=["2025"], interpolate=True).code == "E307"


@pytest.mark.parametrize("own", ["", "2020"])
def test_one_year_stands_for_all_when_asked_and_is_recorded(own):
    paths = PricePaths.of([price_set("a", (own,))], years=["2020", "2050"], hold=True)
    assert values_of(paths) == [(0.5, 0.5)]
    assert [note.code for note in paths.findings] == ["W315"]


def test_sets_and_paths_join_and_keep_what_was_noted():
    held = PricePaths.of([price_set("a", ("",))], years=["2020"], hold=True)
    joined = PricePaths.of([held, price_set("b")])
    assert joined.names == ("a", "b") and joined.findings == held.findings and list(joined) == [*joined.sets]


def test_paths_that_are_none_are_refused():
    assert refused(PricePaths.of, []).code == "E305"
    assert refused(PricePaths, ()).code == "E305"
    assert refused(PricePaths.of, [price_set(), price_set()]).code == "E304"
    assert refused(PricePaths.of, [price_set()], years=["2020", "2020"]).code == "E308"
    assert refused(PricePaths.of, [price_set()], years=[]).code == "E308"


# --- one price along the years -----------------------------------------------------------------------


def test_one_price_runs_along_the_years_and_the_others_stay():
    levels = np.array([[0.0, 500.0, 1000.0], [50.0, 50.0, 50.0]])
    paths = price_set().along("climate", levels, years=(2020, 2035, 2050), per=1000)
    assert paths.years == ("2020", "2035", "2050")
    assert values_of(paths) == [(0.0, 0.5, 1.0), (0.05, 0.05, 0.05)]
    assert values_of(paths, "poison") == [(8.0, 8.0, 8.0)] * 2
    assert paths.names == ("set, climate 0 → 1000", "set, climate 50")
    assert [note.code for note in paths.findings] == ["W315"]
    assert paths.sets[0].meta["path"] == {"category": "climate", "of": "set", "given_per": 1000}


def test_a_level_per_path_and_the_printed_name_are_enough():
    paths = price_set().along("Climate change", [1.0, 2.0], years=[2020, 2050], names=["low", "high"])
    assert values_of(paths) == [(1.0, 1.0), (2.0, 2.0)] and paths.names == ("low", "high")


def test_other_prices_of_several_years_are_aligned_too():
    known = price_set("a", ("2020", "2040"), climate=(1.0, 2.0), poison=(0.0, 4.0))
    assert refused(known.along, "climate", [1.0], years=[2020, 2030]).code == "E306"
    paths = known.along("climate", [1.0], years=[2020, 2030], interpolate=True)
    assert values_of(paths, "poison") == [(0.0, 2.0)]
    assert [note.code for note in paths.findings] == ["W314", "W316"]


def test_paths_with_equal_ends_have_names_of_their_own():
    paths = price_set().along("climate", [[1.0, 2.0, 3.0], [1.0, 0.0, 3.0]], years=[1, 2, 3])
    assert len(set(paths.names)) == 2


def test_a_path_of_an_unknown_category_names_the_nearest():
    problem = refused(price_set().along, "climat", [1.0], years=[2020])
    assert problem.code == "E207" and "climate" in problem.hint
    assert refused(price_set().along, "climate", [1.0], years=[2020], model=OLD).code == "E303"


@pytest.mark.parametrize(
    ("values", "keywords"),
    [
        ([[1.0, 2.0]], {}),
        ([[[1.0]]], {}),
        ([], {}),
        ([np.nan], {}),
        (["dear"], {}),
        ([1.0], {"per": 0.0}),
        ([1.0], {"per": np.inf}),
        ([1.0], {"years": []}),
        ([1.0], {"names": ["a", "b"]}),
        ([1.0], {"years": [2020, 2020]}),
    ],
)
def test_paths_that_make_no_sense_are_refused(values, keywords):
    problem = refused(price_set().along, "climate", values, **{"years": [2020], **keywords})
    assert problem.code == "E308" and problem.message


def test_a_path_goes_through_the_mapping_of_its_set():
    rows = (
        MappingRow("climate", "climate", (NEW,), UNITS["climate"], 1.0, Rule.AS_PRINTED, Quality.SAME_UNIT),
        MappingRow("climate", "land", (NEW,), UNITS["land"], 0.5, Rule.SPLIT, Quality.OTHER_UNIT),
    )
    mapped = price_set(model=OLD, mappings=(CategoryMapping("old→new", OLD, rows),))
    tensor = PriceTensor.of(mapped.along("climate", [[1.0, 2.0]], years=[2020, 2050]), CATEGORIES)
    assert tensor.values[:, 0].tolist()[::2] == [[1.0, 2.0], [0.5, 1.0]]
    assert tensor.priced[:, 0].tolist() == [True, False, True] and np.isnan(tensor.values[1]).all()
    assert {note.code for note in tensor.findings(SCORES)} >= {"W312", "W313", "W315"}


def test_the_printed_prices_take_a_path():
    tno = next(s for s in list_prices() if s.name == "tno-2020")
    paths = tno.along("climate_change", np.linspace(0, 1000, 50), years=range(2020, 2051), per=1000)
    assert len(paths) == 50 and paths.years[-1] == "2050" and paths.sets[-1].toxicity == tno.toxicity


# --- costs -------------------------------------------------------------------------------------------


def test_price_takes_paths_and_passes_their_notes_on():
    paths = price_set().along("climate", [1.0, 2.0], years=[2020, 2050])
    costs = price(SCORES, DEMANDS, CATEGORIES, paths)
    assert costs.values.shape == (2, 3, 2, 2) and costs.values[0, 0].tolist() == [[2.0, 2.0], [4.0, 4.0]]
    assert costs.findings[0] == paths.findings[0]


def test_the_checks_are_those_of_price():
    paths = price_set()
    other = Labels("category", ("climate",), units=("t CO2-eq",), extra={"model": (NEW,)})
    assert refused(PriceTensor.of, paths, other).code == "E302"
    assert refused(PriceTensor.of, price_set(model=OLD), CATEGORIES).code == "E303"
    assert refused(PriceTensor.of, paths, Labels("category", ("climate",))).code == "E303"
    assert refused(PriceTensor.of, [paths, paths], CATEGORIES).code == "E304"
    assert refused(PriceTensor.of, [paths, price_set("b", ("1",))], CATEGORIES).code == "E306"
    tensor = PriceTensor.of(paths, CATEGORIES)
    assert refused(tensor.total, SCORES[:, :2]).code == "E114"
    assert refused(tensor.by, SCORES, "colour").code == "E117"


def test_a_cube_of_any_leading_axes_is_priced_like_its_rows():
    sets = [price_set(), price_set("dear", climate=(5.0,))]
    tensor, cube = PriceTensor.of(sets, CATEGORIES), np.stack([SCORES, 2 * SCORES, -SCORES])
    costs = CostCube(cube, tensor)
    assert costs.shape == (3, 2, 3, 2, 1) and costs.values().shape == costs.shape
    assert tensor.currencies == ("EUR", "EUR") and tensor.years == ("2020",)
    for i, scores in enumerate(cube):
        alone = price(scores, DEMANDS, CATEGORIES, sets)
        assert np.array_equal(costs.values()[i], alone.values)
        assert np.array_equal(costs.total()[i], alone.total())
        assert np.array_equal(costs.total(toxicity=False)[i], alone.total(toxicity=False))
        for group in ("indicator", "theme"):
            sums, expected = costs.by(group), alone.by(group)
            assert sums.keys() == expected.keys()
            assert all(np.array_equal(sums[key][i], expected[key]) for key in sums)
        assert np.array_equal(tensor.cost(scores[0]), alone.values[0])


def test_results_of_a_sweep_are_priced_at_once():
    results = SweepResults(
        np.stack([SCORES, 2 * SCORES]), None, None, None, Grid([]), DEMANDS, CATEGORIES, Status.CERTIFIED
    )
    costs = results.price(price_set().along("climate", [[0.0, 1.0]], years=[2020, 2050]))
    assert costs.shape == (2, 2, 3, 1, 2)
    assert np.array_equal(costs.total(), costs.values().sum(axis=2))
    assert costs.by("indicator")["warming"][1, 0, 0].tolist() == [0.0, 4.0]


def test_findings_of_a_cube_name_what_dominates():
    tensor = PriceTensor.of(price_set(), CATEGORIES)
    (missing, dominant) = CostCube(np.stack([SCORES, SCORES]), tensor).findings
    assert missing.code == "W312" and missing.where == "land"
    assert dominant.code == "W311" and dominant.message.startswith("poison is 94 %") and dominant.count == 2
    assert dominant.where == "price path 'set', 2020"
    assert [note.code for note in tensor.findings(np.zeros((0, 3)))] == ["W312"]


def test_the_array_for_the_costs_is_used_and_checked():
    tensor = PriceTensor.of(price_set(), CATEGORIES)
    out = np.full((2, 3, 1, 1), np.nan)
    assert tensor.cost(SCORES, out=out) is out and out[1].ravel().tolist() == [0.5, -8.0, 0.0]
    shape = (3, 1, 1)
    scores = np.ones(3)
    read_only = np.empty(shape)
    read_only.flags.writeable = False
    wrong = [np.empty((3, 1)), np.empty(shape, dtype=np.float32), np.empty((3, 2, 1))[:, ::2], read_only]
    for array in (*wrong, scores.reshape(shape)):
        assert refused(tensor.cost, scores, out=array).code == "E309"


def test_no_scores_cost_nothing():
    tensor = PriceTensor.of(price_set(), CATEGORIES)
    assert tensor.cost(np.empty((0, 4, 3))).shape == (0, 4, 3, 1, 1)
    assert tensor.total(np.empty((4, 0, 3))).shape == (4, 0, 1, 1)


def test_without_toxicity_nothing_is_left_of_a_set_that_prices_nothing_else():
    only = PriceSet(
        "p", "p", "EUR", ("",), (Price("poison", NEW, UNITS["poison"], (1.0,), "toxic"),), toxicity=("toxic",)
    )
    tensor = PriceTensor.of(only, CATEGORIES)
    assert not tensor.total(SCORES, toxicity=False).any() and tensor.total(SCORES).any()


# --- exactness ---------------------------------------------------------------------------------------

finite = st.floats(-1e12, 1e12, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-12)


@st.composite
def tensors(draw):
    """Return labels, paths and scores of a random size, more rows than a chunk among them."""
    categories, paths, years = (draw(st.integers(1, most)) for most in (6, 3, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    labels = Labels(
        "category",
        tuple(f"c{k}" for k in range(categories)),
        units=("kg",) * categories,
        extra={"model": (NEW,) * categories},
    )
    group = draw(st.lists(st.sampled_from("abc"), min_size=categories, max_size=categories))
    priced = [draw(st.lists(st.booleans(), min_size=categories, max_size=categories)) for _ in range(paths)]
    sets = []
    for p in range(paths):
        priced[p][0] = True  # a set that fits nothing is refused
        values = np.ldexp(rng.standard_normal((categories, years)), rng.integers(-40, 40, (categories, 1)))
        entries = tuple(
            Price(f"c{k}", NEW, "kg", tuple(values[k].tolist()), group[k], "t" + group[k])
            for k in range(categories)
            if priced[p][k]
        )
        names = tuple(str(2020 + y) for y in range(years))
        sets.append(PriceSet(f"p{p}", "", "EUR", names, entries, toxicity=("a",)))
    rows = draw(st.sampled_from([1, 2, 63, 64, 65, 200]))
    scores = np.ldexp(rng.standard_normal((rows, categories)), rng.integers(-40, 40, (rows, categories)))
    return labels, tuple(sets), scores


@settings(max_examples=60, deadline=None)
@given(tensors(), st.integers(1, 4))
def test_sums_add_up_exactly_in_the_order_of_the_categories(case, threads):
    labels, sets, scores = case
    tensor = PriceTensor.of(sets, labels)
    cube = tensor.cost(scores, threads=threads)
    filled = np.where(np.isnan(tensor.values), 0.0, tensor.values)
    assert np.array_equal(cube, scores[:, :, None, None] * filled)
    slices = [cube[:, k] for k in range(len(labels))]
    assert np.array_equal(tensor.total(scores, threads=threads), functools.reduce(operator.add, slices))
    costs = price(scores, Labels.numbered("demand", len(scores)), labels, sets)
    assert np.array_equal(costs.total(), tensor.total(scores))
    assert np.array_equal(costs.total(toxicity=False), tensor.total(scores, toxicity=False))
    group_of = {row.category: row.indicator for row in tensor.rows}
    for key, sums in tensor.by(scores, "indicator", threads=threads).items():
        chosen = [c for k, c in enumerate(slices) if group_of.get(labels.ids[k]) == key]
        assert np.array_equal(sums, functools.reduce(operator.add, chosen))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(finite, finite, finite), min_size=1, max_size=5), finite)
def test_costs_are_linear_in_prices(rows, factor):
    low, high, score = (np.array(column) for column in zip(*rows, strict=True))
    years = tuple(str(2020 + i) for i in range(len(rows)))
    labels = Labels("category", ("c",), units=("kg",), extra={"model": (NEW,)})

    def cost(values):
        own = PriceSet("s", "s", "EUR", years, (Price("c", NEW, "kg", tuple(values.tolist())),))
        return PriceTensor.of(own, labels).cost(score[:, None])[:, 0, 0]

    two_ulps = 2 * 2.0**-52
    apart, together = cost(low) + cost(high), cost(low + high)
    assert (np.abs(apart - together) <= two_ulps * (np.abs(cost(low)) + np.abs(cost(high)))).all()
    scaled = factor * cost(low)
    assert (np.abs(cost(low * factor) - scaled) <= two_ulps * np.abs(scaled)).all()


def test_wide_tensors_are_priced_in_strips():
    years = tuple(str(y) for y in range(40_000))
    rng = np.random.default_rng(5)
    values = rng.standard_normal((3, len(years)))
    entries = tuple(
        Price(c, NEW, u, tuple(v.tolist()), c) for (c, u), v in zip(UNITS.items(), values, strict=True)
    )
    tensor = PriceTensor.of(PriceSet("s", "s", "EUR", years, entries), CATEGORIES)
    cube = tensor.cost(SCORES)
    assert np.array_equal(cube[:, :, 0], SCORES[:, :, None] * values)
    assert np.array_equal(tensor.total(SCORES), cube[:, 0] + cube[:, 1] + cube[:, 2])
