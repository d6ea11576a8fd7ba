"""Parameters that need each other, and many formulas as one graph."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roos import Formula, Parameters, RoosError
from roos.formula.graph import Graph


def refusal(ask) -> RoosError:
    with pytest.raises(RoosError) as caught:
        ask()
    return caught.value


def test_each_is_computed_after_what_it_needs():
    parameters = Parameters({"c": "a + b", "b": "2 * a", "a": 1.5, "d": Formula.parse("c^2"), "e": "0.25"})
    values = parameters.resolve()
    assert {name: float(value) for name, value in values.items()} == {
        "a": 1.5,
        "b": 3.0,
        "c": 4.5,
        "d": 20.25,
        "e": 0.25,
    }
    assert parameters.order.index("a") < parameters.order.index("b") < parameters.order.index("c")
    assert dict(parameters)["a"] == 1.5 and len(parameters) == 5 and "c" in parameters
    assert repr(parameters) == "Parameters(c, b, a, d, e)"


def test_overrides_replace_numbers_and_formulas_and_add_names():
    parameters = Parameters({"b": "2 * a", "a": 1.0, "c": "b + later"})
    values = parameters.resolve({"b": np.array([10.0, 20.0]), "later": 1.0})
    assert values["c"].tolist() == [11.0, 21.0] and values["a"] == 1.0
    values = parameters.resolve({"a": np.array([1.0, 2.0])}, only=["b"])
    assert values["b"].tolist() == [2.0, 4.0] and "c" not in values
    assert parameters.needed(["c"]) == {"a", "b", "c", "later"}
    assert parameters.needed(["c"], ["b"]) == {"b", "c", "later"}


def test_what_nobody_defines_is_named():
    problem = refusal(lambda: Parameters({"b": "2 * speeed", "speed": 1.0}, "file.toml").resolve())
    assert (problem.code, problem.where) == ("E416", "file.toml, parameter 'b'")
    assert "speeed" in problem.message and "speed" in problem.hint


@pytest.mark.parametrize(
    ("definitions", "circle"),
    [
        ({"a": "a"}, "a → a"),
        ({"a": "b + 1", "b": "2 * c", "c": "a", "d": "a"}, "a → b → c → a"),
    ],
)
def test_a_circle_is_printed(definitions, circle):
    problem = refusal(lambda: Parameters(definitions))
    assert problem.code == "E417" and problem.hint
    names = circle.split(" → ")[:-1]
    turned = {" → ".join([*names[i:], *names[:i], names[i]]) for i in range(len(names))}
    assert problem.message.split(": ")[1] in turned


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"a": float("nan")}, "E106"),
        ({"a": True}, "E117"),
        ({"a": None}, "E117"),
        ({"a": [1.0, 2.0]}, "E117"),
        ({"a": "1 +"}, "E413"),
        ({"a": "2^1000"}, "E414"),
        ({"a": "1/0"}, "E415"),
        ({"a b": 1.0}, "E413"),
        ({"": 1.0}, "E413"),
        ({"2a": 1.0}, "E413"),
        ({"min": 1.0}, "E413"),
        ({"__a": 1.0}, "E413"),
        ({"a²": 1.0}, "E413"),
        ({7: 1.0}, "E413"),
    ],
)
def test_refusals(given_, code):
    problem = refusal(lambda: Parameters(given_, "case.toml"))
    assert problem.code == code and problem.where.startswith("case.toml, parameter"), problem


def test_parameters_are_given_by_name():
    assert refusal(lambda: Parameters.of([("a", 1)])).code == "E117"
    parameters = Parameters({"a": 1})
    assert Parameters.of(parameters) is parameters and len(Parameters.of(None)) == 0
    assert refusal(lambda: parameters.resolve({"a": float("inf")})).code == "E106"


def test_a_parameter_without_a_finite_value_is_named():
    problem = refusal(lambda: Parameters({"share": "1 / (total - 3)", "total": 3}).resolve())
    assert (
        problem.code == "E415" and "parameter 'share'" in problem.where and "total = 3.0" in problem.message
    )


def test_equal_operations_stand_once_in_a_graph():
    graph = Graph()
    names = {name: graph.name(name) for name in "abc"}
    one = graph.add(Formula.parse("(a + b)^2 * c"), names)
    before = len(graph.nodes)
    two = graph.add(Formula.parse("1 - (b + a)^2 * c"), names)
    assert len(graph.nodes) == before + 2 and graph.nodes[two].right == one
    assert graph.add(Formula.parse("a - b"), names) != graph.add(Formula.parse("b - a"), names)
    assert graph.number(0.0) != graph.number(-0.0)
    for number, node in enumerate(graph.nodes):
        assert node.left < number and node.right < number


@given(st.permutations(range(6)), st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None)
def test_the_order_of_definitions_does_not_matter(order, seed):
    rng = np.random.default_rng(seed)
    texts = {"p0": "1.5"}
    for i in range(1, 6):
        texts[f"p{i}"] = (
            " + ".join(f"{int(rng.integers(1, 4))} * p{j}" for j in range(i) if rng.random() < 0.7) or "2"
        )
    shuffled = {f"p{i}": texts[f"p{i}"] for i in order}
    wanted: dict[str, float] = {}
    for name, text in texts.items():
        wanted[name] = float(Formula.parse(text).evaluate(wanted))
    assert {name: float(value) for name, value in Parameters(shuffled).resolve().items()} == wanted
