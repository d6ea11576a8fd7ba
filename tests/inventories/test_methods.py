"""Methods of the installed bw2io package: names, factors, matching, coverage."""

import subprocess
import sys
import time

import pytest

from roos import Labels, RoosError
from roos.errors import error
from roos_inventories import methods
from roos_inventories.methods import cache, normal_compartment
from roos_inventories.methods.cache import load_factors
from roos_inventories.units import normal

AMMONIA = "9990b51b-7023-4700-bca0-1a32ef921f74"


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("ROOS_CACHE_DIR", str(folder))
        yield folder


@pytest.fixture(scope="module")
def table(own_cache):
    return load_factors()


@pytest.fixture(scope="module")
def every_flow(table):
    """All 4 709 flows under their own ids."""
    ids, names, units, compartments = zip(*table.flows, strict=True)
    return Labels("flow", ids, names, units, extra={"compartment": compartments})


def flows(*rows):
    ids, names, units, compartments = zip(*rows, strict=True)
    return Labels("flow", ids, names, units, extra={"compartment": compartments})


CO2 = ("co2", "Carbon dioxide, fossil", "kilogram", "('air',)")
METHANE = ("ch4", "Methane, fossil", "kg", "air/unspecified")


def test_every_category_and_factor_of_the_source_is_there(table):
    assert len(table.categories) == 762
    assert len(table.factors) == 227_223
    assert len(table.flows) == 4_709
    listed = methods.list_methods()
    assert sum(len(info.categories) for info in listed) == 762
    assert sum(info.factors for info in listed) == 227_223
    assert len({info.name for info in listed}) == len(listed)


@pytest.mark.parametrize(
    ("name", "categories", "factors"),
    [
        ("recipe-2016-midpoint-h", 18, 8_060),
        ("recipe-2016-midpoint-h-no-lt", 18, 7_037),
        ("recipe-2016-endpoint-h", 25, 12_367),
        ("ef-3.1", 25, 11_414),
        ("ef-3.0", 28, 11_444),
        ("cml-4.8", 11, 4_022),
        ("traci-2.1", 9, 4_507),
        ("ipcc-2021", 32, 3_718),
        ("usetox", 4, 3_605),
        ("edip-2003", 47, 6_109),
        ("ecological-scarcity-2021", 20, 3_387),
    ],
)
def test_families_under_our_names(name, categories, factors):
    (info,) = [info for info in methods.list_methods() if info.name == name]
    assert (len(info.categories), info.factors) == (categories, factors)


def test_recipe_2016_has_the_categories_of_the_whole_project(every_flow):
    method, _ = methods.read_method("recipe-2016-midpoint-h", every_flow)
    assert method.categories.ids == (
        "climate_change", "ozone_depletion", "ionising_radiation", "particulate_matter",
        "ozone_formation_human_health", "ozone_formation_ecosystems", "terrestrial_acidification",
        "freshwater_eutrophication", "marine_eutrophication", "terrestrial_ecotoxicity",
        "freshwater_ecotoxicity", "marine_ecotoxicity", "human_toxicity_carcinogenic",
        "human_toxicity_non_carcinogenic", "land_use", "mineral_resource_scarcity",
        "fossil_resource_scarcity", "water_consumption",
    )  # fmt: skip
    dcb = ("kg 1,4-DCB-eq",)
    assert method.categories.units == (
        "kg CO2-eq", "kg CFC-11-eq", "kBq Co-60-eq", "kg PM2.5-eq", "kg NOx-eq", "kg NOx-eq", "kg SO2-eq",
        "kg P-eq", "kg N-eq", *dcb * 5, "m2*a crop-eq", "kg Cu-eq", "kg oil-eq", "m3",
    )  # fmt: skip
    assert set(method.models) == {"ReCiPe 2016 v1.03 midpoint (H)"}
    assert method.matrix.shape == (18, 4_709) and method.matrix.nnz == 8_060


