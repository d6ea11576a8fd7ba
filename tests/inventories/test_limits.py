"""The stated caps, and strict JSON on both sides of them."""

from __future__ import annotations

import json

import pytest

import roos
from roos_inventories.archive import json_strict
from roos_inventories.limits import DEFAULT, Limits


def refused(text: str | bytes, limits: Limits = DEFAULT) -> roos.RoosError:
    with pytest.raises(roos.InputError) as caught:
        json_strict(text, where="a.json", limits=limits)
    assert caught.value.where.startswith("a.json")
    return caught.value


def test_the_caps_are_the_stated_ones() -> None:
    assert DEFAULT == Limits(
        file_bytes=2147483648,
        member_bytes=1073741824,
        ratio=100,
        members=100_000,
        json_depth=100,
        cell_chars=65536,
    )


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"]": ', "}]")])
def test_depth_at_n_and_one_above(opening: str, closing: str) -> None:
    levels = 100 // (opening.count("[") + opening.count("{"))
    json_strict(opening * levels + "1" + closing * levels, where="a.json")
    assert refused(opening * levels + "[1]" + closing * levels).code == "E505"


def test_depth_is_counted_before_parsing() -> None:
    assert refused("[" * 100_000).code == "E505"


def test_brackets_in_text_are_no_depth() -> None:
    text = json.dumps([{"a": '[[[ \\" {{{' * 5000, "b\\": "\\"}] * 9)
    assert json_strict(text) == json.loads(text)


def test_depth_across_the_chunks_of_counting() -> None:
    text = json.dumps([["x" * 2**20, "[" * 500, [1]], ["y" * 2**20]])
    assert json_strict(text) == json.loads(text)
    assert refused(text, Limits(json_depth=2)).code == "E505"


def test_size_at_n_and_one_above() -> None:
    assert json_strict("[1,2]", limits=Limits(member_bytes=5)) == [1, 2]
    assert refused("[1,2]", Limits(member_bytes=4)).code == "E505"


@pytest.mark.parametrize("digits", ["0." + "9" * 398, "1." + "0" * 398])
def test_digits_at_n_and_one_above(digits: str) -> None:
    assert json_strict(digits, where="a.json") == json.loads(digits)
    assert refused(digits + "9").code == "E505"


def test_five_thousand_digits() -> None:
    assert refused('{"a": ' + "9" * 5000 + "}").code == "E505"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 309])
def test_a_number_that_is_not_finite(number: str) -> None:
    problem = refused('{"a": [' + number + "]}")
    assert (problem.code, number in problem.message) == ("E106", True)


def test_a_key_given_twice_is_named() -> None:
    problem = refused('{"a": {"mass": 1, "unit": 2, "mass": 1}}')
    assert problem.code == "E113" and "'mass'" in problem.message


@pytest.mark.parametrize(
    "text", ["", "{", "[1,]", "{'a': 1}", "01", "1_000", "[1] 2", b"\xff\xfe[\x001\x00]\x00"]
)
def test_what_is_not_json(text: str | bytes) -> None:
    assert refused(text).code == "E503"


def test_the_line_is_named() -> None:
    assert refused('{"a": 1,\n "b" 2}').where == "a.json, line 2, column 6"


def test_a_byte_order_mark_is_no_error() -> None:
    assert json_strict(b'\xef\xbb\xbf{"a": "\xc3\xa9"}') == {"a": "é"}
