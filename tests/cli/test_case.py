"""``roos case``: what it prints, what it refuses, what a program gets."""

from __future__ import annotations

import json

import pytest
from tests.cli.cases import run
from tests.helpers import profiles_system

KINDS = {"reproduced within 5 points", "same sign", "not reproducible"}


def test_list_show_and_schema(capsys):
    listed = run(capsys, "case", "list", "--json").json["cases"]
    assert len(listed) == 13
    assert "Van Raam" in run(capsys, "case", "list").out
    shown = run(capsys, "case", "show", "van-raam", "--json").json
    assert {one["name"] for one in shown["numbers"]} >= {"lifetime", "battery_mass"}
    assert "3.4.2" in run(capsys, "case", "show", "van-raam").out
    assert "reuse_polarity" in run(capsys, "case", "show", "--options").out
    assert json.loads(run(capsys, "case", "schema").out)["title"] == "roos case file"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["run"], "E603"),
        (["run", "van-raam", "--all"], "E603"),
        (["run", "van-ram"], "E440"),
        (["show"], "E603"),
        (["run", "van-raam", "--option", "mean_over"], "E603"),
        (["run", "van-raam", "--option", "mean_over=few"], "E430"),
        (["run", "van-raam", "--set", "lifetime"], "E603"),
        (["run", "van-raam", "--set", "lifetime=long"], "E205"),
        (["run", "van-raam", "--per", "0"], "E603"),
        (["new", "case.txt"], "E602"),
    ],
)
def test_wrong_use(capsys, arguments, code):
    done = run(capsys, "case", *arguments, "--json")
    assert done.status == 2 and done.error["code"] == code


def test_a_new_case_runs_as_it_is(capsys, tmp_path):
    profiles_system()
    path = tmp_path / "mine.toml"
    assert run(capsys, "case", "new", path).status == 0
    assert run(capsys, "case", "new", path, "--json").error["code"] == "E601"
    done = run(capsys, "case", "run", path, "--json").json
    assert len(done["relative"]) == 18
    assert run(capsys, "case", "break-even", path).status == 0


def test_run_gives_what_programs_need(capsys):
    profiles_system()
    done = run(capsys, "case", "run", "van-raam", "--json").json
    for key in ("baseline", "case", "relative"):
        assert len(done[key]) == 18
    assert all(abs(value - (4.5 / 8.25 - 1)) < 1e-12 for value in done["relative"].values())
    assert done["mean"] == pytest.approx(-0.454545, abs=1e-6)
    assert done["cost"]["relative"] == pytest.approx(-0.454545, abs=1e-6)
    assert done["factorisations"] == 1
    assert {one["verdict"] for one in done["scenarios"][0]["reported"]} == {"reproduced within 5 points"}
    assert len(done["choices"]) >= 32


def test_run_prints_the_headlines_and_the_report_beside_them(capsys):
    profiles_system()
    shown = run(capsys, "case", "run", "vanderlande").out
    for words in ("Mean over 18 categories", "Cost as printed", "Cost without toxicity", "Computed beside"):
        assert words in shown
    assert "-38 %" in shown and "about -30 %" in shown
    turned = run(capsys, "case", "run", "van-raam", "--option", "sign=positive is better").out
    assert "+45.5 %" in turned


def test_notes_take_a_line_and_not_a_page(capsys):
    profiles_system()
    shown = run(capsys, "case", "run", "snew").out
    assert "notes on the data: in --json and by `roos check profiles`" in shown
    assert "Not confirmed by the company" in shown and "T10" not in shown
    assert len(shown.splitlines()) < 90
    everything = run(capsys, "case", "run", "--all").out
    assert "of 13 cases" in everything and everything.count("W416") == 1
    record = run(capsys, "case", "run", "snew", "--json").json
    assert sum(one["code"] == "W104" for one in record["findings"]) > 10
    states = record["scenarios"][0]["assumption_states"]
    assert sum(states.values()) == len(record["scenarios"][0]["assumptions"]) and states["proposed"] > 10


def test_all_cases_by_type(capsys):
    profiles_system()
    done = run(capsys, "case", "run", "--all", "--json").json
    assert len({one["case"] for one in done["cases"]}) == 13
    assert {one["verdict"] for case in done["cases"] for one in case["reported"]} <= KINDS
    assert [one["type"] for one in done["groups"]] == [
        "efficient_resource_use", "reman_refurb", "smart_maintenance", "servitization",
    ]  # fmt: skip
    assert done["groups"][0]["printed"] == [-71, -7]
    assert [one["what"] for one in done["table_5"] if not one["holds"]] == ["sum of jobs", "sum of upcm_meur"]
    shown = run(capsys, "case", "run", "--all").out
    assert "tables S-1/4" in shown and "jobs add up to 610" in shown


