"""Labels in a file are the labels that were stored, and open no column that is not asked for."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roos import Labels, RoosError
from roos.storedlabels import StoredColumns, store_columns

TEXT = st.text(max_size=6)  # any letter, halves of surrogate pairs and zero bytes too


def stored(labels, **change):
    columns = {name: getattr(labels, name) for name in ("ids", "names", "units", "locations")}
    columns |= {f"extra.{name}": column for name, column in labels.extra.items()}
    places, arrays = store_columns(columns)
    made = StoredColumns(size=len(labels), places=places, further=tuple(labels.extra), **arrays)
    return Labels.stored(labels.kind, dataclasses.replace(made, **change))


def opened(labels):
    return {name for name in ("ids", "names", "units", "locations", "extra") if name in vars(labels)}


@st.composite
def tables(draw):
    ids = tuple(draw(st.lists(st.text(min_size=1, max_size=6), max_size=7, unique=True)))

    def column():
        return tuple(draw(st.lists(TEXT, min_size=len(ids), max_size=len(ids))))

    names = column() if draw(st.booleans()) else ()
    extra = {name: column() for name in draw(st.sets(st.sampled_from(["cas", "ids", ""])))}
    return Labels("product", ids, names, column(), column() if draw(st.booleans()) else (), extra)


@settings(max_examples=60, deadline=None)
@given(labels=tables(), text=TEXT)
def test_the_same_in_every_respect(labels, text):
    lazy = stored(labels)
    assert len(lazy) == len(labels) and not opened(lazy)
    for position, identifier in enumerate(labels.ids):
        assert lazy.position(identifier) == position and identifier in lazy
        assert lazy.describe(position) == labels.describe(position)
        assert lazy.describe(position - len(labels)) == labels.describe(position)
    assert (text in lazy) == (text in labels) and 7 not in lazy
    assert not opened(lazy)
    assert lazy.find(text) == labels.find(text)
    assert lazy == labels and labels == lazy and repr(lazy) == repr(labels)
    assert lazy.take(range(len(labels))) == labels


@settings(max_examples=30, deadline=None)
@given(labels=tables())
def test_sound_columns_are_sound(labels):
    assert vars(stored(labels))["_stored"].damaged(thorough=True) == ""


PLANT = Labels(
    "product", ("p1", "p2", "p3"), ("steel", "power", "power"), ("kg", "kWh", ""), ("RER", "", "NL")
)


def test_messages_are_the_same():
    for text in ("stel", "power", "zzz", ""):
        found = []
        for labels in (PLANT, stored(PLANT)):
            with pytest.raises(RoosError) as caught:
                labels.position(text, where="here")
            found.append(str(caught.value))
        assert found[0] == found[1]
    assert stored(PLANT).position("steel") == 0
    assert stored(PLANT).nearest("pwer") == PLANT.nearest("pwer")


@pytest.mark.parametrize("again", [lambda x: pickle.loads(pickle.dumps(x)), copy.copy, copy.deepcopy])
@pytest.mark.parametrize("make", [stored, lambda labels: labels], ids=["stored", "plain"])
def test_copies_hold_their_strings(again, make):
    labels = again(make(PLANT))
    assert labels == PLANT and "_stored" not in vars(labels)
    assert labels.position("p2") == 1 and dataclasses.replace(labels, kind="flow").kind == "flow"


def test_only_what_is_asked_for_is_opened():
    labels = stored(PLANT)
    assert labels.units == ("kg", "kWh", "") and opened(labels) == {"units"}
    with pytest.raises(AttributeError):
        _ = labels.colours
    with pytest.raises(IndexError):
        labels.describe(3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        labels.ids = ()


def test_equal_checksums_are_told_apart_by_the_text():
    one, other = "plumless", "buckeroo"  # the well-known pair of one CRC-32
    labels = stored(Labels("product", (one, other, "x")))
    assert (labels.position(one), labels.position(other)) == (0, 1)
    lone = stored(Labels("product", (one,)))
    assert other not in lone


@pytest.mark.parametrize(
    "change",
    [
        {"size": 2},
        {"ends": np.array([[3, 2, 8]])},
        {"ends": np.array([[1, 2, 10**9]])},
        {"data": np.zeros(0, dtype=np.uint8)},
        {"data": np.full(100, 65, dtype=np.uint8)},
        {"positions": np.array([0, 1, 3], dtype=np.int32)},
        {"positions": np.array([0, 1, -1], dtype=np.int32)},
        {"positions": np.array([0, 0, 1], dtype=np.int32)},
        {"hashes": np.array([1, 2, 3], dtype=np.uint32)},
        {"hashes": np.array([1, 2], dtype=np.uint32)},
        {"places": {"ids": 0}},
        {"places": {"ids": 7, "names": 0, "units": 0, "locations": 0}},
        {"positions": np.zeros(3, dtype=np.int64)},
    ],
)
def test_columns_that_lead_outside_are_damaged(change):
    columns = vars(stored(PLANT))["_stored"]
    assert dataclasses.replace(columns, **change).damaged(thorough=True)
