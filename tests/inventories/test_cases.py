"""Case files: the 13 read and computed, mistakes by file and line, schema and table up to date."""

from __future__ import annotations

import json
import re
import time
import tomllib

import numpy as np
import pytest
from tests.helpers import profiles_system

import roos.scoring
from roos import RoosError
from roos.screening import ScreeningOptions, screen
from roos.screening.case import TYPES
from roos.screening.function import CaseFunction
from roos.screening.ranges import corners
from roos.screening.turning import break_even
from roos_inventories import list_cases, read_case, read_prices
from roos_inventories.case_file import case_schema, case_template
from roos_inventories.case_file.reading import FOLDER, IDS
from roos_inventories.case_file.tables import report_tables

CASE = """
id = "lid"
title = "a lid"
[functional_unit]
text = "a year"
unit = "a"
assumed = "lives differ"
[parameters]
mass = { value = 12.0, unit = "kg", stated = "drawing" }
[baseline]
title = "as it is"
[baseline.parameters]
life = { value = 3.0, unit = "a", stated = "drawing" }
[[scenario]]
id = "smart"
title = "smart"
[scenario.parameters]
life = { value = 4.0, unit = "a", assumed = "hope", bias = "for the case" }
[[stage]]
name = "lid"
[[stage.use]]
dataset = "steel"
unit = "kg"
amount = "mass / life"
""".lstrip()

BASELINE = CASE[CASE.index("[baseline]") : CASE.index("[[scenario]]")]


def written(tmp_path, text):
    path = tmp_path / "lid.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_becomes_a_case(tmp_path):
    case = read_case(written(tmp_path, CASE))
    assert (case.id, case.scenarios[0].id, case.stages[0].uses[0].unit) == ("lid", "smart", "kg")
    assert case.parameters["mass"].origin.state == "confirmed"
    assert case.scenarios[0].parameters["life"].origin.bias == "for the case"
    assert case.stages[0].uses[0].where.endswith("lid.toml, line 20: stage, item 1, use, item 1")


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "said"),
    [
        (BASELINE, "", "E438", 9, "scenario 'smart' has no baseline"),
        ('unit = "kg"\namount', "amount", "E439", 20, "stage 'lid' has an amount without a unit"),
        ('title = "a lid"', 'titel = "a lid"', "E435", 2, "title"),
        ('title = "smart"\n', "", "E436", 13, "title"),
        ("12.0", "12,0", "E205", 8, "decimal point"),
        ("12.0", '"12.0 +"', "E413", 8, ""),
        ("12.0", "inf", "E106", 8, ""),
        (', stated = "drawing" }\n[baseline]', ' }\n[baseline]', "E442", 8, "stated"),
        ('amount = "mass / life"', 'amount = "mass / live"', "E416", 23, "life"),
        ('amount = "mass / life"', 'amount = "mass"\nbaseline = "1"', "E442", 20, "amount"),
        ('bias = "for the case"', 'bias = "good"', "E437", 17, "against the case"),
        ('id = "smart"', 'id = "baseline"', "E437", 13, "two are called"),
        ('title = "a lid"', "title = ", "E434", 2, ""),
        ('unit = "a"\nassumed', 'unit = "a"\namount = 0\nassumed', "E437", 6, "positive"),
        ("12.0", '"mass * 2"', "E417", 0, ""),
    ],
)  # fmt: skip
def test_mistakes_are_named_by_file_and_line(tmp_path, old, new, code, line, said):
    assert old in CASE
    with pytest.raises(RoosError) as caught:
        read_case(written(tmp_path, CASE.replace(old, new)))
    problem = caught.value
    assert problem.code == code
    assert said in f"{problem.message} {problem.hint}"
    if line:
        assert f"lid.toml, line {line}" in problem.where


