"""Price sets and mappings as data: the one that comes with roos, and a user's own."""

from pathlib import Path

import numpy as np
import pytest

from helpers import profiles_system
from roos import Labels, Quality, RoosError, Rule
from roos.price import price
from roos_inventories.methods.recipe2016 import MIDPOINT
from roos_inventories.prices import list_prices, read_mapping, read_prices

MAPPING = "recipe2008→2016"
V1_03, PROFILES, IPCC = "ReCiPe 2016 v1.03 midpoint (H)", "ReCiPe 2016 midpoint (H)", "IPCC 2021 GWP100"
# the tables of the method: printed price and indicator of each 2008 category
PRINTED = {
    "metal_depletion": (0.09, "minerals"), "fossil_depletion": (0.1, "fossil"),
    "water_depletion": (1.0, "water"),
    "agricultural_land_occupation": (0.037, "land"), "urban_land_occupation": (0.037, "land"),
    "natural_land_transformation": (0.037, "land"), "climate_change": (0.057, "climate"),
    "ozone_depletion": (123.0, "air_water_soil"), "terrestrial_acidification": (8.12, "air_water_soil"),
    "freshwater_eutrophication": (1.9, "air_water_soil"), "marine_eutrophication": (3.11, "air_water_soil"),
    "photochemical_oxidant_formation": (0.378, "air_water_soil"),
    "particulate_matter_formation": (122.0, "air_water_soil"), "ionising_radiation": (0.06, "air_water_soil"),
    "terrestrial_ecotoxicity": (8.89, "ecotox"), "freshwater_ecotoxicity": (0.369, "ecotox"),
    "marine_ecotoxicity": (0.00756, "ecotox"), "human_toxicity": (0.158, "human_tox"),
}  # fmt: skip
ONE = Labels("demand", ("one",))


@pytest.fixture(scope="module")
def tno():
    return read_prices("tno-2020")


def in_2008(tno):
    """Labels of results in the model that the prices stand under."""
    return Labels(
        "category",
        tuple(entry.category for entry in tno.prices),
        units=tuple(entry.unit for entry in tno.prices),
        extra={"model": tuple(entry.model for entry in tno.prices)},
    )


def in_2016(models=(V1_03,) * 18):
    ids, names, units, _ = zip(*MIDPOINT, strict=True)
    return Labels("category", ids, names, units, extra={"model": tuple(models)})


def test_the_printed_prices(tno):
    assert {entry.category: (entry.values[0], entry.indicator) for entry in tno.prices} == PRINTED
    assert tno.currency == "EUR" and tno.years == ("",) and tno.toxicity == ("ecotox", "human_tox")
    assert {entry.model for entry in tno.prices} == {"ReCiPe 2008 midpoint (H)"}
    units = {entry.category: entry.unit for entry in tno.prices}
    assert units["ionising_radiation"] == "kBq U235-eq" and units["metal_depletion"] == "kg Fe-eq"
    assert units["natural_land_transformation"] == "m2" and units["urban_land_occupation"] == "m2*a"
    assert units["photochemical_oxidant_formation"] == "kg NMVOC"


def test_eight_indicators_and_three_themes(tno):
    assert list(tno.meta["indicators"]) == [
        "minerals", "fossil", "water", "land", "climate", "air_water_soil", "ecotox", "human_tox",
    ]  # fmt: skip
    assert list(tno.meta["themes"]) == ["natural_resources", "people_environment", "economy"]
    assert {entry.theme for entry in tno.prices} == {"natural_resources", "people_environment"}
    assert "Bijlage 4" in tno.meta["source"]


def test_vector_of_ones_on_2008_results(tno):
    """Test vector of the method: the prices, their sum and the sums per indicator."""
    costs = price(np.ones((1, 18)), ONE, in_2008(tno), tno)
    assert costs.total()[0, 0, 0] == pytest.approx(269.35056, abs=1e-9)
    sums = {key: float(value[0, 0, 0]) for key, value in costs.by("indicator").items()}
    assert sums == pytest.approx(
        {"minerals": 0.09, "fossil": 0.1, "water": 1, "land": 0.111, "climate": 0.057,
         "air_water_soil": 258.568, "ecotox": 9.26656, "human_tox": 0.158}, abs=1e-9,
    )  # fmt: skip
    assert not [finding for finding in costs.findings if finding.code in ("W312", "W313")]


