"""Options, labels and meta data of the `profiles` reader."""

from __future__ import annotations

import time
from itertools import product

import pytest

import roos
from helpers import profiles_system
from roos_inventories.profiles.options import METHODS, PATHWAYS, YEARS, Choice, choose
from roos_inventories.profiles.reader import read_profiles

SIZES = {
    "recipe-2016-midpoint": (18, 23),
    "recipe-2016-endpoint": (26, 26),
    "ef-3.1-midpoint": (25, 25),
    "other": (5, 23),
}


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"pathway": "SSP5"}, "SSP2-PkBudg1000"),
        ({"pathway": "ssp2-npi", "year": "2020"}, "SSP2-NPi"),
        ({"pathway": "SSP2-NPi", "year": "2025"}, "2030"),
        ({"pathway": "SSP2-NPi"}, "2050"),
        ({"year": "2020"}, "SSP2-NPi"),
        ({"pathway": "static", "year": "2020"}, "SSP2-NPi"),
        ({"method": "recipe-2008"}, "ef-3.1-midpoint"),
        ({"scenario": "2050"}, "pathway"),
        ({"year": ""}, "2005"),
    ],
)
def test_an_option_that_is_not_published_is_refused(options: dict[str, str], named: str) -> None:
    for call in (choose, read_profiles):  # before anything is read, so also where nothing is installed
        with pytest.raises(roos.InputError) as caught:
            call(options)
        assert caught.value.code == "E512" and named in caught.value.hint


def test_the_locator_gives_the_choice_again() -> None:
    assert choose({}) == choose({"pathway": "static"}) == Choice()
    assert Choice().locator == "profiles"
    for pathway, method in product(PATHWAYS, METHODS):
        for year in YEARS if pathway != "static" else ("",):
            choice = Choice(pathway, year, method)
            _, _, text = choice.locator.partition(":")
            assert choose(dict(pair.split("=") for pair in text.split(",") if pair)) == choice


@pytest.mark.parametrize("method", METHODS)
def test_sizes_labels_and_models(method: str) -> None:
    system = profiles_system(method=method)
    categories, rows = SIZES[method]
    assert system.technosphere.shape == (1260, 1260)
    assert system.technosphere.matrix.nnz == 4572
    assert system.biosphere.shape == (452 + rows, 1260)
    assert system.characterisation.matrix.shape == (categories, 452 + rows)
    labels = system.characterisation.categories
    assert all(labels.units) and all(labels.names) and all(labels.extra["model"])
    assert len(set(labels.extra["published"])) == categories
    assert not any("Eq" in unit.replace("m3 world Eq deprived", "") for unit in labels.units)
    background = [i for i, place in enumerate(system.flows.locations) if place == "background profile"]
    assert background == list(range(452, 452 + rows))
    # each category counts the background by its own row, once
    ones = system.characterisation.matrix[:, 452:].toarray()
    assert (ones.sum(axis=1) == 1).all() and ones.max() == 1
    for k in range(categories):
        assert system.flows.ids[452 + ones[k].argmax()].endswith(labels.ids[k])


def test_every_published_background_can_be_read() -> None:
    profiles_system()
    for pathway, year, method in product(PATHWAYS[1:], YEARS, METHODS):
        system = read_profiles({"pathway": pathway, "year": year, "method": method})
        assert system.characterisation.matrix.shape[0] == SIZES[method][0]


def test_meta_names_source_licence_and_background() -> None:
    meta = profiles_system(pathway="SSP2-PkBudg650", year="2050").meta
    assert meta["source"] == "carculator_utils 1.3.5" and "BSD-3-Clause" in meta["licence"]
    assert (meta["pathway"], meta["year"]) == ("SSP2-PkBudg650", "2050")
    assert len(meta["sha256"]) == 64


def test_progress_is_told() -> None:
    profiles_system()
    told: list[tuple[str, float]] = []
    read_profiles({}, lambda phase, done: told.append((phase, done)))
    assert told[0][1] == 0.0 and told[-1][1] == 1.0 and told == sorted(told, key=lambda pair: pair[1])


def test_reading_is_quick() -> None:
    """Under 150 ms of processor time: the best of five."""
    profiles_system()
    times = []
    for _ in range(5):
        start = time.process_time()
        read_profiles({})
        times.append(time.process_time() - start)
    assert min(times) < 0.15


def test_the_products_can_be_found_and_checked() -> None:
    system = profiles_system()
    assert system.products.find("gold GLO market")
    errors = [finding for finding in roos.diagnose(system) if finding.severity is roos.Severity.ERROR]
    assert not errors