def test_names_that_nothing_has_are_refused(tmp_path):
    tail = '[[{}]]\nscenario = "smart"\nplace = "here"\n'
    outcome = tail.format("outcome") + 'of = "mean"\npercent = -5\n'
    point = tail.format("turning_point") + 'parameter = "lif"\nrange = [1, 2]\n'
    for text in (outcome.replace('"smart"', '"smarter"'), point):
        with pytest.raises(RoosError, match="E437"):
            read_case(written(tmp_path, CASE + text))
    assert (
        read_case(written(tmp_path, CASE + outcome + point.replace('"lif"', '"life"'))).outcomes[0].low == -5
    )


def test_misspelt_results_are_refused_by_name_and_line(tmp_path):
    tail = '[[outcome]]\nscenario = "smart"\nplace = "x"\nof = "maen"\npercent = -5\n'
    text = CASE.replace('dataset = "steel"', f"dataset = {STEEL!r}") + tail
    with pytest.raises(RoosError, match="E446") as caught:
        screen(read_case(written(tmp_path, text)), profiles_system(), PRICES)
    line = 1 + text[: text.index("of = ")].count("\n")
    assert f"lid.toml, line {line}" in caught.value.where and "mean" in caught.value.hint


STEEL = "market for steel, low-alloyed, hot rolled | steel, low-alloyed, hot rolled | GLO | kg"


def test_what_a_scenario_says_of_the_economy(tmp_path):
    own = '[scenario.economy]\nwaste = { change = "rose", assumed = "more", state = "confirmed" }\n[[stage]]'
    case = read_case(written(tmp_path, CASE.replace("[[stage]]", own, 1)))
    assert case.economy_of(case.scenarios[0])[0].origin.state == "confirmed"
    assert case.economy == ()


HEAD = 'scenario = "smart"\nplace = "x"\n'
OUTCOME = f'[[outcome]]\n{HEAD}of = "mean"\npercent = [5, -5]\n'
POINT = f'[[turning_point]]\n{HEAD}parameter = "life"\nrange = [1, 2]\nsecond = "mass"\n'
READING = '[[variant]]\nid = "other"\ntitle = "other"\nrow = 12\nchoice = "per second life"\n'


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("row = 12", "row = 5", "E437", "12, 18"),
        ("per second life", "per second live", "E437", "per second life"),
        ('id = "other"', 'id = "other"\nsides.smarter = {}', "E437", "no side is called"),
        (READING, OUTCOME, "E437", "after"),
        (READING, POINT, "E442", "second_range"),
    ],
)  # fmt: skip
def test_readings_and_ranges_that_mean_nothing(tmp_path, old, new, code, said):
    assert read_case(written(tmp_path, CASE + READING)).variants[0].row == 12
    with pytest.raises(RoosError) as caught:
        read_case(written(tmp_path, CASE + READING.replace(old, new)))
    assert caught.value.code == code and said in f"{caught.value.message} {caught.value.hint}"


def toml(value):
    """Return a value as TOML, tables inline."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def places(value, path=()):
    """Return the path of every value inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*path, key)
        yield from places(one, (*path, key))


def test_no_value_of_another_kind_gets_through_or_crashes(tmp_path):
    whole = tomllib.loads(CASE + READING)
    refused = 0
    for path in places(whole):
        for odd in (0, -1.5, "", "x", True, [], [1, 2], [{}], {}, {"x": {}}):
            content = json.loads(json.dumps(whole))
            inside = content
            for step in path[:-1]:
                inside = inside[step]
            inside[path[-1]] = odd
            text = "".join(f"{json.dumps(key)} = {toml(one)}\n" for key, one in content.items())
            try:
                read_case(written(tmp_path, text))
            except RoosError as problem:
                assert problem.code.startswith(("E1", "E2", "E4")) and "lid.toml" in problem.where
                refused += 1
    assert refused > 250


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(RoosError, match="E501"):
        read_case(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"id = '\xff'")
    with pytest.raises(RoosError, match="E434"):
        read_case(tmp_path / "bytes.toml")
    with pytest.raises(RoosError, match="E440") as caught:
        read_case("van-ram")
    assert "van-raam" in caught.value.hint
    (tmp_path / "large.toml").write_text("#" * (2**20 + 1))
    with pytest.raises(RoosError, match="E505"):
        read_case(tmp_path / "large.toml")


