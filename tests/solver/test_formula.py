"""Formulas: what is read, what it is worth, and that everything else is refused at its place."""

from __future__ import annotations

import ast
import math
import operator
import pickle
from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roos import Formula, RoosError


def value(text: str, **values: float) -> float:
    return float(Formula.parse(text).evaluate(values))


def refusal(text: object, **values: object) -> RoosError:
    with pytest.raises(RoosError) as caught:
        Formula.parse(text, "cell x").evaluate(values)
    return caught.value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1", 1.0),
        ("  0.5\n", 0.5),
        (".5 + 5.", 5.5),
        ("2e-3", 0.002),
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("8 - 2 - 1", 5.0),
        ("8 / 2 / 2", 2.0),
        ("8 / 2 * 2", 8.0),
        ("2 × 3 ÷ 4 − 1", 0.5),
        ("2 ** 3", 8.0),
        ("2^3^2", 512.0),
        ("-2^2", -4.0),
        ("(-2)^2", 4.0),
        ("2^-2", 0.25),
        ("2^−1", 0.5),
        ("3 - -2", 5.0),
        ("+3 + +2", 5.0),
        ("--3", 3.0),
        ("-(1 + 2)", -3.0),
        ("min(3, 1, 2)", 1.0),
        ("max(3, 1, 2) - min(4)", -1.0),
        ("0^0", 1.0),
        ("min(-1, max(2, 3) * 2)", -1.0),
        ("1.1^128 - 1.1^128", 0.0),
    ],
)
def test_values(text, wanted):
    formula = Formula.parse(text)
    assert float(formula.evaluate({})) == wanted
    assert formula.names == frozenset()


def test_parameters_of_any_script():
    assert value("η_el × Δt2 + вес", η_el=0.5, Δt2=4.0, вес=1.0) == 3.0
    assert value("minimum + max_1", minimum=1.0, max_1=2.0) == 3.0
    assert Formula.parse("a + b*(a - c)").names == {"a", "b", "c"}


def test_arrays_are_broadcast_and_never_shared():
    a, b = np.array([[1.0], [2.0]]), np.array([10.0, 20.0, 30.0])
    result = Formula.parse("a * b + 1").evaluate({"a": a, "b": b, "unused": math.nan})
    assert result.tolist() == [[11.0, 21.0, 31.0], [21.0, 41.0, 61.0]]
    same = Formula.parse("b").evaluate({"b": b})
    same[0] = 0.0
    assert b[0] == 10.0 and same.dtype == np.float64
    assert Formula.parse("2").evaluate({"b": b}).shape == ()
    assert Formula.parse("a + 1").evaluate({"a": np.array([1, 2])}).tolist() == [2.0, 3.0]


def test_a_formula_is_frozen_and_can_be_compared_and_sent():
    formula = Formula.parse("a + 1", "here")
    with pytest.raises(FrozenInstanceError):
        formula.text = "b"
    assert formula == Formula.parse("a + 1", "there") and hash(formula) == hash(Formula.parse("a + 1"))
    assert pickle.loads(pickle.dumps(formula)) == formula
    assert isinstance(formula.steps, tuple)


