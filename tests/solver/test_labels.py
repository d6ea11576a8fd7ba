"""Labels: looking up what a person types, and saying what was meant when it is not there."""

from __future__ import annotations

import pytest

from roos import Labels, RoosError

PRODUCTS = Labels(
    "product",
    ("p1", "p2", "p3", "p4"),
    ("steel, low-alloyed", "electricity", "electricity", "Wärme"),
    ("kg", "kWh", "kWh", ""),
    ("RER", "NL", "DE", ""),
)


def refusal(ask) -> RoosError:
    with pytest.raises(RoosError) as caught:
        ask()
    return caught.value


def test_missing_columns_are_filled():
    labels = Labels("flow", ("a", "b"))
    assert labels.names == ("a", "b")
    assert labels.units == labels.locations == ("", "")
    assert Labels.numbered("flow", 3).ids == ("0", "1", "2")
    assert len(Labels("flow", ())) == 0


@pytest.mark.parametrize("column", ["names", "units", "locations"])
def test_columns_of_another_length(column):
    problem = refusal(lambda: Labels("product", ("a", "b"), **{column: ("x",)}))
    assert problem.code == "E114" and column in problem.message


def test_extra_columns_of_another_length():
    assert refusal(lambda: Labels("product", ("a",), extra={"model": ("x", "y")})).code == "E114"


def test_an_id_given_twice_is_named():
    problem = refusal(lambda: Labels("activity", ("a", "b", "c", "b")))
    assert problem.code == "E206" and problem.where == "b"


def test_position_by_id_and_by_unique_name():
    assert PRODUCTS.position("p3") == 2
    assert PRODUCTS.position("steel, low-alloyed") == 0
    assert "p3" in PRODUCTS and "electricity" not in PRODUCTS


def test_an_id_counts_before_a_name():
    labels = Labels("product", ("a", "b"), ("b", "x"))
    assert labels.position("b") == 1


def test_an_ambiguous_name_lists_its_ids():
    problem = refusal(lambda: PRODUCTS.position("electricity", where="demands.csv, line 3"))
    assert problem.code == "E202" and problem.where == "demands.csv, line 3"
    assert "p2" in problem.hint and "p3" in problem.hint and "p1" not in problem.hint


@pytest.mark.parametrize(
    ("text", "nearest"), [("stel, low-aloyed", "p1"), ("electricty", "p2"), ("steel", "p1"), ("warme", "p4")]
)
def test_an_unknown_product_offers_the_nearest(text, nearest):
    problem = refusal(lambda: PRODUCTS.position(text))
    assert problem.code == "E201" and problem.where == text
    assert nearest in problem.hint


def test_an_unknown_category_has_its_own_code():
    categories = Labels("category", ("climate",), ("climate change",))
    assert refusal(lambda: categories.position("climat")).code == "E207"
    assert "climate" in refusal(lambda: categories.position("climat")).hint


def test_nothing_to_offer():
    assert "no products" in refusal(lambda: Labels("product", ()).position("x")).hint


def test_a_hint_is_never_empty():
    assert refusal(lambda: PRODUCTS.position("zzzzzzzzzz")).hint


def test_find_wants_every_word_somewhere():
    assert PRODUCTS.find("ELECTRICITY nl") == [1]
    assert PRODUCTS.find("kwh") == [1, 2]
    assert PRODUCTS.find("electricity fr") == []
    assert PRODUCTS.find("  ") == []


def test_nearest_holds_no_id_twice():
    near = PRODUCTS.nearest("electricity")
    assert near[:2] == ["p2", "p3"] and len(set(near)) == len(near) <= 5


def test_describe_leaves_out_what_is_unknown():
    assert PRODUCTS.describe(1) == "electricity [NL] (kWh, id p2)"
    assert PRODUCTS.describe(3) == "Wärme (id p4)"
    assert Labels("flow", ("co2",)).describe(0) == "co2"


def test_take_keeps_every_column():
    labels = Labels("category", ("a", "b"), ("A", "B"), ("kg", "m3"), extra={"model": ("x", "y")})
    taken = labels.take([1, 0])
    assert (taken.kind, taken.ids, taken.names, taken.units) == (
        "category",
        ("b", "a"),
        ("B", "A"),
        ("m3", "kg"),
    )
    assert taken.extra == {"model": ("y", "x")}
    assert taken.position("b") == 0
    assert refusal(lambda: labels.take([0, 0])).code == "E206"


def test_another_id_of_the_source_is_found_after_ids_and_before_names():
    labels = Labels("product", ("a", "7"), ("x", "8"), extra={"other_id": ("8", "")})
    assert labels.position("7") == 1, "an id goes first"
    assert labels.position("8") == 0, "then the other id, although a name is spelt so"
    assert labels.position("x") == 0 and labels.take([1, 0]).position("8") == 1
    with pytest.raises(RoosError, match="E201"):
        labels.position("")
