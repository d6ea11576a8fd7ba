"""Sixty attempts to get more out of a formula than arithmetic: each refused, at once, without a trace."""

from __future__ import annotations

import time

import pytest

from roos import Formula, RoosError

ATTACKS = {
    # the language behind it
    "import": "__import__('os').system('true')",
    "import without quotes": "__import__(os)",
    "class": "().__class__",
    "class of a number": "(1).__class__.__bases__",
    "attribute": "x.real",
    "attribute of a number": "1 .real",
    "method": "x.__init__.__globals__",
    "dunder name": "__builtins__",
    "dunder as parameter": "__x + 1",
    "lambda": "lambda: 1",
    "lambda with argument": "(lambda x: x)(1)",
    "list": "[1, 2]",
    "comprehension": "[x for x in x]",
    "generator": "max(x for x in y)",
    "set": "{1}",
    "dictionary": "{1: 2}",
    "index": "x[0]",
    "slice": "x[::2]",
    "conditional": "1 if x else 2",
    "and": "x and y",
    "not": "not x",
    "comparison": "x < 1",
    "equality": "x == 1",
    "assignment": "x = 1",
    "walrus": "(x := 1)",
    "starred": "max(*x)",
    "keyword argument": "max(1, key=x)",
    "statement": "1; import os",
    "two lines": "x\nimport os",
    "comment": "1 # nothing",
    "decorator": "@x",
    "await": "await x",
    "matrix product": "x @ y",
    "bits": "1 << 1000000000",
    "or of bits": "x | y",
    "complement": "~x",
    "floor division": "x // y",
    "modulo": "x % y",
    "eval": "eval(x)",
    "exec": "exec(x)",
    "open": "open(x)",
    "getattr": "getattr(x, y)",
    "power as a function": "pow(9, 999999999)",
    "text": "'a' * 999999999",
    "double quotes": '"a"',
    "f-string": "f'{x}'",
    "bytes": "b'x'",
    "format": "'{0.__class__}'.format(x)",
    "ellipsis": "...",
    "backslash": "x\\\ny",
    "null": "1 + \x00",
    # work
    "tower of powers": "9^9^9^9^9",
    "huge power": "2^999999999",
    "huge power of a parameter": "x**10000000",
    "hidden power": "2^(1000 * 1000)",
    "deep brackets": "(" * 100_000 + "1" + ")" * 100_000,
    "deep brackets, short": "(" * 60 + "1" + ")" * 60,
    "deep functions": "min(" * 60 + "1" + ")" * 60,
    "many signs": "-" * 2000 + "1",
    "chain of powers": "^".join(["1"] * 200),
    "long": "1+" * 5_000_000 + "1",
    "many operations": "+".join(["x"] * 1500),
    "long number": "9" * 4000,
    "long name": "a" * 4000,
    # look-alikes
    "full-width digits": "１＋１",
    "full-width name": "ｘ + 1",
    "mathematical letter": "𝐱 + 1",
    "ligature": "ﬁeld",
    "superscript": "x²",
    "Arabic digits": "٣ + 1",
    "Cyrillic among Latin": "pаrameter",  # the second letter is Cyrillic
    "Greek among Latin": "CΟ2",  # the O is a Greek letter
    "micro sign": "µ_rate",
    "combining accent": "e\u0301nergie",
    "zero width": "x\u200by",
    "right to left": "x\u202ey",
    "no-break space": "x\u00a0+ 1",
    "fraction slash": "1⁄2",
    "fraction": "½",
    "dotted operator": "2 ⋅ 3",
    "full-width bracket": "（1）",
    "lone surrogate": "x\ud800",
    # numbers that are none
    "underscore": "1_000",
    "hexadecimal": "0xff",
    "binary": "0b1",
    "complex": "1j",
    "infinity": "1e999",
    "percent": "5%",
}  # fmt: skip


def test_there_are_at_least_sixty():
    assert len(ATTACKS) >= 60


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_attacks_are_refused_at_once(text):
    started = time.perf_counter()
    with pytest.raises(RoosError) as caught:
        Formula.parse(text, "cell x")
    spent = time.perf_counter() - started
    problem = caught.value
    assert problem.code in ("E413", "E414", "E415") and problem.hint
    assert len(str(problem)) < 1000, "a message is short, whatever the text"
    assert problem.__cause__ is None and problem.__suppress_context__
    assert spent < 2.0  # milliseconds; far more would be a busy machine, not a different algorithm


def test_names_of_the_language_are_only_names():
    # words without a meaning in the grammar are parameters, which then nobody defines
    for word in ("import", "None", "eval", "os", "nan", "inf", "e", "pi"):
        formula = Formula.parse(word)
        with pytest.raises(RoosError) as caught:
            formula.evaluate({})
        assert caught.value.code == "E416"


def test_what_a_formula_holds_is_plain():
    for step in Formula.parse("min(2, x)^2 + 1").steps:
        assert [type(field) for field in step] == [str, int, str, float]
