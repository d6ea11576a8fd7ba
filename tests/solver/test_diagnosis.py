"""Findings about a system, each by name."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from roos import Labels, Method, Severity, System
from roos.absolute import comparison
from roos.gains import block_gains
from roos.structure import analyse

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


def test_every_fault_is_told_at_once():
    """A product without an activity, an empty activity and a loop elsewhere: none hides another."""
    a = np.array([[1.0, -2, 0], [-2, 1, 0], [0, 0, 0], [0, 0, 0]])
    system = System.build("test", a, np.zeros((1, 3)), activities=NAMES)
    found = roos.diagnose(system)
    assert [finding.code for finding in found] == ["E103", "E104", "E104", "E108"]
    assert all(finding.where and finding.hint for finding in found)


def test_a_singular_part_is_not_blamed_where_a_product_left_out_tells_its_activities_apart():
    """Without its fourth row the pair cancels; with it the activities differ, so only the shape is wrong."""
    a = np.array([[1.0, -1, 0], [-1, 1, 0], [0, 0, 1], [0, 5, 0]])
    system = System.build("test", a, np.zeros((1, 3)), activities=NAMES)
    assert "E101" not in {finding.code for finding in roos.diagnose(system)}


def test_each_singular_block_is_named_and_many_are_counted():
    pairs = 12
    a = np.kron(np.eye(pairs), [[1.0, -1.0], [-1.0, 1.0]])
    found = [f for f in roos.diagnose(System.build("test", a, np.zeros((1, 2 * pairs)))) if f.code == "E101"]
    assert len(found) == 6 and found[-1].message.startswith("7 more blocks") and found[-1].count == 7
    loops = np.kron(np.eye(pairs), [[1.0, -2.0], [-2.0, 1.0]])
    found = [f for f in roos.diagnose(System.build("test", loops, np.zeros((1, 24)))) if f.code == "E108"]
    assert len(found) == 6 and found[-1].count == 7


def test_units_do_not_make_a_block_singular():
    """Beside a singular pair stands a regular one whose rows and columns span twelve decades."""
    wild = np.array([[1e6, -0.3e9], [-0.3e-9, 1e-6]])
    a = np.zeros((4, 4))
    a[:2, :2], a[2:, 2:] = [[1, -1], [-1, 1]], wild
    (found,) = (f for f in roos.diagnose(System.build("test", a, np.zeros((1, 4)))) if f.code == "E101")
    assert found.where == "activity 0; 1"


def test_a_large_singular_block_names_its_null_vector():
    """A ring of 500 activities that makes what it uses, and two in it that alone cancel each other."""
    n = 500
    a = np.eye(n) - 0.5 * np.roll(np.eye(n), 1, axis=0)
    a[:, 7] = -2.0 * a[:, 3]
    found = next(f for f in roos.diagnose(System.build("test", a, np.zeros((1, n)))) if f.code[:3] == "E10")
    assert found.code in ("E101", "E102") and {"3", "7"} == set(
        found.where.removeprefix("activity ").split("; ")
    )


def test_the_loop_is_told_in_order_with_its_gain():
    found = findings([[1, 0, -2], [-2, 1, 0], [0, -2, 1]])["E108"]
    assert "loop gain 2" in found.message
    names = found.where.removeprefix("activity ").split(" → ")
    assert [name.split(" (")[0] for name in names][:2] == ["making a", "making b"]
    assert names[0] == names[-1] and len(names) == 4


def test_loops_that_reach_one_only_together_say_so():
    found = findings([[1, -0.75, -0.75], [-0.75, 1, 0], [-0.75, 0, 1]])["E108"]
    assert "0.5625 alone" in found.message and "block of 3" in found.message
    assert "loop gain 1.061" in found.message  # √(2 · 0.75²)


def test_a_block_larger_than_dense_gets_its_gain_by_bounds():
    n = 500
    a = np.eye(n) - 1.25 * np.roll(np.eye(n), 1, axis=0)
    a[np.arange(n), np.arange(n)] += 0.0
    a[0, 1] = -0.01
    (found,) = (f for f in roos.diagnose(System.build("test", a, np.zeros((1, n)))) if f.code == "E108")
    assert "loop gain 1.25" in found.message and "more" in found.where


def test_singular_up_to_rounding_says_digits():
    found = findings([[1, -(0.1 * 3), 0], [-(1 / 0.3), 1, 0], [0, 0, 1]])
    assert found["E102"].severity is Severity.ERROR and "digits" in found["E102"].message
    assert "making c" not in found["E102"].where


def test_bad_condition_says_where_digits_go():
    found = findings([[1, -(1 - 1e-10), 0], [-1, 1, 0], [0, 0, 1]])["W204"]
    assert "of 16 digits" in found.message and "backward error" in found.message
    assert "making a" in found.where and "making c" not in found.where


@pytest.mark.parametrize(
    ("reference", "severity", "said"),
    [
        ([0, 1, 2], None, ""),
        ([0, -1, 2], Severity.NOTE, "making b"),
        ([1, 0, 2], Severity.WARNING, "making a (id a), product good b"),
        ([-1, -1, -1], None, ""),
    ],
)
def test_reference_products_that_cannot_be_used(reference, severity, said):
    a = np.array([[1, -0.1, 0], [0, 1, -0.2], [0, 0, 1]])
    system = System.build("test", a, np.zeros((1, 3)), activities=NAMES, products=GOODS, reference=reference)
    found = roos.diagnose(system)
    assert {finding.code for finding in found} == ({"W106"} if severity else set())
    assert all(finding.severity is severity and said in finding.where for finding in found)


def test_a_product_that_is_used_and_made_by_nobody():
    found = findings([[1, 0, 0], [-0.5, 1, 0], [0, 0, -1]])
    assert set(found) == {"W201"}  # a treatment that nobody needs yet
    found = findings([[1, 0, 0], [0, 1, 0], [0, -0.5, -1]])
    assert found["W107"].severity is Severity.WARNING and "good c" in found["W107"].where


def test_a_method_that_counts_nothing_is_an_error_and_an_empty_biosphere_is_not():
    method = Method.build("m", np.array([[1.0, 0.0]]), Labels("category", ("climate",)))
    flows = Labels("flow", ("x", "y"), ("CO2", "argon"))
    found = findings(
        np.eye(3), biosphere=np.array([[0, 0, 0], [1.0, 0, 0]]), characterisation=method, flows=flows
    )
    assert found["E511"].severity is Severity.ERROR and "argon" in found["E511"].where
    assert findings(np.eye(3), biosphere=np.zeros((2, 3)), characterisation=method, flows=flows) == {}


def test_a_category_that_counts_nothing_is_named():
    method = Method.build("m", np.array([[1.0, 1.0], [0, 0]]), Labels("category", ("climate", "noise")))
    found = findings(np.eye(3), biosphere=np.array([[1.0, 0, 0], [1.0, 0, 0]]), characterisation=method)
    assert found["W206"].where == "category noise" and set(found) == {"W206"}


def test_another_method_is_looked_at_when_asked_for():
    own = Method.build("own", np.array([[1.0, 1.0]]), Labels("category", ("climate",)))
    other = Method.build("other", np.array([[1.0, 0.0]]), Labels("category", ("climate",)))
    system = System.build("test", np.eye(2), np.ones((2, 2)), characterisation=own)
    assert roos.diagnose(system) == ()
    assert [finding.code for finding in roos.diagnose(system, method=other)] == ["W102"]


def test_an_error_of_the_reader_stops_a_score():
    problem = roos.Finding("E105", Severity.ERROR, "twice", "here", "remedy")
    method = Method.build("own", np.array([[1.0]]), Labels("category", ("climate",)))
    system = System.build("test", np.eye(1), np.ones((1, 1)), characterisation=method, findings=(problem,))
    with pytest.raises(roos.InputError, match="E105"):
        roos.score(system, {"one": {"0": 1.0}})


@pytest.mark.parametrize("size", [3, 60, 500])
@pytest.mark.parametrize("gain", [0.999, 1.001, 2.5])
def test_bounds_enclose_the_gain_of_each_block(size, gain):
    """Two blocks, one of half the gain, in any units."""
    rng = np.random.default_rng(size)
    inputs = rng.random((size, size)) * (rng.random((size, size)) < 4 / size)
    inputs += np.roll(np.eye(size), 1, axis=0)  # strongly connected
    np.fill_diagonal(inputs, 0.0)
    inputs *= gain / np.abs(np.linalg.eigvals(inputs)).max()
    blocks = sp.block_diag([np.eye(size) - inputs, np.eye(size) - inputs / 2], format="csc")
    units = sp.diags_array(10.0 ** rng.uniform(-3, 3, 2 * size))
    a = sp.csc_array(units @ blocks)
    structure = analyse(a, np.arange(2 * size, dtype=np.int32))
    low, high = block_gains(comparison(a, structure), structure)
    assert (low <= high).all()
    first = structure.block_of_activity[0]
    assert low[first] <= gain * (1 + 1e-12) and high[first] >= gain * (1 - 1e-12)
    codes = {finding.code for finding in roos.diagnose(System.build("two", a, np.zeros((1, 2 * size))))}
    assert ("E108" in codes) == (gain > 1)


def test_factors_of_another_system_say_nothing_about_this_one():
    one = System.build("one", np.array([[1.0, -0.5], [0.0, 1.0]]), np.ones((1, 2)))
    other = System.build("other", np.array([[1.0, -0.25], [0.0, 1.0]]), np.ones((1, 2)))
    assert roos.diagnose(one, factors=roos.factorise(one.technosphere)) == roos.diagnose(one)
    with pytest.raises(roos.InputError) as caught:
        roos.diagnose(one, factors=roos.factorise(other.technosphere))
    assert caught.value.code == "E114"
