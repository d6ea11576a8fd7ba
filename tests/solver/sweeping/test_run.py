"""The run of a sweep: memory or store, resume, cancel, results by label, refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from roos import Axis, Demands, FormulaChange, InputError, Labels, Method, RoosError, ScenarioSpace, System
from roos.price_tensor import PriceTensor
from roos.prices import Price, PriceSet
from roos.sweeping.grid import Grid, PlainAxis
from roos.sweeping.reopen import open_sweep
from roos.sweeping.runner import PathCode, rounded_up


@pytest.fixture
def system() -> System:
    """Steel needs power, a pump needs steel and power; the pump is used by nobody."""
    a = np.array([[1.0, -0.2, -2.0], [-0.5, 1.0, -3.0], [0.0, 0.0, 1.0]])
    b = np.array([[2.0, 0.3, 0.0], [0.1, 0.5, 0.2]])
    categories = Labels("category", ("climate", "water"), units=("kg", "m3"))
    return System.build(
        "pump",
        sp.csc_array(a),
        sp.csc_array(b),
        products=Labels("product", ("steel", "power", "pump")),
        activities=Labels("activity", ("steelworks", "plant", "factory")),
        flows=Labels("flow", ("co2", "use")),
        characterisation=Method.build("two", np.array([[1.0, 0.0], [0.1, 1.0]]), categories),
    )


DEMANDS = {"one pump": {"pump": 1.0}, "steel and power": {"steel": 2.0, "power": 1.0}}


def space_of(system: System, steel: int = 3) -> ScenarioSpace:
    return ScenarioSpace.build(
        system,
        [Axis.values("steel", np.linspace(1.0, 3.0, steel).tolist()), Axis.years("year", [2030, 2050])],
        [
            FormulaChange("technosphere", "steel", "factory", "-steel"),
            FormulaChange("biosphere", "co2", "factory", "(year - 2020) / 100"),
        ],
    )


def test_scenario_0_is_the_plain_solve_bit_for_bit(system: System) -> None:
    results = roos.sweep(system, DEMANDS, space_of(system))
    plain = roos.score(system, DEMANDS)
    np.testing.assert_array_equal(results.scores[0:1][0], plain.scores)
    assert results.path[0] == PathCode.PLAIN
    assert len(results) == 7


def test_results_are_picked_by_label(system: System) -> None:
    results = roos.sweep(system, DEMANDS, space_of(system))
    one = results.sel(steel=2, year=2050, demand="one pump", category="climate").item()
    changed = results.space.scenario(results.grid.position("2 | 2050")).apply(system)
    assert one == pytest.approx(roos.score(changed, DEMANDS).scores[0, 0], rel=1e-13)
    line = results.sel(year=2030, demand="one pump", category="water")
    assert (line.dims, line.shape) == (("steel",), (3,))
    assert results.sel(scenario="base").shape == (2, 2)
    assert results.sel(scenario=["base", "1 | 2030"], category="water").dims == ("scenario", "demand")
    assert results.sel(category="water").dims == ("scenario", "demand")
    assert results.sel(quantity="relative", scenario="base").values.max() < 1e-12
    with pytest.raises(InputError) as raised:
        results.sel(colour="red")
    assert raised.value.code == "E208"


def test_plain_results_are_picked_the_same_way(system: System) -> None:
    plain = roos.score(system, DEMANDS)
    assert plain.sel(demand="one pump", category="water").item() == plain.scores[0, 1]
    assert plain.sel(category="climate").dims == ("demand",)
    assert plain.cube("relative").sel(demand="one pump").values.max() < 1e-12


def test_a_store_holds_the_same_bits_and_opens_without_the_system(system: System, tmp_path: Path) -> None:
    space = space_of(system)
    here = roos.sweep(system, DEMANDS, space)
    there = roos.sweep(system, DEMANDS, space, store=tmp_path / "cube")
    again = open_sweep(tmp_path / "cube")
    for results in (there, again):
        np.testing.assert_array_equal(results.scores[0:7], here.scores[0:7])
        np.testing.assert_array_equal(results.relative[0:7], here.relative[0:7])
    assert again.status is here.status
    assert again.explanation == there.explanation
    assert again.categories.units == ("kg", "m3")
    assert again.sel(steel=3.0, year=2030).shape == (2, 2)
    assert again.to_xarray().sel(demand="one pump").shape == (7, 2)
    with pytest.raises(InputError) as raised:
        again.contributions(demand="one pump", category="climate")
    assert raised.value.code == "E117"


def test_a_stopped_run_goes_on_where_it_was(
    system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roos.sweeping.memory.BLOCK_BYTES", 4000)
    space = space_of(system, 40)
    whole = roos.sweep(system, DEMANDS, space)
    asked: list[bool] = []
    told: list[float] = []

    def cancel() -> bool:
        asked.append(len(asked) == 2)
        return asked[-1]

    with pytest.raises(RoosError) as raised:
        roos.sweep(system, DEMANDS, space, store=tmp_path / "cube", cancel=cancel)
    assert (raised.value.code, raised.value.exit_code) == ("E620", 130)
    with pytest.raises(RoosError) as unfinished:
        open_sweep(tmp_path / "cube")
    assert unfinished.value.code == "E607"
    rest = roos.sweep(
        system,
        DEMANDS,
        space,
        store=tmp_path / "cube",
        resume=True,
        progress=lambda phase, fraction: told.append(fraction) if phase == "scenarios" else None,
    )
    np.testing.assert_array_equal(rest.scores[0:81], whole.scores[0:81])
    assert told == sorted(told)
    assert told[0] > 2 / (len(told) + 2) and told[-1] == 1.0


def test_going_on_takes_the_way_of_the_first_run(
    system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what is fastest today nor the free memory of today may keep a run from being finished."""
    space = space_of(system, 40)
    monkeypatch.setattr("roos.sweeping.memory.BLOCK_BYTES", 4000)
    with pytest.raises(RoosError) as stopped:
        roos.sweep(
            system, DEMANDS, space, store=tmp_path / "cube", path="refactorise", cancel=Stop(after=1).asked
        )
    assert stopped.value.code == "E620"
    monkeypatch.setattr("roos.sweeping.memory.BLOCK_BYTES", 8000)
    with pytest.raises(RoosError) as other:
        roos.sweep(system, DEMANDS, space, store=tmp_path / "cube", path="foreground", resume=True)
    assert other.value.code == "E606" and "path" in str(other.value)
    done = roos.sweep(system, DEMANDS, space, store=tmp_path / "cube", resume=True)
    whole = roos.sweep(system, DEMANDS, space, path="refactorise")
    np.testing.assert_array_equal(done.scores[0:81], whole.scores[0:81])
    assert done.explanation[0].startswith("chosen   refactorise")