@pytest.mark.parametrize(
    ("changes", "whole", "indicator", "its_change"),
    [
        ({"particulate_matter_formation": 0.5}, -22.647, "air_water_soil", -23.591),
        (
            {"climate_change": 0.8, "marine_ecotoxicity": 2.0, "metal_depletion": 0.1},
            -0.0315,
            "ecotox",
            0.0816,
        ),
        (dict.fromkeys(PRINTED, 4.5 / 8.25), -45.455, "land", -45.455),
    ],
)
def test_vectors_of_the_method(tno, changes, whole, indicator, its_change):
    case = [changes.get(entry.category, 1.0) for entry in tno.prices]
    demands = Labels("demand", ("baseline", "case"))
    costs = price(np.array([[1.0] * 18, case]), demands, in_2008(tno), tno)
    total, part = costs.total()[:, 0, 0], costs.by("indicator")[indicator][:, 0, 0]
    assert 100 * (total[1] / total[0] - 1) == pytest.approx(whole, abs=6e-4)
    assert 100 * (part[1] / part[0] - 1) == pytest.approx(its_change, abs=6e-4)


def test_the_mapping_names_every_price_and_every_category(tno):
    mapping = read_mapping(MAPPING)
    assert tno.mappings == (mapping,)
    assert {row.source_category for row in mapping.rows} == set(PRINTED)
    assert sorted(row.target_category for row in mapping.rows if row.target_category) == sorted(
        category.id for category in MIDPOINT
    )
    units = {category.id: category.unit for category in MIDPOINT}
    for row in mapping.rows:
        assert row.note
        if row.rule is Rule.DROPPED:
            assert (row.target_models, row.factor) == ((), 0.0)
            continue
        assert row.target_unit == units[row.target_category]
        assert row.target_models == (
            (V1_03, PROFILES, IPCC) if row.target_category == "climate_change" else (V1_03, PROFILES)
        )
    quality = {row.target_category: row.quality for row in mapping.rows}
    assert quality["climate_change"] is Quality.SAME_UNIT
    others = {"ionising_radiation", "particulate_matter", "ozone_formation_human_health",
              "ozone_formation_ecosystems", "land_use", "mineral_resource_scarcity", ""}  # fmt: skip
    assert {target for target, q in quality.items() if q is Quality.OTHER_UNIT} == others


@pytest.mark.parametrize("models", [(V1_03,) * 18, (IPCC, *(PROFILES,) * 17)])
def test_prices_on_2016_results(tno, models):
    costs = price(np.ones((1, 18)), ONE, in_2016(models), tno)
    assert costs.priced.all()
    by_category = dict(zip(costs.categories.ids, costs.prices[:, 0, 0].tolist(), strict=True))
    assert by_category["climate_change"] == 0.057
    assert by_category["ozone_formation_human_health"] == by_category["ozone_formation_ecosystems"] == 0.189
    assert (
        by_category["human_toxicity_carcinogenic"] == by_category["human_toxicity_non_carcinogenic"] == 0.158
    )
    assert by_category["land_use"] == 0.037 and by_category["mineral_resource_scarcity"] == 0.09
    # one land price instead of three, human toxicity on two categories
    assert costs.total()[0, 0, 0] == pytest.approx(269.35056 - 2 * 0.037 + 0.158, abs=1e-9)
    toxic = sum(by_category[c] for c in by_category if "toxicity" in c)
    assert (costs.total() - costs.total(toxicity=False))[0, 0, 0] == pytest.approx(toxic, abs=1e-9)
    (said,) = [finding for finding in costs.findings if finding.code == "W313"]
    assert MAPPING in said.message


