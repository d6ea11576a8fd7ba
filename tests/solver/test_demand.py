"""Demands: resolved, checked and summed before anything is solved."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from roos import DemandRow, Demands, Labels, RoosError, Severity

PRODUCTS = Labels(
    "product",
    ("p1", "p2", "p3"),
    ("steel", "electricity", "electricity"),
    ("kg", "kWh", ""),
    ("", "NL", "DE"),
)


def refusal(*rows, names=None) -> RoosError:
    with pytest.raises(RoosError) as caught:
        Demands.from_rows([DemandRow(*row) for row in rows], PRODUCTS, names=names)
    return caught.value


def test_rows_of_one_demand_become_one_column():
    rows = [("b", "p2", 2.0), ("a", "steel", 1.0), ("b", "p1", -3.0, "kg")]
    demands = Demands.from_rows([DemandRow(*row) for row in rows], PRODUCTS)
    assert demands.labels.ids == ("b", "a") and len(demands) == 2
    assert demands.matrix.toarray().tolist() == [[-3, 1], [2, 0], [0, 0]]
    assert demands.products is PRODUCTS and demands.findings == ()


def test_a_mapping_keeps_its_order():
    demands = Demands.of({"z": {"p1": 1}, "a": {"p3": 2, "p1": 1}}, PRODUCTS)
    assert demands.labels.ids == ("z", "a")
    assert demands.matrix.toarray().tolist() == [[1, 1], [0, 0], [0, 2]]


def test_demands_of_the_same_products_pass_unchanged():
    demands = Demands.of({"a": {"p1": 1}}, PRODUCTS)
    assert Demands.of(demands, PRODUCTS) is demands
    same = Labels("product", PRODUCTS.ids)
    assert Demands.of(demands, same) is demands
    with pytest.raises(RoosError) as caught:
        Demands.of(demands, Labels("product", ("x", "y", "z")))
    assert caught.value.code == "E114"


def test_rows_that_name_a_product_again_are_summed_and_said():
    rows = [("a", "p1", 1.0, "", "f.csv, line 2"), ("a", "steel", 2.5, "", "f.csv, line 3"), ("b", "p1", 1.0)]
    demands = Demands.from_rows([DemandRow(*row) for row in rows], PRODUCTS)
    assert demands.matrix.toarray()[0].tolist() == [3.5, 1.0]
    (finding,) = demands.findings
    assert (finding.code, finding.severity, finding.count) == ("W211", Severity.WARNING, 1)
    assert "f.csv, line 3" in finding.where


def test_unknown_and_ambiguous_products():
    problem = refusal(("a", "stel", 1.0, "", "f.csv, line 7"))
    assert problem.code == "E201" and problem.where == "f.csv, line 7" and "p1" in problem.hint
    problem = refusal(("a", "electricity", 1.0))
    assert problem.code == "E202" and "p2" in problem.hint


@pytest.mark.parametrize("amount", [np.nan, np.inf, -np.inf])
def test_amounts_must_be_finite(amount):
    problem = refusal(("a", "p1", amount, "", "f.csv, line 2"))
    assert problem.code == "E205" and problem.where == "f.csv, line 2"
    with pytest.raises(RoosError, match="E205"):
        Demands.of({"a": {"p1": amount}}, PRODUCTS)


def test_units_are_compared_and_never_converted():
    problem = refusal(("a", "p2", 1.0, "MJ", "f.csv, line 2"))
    assert problem.code == "E301"
    assert "'MJ'" in problem.message and "'kWh'" in problem.message
    assert "f.csv, line 2" in problem.where and "electricity [NL]" in problem.where
    # a product without a unit takes any: there is nothing to compare with
    assert Demands.from_rows([DemandRow("a", "p3", 1.0, "MJ")], PRODUCTS).matrix[2, 0] == 1.0


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("a", "p1", 0.0)],
        [("a", "p1", 1.0), ("b", "p1", 0.0)],
        [("a", "p1", 1.0), ("a", "p1", -1.0)],
    ],
)
def test_a_demand_for_nothing(rows):
    assert refusal(*rows).code == "E203"


def test_a_named_demand_without_rows_is_named():
    problem = refusal(("a", "p1", 1.0), names=["a", "forgotten"])
    assert problem.code == "E203" and problem.where == "forgotten"
    for nothing in ({}, {"a": {}}):
        with pytest.raises(RoosError, match="E203"):
            Demands.of(nothing, PRODUCTS)


@pytest.mark.parametrize("demands", ["p1", 1.0, None, [("a", {"p1": 1.0})]])
def test_what_does_not_name_demands_is_refused(demands):
    with pytest.raises(RoosError) as caught:
        Demands.of(demands, PRODUCTS)
    assert caught.value.code == "E205" and "{demand: {product: amount}}" in caught.value.hint


def test_amounts_of_any_number_type():
    demands = Demands.of({"a": {"p1": np.float32(0.5)}, "b": {"p1": 2}, "c": {"p1": Fraction(1)}}, PRODUCTS)
    assert demands.matrix.toarray()[0].tolist() == [0.5, 2.0, 1.0]
    assert demands.matrix.dtype == np.float64


@pytest.mark.parametrize("amount", ["0,5", "1_000", "many", None, [1.0], True, 1j])
def test_what_is_not_a_number_is_refused_with_its_place(amount):
    with pytest.raises(RoosError) as caught:
        Demands.of({"basket": {"p1": amount}}, PRODUCTS)
    assert caught.value.code == "E205" and "basket" in caught.value.where
