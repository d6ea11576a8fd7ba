"""Read, convert, read again: whatever a system holds is there, bit by bit, through each written format."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from roos import Finding, Labels, Method, Severity, System
from roos_inventories import read
from roos_inventories.writers.datapackage import write_datapackage
from roos_inventories.writers.matrix_folder import write_matrix_folder
from roos_inventories.writers.system_file import write_system_file

WAYS = {
    "matrix folder": ("out", write_matrix_folder),
    "datapackage folder": ("out", write_datapackage),
    "datapackage zip": ("out.zip", write_datapackage),
    "system file": ("out.roos", write_system_file),
}
_QUICK = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
_LONG = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8)
VALUES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, 1.0, -1.0, 0.1 + 0.2, 5e-324, -1.7976931348623157e308]),
)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | FINITE | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@st.composite
def labels(draw, kind, size, further=("cas", "model year", "reference product")):
    whole = st.lists(st.integers(0, 10**17).map(str), min_size=size, max_size=size, unique=True)
    free = st.lists(NAMES, min_size=size, max_size=size, unique=True)
    ids = draw(st.one_of(whole.map(lambda found: sorted(found, key=int)), free))

    def column(of):
        return tuple(draw(st.lists(of, min_size=size, max_size=size)))

    names = column(NAMES) if draw(st.booleans()) else ()
    extra = {name: column(TEXT) for name in draw(st.sets(st.sampled_from(further)))} if further else {}
    return Labels(kind, tuple(ids), names, column(TEXT), column(TEXT) if draw(st.booleans()) else (), extra)


@st.composite
def matrices(draw, rows, columns):
    dense = np.zeros((rows, columns))
    for _ in range(draw(st.integers(0, 2 * max(rows, columns)))):
        dense[draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))] = draw(VALUES)
    return dense


FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["W101", "W103", "W104"]),
        st.sampled_from([Severity.NOTE, Severity.WARNING]),
        TEXT,
        TEXT,
        TEXT,
        st.integers(1, 10**6),
    ),
    max_size=2,
).map(tuple)


@st.composite
def systems(draw):
    products, activities, flows, categories = (draw(st.integers(1, 5)) for _ in range(4))
    flow_labels = draw(labels("flow", flows))
    method = None
    if draw(st.booleans()):
        own = draw(labels("category", categories, ("model", "note")))
        c = sp.csr_array(draw(matrices(categories, flows)))
        name, meta = draw(NAMES), draw(st.dictionaries(TEXT, PLAIN, max_size=2))
        method = Method.build(name, c, own, findings=draw(FINDINGS), meta=meta)
    return System.build(
        draw(NAMES),
        draw(matrices(products, activities)),
        draw(matrices(flows, activities)),
        products=draw(labels("product", products)),
        activities=draw(labels("activity", activities, ("cas", "model year"))),
        flows=flow_labels,
        reference=np.array([draw(st.integers(-1, products - 1)) for _ in range(activities)]),
        characterisation=method,
        findings=draw(FINDINGS),
        meta=draw(st.dictionaries(TEXT, PLAIN, max_size=3)),
    )


def nasty():
    """What may break a format: keys named as its own, ids that differ by a zero, text of one quote."""
    meta = {"name": "another", "written_by": "x", "findings": 1, "meta": {}, "labels": [], "method": {"a": 1}}
    own = Labels(
        "product", ("1", "01", '"'), ("a", "\r\n", "'"), ("\t", ",", ";"), extra={"cas": ("", "", "0")}
    )
    return System.build("a/b", np.eye(3), np.zeros((1, 3)), products=own, meta=meta)


def assert_same(got, wanted):
    pairs = [(got.technosphere.matrix, wanted.technosphere.matrix), (got.biosphere, wanted.biosphere)]
    assert (got.characterisation is None) == (wanted.characterisation is None)
    if wanted.characterisation is not None:
        one, other = got.characterisation, wanted.characterisation
        pairs.append((one.matrix, other.matrix))
        assert (one.name, one.categories, one.findings) == (other.name, other.categories, other.findings)
        assert dict(one.meta) == dict(other.meta)
    for one, other in pairs:
        assert one.shape == other.shape and one.format == other.format
        assert np.array_equal(one.indptr, other.indptr) and np.array_equal(one.indices, other.indices)
        assert one.data.tobytes() == other.data.tobytes()
    assert np.array_equal(got.technosphere.reference, wanted.technosphere.reference)
    assert (got.name, got.products, got.activities, got.flows) == (
        wanted.name,
        wanted.products,
        wanted.activities,
        wanted.flows,
    )
    assert got.findings == wanted.findings and dict(got.meta) == dict(wanted.meta)


def check(way, system):
    name, write = WAYS[way]
    with tempfile.TemporaryDirectory() as folder:
        write(system, Path(folder) / name)
        assert_same(read(Path(folder) / name, cache=False), system)


@pytest.mark.parametrize("way", WAYS)
@_QUICK
@given(system=systems())
@example(system=nasty())
def test_a_round_trip_keeps_everything(way, system):
    check(way, system)


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
@_LONG
@given(system=systems())
def test_two_hundred_round_trips_keep_everything(way, system):
    check(way, system)
