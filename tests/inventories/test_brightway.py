"""Brightway projects: scores equal to bw2calc's, labels, methods and setups; nothing written."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import roos
from inventories.brightway_project import EDITED, FAMILY, LOOPS, PRODUCTS, PROJECT, SETUP
from inventories.small_inventories import refusal
from roos import RoosError
from roos_inventories import list_inventories, read
from roos_inventories.brightway import list_project_methods, list_projects, read_project_method, read_setup
from roos_inventories.brightway.address import Address, parse_address, with_option
from roos_inventories.method_choice import method_for


@pytest.fixture(scope="module")
def loops_system(written_project):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BRIGHTWAY2_DIR", str(written_project.base))
        return read(written_project.locator(LOOPS))


def test_scores_are_those_of_bw2calc_with_loops_waste_credits_and_two_databases(brightway, loops_system):
    for database in (LOOPS, PRODUCTS):
        _same_scores(loops_system, brightway.expected, database)


@pytest.mark.parametrize(
    "database",
    [
        "BW2 Excel example",
        "Mobility example",
        pytest.param(PRODUCTS, marks=pytest.mark.long),
        pytest.param(EDITED, marks=pytest.mark.long),
        pytest.param("BW2 CSV example", marks=pytest.mark.long),
    ],
)
def test_scores_are_those_of_bw2calc(brightway, database):
    _same_scores(read(brightway.locator(database)), brightway.expected, database)


def _same_scores(system, expected, database):
    wanted = expected["scores"][database]
    names = [" | ".join(name) for name in expected["methods"]]
    assert len(names) == 6 and wanted
    method = read_project_method(system, ";".join(names))
    scores = roos.score(system, {product: {product: 1.0} for product in wanted}, method=method)
    assert list(scores.categories.ids) == names
    exact = np.array([[row[name] for name in names] for row in wanted.values()])
    assert np.count_nonzero(exact)
    np.testing.assert_allclose(scores.scores, exact, rtol=1e-10, atol=0)


def test_a_method_chosen_later_is_the_same(brightway, loops_system):
    bare = loops_system
    assert bare.characterisation is None
    along = read(brightway.locator(LOOPS, f":method={FAMILY}"))
    later, coverage = method_for(bare, FAMILY)
    assert coverage is None and later.name == along.characterisation.name == FAMILY
    assert later.categories == along.characterisation.categories
    assert (later.matrix != along.characterisation.matrix).nnz == 0
    assert set(later.models) == {FAMILY} and set(later.categories.units) == {
        "kg SO2-Eq", "kg CO2-Eq", "kg 1,4-DCB-Eq",
    }  # fmt: skip


def test_a_method_of_roos_is_matched_to_the_flows(brightway, loops_system):
    method, coverage = method_for(loops_system, "recipe-2016-midpoint-h")
    assert coverage.matched_by_id == 2 and len(method.categories) == 18


def test_labels(loops_system):
    system = loops_system
    products, activities = system.products, system.activities
    bread = products.position(f"{LOOPS}|bread")
    assert (products.names[bread], products.units[bread], products.locations[bread]) == (
        "bread", "kilogram", "CH",
    )  # fmt: skip
    assert activities.names[activities.position(f"{LOOPS}|bread")] == "bread making"
    flour = products.position("Mehl")
    assert products.ids[flour] == f"{PRODUCTS}|flour" and products.locations[flour] == "DE"
    assert activities.names[activities.position(f"{PRODUCTS}|milling")] == "Mahlen"
    assert system.technosphere.reference[activities.position(f"{PRODUCTS}|milling")] == flour
    assert activities.locations[activities.position("Ackerbau")] == "ecoinvent / UN-EUROPE"
    for position, number in enumerate(products.extra["other_id"]):
        assert int(number) and products.position(number) == position
    assert products.extra["code"][bread] == "bread" and products.extra["database"][flour] == PRODUCTS
    assert {"Carbon dioxide, fossil", "Methane, fossil"} == set(system.flows.names)
    assert all(compartment.startswith("air") for compartment in system.flows.extra["compartment"])
    assert system.meta["databases"] == [PRODUCTS, "biosphere3", LOOPS]


def test_a_changed_database_is_processed_and_nothing_is_written(brightway):
    def state():
        return {
            path: (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
            if path.is_file()
            else None
            for path in brightway.base.rglob("*")
        }

    before = state()
    system = read(brightway.locator(EDITED, f":setup={SETUP}"))
    assert [f.where for f in system.findings if f.code == "W131"] == [
        f"Brightway project {PROJECT!r}, database {EDITED!r}"
    ]
    assert system.biosphere.toarray().tolist() == [[3.0]], "the package in the project says 99"
    assert refusal("brightway:no such project/db").code == "E510"
    assert state() == before


def test_a_calculation_setup(brightway):
    system = read(brightway.locator(LOOPS, f":setup={SETUP}"))
    demands = read_setup(system)
    assert demands.labels.ids == (
        "2 kilogram bread [CH]",
        "0.5 kilogram Mehl [DE] + 1 kilowatt hour Strom [CH]",
    )
    names = [" | ".join(brightway.expected["methods"][number]) for number in (1, 3)]
    results = roos.score(system, demands)
    assert list(results.categories.ids) == names
    unit = {**brightway.expected["scores"][LOOPS], **brightway.expected["scores"][PRODUCTS]}
    wanted = [
        [2 * unit[f"{LOOPS}|bread"][name] for name in names],
        [0.5 * unit[f"{PRODUCTS}|flour"][name] + unit[f"{LOOPS}|Strom"][name] for name in names],
    ]
    np.testing.assert_allclose(results.scores, wanted, rtol=1e-10)


def test_setups_that_are_not_there_or_reach_further(brightway):
    problem = refusal(brightway.locator(EDITED, ":setup=two thing"))
    assert problem.code == "E531" and SETUP in problem.hint
    with pytest.raises(RoosError, match="E531"):
        read_setup(read("textbook:loop"))
    with pytest.raises(RoosError, match="E201") as caught:
        read_setup(read(brightway.locator(EDITED, f":setup={SETUP}")))
    assert "demand 1" in caught.value.where and "database" in caught.value.hint


def test_lists(brightway):
    assert PROJECT in list_projects()
    families = {family.name: family for family in list_project_methods(PROJECT)}
    assert set(families) == {FAMILY, "IPCC 2021", "own"}
    assert families["own"].units == ("points",) and families["own"].factors == 3
    (entry,) = [entry for entry in list_inventories() if entry.locator.startswith("brightway")]
    assert set(entry.options) == {"method", "setup"}


def test_unknown_names_offer_the_nearest(brightway, loops_system):
    assert "Bäckerei%3A 50 %25 %2F test" in refusal("brightway:Bäckerei").hint
    assert "loops, waste" in refusal(brightway.locator("loops, waste; 2.5")).hint
    for text in ("brightway", "brightway:", "brightway:/db"):
        assert refusal(text).code == "E510"
    problem = refusal(brightway.locator(LOOPS, ":method=IPCC 2012"))
    assert problem.code == "E511" and "IPCC 2021" in problem.hint
    with pytest.raises(RoosError, match="E511"):
        read_project_method(loops_system, "climate change")


@pytest.mark.parametrize("options", [":colour=red", ":method=", ":method=a,method=b", ":setup=a,x=b"])
def test_options_not_understood(brightway, options):
    assert refusal(brightway.locator(LOOPS, options)).code == "E512"


@given(st.text(min_size=1), st.text())
def test_names_of_any_text_are_written_and_read_again(project, database):
    written = str(Address(project, database))
    read_again = parse_address(written.removeprefix("brightway:"))
    assert (read_again.project, read_again.database, dict(read_again.options)) == (project, database, {})


def test_options_keep_commas_and_escapes():
    address = parse_address("p/d:method=A, b | c (H);x%3By , setup=s=1")
    assert address.options == {"method": "A, b | c (H);x%3By", "setup": "s=1"}
    assert parse_address("p/a:b/c").database == "a:b/c"
    assert with_option("brightway:p/d", "setup", "a, b%") == "brightway:p/d:setup=a%2C b%25"
