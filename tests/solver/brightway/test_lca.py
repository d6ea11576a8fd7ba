"""roos.brightway.LCA against bw2calc.LCA: every public method and property, every way of drawing values."""

from __future__ import annotations

import copy
from typing import Any

import bw2calc
import numpy as np
import pytest

import roos
from roos import brightway
from solver.brightway import packages
from solver.brightway.same import same

RESULTS = ("supply_array", "inventory", "characterized_inventory", "score")


def pair(*extra: Any, demand: Any = None, **options: Any) -> list[Any]:
    """Return our object and bw2calc's of the same data, each with packages of its own."""
    made = []
    for cls in (brightway.LCA, bw2calc.LCA):
        given = [make() for make in (packages.inventory, *extra)] + packages.methods()[:1]
        made.append(cls(demand or {104: 1.0}, data_objs=given, **options))
    return made


def both(lcas: list[Any], call: str, *args: Any, **kwargs: Any) -> None:
    for lca in lcas:
        getattr(lca, call)(*args, **kwargs)


def same_results(lcas: list[Any], names: tuple[str, ...] = RESULTS) -> None:
    for name in names:
        same(*(getattr(lca, name) for lca in lcas))


@pytest.mark.parametrize("reference", [False, True])
def test_a_static_calculation_is_the_same(reference: bool) -> None:
    lcas = pair(demand={104: 2.0, 101: 0.3})
    if reference:
        lcas[0].packages[0] = packages.inventory(reference=True)
    both(lcas, "lci")
    both(lcas, "lcia")
    same_results(lcas)
    for name in ("technosphere_matrix", "biosphere_matrix", "characterization_matrix", "demand_array"):
        same(*(getattr(lca, name) for lca in lcas))
    assert isinstance(lcas[0], bw2calc.LCA)


@pytest.mark.parametrize(
    "options",
    [
        {"use_distributions": True, "seed_override": 42},
        {"use_arrays": True},
        {"use_arrays": True, "seed_override": 5},
        {"use_arrays": True, "use_distributions": True, "seed_override": 11},
        {"selective_use": {"biosphere_matrix": {"use_distributions": True}}, "seed_override": 3},
        {"selective_use": {"technosphere_matrix": {"use_arrays": True}}},
    ],
    ids=["distributions", "sequence", "random columns", "both", "biosphere only", "technosphere arrays only"],
)
def test_sequences_of_draws_are_the_same(options: dict[str, Any]) -> None:
    lcas = pair(packages.scenarios, packages.additions, **options)
    both(lcas, "lci")
    both(lcas, "lcia")
    scores = set()
    for _ in range(4):
        same_results(lcas)
        same(*(lca.technosphere_matrix for lca in lcas))
        scores.add(lcas[0].score)
        for lca in lcas:
            next(lca)
    assert len(scores) > 1


def test_draws_of_a_generated_database_are_the_same() -> None:
    from benchmarks.datapackages import of_arrays
    from tests.helpers import accurate_brightway

    from roos_inventories.synthetic import generate

    accurate_brightway()
    made = generate(300, 7)
    options = {"use_distributions": True, "seed_override": 6}
    lcas = [
        cls({5: 1.0, 70: -2.0}, data_objs=of_arrays(made), **options) for cls in (brightway.LCA, bw2calc.LCA)
    ]
    both(lcas, "lci")
    both(lcas, "lcia")
    for _ in range(3):
        same_results(lcas)
        for lca in lcas:
            next(lca)


def test_keep_first_iteration() -> None:
    lcas = pair(use_distributions=True, seed_override=1)
    both(lcas, "lci")
    both(lcas, "lcia")
    both(lcas, "keep_first_iteration")
    before = lcas[0].score
    for lca in lcas:
        next(lca)
    assert lcas[0].score == before
    same_results(lcas)


def test_other_demands() -> None:
    lcas = pair()
    both(lcas, "lci", factorize=True)
    both(lcas, "lcia")
    for call, demand in (
        ("redo_lci", {101: 1.0}),
        ("lci", {102: 1.0}),
        ("redo_lcia", {103: 2.0}),
        ("lcia", {104: 7.0}),
    ):
        both(lcas, call, demand)
        same_results(lcas, ("supply_array", "inventory"))
    same_results(lcas)
    both(lcas, "check_demand", {101: 1.0})
    both(lcas, "build_demand_array", {101: 4.0})
    both(lcas, "lci_calculation")
    both(lcas, "lcia_calculation")
    same_results(lcas)


def test_switch_method_normalise_and_weight() -> None:
    lcas = pair()
    both(lcas, "lci")
    both(lcas, "lcia")
    for call, make in (
        ("switch_method", packages.methods),
        ("switch_normalization", packages.normalisations),
        ("switch_weighting", packages.weightings),
    ):
        for lca in lcas:
            getattr(lca, call)([make()[1]])
    both(lcas, "lcia_calculation")
    same_results(lcas)
    both(lcas, "normalize")
    same(*(lca.normalized_inventory for lca in lcas))
    both(lcas, "weight")
    same_results(lcas, ("weighted_inventory", "score"))
    both(lcas, "weighting")
    for label in ("technosphere", "weighting", "nothing"):
        assert lcas[0].has(label) == lcas[1].has(label)


