"""The number grammar, spelled out: what is read, and as what; what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from roos import InputError
from roos_inventories.numbers import parse_number, parse_numbers

READ = {
    # text: (value with a decimal point, value with a decimal comma); None means refused
    "0": (0.0, 0.0),
    "-0": (-0.0, -0.0),
    "+0": (0.0, 0.0),
    "00": (0.0, 0.0),
    "007": (7.0, 7.0),
    "1": (1.0, 1.0),
    "-1": (-1.0, -1.0),
    "+1": (1.0, 1.0),
    "42": (42.0, 42.0),
    " 1": (1.0, 1.0),
    "1 ": (1.0, 1.0),
    "\t1\t": (1.0, 1.0),
    "1.5": (1.5, None),
    "1,5": (None, 1.5),
    "-1.5": (-1.5, None),
    "-1,5": (None, -1.5),
    "0.5": (0.5, None),
    "0,5": (None, 0.5),
    ".5": (0.5, None),
    ",5": (None, 0.5),
    "-.5": (-0.5, None),
    "5.": (5.0, None),
    "5,": (None, 5.0),
    "0.0": (0.0, None),
    "0,0": (None, 0.0),
    "-0.0": (-0.0, None),
    "1.000": (1.0, None),
    "1,000": (None, 1.0),
    "1e3": (1000.0, 1000.0),
    "1E3": (1000.0, 1000.0),
    "1e+3": (1000.0, 1000.0),
    "1e-3": (0.001, 0.001),
    "1.5e3": (1500.0, None),
    "1,5e3": (None, 1500.0),
    "1.e3": (1000.0, None),
    ".5e-1": (0.05, None),
    "1e03": (1000.0, 1000.0),
    "0e999999": (0.0, 0.0),
    "0.000e-999": (0.0, None),
    "1e308": (1e308, 1e308),
    "1.7976931348623157e308": (1.7976931348623157e308, None),
    "-1.7976931348623157e308": (-1.7976931348623157e308, None),
    "5e-324": (5e-324, 5e-324),
    "2.2250738585072014e-308": (2.2250738585072014e-308, None),
    "0.1": (0.1, None),
    "0,1": (None, 0.1),
    "123456789012345678901234567890": (1.2345678901234568e29,) * 2,
    "3.141592653589793238462643383279": (math.pi, None),
    "0." + "0" * 300 + "1": (1e-301, None),
    "1" * 309: (float("1" * 309),) * 2,
    "9" * 310: (None, None),
    "1" + "0" * 308: (1e308, 1e308),
}

REFUSED = [
    # nothing
    "", " ", "\t", "-", "+", ".", ",", "e", "E5", "e5", "-e5", ".e5", "1e", "1e+", "1e-", "+-1", "--1",
    "- 1",
    # not finite
    "nan", "NaN", "NAN", "-nan", "+nan", "inf", "Inf", "-inf", "+inf", "infinity", "Infinity", "-Infinity",
    "1e400", "-1e400", "1e309", "2e308", "1e99999", "1e-400", "-1e-400", "2e-324", "4.9e-325", "nan(1)",
    "1e1e1",
    # spreadsheets
    "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#ref!", "#!NUM", "=1+1", "=A1",
    # grouping
    "1_000", "1__0", "_1", "1_", "1_000.5", "1,000,000", "1.000.000", "1.000,5", "1,000.5", "1'000",
    "1 000",
    "1\u00a0000", "1\u202f000", "10,00,000", "1 000,5", "12,345,678.9", "1 2",
    # other alphabets and signs
    "１２", "１", "٣", "३", "²", "½", "Ⅷ", "−1", "–1", "1×10^3", "1·5", "１.5", "1．5", "1e３", "∞",
    "1\u200b", "\ufeff1",
    # other languages' numbers
    "0x10", "0b1", "0o7", "1d5", "1D5", "1f", "1L", "1j", "1+1j", "1e5.0", "1.2.3", "1..2", "1.e",
    "1e5e", "(1)",
    "1/2", "1:2", "50%", "1 kg", "kg", "one", "null", "None", "true", "False", "n/a", "-", "?", "<0.1",
    "~1", "1;5",
    "$1", "€1", "1\n", "\n1", "1\r", "1\x00", "'1", '"1"', "1\v", "\x0c1", "1e 5", "1 e5", "+ 1",
    "1e+-5", "1e1_0",
    "0x1p3", "0X10", "1e5j", "1%", "1‰", "1²", "٠٫٥", "۱", "௧", "1e−5", "+−1", "±1", "≈1", "1…", "...",
    ".-1", "-,5.",
    "1/", "*1", "1*2", "2^3", "2**3", "#", "##", "####", "#1", "1#", "1!", "@1", "[1]", "{1}", ",1,",
    "1,,2",
    "e1.5", "E", "1ee5", "1e5e5",
]  # fmt: skip


@pytest.mark.parametrize("text", READ, ids=lambda text: repr(text[:40]))
def test_reads_what_the_grammar_allows(text):
    for decimal, wanted in zip(".,", READ[text], strict=True):
        if wanted is None:
            with pytest.raises(InputError) as caught:
                parse_number(text, decimal=decimal, where="f.csv line 7")
            assert (caught.value.code, caught.value.where) == ("E205", "f.csv line 7")
        else:
            got = parse_number(text, decimal=decimal)
            assert got == wanted and math.copysign(1, got) == math.copysign(1, wanted)


@pytest.mark.parametrize("text", REFUSED, ids=repr)
def test_refuses_the_rest_with_place_and_hint(text):
    for decimal in ".,":
        with pytest.raises(InputError) as caught:
            parse_number(text, decimal=decimal, where="f.csv line 7")
        assert caught.value.code == "E205"
        assert caught.value.where == "f.csv line 7"
        assert caught.value.hint


def test_the_table_is_as_long_as_promised():
    assert len(READ) + len(set(REFUSED)) >= 200


@pytest.mark.parametrize(
    ("text", "decimal", "hint"),
    [
        ("0,5", ".", "--decimal ,"),
        ("0.5", ",", "declared to use decimal commas"),
        ("#REF!", ".", "spreadsheet"),
        ("1_000", ".", "underscores"),
        ("1.000,5", ".", "thousands"),
        ("1e400", ".", "infinite"),
        ("1e-400", ".", "zero"),
        ("１２", ".", "ASCII"),
        ("nan", ".", "finite"),
    ],
)
def test_hints_say_what_to_do(text, decimal, hint):
    with pytest.raises(InputError) as caught:
        parse_number(text, decimal=decimal)
    assert hint in caught.value.hint


def test_hints_name_options_that_there_are():
    """Only demands have ``--decimal``, and a comma may as well separate thousands."""
    with pytest.raises(InputError) as caught:
        parse_number("1,000", code="E106")
    assert "decimal=comma" in caught.value.hint and "--decimal" not in caught.value.hint
    assert "thousands" in caught.value.hint
    with pytest.raises(InputError) as caught:
        parse_number("0.5", decimal=",", code="E106")
    assert "--decimal" not in caught.value.hint


def test_matrix_values_carry_their_own_code():
    with pytest.raises(InputError) as caught:
        parse_number("nan", code="E106")
    assert caught.value.code == "E106"


def test_another_decimal_mark_is_refused():
    with pytest.raises(InputError) as caught:
        parse_number("1", decimal="·")
    assert caught.value.code == "E512"


def test_a_column_reads_as_its_cells_do():
    texts = [text for text, (value, _) in READ.items() if value is not None]
    column = parse_numbers(texts, where=str)
    assert column.dtype == np.float64
    np.testing.assert_array_equal(column, [parse_number(text) for text in texts])


@pytest.mark.parametrize("text", REFUSED, ids=repr)
def test_a_column_refuses_what_its_cells_refuse(text):
    with pytest.raises(InputError) as caught:
        parse_numbers(["1", "0", text, "2"], where=lambda row: f"row {row}")
    assert caught.value.code == "E205"
    assert caught.value.where == "row 2"


def test_reading_what_python_writes_gives_the_same_bits():
    seed = np.random.SeedSequence().entropy
    print(f"{seed=}")
    values = np.random.default_rng(seed).standard_normal(500) * 10.0 ** np.arange(-250, 250)
    assert [parse_number(repr(float(value))) for value in values] == values.tolist()