class Stop:
    """Asks to stop after some blocks."""

    def __init__(self, after: int) -> None:
        self._left = after

    def asked(self) -> bool:
        self._left -= 1
        return self._left < 0


def test_a_formula_may_move_in_its_file_and_a_parameter_is_named(system: System, tmp_path: Path) -> None:
    def swept(steel: float, where: str, **how: bool) -> roos.SweepResults:
        formula = FormulaChange("technosphere", "steel", "factory", "-steel * year / 2030", where=where)
        space = ScenarioSpace.build(
            system, [Axis.years("year", [2030, 2050])], [formula], parameters={"steel": steel}
        )
        return roos.sweep(system, DEMANDS, space, store=tmp_path / "cube", **how)

    swept(2.0, "SWEEP.toml, line 7")
    swept(2.0, "moved/SWEEP.toml, line 9", resume=True)
    with pytest.raises(RoosError) as raised:
        swept(3.0, "SWEEP.toml, line 7", resume=True)
    assert raised.value.code == "E606" and "parameters.steel: 2.0 in the store, now 3.0" in str(raised.value)
    (chunk,) = (tmp_path / "cube" / "chunks").iterdir()
    chunk.write_bytes(chunk.read_bytes()[:-1])
    assert "W603" in {finding.code for finding in swept(2.0, "", resume=True).findings}