def test_other_perspectives_are_not_priced(tno):
    for model in ("ReCiPe 2016 v1.03 midpoint (E)", f"{V1_03}, without long-term emissions", "EF v3.1"):
        with pytest.raises(RoosError) as caught:
            price(np.ones((1, 18)), ONE, in_2016((model,) * 18), tno)
        assert caught.value.code == "E303"


def test_one_kilowatt_hour_of_european_electricity(tno):
    import roos

    system = profiles_system()
    found = system.products.find("market group for electricity, low voltage")
    (position,) = [i for i in found if system.products.locations[i] == "RER"]
    demands = {"1 kWh": {system.products.ids[position]: 1.0}}
    costs = roos.score(system, demands).price(tno)
    assert costs.total()[0, 0, 0] == pytest.approx(8.84, abs=0.005)
    assert costs.total(toxicity=False)[0, 0, 0] == pytest.approx(0.12, abs=0.005)
    share = costs.shares()[0, costs.categories.position("terrestrial_ecotoxicity"), 0, 0]
    assert share == pytest.approx(0.97, abs=0.005)
    assert {"W311", "W313"} <= {finding.code for finding in costs.findings}


# a user's own file

OWN = """\
name = "own"
currency = "EUR"
model = "ReCiPe 2016 v1.03 midpoint (H)"

[[price]]
category = "climate_change"
unit = "kg CO2-Eq"
price = 0.13
indicator = "climate"

[[price]]
category = "land_use"
unit = "m2*a crop-eq"
price = 1
"""