@pytest.mark.parametrize(
    ("text", "code", "at", "word"),
    [
        ("", "E413", 1, "empty"),
        ("   ", "E413", 1, "empty"),
        ("1 +", "E413", 4, "ends"),
        ("* 2", "E413", 1, "'*'"),
        ("2 x", "E413", 3, "missing"),
        ("2(3)", "E413", 2, "missing"),
        ("(1 + 2", "E413", 1, "never closed"),
        ("1 + 2)", "E413", 6, "never opened"),
        ("min()", "E413", 5, "')'"),
        ("min(1,)", "E413", 7, "')'"),
        ("min + 1", "E413", 5, "brackets"),
        ("sin(x)", "E413", 1, "sin"),
        ("x(1)", "E413", 1, "no function"),
        ("0,5", "E413", 2, "comma"),
        ("1_000", "E413", 2, "'_'"),
        ("0x10", "E413", 2, "'x'"),
        ("1.2.3", "E413", 4, "'.'"),
        ("2e", "E413", 2, "'e'"),
        ("1e400", "E414", 1, "double precision"),
        ("1e-400", "E414", 1, "double precision"),
        ("５", "E413", 1, "U+FF15"),
        ("1 % 2", "E413", 3, "'%'"),
        ("1 // 2", "E413", 4, "'/'"),
        ("1 / 0", "E415", 3, "division by zero"),
        ("1 / (2 - 2) * 0", "E415", 3, "division by zero"),
        ("(10^100)^4", "E415", 9, "too large"),
        ("(1 - 2)^0.5", "E415", 8, "negative number"),
        ("0^-1", "E415", 2, "negative power of zero"),
        ("2^129", "E414", 2, "exponent"),
        ("x^1000", "E414", 2, "exponent"),
    ],
)
def test_what_is_wrong_is_pointed_at(text, code, at, word):
    problem = refusal(text)
    assert (problem.code, word in problem.message) == (code, True), problem
    assert problem.where.startswith(f"cell x, character {at}\n") and problem.hint
    shown, caret = problem.where.split("\n")[1:]
    assert caret.index("^") == 4 + at - 1
    assert shown[4:] == text.replace("\n", " ")


def test_a_long_formula_is_shown_around_the_place():
    text = " + ".join(["1"] * 60 + ["$"] + ["1"] * 60)
    problem = refusal(text)
    shown, caret = problem.where.split("\n")[1:]
    assert shown[caret.index("^")] == "$" and len(shown) < 90 and shown[4] == "…" == shown[-1]


def test_non_finite_results_name_formula_and_parameters():
    problem = refusal(
        "1 + load / (speed - 5)", load=np.array([1.0, 2.0, 3.0]), speed=np.array([4.0, 5.0, 6.0])
    )
    assert problem.code == "E415" and "load = 2.0, speed = 5.0" in problem.message
    assert "1 + load / (speed - 5)" in problem.where
    problem = refusal("a * a", a=np.array([[1.0, 1e200]]))
    assert problem.code == "E415" and "too large" in problem.message and "a = 1e+200" in problem.message
    problem = refusal("b^a", a=np.array([1.0, -300.0]), b=0.5)
    assert problem.code == "E414" and "a = -300.0, b = 0.5" in problem.message


def test_an_infinite_intermediate_result_is_not_hidden():
    for text in ("1 / (1 / x)", "min(1 / x, 5)", "2^-min(1 / x, 9) * 0", "max(-1 / x, 3)"):
        assert refusal(text, x=0.0).code == "E415"
    assert value("x / 1e300 / 1e300", x=1e-300) == 0.0  # too small is not too large


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "E416"),
        ({"y": 1.0}, "E416"),
        ({"x": math.inf}, "E106"),
        ({"x": np.array([1.0, math.nan])}, "E106"),
        ({"x": "1"}, "E117"),
        ({"x": True}, "E117"),
        ({"x": None}, "E117"),
        ({"x": 1j}, "E117"),
    ],
)
def test_values_of_parameters_are_checked(values, code):
    problem = refusal("x + 1", **values)
    assert problem.code == code and "x" in str(problem)


def test_arrays_that_do_not_fit_are_named():
    problem = refusal("x + y", x=np.ones(2), y=np.ones(3))
    assert problem.code == "E114" and "x (2,)" in problem.message
    assert "load" in refusal("laod + 1", load=1.0).hint


def test_a_formula_is_a_text():
    assert refusal(5).code == "E117"
    assert refusal(b"1").code == "E117"


# ---- against Python's own rational arithmetic ----

trees = st.recursive(
    st.one_of(st.integers(0, 9).map(str), st.sampled_from(["a", "b", "c"])),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner),
        st.tuples(st.sampled_from(["neg", "square"]), inner),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner),
    ),
    max_leaves=12,
)


