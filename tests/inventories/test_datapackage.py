"""Datapackages written by bw_processing: our matrices and scores are those of bw2calc."""

from __future__ import annotations

import bw_processing as bwp
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roos
from helpers import reference_data
from inventories.datapackages import MAKERS, add, finish, new_package, reference_scores
from roos_inventories.readers.bw_vectors import Vector, assemble, axis, positions
from roos_inventories.readers.datapackage import read_datapackage, read_datapackages


def our_scores(system):
    demands = {identifier: {identifier: 1.0} for identifier in system.products.ids}
    return roos.score(system, demands).scores


def assert_same_as_bw2calc(system, paths):
    wanted, lca = reference_scores(paths)
    assert [int(identifier) for identifier in system.products.ids] == list(wanted)
    np.testing.assert_allclose(our_scores(system)[:, 0], list(wanted.values()), rtol=1e-10)
    np.testing.assert_array_equal(system.technosphere.matrix.toarray(), lca.technosphere_matrix.toarray())
    np.testing.assert_array_equal(system.biosphere.toarray(), lca.biosphere_matrix.toarray())
    factors = lca.characterization_matrix.diagonal()
    np.testing.assert_array_equal(system.characterisation.matrix.toarray()[0], factors)
    assert [int(i) for i in system.activities.ids] == list(lca.dicts.activity)
    assert [int(i) for i in system.flows.ids] == list(lca.dicts.biosphere)


@pytest.mark.parametrize("kind", ["folder", "zip"])
@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_scores_are_those_of_bw2calc(tmp_path, make, kind):
    path = tmp_path / ("package" if kind == "folder" else "package.zip")
    make(path)
    assert_same_as_bw2calc(read_datapackage(path), [path])


@pytest.mark.parametrize("sums", [False, True])
def test_a_second_package_replaces_or_adds_as_it_says(tmp_path, sums):
    MAKERS[0](tmp_path / "first.zip")
    p = new_package(tmp_path / "second.zip", sum_inter_duplicates=sums)
    add(p, "technosphere", [(101, 102, 0.75, True), (102, 102, 4.0)])
    add(p, "biosphere", [(7, 101, 5.0)])
    finish(p)
    paths = [tmp_path / "first.zip", tmp_path / "second.zip"]
    assert_same_as_bw2calc(read_datapackages(paths), paths)


def test_parquet_resources_read_as_numpy_ones_do(tmp_path):
    path = tmp_path / "columns.zip"
    p = new_package(path, matrix_serialize_format_type=bwp.MatrixSerializeFormat.PARQUET)
    add(p, "technosphere", [(1, 1, 1), (2, 2, 1), (1, 2, 0.1, True)])
    add(p, "biosphere", [(5, 1, 1.0), (5, 2, 1.0)])
    add(p, "characterization", [(5, 0, 1.5)])
    finish(p)
    assert_same_as_bw2calc(read_datapackage(path), [path])


FIXTURES = "bw2calc_fixtures/tests/fixtures"


@pytest.mark.parametrize(
    "names",
    [
        ["basic_fixture"],
        ["basic_fixture.zip"],
        ["mc_basic.zip"],
        [
            "multi_lca_simple_1.zip",
            "multi_lca_simple_2.zip",
            "multi_lca_simple_3.zip",
            "multi_lca_simple_4.zip",
        ],
        [
            "multi_lca_simple_1.zip",
            "multi_lca_simple_2.zip",
            "multi_lca_simple_3.zip",
            "multi_lca_simple_5.zip",
        ],
        ["bw2io_example_db.zip", "ipcc_simple.zip"],
    ],
    ids=lambda names: "+".join(names),
)
def test_published_fixtures_score_as_bw2calc_scores_them(names):
    paths = [reference_data() / FIXTURES / name for name in names]
    assert_same_as_bw2calc(read_datapackages(paths), paths)


def test_the_fixtures_left_out_are_refused_or_hold_no_static_score():
    """Every other fixture: what is refused says why; what is read has nothing to score."""
    folder = reference_data() / FIXTURES
    scored = {"basic_fixture.zip", "mc_basic.zip", "bw2io_example_db.zip"}
    scored |= {f"multi_lca_simple_{i}.zip" for i in (1, 2, 3)}
    seen = set()
    for path in [*folder.glob("**/*.zip"), *(found.parent for found in folder.glob("*/datapackage.json"))]:
        if path.name in scored | {"basic_fixture"}:
            continue
        seen.add(path.name)
        try:
            system = read_datapackage(path)
        except roos.InputError as problem:
            assert problem.code == "E502" and problem.hint and problem.where
        else:
            method = system.characterisation
            assert method is None or not method.matrix.nnz or not len(system.flows)
    assert len(seen) > 10