@pytest.fixture
def own(tmp_path):
    def write(text, name="own.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def refused(path):
    with pytest.raises(RoosError) as caught:
        read_prices(path)
    return caught.value


def test_a_small_file_is_enough(own):
    prices = read_prices(str(own(OWN)))
    assert (prices.name, prices.title, prices.currency, prices.years) == ("own", "own", "EUR", ("",))
    assert [entry.values for entry in prices.prices] == [(0.13,), (1.0,)]
    assert prices.prices[0].unit == "kg CO2-eq"  # another spelling of the same unit
    costs = price(np.full((1, 18), 2.0), ONE, in_2016(), prices)
    assert costs.total()[0, 0, 0] == pytest.approx(2.26)
    assert read_prices(own(b"\xef\xbb\xbf" + OWN.encode())).prices == prices.prices


def test_the_template_in_the_manual_works(own):
    import roos_inventories.prices as package

    manual = (Path(package.__file__).parent / "README.md").read_text()
    template = manual.split("```toml")[1].split("```")[0]
    prices = read_prices(own(template))
    assert prices.years == ("2020", "2050") and prices.toxicity == ("ecotox",)
    costs = price(np.ones((1, 18)), ONE, in_2016((IPCC, *(PROFILES,) * 17)), prices)
    assert costs.total()[0, 0].tolist() == pytest.approx([0.131, 0.301])


def test_own_2008_prices_may_use_the_mapping(own):
    text = OWN.replace("ReCiPe 2016 v1.03", "ReCiPe 2008").replace(
        'currency = "EUR"', f'currency = "EUR"\nmappings = ["{MAPPING}"]'
    )
    prices = read_prices(own(text.replace('"land_use"', '"agricultural_land_occupation"')))
    costs = price(np.ones((1, 18)), ONE, in_2016(), prices)
    assert costs.total()[0, 0, 0] == pytest.approx(1.13)


def test_another_unit_is_refused_when_pricing(own):
    prices = read_prices(own(OWN.replace("kg CO2-Eq", "t CO2-eq")))
    with pytest.raises(RoosError, match=r"'t CO2-eq'.*'kg CO2-eq'") as caught:
        price(np.ones((1, 18)), ONE, in_2016(), prices)
    assert caught.value.code == "E302"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("price = 0.13", "price = 0,13", "E205", 8),
        ("price = 0.13", 'price = "0,13"', "E205", 8),
        ("price = 0.13", 'price = "0.13"', "E205", 8),
        ("price = 0.13", "price = true", "E205", 8),
        ("price = 0.13", "price = { eur = 1 }", "E205", 8),
        ("price = 0.13", "price = nan", "E106", 8),
        ("price = 0.13", "price = -inf", "E106", 8),
        ("price = 0.13", "price = 1e999", "E106", 8),
        ("price = 0.13", "price = 1" + "0" * 400, "E106", 8),
        ("price = 0.13", "price = [0.1, 0.2]", "E304", 8),
        ("price = 0.13", "price = []", "E304", 8),
        ("price = 0.13\n", "", "E304", 5),
        ("price = 0.13", "prise = 0.13", "E304", 8),
        ('unit = "m2*a crop-eq"\n', "", "E304", 11),
        ('unit = "kg CO2-Eq"', 'unit = ""', "E304", 7),
        ('unit = "kg CO2-Eq"', "unit = 3", "E304", 7),
        ('category = "land_use"', 'category = "climate_change"', "E304", 12),
        ('category = "land_use"', 'category = "land_use"\nmodel = []', "E304", 11),
        ('currency = "EUR"', 'currency = "EUR"\nyear = 2020', "E304", 3),
        ('currency = "EUR"', 'currency = "EUR"\nyears = 2020', "E304", 3),
        ('currency = "EUR"', 'currency = "EUR"\nyears = [2020, 2020]', "E304", 3),
        ('currency = "EUR"', 'currency = "EUR"\nyears = [2020, 2030]', "E304", 9),
        ('currency = "EUR"', 'currency = "EUR"\ntoxicity = ["ecotox"]', "E304", 3),
        ('currency = "EUR"', 'currency = "EUR"\nmappings = ["2008"]', "E305", 3),
        ('currency = "EUR"', 'currency = "EUR"\ncurrency = "EUR"', "E304", 3),
        ('currency = "EUR"', "currency = EUR", "E304", 2),
        ('model = "ReCiPe 2016 v1.03 midpoint (H)"\n', "", "E304", 4),
        ("\n[[price]]", "\n[indicators]\nwater = {}\n\n[[price]]", "E304", 12),
        (
            "\n[[price]]",
            '\n[themes]\nx = "X"\n[indicators]\nclimate = { theme = "y" }\n\n[[price]]',
            "E304",
            8,
        ),
        ("\n[[price]]", '\n[indicators]\nclimate = { colour = "red" }\n\n[[price]]', "E304", 6),
    ],
)
def test_bad_files_are_refused_with_the_line(own, old, new, code, line):
    assert OWN.count(old) >= 1
    path = own(OWN.replace(old, new, 1))
    problem = refused(path)
    assert (problem.code, problem.where) == (code, f"{path}, line {line}"), str(problem)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "E304"),
        ('name = "x"\ncurrency = "EUR"\nprice = []\n', "E304"),
        ('name = "x"\ncurrency = "EUR"\nprice = [1]\n', "E304"),
        ('name = "x"\ncurrency = "EUR"\nprice = 3\n', "E304"),
        (b"name = '\xff'", "E304"),
        (b"\x00\x01", "E304"),
        ("a = " + "[" * 5_000, "E304"),
        ("#" * (2**20 + 1), "E505"),
    ],
)
def test_what_is_no_price_set_is_refused(own, text, code):
    path = own(text)
    problem = refused(path)
    assert problem.code == code and str(path) in problem.where


def test_rows_written_inline_are_read_and_refused_without_a_line(own):
    text = 'name = "x"\ncurrency = "EUR"\nmodel = "m"\nprice = [{ category = "c", unit = "kg", price = 1 }]\n'
    assert read_prices(own(text)).prices[0].values == (1.0,)
    assert refused(own(text.replace("price = 1", 'price = "1"'))).code == "E205"


def test_names_and_paths(tmp_path):
    assert [prices.name for prices in list_prices()] == ["tno-2020"]
    problem = refused("tno-2021")
    assert problem.code == "E305" and "tno-2020" in problem.hint
    for missing in ("missing.toml", str(tmp_path / "missing"), tmp_path):
        assert refused(missing).code == "E501"
    with pytest.raises(RoosError) as caught:
        read_mapping("recipe2008-to-2016")
    assert caught.value.code == "E305"
