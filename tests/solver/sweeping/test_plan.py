"""Which path the plan takes, with costs that are invented here, and what it tells people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from roos import Axis, Demands, FormulaChange, InputError, Labels, Method, ScenarioSpace, System
from roos.sweeping.costs import UnitCosts
from roos.sweeping.memory import room_for
from roos.sweeping.plan import SHOWN, Plan
from roos.sweeping.problem import Problem

#: A solve of a millisecond, small systems nearly free.
CHEAP = UnitCosts(factorise=1.0, refactorise=0.1, score=5e-3, column=1e-3, columns=1e-3, flop=1e-9)


def loop(n: int = 600) -> System:
    """Return activities that each use the one before, the first one the last."""
    a = sp.eye_array(n, format="lil")
    for j in range(n):
        a[(j - 1) % n, j] = -0.3
    categories = Labels("category", ("k0", "k1"), units=("kg", "kg"))
    return System.build(
        "loop",
        sp.csc_array(a),
        sp.csc_array(np.ones((2, n))),
        products=Labels("product", tuple(f"p{i}" for i in range(n))),
        activities=Labels("activity", tuple(f"a{i}" for i in range(n))),
        flows=Labels("flow", ("e0", "e1")),
        characterisation=Method.build("two", np.eye(2), categories),
    )


def chosen(
    axes: list[Axis], changes: list[FormulaChange], costs: UnitCosts | None = CHEAP, **how: Any
) -> Plan:
    system = loop()
    space = ScenarioSpace.build(system, axes, changes)
    demands = Demands.of({"d": {"p3": 1.0}}, system.products)
    problem = Problem.of(system, demands, places=space.places)
    return Plan.choose(space, problem, costs=costs, **how)


def changes(count: int, parameter: str = "x") -> list[FormulaChange]:
    return [
        FormulaChange("technosphere", f"p{(j - 1) % 600}", f"a{j}", f"-{parameter}") for j in range(count)
    ]


def axis(name: str, items: int) -> Axis:
    return Axis.range(name, 0.1, 0.4, count=items)


def test_few_exchanges_are_a_change_of_low_rank() -> None:
    plan = chosen([axis("x", 50)], changes(3))
    assert (plan.inner, plan.outer) == ("low rank", ())
    assert plan.lines[0].startswith("chosen   low rank: predicted")
    assert any(line.startswith("rejected refactorise") and line.endswith("slower") for line in plan.lines)
    assert all(" MB" in line for line in plan.lines if "predicted" in line)


def test_two_scenarios_of_many_exchanges_are_refactorised() -> None:
    dear = UnitCosts(factorise=1.0, column=1e-3, columns=1e-3, flop=1e-9, refactorise=2e-3, score=1e-3)
    plan = chosen([axis("x", 2)], changes(600), dear)
    assert (plan.inner, plan.outer) == ("refactorise", (0,))


def test_the_choice_rests_on_counted_work_and_not_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for pace in (1e-6, 1e-3, 1.0):  # a machine at rest, and one that others keep busy
        monkeypatch.setattr("roos.sweeping.costs._timed", lambda step, pace=pace: pace)
        plan = chosen([axis("x", 40), axis("y", 3)], changes(4), None)
        assert plan.seconds > 0
        found.append((plan.inner, plan.outer, [line.split(":")[0] for line in plan.lines]))
    assert found[0] == found[1] == found[2]


def test_a_machine_half_as_fast_takes_twice_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = []
    for pace in (1e-3, 2e-3):
        monkeypatch.setattr("roos.sweeping.costs._timed", lambda step, pace=pace: pace)
        seconds.append(chosen([axis("x", 40)], changes(4), None).seconds)
    assert seconds[1] == 2 * seconds[0]


def test_an_axis_that_changes_much_goes_outside_of_one_that_changes_little() -> None:
    few = [FormulaChange("technosphere", "p5", "a2", "-y / 10")]
    cheap = UnitCosts(factorise=1.0, column=1e-3, columns=1e-3, flop=1e-7, refactorise=3e-2, score=5e-3)
    plan = chosen([axis("x", 3), axis("y", 400)], [*changes(600), *few], cheap)
    assert (plan.inner, plan.outer) == ("low rank", (0,))
    assert "low rank inside x" in plan.lines[0]


def test_without_a_change_of_exchanges_products_do() -> None:
    plan = chosen([axis("x", 9)], [FormulaChange("characterisation", "k0", "e1", "x")])
    assert plan.inner == "products"
    assert any(line.startswith("rejected low rank: characterisation") for line in plan.lines)


def test_a_path_by_name_is_taken_whatever_it_costs() -> None:
    for path in ("refactorise", "factorise"):
        assert chosen([axis("x", 50)], changes(3), path=path).inner == path
    with pytest.raises(InputError) as raised:
        chosen([axis("x", 50)], changes(3), path="products")
    assert raised.value.code == "E128"
    assert "supplies" in raised.value.message


def test_many_slower_ways_are_summed_up() -> None:
    axes = [axis(name, 3) for name in "xyzw"]
    spread = [
        FormulaChange("technosphere", f"p{j - 1}", f"a{j}", f"-{name}") for j, name in enumerate("xyzw", 1)
    ]
    plan = chosen(axes, spread, replace(CHEAP, refactorise=1e-6))
    assert sum("slower" in line for line in plan.lines) == SHOWN + 1
    assert any("more ways, all slower" in line for line in plan.lines)


def test_a_block_shrinks_to_the_memory_and_no_further() -> None:
    system = loop()
    space = ScenarioSpace.build(system, [axis("x", 5000)], changes(3))
    demands = Demands.of({"d": {"p3": 1.0}}, system.products)
    problem = Problem.of(system, demands, places=space.places)
    free = room_for(len(space), problem, space.places, None, to_store=False)
    from roos.sweeping.memory import resident

    tight = room_for(len(space), problem, space.places, resident() + 300_000, to_store=True)
    assert 1 <= tight.chunk < free.chunk == len(space)
    with pytest.raises(InputError) as raised:
        room_for(10**9, problem, space.places, resident() + 300_000, to_store=False)
    assert raised.value.code == "E110"
    assert "store" in raised.value.hint
