"""Damaged, foreign or hostile source files of the methods are refused by name."""

import json
import zipfile

import pytest

from roos import RoosError
from roos_inventories.methods import source
from roos_inventories.methods.source import Files, locate, parse

NAMESPACE = "http://www.EcoInvent.org/EcoSpold02"
FLOW = (
    '<elementaryExchange id="a"><name>Water</name><unitName>m3</unitName><compartment subcompartmentId="1">'
    "<compartment>water</compartment><subcompartment>ocean</subcompartment></compartment></elementaryExchange>"
)
METHOD = {
    "name": ["Family", "category", "indicator"],
    "unit": "m3",
    "exchanges": [{"input": ["biosphere3", "a"], "amount": 2}],
}


def flow_list(flows=FLOW, before=""):
    root = "validElementaryExchanges"
    return f'<?xml version="1.0"?>{before}<{root} xmlns="{NAMESPACE}">{flows}</{root}>'


@pytest.fixture
def files(tmp_path):
    """Return a function that writes a small source."""

    def write(methods=(METHOD,), xml=None, content=None, member="data.json"):
        made = Files(tmp_path / "factors.zip", tmp_path / "flows.xml")
        with zipfile.ZipFile(made.factors, "w") as archive:
            archive.writestr(member, json.dumps(list(methods)) if content is None else content)
        made.flows.write_text(flow_list() if xml is None else xml)
        return made

    return write


def code(files):
    with pytest.raises(RoosError) as caught:
        parse(files)
    assert caught.value.where
    return caught.value.code


def test_a_small_source(files):
    table = parse(files())
    assert table.flows[0] == ("a", "Water", "m3", "water / ocean")
    assert table.categories[0] == ("Family", "category", "indicator", "m3")
    assert (table.offsets.tolist(), table.positions.tolist(), table.factors.tolist()) == ([0, 1], [0], [2.0])


@pytest.mark.parametrize(
    "content",
    ["", "[", "[]", "{}", "null", '[{"name": ["a", "b"], "unit": "m3", "exchanges": []}]',
     '[{"name": ["a", "b", "c"], "exchanges": []}]', "[1]"],
)  # fmt: skip
def test_another_layout_is_refused(files, content):
    assert code(files(content=content)) == "E503"


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e999", '"many"', "null"])
def test_a_factor_that_is_no_number_is_refused(files, amount):
    text = json.dumps([METHOD]).replace('"amount": 2', f'"amount": {amount}')
    assert amount in text
    assert code(files(content=text)) == "E503"


def test_a_flow_that_the_list_lacks_is_refused(files):
    unknown = {**METHOD, "exchanges": [{"input": ["biosphere3", "zzz"], "amount": 1.0}]}
    assert code(files(methods=[unknown])) == "E503"


def test_a_missing_member_and_a_truncated_zip(files):
    assert code(files(member="other.json")) == "E503"
    made = files()
    made.factors.write_bytes(made.factors.read_bytes()[:40])
    assert code(made) == "E503"


def test_a_member_that_claims_too_much_is_not_unpacked(files, monkeypatch):
    monkeypatch.setattr(source, "_MOST_BYTES", 10)
    assert code(files()) == "E505"


@pytest.mark.parametrize(
    "xml", ["", "<", flow_list(flows=""), flow_list(flows="<elementaryExchange/>"), flow_list()[:-5]]
)
def test_a_damaged_flow_list_is_refused(files, xml):
    assert code(files(xml=xml)) == "E503"


def test_a_document_type_is_refused_before_any_entity(files):
    bomb = '<!DOCTYPE v [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    hostile = flow_list(FLOW.replace("Water", "&b;"), bomb)
    assert code(files(xml=hostile)) == "E504"


def test_without_bw2io_the_hint_says_what_to_install(monkeypatch):
    monkeypatch.setattr(source.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RoosError, match="bw2io") as caught:
        locate()
    assert caught.value.code == "E509" and "install" in caught.value.hint