def test_each_identifier_is_a_category(tmp_path):
    path = tmp_path / "methods"
    p = new_package(path)
    add(p, "technosphere", [(1, 1, 1), (2, 2, 1), (1, 2, 0.5, True)])
    add(p, "biosphere", [(5, 1, 1.0), (6, 2, 1.0)])
    add(p, "characterization", [(5, 0, 1.0)], name="a", identifier=["X 2020", "climate"], unit="kg CO2-eq")
    add(p, "characterization", [(6, 0, 2.0)], name="b", identifier=["X 2020", "water"], unit="m3")
    add(p, "characterization", [(6, 0, 3.0)], name="c", identifier=["X 2020", "climate"])
    finish(p)
    method = read_datapackage(path).characterisation
    assert method.name == "X 2020"
    assert method.categories.ids == ("X 2020 | climate", "X 2020 | water")
    assert method.categories.names == ("climate", "water")
    assert method.categories.units == ("kg CO2-eq", "m3")
    assert method.models == ("X 2020", "X 2020")
    np.testing.assert_array_equal(method.matrix.toarray(), [[1, 3], [0, 2]])


def test_the_option_method_adds_a_package(tmp_path):
    p = new_package(tmp_path / "inventory.zip")
    add(p, "technosphere", [(1, 1, 1.0)])
    add(p, "biosphere", [(5, 1, 2.0)])
    finish(p)
    p = new_package(tmp_path / "method")
    add(p, "characterization", [(5, 0, 3.0), (6, 0, 1.0)])
    finish(p)
    said = []
    system = read_datapackage(
        tmp_path / "inventory.zip",
        {"method": str(tmp_path / "method")},
        progress=lambda phase, fraction: said.append((phase, fraction)),
    )
    np.testing.assert_array_equal(our_scores(system), [[6.0]])
    assert system.characterisation.findings[0].count == 1  # the factor of flow 6
    assert said[0][1] == 0 and said[-1] == ("done", 1.0)


@pytest.mark.parametrize(
    ("entries", "more", "reference"),
    [
        # flags win over equal ids
        ([(1, 1, 1), (2, 1, 1), (1, 2, 1), (2, 2, 1)], [False, True, True, False], [1, 0]),
        # equal ids win over signs
        ([(1, 1, -1), (2, 1, 1), (2, 2, 1)], None, [0, 1]),
        # else the one exchange that is not flipped, even a negative one
        ([(1, 11, -1), (2, 11, 0.5, True), (2, 12, 1), (1, 12, 0.1, True)], None, [0, 1]),
        # else the one positive entry
        ([(1, 11, 1), (2, 11, -0.5), (2, 12, 1), (1, 12, -0.1)], None, [0, 1]),
        # a co-product leaves it open
        ([(1, 11, 1), (2, 11, 1), (2, 12, 1), (1, 12, 0.1, True)], None, [-1, 1]),
    ],
)
def test_reference_products(tmp_path, entries, more, reference):
    p = new_package(tmp_path / "p")
    add(p, "technosphere", entries, **({"reference_array": np.array(more)} if more else {}))
    finish(p)
    assert read_datapackage(tmp_path / "p").technosphere.reference.tolist() == reference


def test_metadata_names_products_activities_and_flows(tmp_path):
    p = new_package(tmp_path / "p.zip")
    add(p, "technosphere", [(1, 1, 1), (2, 2, 1), (1, 2, 0.5, True)])
    add(p, "biosphere", [(5, 1, 2.0)])
    nodes = pd.DataFrame(
        [
            {"id": 1, "name": "steel making", "reference product": "steel", "unit": "kg", "location": "NL"},
            {"id": 2, "name": "rolling", "reference product": None, "unit": "kg", "location": None},
        ]
    )
    p.add_csv_metadata(
        dataframe=nodes, valid_for=[("technosphere", "cols"), ("biosphere", "cols")], name="nodes"
    )
    p.add_json_metadata(data=[{"id": 5, "name": "CO2", "unit": "kg"}], valid_for="biosphere", name="flows")
    finish(p)
    system = read_datapackage(tmp_path / "p.zip")
    assert system.activities.names == ("steel making", "rolling")
    assert system.activities.locations == ("NL", "")
    assert system.products.names == ("steel", "rolling")
    assert system.products.units == ("kg", "kg")
    assert system.products.ids == ("1", "2")
    assert (system.flows.names, system.flows.units) == (("CO2",), ("kg",))