def text_of(tree) -> str:
    if isinstance(tree, str):
        return tree
    if tree[0] == "neg":
        return f"-({text_of(tree[1])})"
    if tree[0] == "square":
        return f"({text_of(tree[1])})^2"
    if tree[0] in ("min", "max"):
        return f"{tree[0]}({text_of(tree[1])}, {text_of(tree[2])})"
    return f"({text_of(tree[0])}) {tree[1]} ({text_of(tree[2])})"


def exact(tree, values: dict[str, Fraction]) -> tuple[Fraction, Fraction]:
    """Return value and the sum of sizes that bounds its rounding."""
    if isinstance(tree, str):
        number = values[tree] if tree in values else Fraction(tree)
        return number, abs(number)
    if tree[0] == "neg":
        one, size = exact(tree[1], values)
        return -one, size
    if tree[0] == "square":
        one, size = exact(tree[1], values)
        return one * one, size * size
    if tree[0] in ("min", "max"):
        (one, size), (two, other) = exact(tree[1], values), exact(tree[2], values)
        return {"min": min, "max": max}[tree[0]](one, two), max(size, other)
    (one, size), (two, other) = exact(tree[0], values), exact(tree[2], values)
    if tree[1] == "/":
        if abs(two) < Fraction(1, 10**6) * max(
            other, 1
        ):  # too near to zero to say by how much rounding grows
            raise ZeroDivisionError
        return one / two, size * other / (two * two)
    if tree[1] == "*":
        return one * two, size * other
    return (one + two if tree[1] == "+" else one - two), size + other


numbers = st.floats(-8, 8).map(lambda x: round(x, 3))


@given(trees, st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_agrees_with_rational_arithmetic(tree, rows):
    try:
        wanted = [exact(tree, {k: Fraction(v) for k, v in zip("abc", row, strict=True)}) for row in rows]
    except ZeroDivisionError:
        return
    if any(size > 10**30 for _, size in wanted):
        return
    columns = {k: np.array([row[i] for row in rows]) for i, k in enumerate("abc")}
    got = np.broadcast_to(Formula.parse(text_of(tree)).evaluate(columns), len(rows))
    for number, (value_, size) in zip(got.tolist(), wanted, strict=True):
        assert abs(Fraction(number) - value_) <= Fraction(1, 10**11) * (size + Fraction(1, 10**20))


OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def as_python_reads(node: ast.expr) -> float:
    if isinstance(node, ast.Constant):
        return float(node.value)
    if isinstance(node, ast.UnaryOp):
        inner = as_python_reads(node.operand)
        return -inner if isinstance(node.op, ast.USub) else inner
    return OPERATIONS[type(node.op)](as_python_reads(node.left), as_python_reads(node.right))


unbracketed = st.lists(
    st.tuples(
        st.sampled_from(["+", "-", "*", "/", "**"]), st.sampled_from(["", "-", "--"]), st.integers(1, 3)
    ),
    min_size=1,
    max_size=8,
)


@given(st.integers(1, 3), unbracketed)
@settings(max_examples=150, deadline=None)
def test_precedence_is_that_of_python(first, rest):
    text = str(first) + "".join(f" {sign} {minus}{number}" for sign, minus, number in rest)
    try:
        got = value(text)
    except RoosError as problem:
        assert problem.code in ("E414", "E415")
        return
    assert got == pytest.approx(as_python_reads(ast.parse(text, mode="eval").body), rel=1e-13)


@given(st.text(max_size=60) | st.text("0123456789.+-*/^()eE,_ minaxπ×÷−", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_with_a_code(text):
    try:
        formula = Formula.parse(text)
    except RoosError as problem:
        assert problem.code in ("E413", "E414", "E415") and "\n" in problem.where
    else:
        assert len(formula.steps) >= 1