@pytest.mark.parametrize(
    ("perspective", "horizon", "methane"),
    [("e", "GWP1000", 4.9), ("h", "GWP100", 36.0), ("i", "GWP20", 85.0)],
)
def test_the_horizon_is_that_of_the_values_not_of_the_label(perspective, horizon, methane):
    method, _ = methods.read_method(f"recipe-2016-midpoint-{perspective}", flows(METHANE))
    assert method.categories.names[0] == f"climate change, {horizon}"
    assert method.matrix[[0], [0]] == methane
    told = [f for f in method.findings if f.code == "W103" and "GWP1000" in f.message]
    assert len(told) == (horizon != "GWP1000")


def test_the_unit_of_ionising_radiation_is_corrected_and_said():
    method, _ = methods.read_method("recipe-2016-midpoint-h", flows(METHANE))
    assert any(f.code == "W103" and "kBq Co-60-eq" in f.message for f in method.findings)
    assert "kg Co-60-Eq" in method.categories.extra["published"][2]


def test_the_metric_of_an_ipcc_report_is_part_of_the_model():
    method, _ = methods.read_method("ipcc-2021", flows(METHANE))
    k = method.categories.position("climate_change_gwp100")
    assert method.models[k] == "IPCC 2021 GWP100"
    assert method.matrix[[k], [0]] == 29.8


def test_every_method_can_be_read(every_flow):
    for info in methods.list_methods():
        method, coverage = methods.read_method(info.name, every_flow)
        assert method.categories.ids == info.categories.ids
        assert sum(row.factors for row in coverage.categories) == info.factors
        assert all(row.factors_without_flow == 0 for row in coverage.categories)
        assert not coverage.unknown and method.matrix.nnz == info.factors


def test_units_of_the_source_have_a_stable_normal_form(table):
    units = {category.unit for category in table.categories} | {flow.unit for flow in table.flows}
    assert len(units) > 50
    assert [unit for unit in units if normal(normal(unit)) != normal(unit)] == []


def test_flows_match_by_id_before_name():
    labels = flows(
        (f"biosphere3:{AMMONIA}", "a name of somebody's own", "kg", "nowhere"),
        ("n", "ammonia", "kg", "air / urban air close to ground"),
        ("n2", "Ammonia", "kg", ""),
    )
    method, coverage = methods.read_method("cml-4.8", labels)
    row = method.matrix[[method.categories.position("acidification")]].toarray()[0]
    assert row.tolist() == [1.6, 1.6, 0.0]
    assert (coverage.matched_by_id, coverage.matched_by_name) == (1, 1)
    assert coverage.unknown == ("Ammonia",)


def test_coverage_counts_and_names():
    labels = flows(
        CO2, METHANE, ("x", "Unobtainium", "kg", "air"), ("n", "Nitrogen", "kg", "natural resource/in air")
    )
    method, coverage = methods.read_method("recipe-2016-midpoint-h", labels)
    assert coverage.flows == 4 and coverage.matched_by_name == 3
    assert coverage.unknown == ("Unobtainium (air)",)
    assert coverage.without_factor == ("Nitrogen (natural resource / in air)",)
    climate, ozone = coverage.categories[0], coverage.categories[1]
    assert (climate.flows_with_factor, climate.factors, climate.factors_without_flow) == (2, 151, 149)
    assert (ozone.flows_with_factor, ozone.factors_without_flow) == (0, ozone.factors)
    (said,) = [f for f in method.findings if f.code == "W102"]
    assert said.count == 1 and "Unobtainium (air)" in said.where


def test_several_flows_may_be_the_same_flow_of_the_source():
    method, _ = methods.read_method("ipcc-2021", flows(METHANE, ("again", *METHANE[1:])))
    columns = method.matrix.toarray()
    assert (columns[:, 0] == columns[:, 1]).all() and columns.any()


def test_unknown_method_offers_the_nearest():
    with pytest.raises(RoosError, match="recipe-2016-midpoint-h") as caught:
        methods.read_method("recipe2016-midpoint-h", flows(CO2))
    assert caught.value.code == "E511"


@pytest.mark.parametrize("labels", [flows(("x", "Unobtainium", "kg", "air")), Labels("flow", ())])
def test_a_method_that_fits_nothing_is_refused(labels):
    with pytest.raises(RoosError) as caught:
        methods.read_method("ipcc-2021", labels)
    assert caught.value.code == "E511"