def test_turning_points_of_the_report_and_of_ones_own(capsys):
    profiles_system()
    done = run(capsys, "case", "break-even", "alkondor", "--json").json["turning_points"]
    assert [one["stated"] for one in done] == [17.0, 0.9, 17.0]
    assert len(done[2]["map"]["contour"]) > 10
    own = run(
        capsys,
        "case",
        "break-even",
        "van-raam",
        "lifetime",
        "--of",
        "cost",
        "--from",
        "2",
        "--to",
        "9",
        "--json",
    ).json["turning_points"]
    assert own[0]["roots"] == pytest.approx([4.5])
    refused = run(capsys, "case", "break-even", "van-raam", "battery_mass", "--json")
    assert refused.error["code"] == "E603"


def test_co2(capsys):
    profiles_system()
    done = run(
        capsys,
        "case",
        "co2",
        "van-raam",
        "--extra-cost",
        "5",
        "--path",
        "2020=50",
        "--path",
        "2050=200",
        "--json",
    ).json
    assert done["tax_per_tonne"] == pytest.approx(5000 / done["saved"])
    assert [one["year"] for one in done["path"]] == ["2020", "2030", "2040", "2050"]
    assert [one["price_per_tonne"] for one in done["path"]] == pytest.approx([50, 100, 150, 200])


@pytest.mark.parametrize("path", [["soon=50"], ["2030=50", "2030=60"], ["2030=-1"], ["tno-2020"], ["2041=9"]])
def test_paths_of_prices_that_say_nothing(capsys, path):
    profiles_system()
    given = [word for one in path for word in ("--path", one)]
    assert run(capsys, "case", "co2", "van-raam", *given, "--json").error["code"] == "E448"


PRICES = """
name = "mine"
title = "Climate alone"
currency = "EUR"
model = "IPCC 2021"
years = [2020, 2050]
[indicators]
climate = { title = "Climate change", theme = "people_environment" }
[[price]]
category = "climate_change"
unit = "kg CO2-eq"
price = [0.05, 0.2]
indicator = "climate"
"""


def test_prices_of_several_years(capsys, tmp_path):
    system = profiles_system()
    path = tmp_path / "mine.toml"
    path.write_text(PRICES.replace("IPCC 2021", system.characterisation.categories.extra["model"][0]))
    refused = run(capsys, "case", "run", "van-raam", "--prices", path, "--json").error
    assert refused["code"] == "E447" and "2020, 2050" in refused["hint"]
    assert (
        run(capsys, "case", "run", "van-raam", "--prices", f"{path}:2030", "--json").error["code"] == "E447"
    )
    costs = [
        run(capsys, "case", "run", "van-raam", "--prices", f"{path}:{year}", "--json").json
        for year in (2020, 2050)
    ]
    assert costs[1]["cost"]["baseline"] == pytest.approx(4 * costs[0]["cost"]["baseline"])
    assert costs[1]["background"]["price_year"] == "2050"
    along = run(capsys, "case", "co2", "van-raam", "--path", path, "--background", "static", "--json").json
    assert [one["price_per_tonne"] for one in along["path"]] == pytest.approx([50, 200])
    assert along["path"][0]["saved"] == along["path"][1]["saved"] == along["saved"]


def test_savings_along_a_path_are_those_of_the_background(capsys):
    profiles_system()
    asked = ("case", "co2", "privaeco", "--path", "2020=50", "--path", "2050=50", "--json")
    mild = run(capsys, *asked).json["path"]
    strict = run(capsys, *asked, "--background", "SSP2-PkBudg650:2050").json
    assert mild[0]["saved"] == strict["path"][0]["saved"]  # every pathway starts in the same year
    assert strict["path"][-1]["saved"] == pytest.approx(strict["saved"])
    assert strict["saved"] < mild[-1]["saved"]
    assert "SSP2-PkBudg650" in strict["savings_of"]


def test_futures(capsys):
    profiles_system()
    rows = run(capsys, "case", "run", "van-raam", "--futures", "--json").json["futures"]
    assert len(rows) == 10  # 2020 once, three pathways in three years
    whole = run(capsys, "case", "run", "van-raam", "--futures", "--json").json
    cube = whole["cubes"][0]
    assert whole["factorisations"] == 10 and cube["dims"] == ["pathway", "year", "side", "category"]
    assert [len(cube["labels"][name]) for name in cube["dims"]] == [3, 4, 2, 18]
    shown = run(capsys, "case", "run", "van-raam", "--futures").out
    assert shown.count("SSP2-PkBudg650") == 1 and "10 factorisations" in shown
    assert all(row["mean"] == pytest.approx(4.5 / 8.25 - 1) for row in rows)
    set_ = ("--futures", "--set", "battery_mass=9", "--per", "2", "--json")
    doubled = run(capsys, "case", "run", "van-raam", *set_).json["futures"]
    assert [one["co2_saved"] for one in doubled] == pytest.approx([4 * one["co2_saved"] for one in rows])
    named = run(capsys, "case", "run", "privaeco", "--variant", "implied-ict", "--futures", "--json").json
    assert {one["variant"] for one in named["futures"]} == {"implied-ict"}
    refused = run(capsys, "case", "run", "van-raam", "--futures", "--background", "static", "--json")
    assert refused.error["code"] == "E603"
    other = run(capsys, "case", "run", "van-raam", "--background", "SSP2-NPi:2050", "--json").json
    assert other["background"]["year"] == "2050"
