"""Demand files: what is read from CSV, and the template to start from."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest

import roos
from inventories.demand_files import HEAD, PRODUCTS, ROWS, WANTED, as_dict, read, write
from roos import Labels
from roos_inventories.demands import read_demands, write_template


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_delimiters_line_ends_and_byte_order_marks(tmp_path, delimiter, ending, mark):
    lines = [delimiter.join(row) for row in [("demand", "product", "amount"), *ROWS]]
    demands = read(tmp_path, mark + ending.join(lines) + ending)
    assert as_dict(demands) == WANTED
    assert demands.labels.ids == ("one", "two") and not demands.findings


def test_decimal_commas_when_declared(tmp_path):
    assert as_dict(read(tmp_path, "demand;product;amount\nd;power;0,5\n", decimal=",")) == {
        ("d", "power"): 0.5
    }
    assert as_dict(read(tmp_path, 'demand,product,amount\nd,power,"0,5"\n', decimal=",")) == {
        ("d", "power"): 0.5
    }


def test_columns_in_any_order_case_and_with_comments(tmp_path):
    text = "Comment,AMOUNT, Unit ,product,Demand\nhello,1,kWh,power,d\n,2,,12,d\n"
    assert as_dict(read(tmp_path, text)) == {("d", "power"): 1.0, ("d", "12"): 2.0}


def test_quotes_blank_lines_padding_and_empty_cells(tmp_path):
    text = 'demand,product,amount,,\n\n"a ""big"" one\nof two lines","a,b", 1 ,,\n,,,,\nd,power,2,,\n\n'
    assert as_dict(read(tmp_path, text)) == {('a "big" one\nof two lines', "a,b"): 1.0, ("d", "power"): 2.0}


def test_unit_spellings_that_mean_the_same_are_one(tmp_path):
    text = "demand,product,amount,unit\nd,steel-nl,1,kilogram\nd,power,1,kilowatt hour\nd,12,1,m2*year\n"
    assert len(as_dict(read(tmp_path, text))) == 3


def test_duplicate_rows_are_summed_and_said(tmp_path):
    demands = read(tmp_path, "demand,product,amount\nd,power,1\nd,electricity,2\n")
    assert as_dict(demands) == {("d", "power"): 3.0}
    (finding,) = demands.findings
    assert finding.code == "W211" and "demands.csv line 3" in finding.where


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"demand,product,amount\nd,power,1\n")))
    assert as_dict(read_demands("-", PRODUCTS)) == {("d", "power"): 1.0}
    monkeypatch.setattr(sys, "stdin", io.StringIO("demand,product,amount\nd,power,x\n"))
    with pytest.raises(roos.InputError) as caught:
        read_demands("-", PRODUCTS)
    assert caught.value.where == "standard input line 2"


def test_the_template_reads_as_it_is(tmp_path):
    text = write_template(PRODUCTS)
    demands = read(tmp_path, text)
    assert as_dict(demands) == {
        ("example 1", "steel-nl"): 1,
        ("example 2", "power"): 1,
        ("example 3", "12"): 1,
    }
    assert "steel [NL]" in text and text.splitlines()[0] == "demand,product,amount,unit,comment"


@pytest.mark.parametrize("rows", [1, 2, 5, 100])
def test_templates_of_any_length(tmp_path, rows):
    assert len(read(tmp_path, write_template(PRODUCTS, rows=rows))) == min(rows, len(PRODUCTS))


def test_no_template_without_products():
    with pytest.raises(roos.InputError) as caught:
        write_template(Labels("product", ()))
    assert caught.value.code == "E203"


def test_the_source_may_be_text_or_path(tmp_path):
    path = write(tmp_path, HEAD + "d,power,1\n")
    assert as_dict(read_demands(str(path), PRODUCTS)) == as_dict(read_demands(Path(path), PRODUCTS))


def test_many_rows_keep_their_places(tmp_path):
    rng = np.random.default_rng(5)
    names = rng.integers(0, 500, 5000)
    rows = rng.integers(0, len(PRODUCTS), 5000)
    amounts = rng.uniform(1, 2, 5000)
    text = HEAD.replace(",", ";") + "".join(
        f"d{name};{PRODUCTS.ids[row]};{amount!r}\n"
        for name, row, amount in zip(names, rows, amounts.tolist(), strict=True)
    )
    demands = read(tmp_path, text)
    wanted = np.zeros((len(PRODUCTS), 500))
    np.add.at(wanted, (rows, names), amounts)
    order = [int(name[1:]) for name in demands.labels.ids]
    np.testing.assert_allclose(demands.matrix.toarray(), wanted[:, order], rtol=1e-13)