def test_a_flow_in_another_unit_is_refused_with_both_named():
    with pytest.raises(RoosError) as caught:
        methods.read_method("ipcc-2021", flows(CO2, (*METHANE[:2], "MJ", "air")))
    problem = caught.value
    assert problem.code == "E107" and "'MJ'" in problem.message and "'kg'" in problem.message
    assert "Methane, fossil (air)" in problem.where


def test_without_units_nothing_is_refused():
    method, _ = methods.read_method(
        "ipcc-2021", Labels("flow", ("c",), CO2[1:2], extra={"compartment": ("air",)})
    )
    assert method.matrix.nnz > 0


def test_a_warm_read_is_quick(every_flow):
    methods.read_method("recipe-2016-midpoint-h", every_flow)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        methods.read_method("recipe-2016-midpoint-h", every_flow)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.1


def test_bw2io_is_never_imported():
    code = (
        "import sys; from roos_inventories import methods; methods.list_methods();"
        "sys.exit(any(m.split('.')[0] in ('bw2io', 'bw2data', 'pandas') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], env=_environment(), check=False).returncode == 0


def _environment():
    import os

    paths = [entry for entry in sys.path if entry]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


@pytest.mark.parametrize(
    "written",
    ["air / urban air close to ground", "air/urban air close to ground", "air::urban air close to ground",
     "('air', 'urban air close to ground')", ("air", "urban air close to ground"),
     " Air /  urban air  close to ground/unspecified"],
)  # fmt: skip
def test_compartments_have_one_normal_form(written):
    assert normal_compartment(written) == "air / urban air close to ground"


def test_compartment_text_is_read_not_run():
    assert normal_compartment("('air', __import__('os').getcwd())") != normal_compartment("('air',)")
    assert normal_compartment("('water', 'ground-, long-term')") == "water / ground-, long-term"
    assert normal_compartment("(unspecified)") == ""


def test_the_cache_gives_what_the_source_gives(table, own_cache):
    entries = list((own_cache / "methods").glob("*.npz"))
    assert len(entries) == 1
    again = load_factors()
    assert again is not table and again.flows == table.flows and again.categories == table.categories
    for name in ("offsets", "positions", "factors"):
        assert (getattr(again, name) == getattr(table, name)).all()


def test_the_cache_is_used(table, monkeypatch):
    monkeypatch.setattr(cache, "parse", None)  # parsing again would fail
    assert len(load_factors().factors) == 227_223


@pytest.mark.parametrize("damage", ["truncated", "flipped", "empty", "other"])
def test_a_damaged_cache_entry_is_rebuilt(table, own_cache, monkeypatch, damage):
    (entry,) = (own_cache / "methods").glob("*.npz")
    good = entry.read_bytes()
    middle = len(good) // 2
    entry.write_bytes(
        {
            "truncated": good[:middle],
            "flipped": good[:middle] + bytes([good[middle] ^ 255]) + good[middle + 1 :],
            "empty": b"",
            "other": b"not a zip at all",
        }[damage]
    )
    built = []
    monkeypatch.setattr(cache, "parse", lambda files: built.append(files) or table)
    assert (load_factors().factors == table.factors).all()
    assert len(built) == 1
    assert entry.read_bytes() == good
    assert not list(entry.parent.glob("*.tmp"))


def test_without_a_writable_cache_the_result_is_the_same(table, tmp_path, monkeypatch):
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    monkeypatch.setenv("ROOS_CACHE_DIR", str(blocked))
    monkeypatch.setattr(cache, "parse", lambda files: table)
    assert load_factors() is table


def test_a_full_disk_costs_time_and_nothing_else(table, tmp_path, monkeypatch):
    def full(path, content):
        raise error("E601", f"no space left: {len(content)} bytes are needed", str(path))

    monkeypatch.setenv("ROOS_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(cache, "parse", lambda files: table)
    monkeypatch.setattr(cache, "write_atomically", full)
    assert load_factors() is table