def test_scenarios_that_change_prices_are_priced_with_their_own(system: System, tmp_path: Path) -> None:
    both = Price("climate", "two", "kg", (0.1, 0.3)), Price("water", "two", "m3", (2.0, 1.0))
    prices = PriceSet("p", "P", "EUR", ("2020", "2050"), both)
    space = ScenarioSpace.build(
        system,
        [Axis.values("co2", [0.5, 0.7]), Axis.values("steel", [1.0, 3.0])],
        [
            FormulaChange("prices", "climate", "2050", "co2"),
            FormulaChange("technosphere", "steel", "factory", "-steel"),
        ],
        base_prices=prices,
    )
    results = roos.sweep(system, DEMANDS, space, base_prices=prices, store=tmp_path / "cube")
    costs = results.price(prices)
    assert costs.shape == (5, 2, 2, 1, 2)
    for i in range(5):
        own = space.scenario(i).apply_prices(prices)
        expected = PriceTensor.of(own, results.categories).cost(results.scores[i : i + 1])
        np.testing.assert_array_equal(costs.values()[i : i + 1], expected)
        np.testing.assert_allclose(costs.total()[i], expected[0].sum(axis=1), rtol=1e-14)
    assert costs.values()[1, 0, 0, 0, 1] == 0.5 * results.scores[1:2][0, 0, 0]
    for given, asked in ((open_sweep(tmp_path / "cube"), prices), (results, [prices, prices])):
        with pytest.raises(InputError) as refused:
            given.price(asked)
        assert refused.value.code == "E117"


def test_a_name_holds_its_separator(system: System) -> None:
    """Scenarios of joined files are called "one | other"; beside another axis they are found all the same."""
    first, second = Labels("file", ("low", "low | late", "late")), Labels("year", ("2030", "late | 2030"))
    grid = Grid([PlainAxis("file", first), PlainAxis("year", second)])
    names = grid.names(0, len(grid))
    assert names[2:4] == ["low | late | 2030"] * 2  # both, so that neither can be meant
    for number in (0, 1, 4, 5, 6):
        assert grid.position(names[number]) == number
    wrong = {names[2]: "E202", "low": "E401", "low | 2031": "E201", "": "E401", "1 | 2 | 3": "E401"}
    for name, code in wrong.items():
        with pytest.raises(InputError) as refused:
            grid.position(name)
        assert refused.value.code == code


def test_another_sweep_does_not_go_on_with_a_store(system: System, tmp_path: Path) -> None:
    roos.sweep(system, DEMANDS, space_of(system), store=tmp_path / "cube")
    with pytest.raises(RoosError) as raised:
        roos.sweep(system, {"half": {"pump": 0.5}}, space_of(system), store=tmp_path / "cube", resume=True)
    assert raised.value.code == "E606"
    assert "demands" in str(raised.value)
    with pytest.raises(RoosError) as there:
        roos.sweep(system, DEMANDS, space_of(system), store=tmp_path / "cube")
    assert there.value.code == "E604"


def test_memory_is_refused_before_anything_is_computed(system: System) -> None:
    with pytest.raises(InputError) as raised:
        roos.sweep(system, DEMANDS, space_of(system), memory=1000)
    assert raised.value.code == "E110"


@pytest.mark.parametrize("path", ["products", "adjoint"])
def test_a_path_that_does_not_fit_is_refused_with_the_reason(system: System, path: str) -> None:
    with pytest.raises(InputError) as raised:
        roos.sweep(system, DEMANDS, space_of(system), path=path)
    assert raised.value.code == ("E128" if path == "products" else "E117")


def test_a_singular_scenario_is_named(system: System) -> None:
    space = ScenarioSpace.build(
        system,
        [Axis.values("loss", [0.5, 1.0])],
        [FormulaChange("technosphere", "pump", "factory", "1 - loss")],
    )
    for path in ("auto", "refactorise"):
        with pytest.raises(RoosError) as raised:
            roos.sweep(system, DEMANDS, space, path=path)
        assert raised.value.code in ("E101", "E102", "E104")
        assert "scenario '1'" in raised.value.where


