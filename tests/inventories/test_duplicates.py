"""Entries that share a place: summed inputs, netted own use, production twice."""

from __future__ import annotations

import numpy as np
import pytest

from roos import Labels, Severity
from roos_inventories.duplicates import technosphere_duplicates
from roos_inventories.shared_places import Entries, other_duplicates

PRODUCTS = Labels("product", ("p", "q"))
ACTIVITIES = Labels("activity", ("a", "b"))


def entries(triples, makes=None):
    rows, columns, values = (np.array(part) for part in zip(*triples, strict=True))
    return Entries(rows, columns, values.astype(float), None if makes is None else np.array(makes))


def found(triples, reference=(0, 1), makes=None):
    listed = technosphere_duplicates(
        entries(triples, makes), np.array(reference), PRODUCTS, ACTIVITIES, "file"
    )
    return {finding.code: finding for finding in listed}


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([1, 1], {"E105"}),
        ([-1, -1], {"E105"}),
        ([1, -0.03], {"W202"}),
        ([-1, 0.03], {"W202"}),
        ([1, -1], {"E108"}),
        ([1, 1, -0.03], {"E105", "W202"}),
        ([1, 0], {"W101"}),
        ([1], set()),
    ],
)
def test_at_the_place_of_the_reference_product(values, codes):
    assert set(found([(0, 0, value) for value in values])) == codes


def test_elsewhere_inputs_are_summed():
    only = found([(1, 0, -0.5), (1, 0, -0.25), (1, 0, -0.25), (0, 0, 1)])
    assert set(only) == {"W101"} and only["W101"].count == 2
    assert only["W101"].where == "file, activity a, product q"


def test_amounts_of_a_double_production_are_told():
    problem = found([(0, 0, 1), (0, 0, 0.5)])["E105"]
    assert problem.severity is Severity.ERROR and problem.where == "file, activity a, product p: +1 +0.5"


def test_flags_of_the_source_say_what_is_made():
    """An activity that makes 1 and uses 1.5 of its own is no treatment: the sign alone would say so."""
    triples = [(0, 0, 1.0), (0, 0, -1.5)]
    assert set(found(triples)) == {"W202"}
    assert set(found(triples, makes=[True, False])) == {"E108"}


def test_without_reference_products_the_diagonal_counts():
    assert set(found([(0, 0, 1), (0, 0, 1)], reference=(-1, -1))) == {"E105"}
    assert set(found([(1, 0, 1), (1, 0, 1)], reference=(-1, -1))) == {"W101"}


def test_what_cancels_and_leaves_no_reference_is_a_loop():
    assert set(found([(1, 0, 1), (1, 0, -1)], reference=(-1, 1))) == {"E108"}


def test_emissions_and_factors_are_summed_and_named():
    (only,) = other_duplicates(entries([(0, 1, 2), (0, 1, 3), (1, 1, 1)]), PRODUCTS, ACTIVITIES, "B")
    assert (only.code, only.count, only.where) == ("W101", 1, "B, activity b, product p")
    assert other_duplicates(entries([(0, 1, 2)]), PRODUCTS, ACTIVITIES, "B") == []