def test_solving_as_other_tools_do() -> None:
    lcas = pair()
    both(lcas, "lci")
    demand = np.array([1.0, 2.0, 0.0, 3.0])
    same(*(lca.solve_linear_system(demand) for lca in lcas))
    both(lcas, "decompose_technosphere")
    same(*(lca.solve_linear_system() for lca in lcas))
    assert hasattr(lcas[0], "solver")
    same(*(lca.invert_technosphere_matrix() for lca in lcas))
    same(lcas[0].factors.solve(demand), lcas[1].solve_linear_system(demand))
    # Activity Browser writes into the matrix and deletes the solver
    for lca in lcas:
        lca.technosphere_matrix[0, 1] = 5.0
        lca._delete_solver_state()
    both(lcas, "lci_calculation")
    same_results(lcas, ("supply_array", "inventory"))
    assert not hasattr(lcas[0], "solver")


def test_a_solver_at_hand_follows_the_matrix() -> None:
    ours, theirs = pair()
    ours.lci()
    ours.decompose_technosphere()
    theirs.lci()
    for lca in (ours, theirs):
        lca.technosphere_matrix.data *= 2.0
        theirs._delete_solver_state()
    same(*(lca.solve_linear_system() for lca in (ours, theirs)))


def test_a_cell_that_was_not_there() -> None:
    lcas = pair(use_distributions=True, seed_override=9)
    both(lcas, "lci")
    both(lcas, "lcia")
    for lca in lcas:
        lca.technosphere_mm.matrix[3, 1] = -0.25
        lca._delete_solver_state()
    both(lcas, "lci_calculation")
    same_results(lcas, ("supply_array",))
    for lca in lcas:
        next(lca)
    same_results(lcas)


def test_dictionaries_and_tables() -> None:
    lcas = pair(remapping_dicts={"product": {101: ("db", "a")}, "activity": {201: ("db", "b")}})
    both(lcas, "lci")
    both(lcas, "lcia")
    for name in ("activity_dict", "product_dict", "biosphere_dict"):
        assert dict(getattr(lcas[0], name)) == dict(getattr(lcas[1], name))
    assert lcas[0].reverse_dict() == lcas[1].reverse_dict()
    frames = [lca.to_dataframe(annotate=False) for lca in lcas]
    for column in frames[1].columns:
        np.testing.assert_allclose(frames[0][column], frames[1][column], rtol=1e-10)
    both(lcas, "load_lci_data")
    both(lcas, "load_lcia_data")
    same(*(lca.technosphere_matrix for lca in lcas))
    for lca in lcas:
        lca.demand = {101: 1.0}
        lca.remap_inventory_dicts()
    assert dict(lcas[0].dicts.product) == dict(lcas[1].dicts.product)


def test_copies_solve_on_their_own() -> None:
    ours = pair()[0]
    ours.lci()
    ours.lcia()
    ours.decompose_technosphere()
    twin = copy.copy(ours)  # what Brightway objects can do; they cannot be pickled
    assert not hasattr(twin, "solver")
    twin.lcia({101: 1.0})
    other = pair(demand={101: 1.0})[1]
    other.lci()
    other.lcia()
    same(twin.score, other.score)


def test_what_is_wrong_is_named() -> None:
    ours, theirs = pair(demand={999: 1.0})
    for lca in (ours, theirs):
        with pytest.raises(bw2calc.errors.OutsideTechnosphere):
            lca.lci()
    ours, theirs = pair(demand={201: 1.0})
    for lca in (ours, theirs):
        with pytest.raises(ValueError, match="products, not activities"):
            lca.lci()
    ours = pair()[0]
    with pytest.raises(KeyError):
        ours.load_lci_data()
        ours.check_demand({("db", "x"): 1.0})
    with pytest.raises(AssertionError):
        pair()[0].lcia()
    with pytest.raises(AssertionError):
        pair()[0].score  # noqa: B018
    ours = pair()[0]
    ours.load_lci_data()
    ours.technosphere_matrix[:, 1] = 0.0
    with pytest.raises(roos.SingularError) as raised:
        ours.lci()
    assert raised.value.code == "E104" and "202" in str(raised.value)


def test_more_products_than_activities_is_refused_as_there() -> None:
    for lca in pair(_another_product):
        with pytest.raises(bw2calc.errors.NonsquareTechnosphere, match=r"4 activities.*5 products"):
            lca.lci()


def _another_product() -> Any:
    import bw_processing as bwp

    package = bwp.create_datapackage()
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        name="fifth",
        indices_array=packages.indices([105], [201]),
        data_array=np.ones(1),
    )
    return package