def test_no_number_of_the_13_cases_is_idle():
    from roos.screening.selection import unused_numbers

    assert {case.id: unused_numbers(case) for case in list_cases()} == {name: () for name in IDS}


def test_the_13_cases_say_where_every_number_comes_from():
    cases = list_cases()
    assert tuple(case.id for case in cases) == IDS and len(cases) == 13
    sizes = [sum(case.innovation_type == kind for case in cases) for kind in TYPES]
    assert sizes == [2, 3, 2, 6]
    for case in cases:
        assert case.grade and case.section and case.outcomes and case.missing
        for _, number in case.numbers():
            assert bool(number.origin.stated) != bool(number.origin.assumed)
            assert not number.origin.stated or re.match(r"\d\.\d", number.origin.stated)
        for variant in case.variants:
            assert variant.row or variant.uses_outcome or variant.id == "company-15"
    assert len(read_case("remeha").scenarios) == 2
    assert sum(not side.row for side in read_case("aebi").scenarios) == 3
    unit = read_case("vanderlande").functional_unit
    assert (unit.amount, unit.unit) == (13_150_000.0, "bag")


def test_the_schema_accepts_every_case_and_the_template():
    schema = case_schema()
    assert schema["$schema"].endswith("2020-12/schema") and schema["additionalProperties"] is False
    json.dumps(schema)
    jsonschema = pytest.importorskip("jsonschema")
    texts = [(FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in IDS]
    for text in (*texts, case_template(), CASE):
        jsonschema.validate(tomllib.loads(text), schema)


def test_figures_of_the_report():
    tables = report_tables()
    assert tables.ranges["efficient_resource_use"] == (-71.0, -7.0)
    assert len(tables.rows) == 13
    assert all(row["autonomous_kt"] + row["extra_kt"] == row["total_kt"] for row in tables.rows)
    off = [name for name, total in tables.totals.items() if sum(row[name] for row in tables.rows) != total]
    assert off == ["jobs", "upcm_meur"]


PRICES = read_prices("tno-2020")


def test_all_13_in_five_seconds_on_one_factorisation(monkeypatch):
    profiles_system()
    seen = []
    wanted = roos.scoring.factorise
    monkeypatch.setattr(roos.scoring, "factorise", lambda *a, **k: seen.append(1) or wanted(*a, **k))
    start = time.perf_counter()
    done = screen(list_cases(), profiles_system(), PRICES)
    assert time.perf_counter() - start < 5.0
    assert len(seen) == 1
    assert len(done.results) == 17  # 13 cases; Remeha and HTC with two scenarios, Aebi Schmidt with three
    for result in done.results:
        assert np.isfinite(result.comparison.relative).all()
        assert len(result.comparison.indicators) == 8


@pytest.mark.parametrize(
    "options",
    [
        {}, {"mean_over": "8 indicators"}, {"indicator": "mean of relative"}, {"zero_baseline": "floor"},
        {"small_rose_resources": "6 categories"}, {"small_rose_resources": "summed cost"},
        {"sign": "positive is better"}, {"land_transformation": "drop"}, {"denominator": "full"},
        {"credits": "recycled outputs"},
    ],
)  # fmt: skip
def test_van_raam_is_the_ratio_of_two_lives_whatever_is_chosen(options):
    done = screen(read_case("van-raam"), profiles_system(), PRICES, options=ScreeningOptions(**options))
    c = done.results[0].comparison
    indicators = [one.relative for one in c.indicators]
    small = [c.small_rose.climate, c.small_rose.resources]
    totals = [c.costs.total.relative, c.costs.without_toxicity.relative]
    found = [*c.relative, c.mean, c.summary.median, *totals, *small, *indicators]
    assert np.abs(np.array(found) - (4.5 / 8.25 - 1)).max() < 1e-12
    assert len(c.relative) == 18


def test_van_raam_over_its_printed_ranges_and_its_turning_point():
    result = screen(read_case("van-raam"), profiles_system(), PRICES).results[0]
    assert corners(result).mean == pytest.approx((-0.75, 5 / 4.5 - 1))
    assert break_even(CaseFunction(result), "lifetime", "mean", 3.0, 12.0).roots == pytest.approx((4.5,))


def test_snew_has_the_closed_form_of_its_turning_point():
    case = read_case("snew")
    result = screen(case, profiles_system(), PRICES, variants="implied-electricity").of(
        "snew", variant="implied-electricity"
    )
    found = break_even(CaseFunction(result), "gap", "climate", 0.0, 0.99)
    assert found.roots == pytest.approx((0.30,), abs=2e-4)


def test_remeha_visits_and_kits():
    done = screen(read_case("remeha"), profiles_system(), PRICES, variants="kits-77")
    visits = {one.scenario.id: one.quantities[1].relative for one in done.results}
    assert visits == pytest.approx({"scenario_1": -2 / 3, "scenario_2": -0.8})
    second = done.of("remeha", "scenario_2", "kits-77")
    assert second.quantities[0].relative == pytest.approx(-0.77)


def test_sew_by_either_functional_unit():
    masses = [
        screen(read_case("sew"), profiles_system(), PRICES, options=ScreeningOptions(functional_unit=unit))
        .results[0].quantities[0].relative
        for unit in ("per year of service", "per second life")
    ]  # fmt: skip
    assert masses == pytest.approx([-0.335, -0.67])


def test_futures_are_of_one_family():
    from roos.screening.futures import screen_futures

    keys = {("SSP2-NPi", "2020"): profiles_system(pathway="SSP2-NPi", year="2020")}
    keys["SSP2-PkBudg650", "2050"] = profiles_system(pathway="SSP2-PkBudg650", year="2050")
    done = screen_futures(read_case("privaeco"), keys, PRICES)
    saved = [
        float((one.results[0].comparison.baseline - one.results[0].comparison.case)[0])
        for one in done.screenings.values()
    ]
    assert saved[1] < 0.6 * saved[0]  # cleaner electricity leaves less to save
    with pytest.raises(RoosError, match="E443"):
        screen_futures(read_case("privaeco"), {**keys, ("static", ""): profiles_system()}, PRICES)


def test_prices_of_2008_are_refused_with_the_line_of_the_case(tmp_path):
    text = case_template()
    path = written(tmp_path, text)
    line = 1 + text[: text.index("\nprices")].count("\n") + 1
    options = ScreeningOptions(category_list="2008 printed")
    with pytest.raises(RoosError) as caught:
        screen(read_case(path), profiles_system(), PRICES, options=options)
    assert caught.value.code == "E432" and f"line {line}" in caught.value.where


def test_an_unknown_dataset_is_refused_with_line_and_nearest(tmp_path):
    path = written(tmp_path, CASE.replace('"steel"', '"steel, low-aloyed"'))
    with pytest.raises(RoosError) as caught:
        screen(read_case(path), profiles_system(), PRICES)
    assert caught.value.code == "E201" and "lid.toml, line 20" in caught.value.where
    assert "steel, low-alloyed" in caught.value.hint


def test_the_template_runs_as_it_is(tmp_path):
    done = screen(read_case(written(tmp_path, case_template())), profiles_system(), PRICES)
    assert -1 < done.results[0].comparison.mean < 0


def test_the_table_in_the_readme_is_current():
    from roos_cli.cases.table import BEGIN, table_of

    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert BEGIN in text
    assert table_of(list_cases(), profiles_system(), PRICES) in text