def test_axes_that_change_everything_are_refactorised_once_each(system: System) -> None:
    axes = [Axis.values("x", [0.9, 1.1]), Axis.values("y", [0.0, 0.5, 1.0])]
    wide = [FormulaChange("characterisation", "climate", "co2", "x")]
    narrow = [FormulaChange("technosphere", "steel", "factory", "-2 - y")]
    space = ScenarioSpace.build(system, axes, [*wide, *narrow])
    results = roos.sweep(system, DEMANDS, space)
    for number in range(len(space)):
        expected = roos.score(space.scenario(number).apply(system), DEMANDS).scores
        np.testing.assert_allclose(results.scores[number], expected, rtol=1e-13)


def test_cells_without_an_axis_hold_in_every_scenario_but_the_base(system: System) -> None:
    space = ScenarioSpace.build(
        system,
        [Axis.values("unused", [1.0, 2.0])],
        [FormulaChange("technosphere", "steel", "factory", "-5")],
    )
    results = roos.sweep(system, DEMANDS, space)
    expected = roos.score(space.scenario(1).apply(system), DEMANDS).scores
    np.testing.assert_allclose(results.scores[1], expected, rtol=1e-13)
    np.testing.assert_array_equal(results.scores[1], results.scores[2])
    assert not np.allclose(results.scores[0], results.scores[1])


def test_scenarios_that_a_path_cannot_answer_are_refactorised_and_said(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    from roos.sweeping.reduced import ReducedPath

    answered = ReducedPath.scores

    def unsure(self: ReducedPath, values: object) -> object:
        block = answered(self, values)  # type: ignore[arg-type]
        block.scores[1] = np.nan
        return block._replace(left=np.array([1]))

    plain = roos.sweep(system, DEMANDS, space_of(system))
    monkeypatch.setattr(ReducedPath, "scores", unsure)
    results = roos.sweep(system, DEMANDS, space_of(system), path="foreground")
    assert [PathCode(code).name for code in results.path[0:4]] == [
        "PLAIN", "FOREGROUND", "FALLBACK", "FOREGROUND",
    ]  # fmt: skip
    np.testing.assert_allclose(results.scores[0:7], plain.scores[0:7], rtol=1e-13)
    assert [finding.count for finding in results.findings if finding.code == "W149"] == [1]


def test_contributions_of_a_cell_add_up_to_its_score(system: System) -> None:
    results = roos.sweep(system, DEMANDS, space_of(system))
    made = results.contributions(demand="one pump", category="climate", scenario="3 | 2050")
    score = results.sel(scenario="3 | 2050", demand="one pump", category="climate").item()
    assert made.total == pytest.approx(score, rel=1e-12)


def test_a_table_has_a_column_per_axis(system: System) -> None:
    table = roos.sweep(system, DEMANDS, space_of(system)).to_pandas()
    assert list(table.columns) == [
        "scenario", "steel", "year", "demand", "category", "unit", "score", "relative_bound",
    ]  # fmt: skip
    assert len(table) == 7 * 2 * 2
    assert table.loc[table.scenario == "base", "steel"].isna().all()


def test_bounds_are_never_rounded_down() -> None:
    exact = np.array([0.0, 1e-17, 0.1, 1 / 3, 1e-300, np.inf])
    narrow = rounded_up(exact)
    assert (narrow >= exact).all()
    assert narrow[0] == 0.0
    assert (narrow[1:4] <= exact[1:4] * (1 + 2e-7)).all()


def test_ready_made_scenarios_are_an_axis(system: System) -> None:
    half = roos.Scenario.build("half", system, technosphere={("steel", "factory"): -1.0})
    results = roos.sweep(system, Demands.of(DEMANDS, system.products), [half])
    assert results.grid.names(0, 2) == ["base", "half"]
    np.testing.assert_allclose(
        results.sel(scenario="half").values, roos.score(half.apply(system), DEMANDS).scores, rtol=1e-14
    )
