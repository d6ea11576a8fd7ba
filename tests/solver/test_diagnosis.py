"""Findings about a system, each by name."""

from __future__ import annotations

import numpy as np
import pytest

import roos
from roos import Labels, Method, Severity, System

NAMES = Labels("activity", ("a", "b", "c"), ("making a", "making b", "making c"))
GOODS = Labels("product", ("pa", "pb", "pc"), ("good a", "good b", "good c"))


def findings(a, **kwargs):
    system = System.build(
        "test",
        np.array(a, float),
        kwargs.pop("biosphere", np.zeros((1, len(a)))),
        products=GOODS,
        activities=NAMES,
        **kwargs,
    )
    return {finding.code: finding for finding in roos.diagnose(system)}


def test_a_sound_system_has_nothing_to_say():
    assert findings([[1, -0.1, 0], [0, 1, -0.2], [0, 0, 1]]) == {}
    assert findings([[1, -0.1, 0], [-0.3, 1, -0.2], [0, 0, 1]]) == {}


def test_a_loop_of_gain_two_is_named_and_is_not_refused():
    a = [[1, -2, 0], [-1, 1, 0], [0, 0, 1]]
    found = findings(a)["E108"]
    assert found.severity is Severity.ERROR and "making a" in found.where and "making b" in found.where
    assert "making c" not in found.where
    assert roos.factorise(np.array(a, float)).solve(np.array([1.0, 0, 0])).tolist() == [-1, -1, 0]


def test_a_loop_with_a_co_product_cannot_be_decided():
    found = findings([[1, -0.9, 0], [-0.9, 1, -0.9], [0, 0.9, 1]])
    assert "W205" in found and "making b" in found["W205"].where and "E108" not in found
    assert "W203" in found


def test_a_weak_loop_is_decided_whatever_its_co_products():
    """Even if the co-product were consumed, the loop would make more than it uses."""
    found = findings([[1, -0.5, 0], [-0.5, 1, -0.1], [0, 0.2, 1]])
    assert "W205" not in found and "E108" not in found and "W203" in found


def test_a_credit_outside_every_loop_leaves_the_loops_decidable():
    found = findings([[1, -0.5, 0], [-0.5, 1, 0], [0.2, 0, 1]])
    assert "W205" not in found and "E108" not in found and found["W203"].count == 1


def test_waste_treatment_is_noted_not_refused():
    # good c is a waste: made by a, treated by c
    found = findings([[1, 0, 0], [0, 1, -0.1], [0.5, 0, -1]])
    assert set(found) == {"W201"} and "making c" in found["W201"].where


@pytest.mark.parametrize(
    ("a", "code"),
    [
        ([[1, -1, 0], [-1, 1, 0], [0, 0, 1]], "E101"),
        ([[1, 0, 0], [0, 0, 0], [0, 0, 1]], "E104"),
    ],
)
def test_what_cannot_be_factorised_is_an_error_finding(a, code):
    found = findings(a)
    assert found[code].severity is Severity.ERROR and found[code].where


def test_nonsquare_is_an_error_finding():
    system = System.build("test", np.ones((2, 1)), np.zeros((1, 1)))
    assert [f.code for f in roos.diagnose(system)] == ["E103"]


def test_bad_condition_is_a_warning():
    assert "W204" in findings([[1, -(1 - 1e-10), 0], [-1, 1, 0], [0, 0, 1]])


def test_flows_without_a_factor_are_counted_and_named():
    method = Method.build("m", np.array([[1.0, 0.0, 0.0]]), Labels.numbered("category", 1))
    found = findings(
        np.eye(3),
        biosphere=np.array([[1.0, 0, 0], [0, 2.0, 0], [0, 0, 0]]),
        characterisation=method,
        flows=Labels("flow", ("x", "y", "z"), ("CO2", "argon", "unused")),
    )
    assert found["W102"].count == 1 and "argon" in found["W102"].where
