"""Demand files that are wrong: each says what, and in which line."""

from __future__ import annotations

import pytest

import roos
from inventories.demand_files import HEAD, PRODUCTS, read, refused
from roos_inventories.demands import read_demands


@pytest.mark.parametrize("text", ["", "\n\n", "  \n", "\ufeff"])
def test_an_empty_file(tmp_path, text):
    refused(tmp_path, text, "E203", "demands.csv", hint="demand,product,amount")


def test_a_header_alone(tmp_path):
    refused(tmp_path, HEAD, "E203", "demands.csv")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("demand,product\n", "no column 'amount'; present: demand, product"),
        ("demand;amount\n", "no column 'product'; present: demand, amount"),
        ("a,b,c\n", "no column 'demand' and 'product' and 'amount'; present: a, b, c"),
        ("d1,steel-nl,1\n", "present: d1, steel-nl, 1"),
        ("demand product amount\n", "present: demand product amount"),
    ],
)
def test_missing_columns_name_those_present(tmp_path, header, message):
    refused(tmp_path, header + "d,power,1\n", "E204", "demands.csv line 1", message=message)


def test_unknown_and_repeated_columns(tmp_path):
    message = "'year'"
    refused(
        tmp_path,
        "demand,product,amount,year\nd,power,1,2020\n",
        "E208",
        "demands.csv line 1",
        message=message,
    )
    refused(
        tmp_path, "demand,product,amount,amount\nd,power,1,2\n", "E208", "demands.csv line 1", message="two"
    )


@pytest.mark.parametrize(
    ("amount", "hint"),
    [
        ("nan", "finite"), ("inf", "finite"), ("1e999", "infinite"), ("", "0"), ("#REF!", "spreadsheet"),
        ("1_000", "underscores"), ("abc", "sign, digits"), ('"0,5"', "--decimal ,"),
        ('"1.000,5"', "thousands"),
    ],
)  # fmt: skip
def test_amounts_that_are_no_numbers(tmp_path, amount, hint):
    refused(tmp_path, f"{HEAD}d,power,1\nd,power,{amount}\n", "E205", "demands.csv line 3", hint=hint)


def test_a_decimal_comma_that_splits_its_cell(tmp_path):
    refused(
        tmp_path, HEAD + "d,power,0,5\n", "E205", "demands.csv line 2", hint="--decimal ,", message="'0,5'"
    )


def test_unknown_products_offer_the_nearest(tmp_path):
    refused(tmp_path, HEAD + "d,power,1\nd,electrcity,1\n", "E201", "demands.csv line 3", hint="power")
    refused(tmp_path, HEAD + "d,,1\n", "E201", "demands.csv line 2")


def test_ambiguous_names_list_their_ids(tmp_path):
    refused(tmp_path, HEAD + "d,steel,1\n", "E202", "demands.csv line 2", hint="steel-nl; steel-de")


def test_units_that_do_not_match(tmp_path):
    problem = refused(
        tmp_path, "demand,product,amount,unit\nd,power,1,MJ\n", "E301", hint="kWh", message="MJ"
    )
    assert problem.where.startswith("demands.csv line 2")


def test_demands_without_a_name_or_an_amount(tmp_path):
    refused(tmp_path, HEAD + ",power,1\n", "E203", "demands.csv line 2")
    refused(tmp_path, HEAD + "d,power,0\n", "E203")


@pytest.mark.parametrize("row", ["d,power", "d,power,1,2,3", 'd,power,"1', 'd,power,"1"2'])
def test_broken_rows(tmp_path, row):
    refused(tmp_path, HEAD + "d,power,1\n" + row + "\n", "E503", "demands.csv line 3")


def test_lines_are_counted_over_quoted_line_ends(tmp_path):
    refused(tmp_path, HEAD + '"a\nb\nc",power,1\nd,power,x\n', "E205", "demands.csv line 5")


def test_files_that_are_no_text(tmp_path):
    refused(tmp_path, HEAD.encode() + b"d\xe9,power,1\n", "E503", "demands.csv line 2", hint="UTF-8")
    refused(tmp_path, (HEAD + "d,power,1\n").encode("utf-16"), "E503", "demands.csv", hint="UTF-8")
    refused(tmp_path, HEAD.encode() + b"d,po\0wer,1\n", "E503", "demands.csv line 2")


def test_the_cell_cap_on_both_sides(tmp_path):
    assert len(read(tmp_path, HEAD + "d" * 65536 + ",power,1\n")) == 1
    refused(tmp_path, HEAD + "d" * 65537 + ",power,1\n", "E505", "demands.csv line 2")
    refused(tmp_path, HEAD + "d" * 200_000 + ",power,1\n", "E505", "demands.csv line 2")


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(roos.InputError) as caught:
        read_demands(tmp_path / "none.csv", PRODUCTS)
    assert caught.value.code == "E501" and "none.csv" in caught.value.where
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(roos.InputError) as caught:
        read_demands(tmp_path / "folder.csv", PRODUCTS)
    assert caught.value.code == "E501"
    refused(tmp_path, HEAD, "E502", name="demands.xlsx", hint=".csv")