def test_what_is_left_aside_is_said(tmp_path):
    p = new_package(tmp_path / "p")
    add(p, "technosphere", [(1, 1, 1.0), (1, 1, 1.0)])
    distributions = np.zeros(1, dtype=bwp.UNCERTAINTY_DTYPE)
    distributions["uncertainty_type"], distributions["loc"], distributions["scale"] = 3, 2.0, 0.1
    add(p, "biosphere", [(5, 1, 2.0)], distributions_array=distributions)
    add(p, "biosphere", [(6, 99, 2.0)], name="foreign")
    add(p, "weighting", [(1, 1, 2.0)])
    p.add_persistent_array(
        matrix="technosphere_matrix",
        name="scenarios",
        indices_array=np.array([(1, 1)], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([[1.0, 2.0]]),
    )
    finish(p)
    found = read_datapackage(tmp_path / "p").findings
    text = "\n".join(f"{finding.code} {finding.message} {finding.where}" for finding in found)
    assert "E105 1 activity produces its reference product twice" in text
    assert "W105 1 elementary exchanges belong to activities" in text
    assert "distributions are not used" in text and "'biosphere'" in text
    assert "weighting_matrix is not used" in text
    assert "an array of scenarios" in text and "'scenarios'" in text


@pytest.mark.parametrize("far", [1, 10**15], ids=["close ids", "ids far apart"])
def test_ids_find_their_places_whatever_they_are(far):
    """Close ids are looked up in a table, those far apart by search; both as a dictionary would."""
    rng = np.random.default_rng(far % 97)
    known = np.unique(rng.integers(0, 200, 60)) * far
    wanted = rng.choice(np.concatenate([known, known + 1, [0, 10**18, known[0] - far]]), 500)
    wanted = np.concatenate([np.repeat(wanted, rng.integers(1, 4, wanted.size)), known])
    table = {int(identifier): place for place, identifier in enumerate(known)}
    assert positions(wanted, known).tolist() == [table.get(int(i), -1) for i in wanted]
    assert positions(wanted[:0], known).size == 0 and set(positions(wanted, known[:0])) == {-1}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_sort_gives_what_the_rules_give(data):
    """With and without shared places, entries outside, groups that add or replace, ids close or far apart."""
    far = data.draw(st.sampled_from([1, 10**14]))
    vectors = []
    for _ in range(data.draw(st.integers(0, 3))):
        place = st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(-4, 4, width=16))
        entries = data.draw(st.lists(place, max_size=8))
        rows, columns, values = (
            np.array(list(part)) for part in (zip(*entries) if entries else [(), (), ()])
        )
        none = np.zeros(len(entries), dtype=bool)
        ids = (rows.astype(np.int64) * far, columns.astype(np.int64) * far)
        policy = (data.draw(st.booleans()), data.draw(st.booleans()))
        vectors.append(Vector("p", "g", "m", *ids, values.astype(float), none, none, *policy, {}))
    every, some = (np.arange(count) * far for count in (6, 4))
    wanted = np.zeros((6, 4))
    outside = 0
    for vector in vectors:
        own = {}
        for row, column, value in zip(vector.rows // far, vector.columns // far, vector.values, strict=True):
            if column >= 4:
                outside += 1
            elif vector.sum_within and (row, column) in own:
                own[row, column] += value
            else:
                own[row, column] = value
        for place, value in own.items():
            wanted[place] = value + (wanted[place] if vector.sum_across else 0.0)
    made = assemble(vectors, every, some)
    np.testing.assert_allclose(made.matrix.toarray(), wanted, rtol=1e-12, atol=1e-12)
    assert made.outside == outside and made.matrix.has_canonical_format
    used = np.unique(np.concatenate([vector.rows for vector in vectors])) if vectors else np.empty(0)
    assert np.array_equal(axis(vectors, "rows"), used)
    if made.order is not None:
        given_values = np.concatenate([vector.values for vector in vectors] or [np.empty(0)])
        assert np.array_equal(given_values[made.order], made.matrix.data)
