"""Searching labels: ranks, words in any order, accents, misspelt words, filters, speed."""

from __future__ import annotations

import time

import pytest

from roos import Labels
from roos_inventories import search
from roos_inventories.searching import LabelIndex
from roos_inventories.trigrams import Vocabulary

LABELS = Labels(
    "product",
    ("p1", "p2", "steel", "p4", "p5", "p6", "p7"),
    (
        "market for steel, low-alloyed",
        "steel",
        "scrap",
        "steel, chromium",
        "Wärme, Erdgas",
        "electricity, high voltage",
        "electricity, low voltage",
    ),
    ("kg", "kilogram", "kg", "kg", "MJ", "kWh", "kWh"),
    ("RER", "GLO", "GLO", "RER", "CH", "NL", "DE"),
)


def found(text: str, **options) -> list[tuple[str, str]]:
    return [(LABELS.ids[hit.position], hit.how) for hit in search(LABELS, text, **options)]


def test_better_matches_come_first():
    assert found("STEEL") == [("steel", "id"), ("p2", "name"), ("p4", "start"), ("p1", "words")]


@pytest.mark.parametrize("text", ["voltage nl", "nl electricity", "ELEC high", "  kwh   NL "])
def test_words_in_any_order_and_parts_of_words(text):
    assert found(text) == [("p6", "words")]


@pytest.mark.parametrize("text", ["wärme", "WÄRME", "warme", "wa\u0308rme", "erdgas Wärme"])
def test_accents_do_not_count(text):
    assert [identifier for identifier, _ in found(text)] == ["p5"]


@pytest.mark.parametrize(
    ("text", "first", "instead"),
    [
        ("eletricity nl", "p6", "electricity nl"),
        ("elecrticity low", "p7", "electricity low"),
        ("chronium", "p4", "chromium"),
        ("low-aloyed stele", "p1", "low alloyed steel"),
        ("scrapp", "steel", "scrap"),
    ],
)
def test_misspelt_words(text, first, instead):
    hits = search(LABELS, text)
    assert (LABELS.ids[hits[0].position], hits[0].how, hits[0].matched) == (first, "similar", instead)
    assert search(LABELS, text, similar=False) == []


def test_nothing_resembles():
    assert found("zzzzzz") == [] and found("steel zzzzzz") == []
    assert search(Labels("product", ()), "steel") == []


def test_filters():
    assert [i for i, _ in found("steel", locations=["rer"])] == ["p4", "p1"]
    assert [i for i, _ in found("steel", units=["kilogram"])] == ["steel", "p2", "p4", "p1"]
    assert [i for i, _ in found("", locations=["NL", "DE"])] == ["p6", "p7"]
    assert found("steel", locations=["FR"]) == []


def test_short_names_and_whole_words_come_first():
    labels = Labels("flow", ("a", "b", "c"), ("unleaded petrol", "lead, in a long name of ore", "lead ore"))
    assert [hit.position for hit in search(labels, "lead")] == [2, 1, 0]


def test_near_words():
    words = Vocabulary({"steel", "steam", "electricity", "a"})
    assert dict(words.near("steal")) == {"steam": 0.8, "steel": 0.8}
    assert words.near("qqqq") == [] and Vocabulary(set()).near("x") == []
    assert words.near("steele", 1) == [("steel", 10 / 11)]


@pytest.mark.parametrize("text", ["market for product 77", "prodduct 4711 RER", "nothing of this kind"])
def test_a_hundred_thousand_labels_are_searched_at_once(text):
    size = 100_000
    places = ("RER", "GLO", "NL", "CH")
    labels = Labels(
        "product",
        tuple(f"{i * 7919:032x}" for i in range(size)),
        tuple(f"market for product {i}, stage {i % 97}" for i in range(size)),
        ("kg",) * size,
        tuple(places[i % 4] for i in range(size)),
    )
    start = time.perf_counter()
    index = LabelIndex(labels)
    index.search(text)
    built = time.perf_counter()
    index.search(text)
    # generous: what is held is that no pass over all labels is quadratic or calls difflib on each
    assert built - start < 10 and time.perf_counter() - built < 2
