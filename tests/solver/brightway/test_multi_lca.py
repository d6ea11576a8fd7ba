"""roos.brightway.MultiLCA against bw2calc.MultiLCA: every public method and property, lazily or not."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import bw2calc
import matrix_utils
import numpy as np
import pytest

from roos import brightway
from roos.brightway.lazy import Lazy, LazyMatrices
from solver.brightway import packages
from solver.brightway.same import same

LEVELS = ("supply_arrays", "inventories", "characterized_inventories")


def pair(*extra: Any, normalised: bool = False, weighted: bool = False, **options: Any) -> list[Any]:
    made = []
    options.setdefault("demands", packages.DEMANDS)
    for cls in (brightway.MultiLCA, bw2calc.MultiLCA):
        given = [make() for make in (packages.inventory, *extra)] + packages.methods()
        given += (packages.normalisations() if normalised else []) + (
            packages.weightings() if weighted else []
        )
        config = packages.config(normalised=normalised, weighted=weighted)
        made.append(cls(method_config=config, data_objs=given, **options))
    return made


def both(lcas: list[Any], *calls: str) -> None:
    for lca in lcas:
        for call in calls:
            getattr(lca, call)()


def same_results(lcas: list[Any], *names: str) -> None:
    for name in names:
        same(*(getattr(lca, name) for lca in lcas))


def test_a_static_calculation_is_the_same() -> None:
    lcas = pair()
    both(lcas, "lci", "lcia")
    same_results(lcas, "scores")
    same_results(lcas, "demand_arrays", *LEVELS, "scores", "characterization_matrices")
    assert isinstance(lcas[0].inventories, matrix_utils.SparseMatrixDict)


def test_few_demands_take_the_other_direction() -> None:
    lcas = pair(demands={"one": {104: 1.0}})
    both(lcas, "lci", "lcia")
    same_results(lcas, "scores", *LEVELS)


@pytest.mark.parametrize(
    ("normalised", "weighted"), [(True, False), (False, True), (True, True)], ids=["n", "w", "both"]
)
def test_normalisation_and_weighting(normalised: bool, weighted: bool) -> None:
    lcas = pair(normalised=normalised, weighted=weighted)
    both(lcas, "lci", "lcia")
    calls = ["normalize"] * normalised + ["weight"] * weighted
    for call in calls:
        both(lcas, call)
        same_results(lcas, "scores")
    names = ["normalized_inventories"] * normalised + ["weighted_inventories"] * weighted
    same_results(lcas, *names)
    both(lcas, "lcia_calculation")
    same_results(lcas, "scores", *names)
    if weighted:
        both(lcas, "weighting_calculation", "weighting")
        same_results(lcas, "scores")


@pytest.mark.parametrize(
    "options",
    [
        {"use_distributions": True, "seed_override": 42},
        {"use_arrays": True},
        {"use_arrays": True, "use_distributions": True, "seed_override": 8},
        {"selective_use": {"characterization_matrix": {"use_distributions": True}}, "seed_override": 2},
    ],
    ids=["distributions", "sequence", "both", "characterisation only"],
)
@pytest.mark.parametrize("read", [True, False], ids=["all read", "scores alone"])
def test_sequences_of_draws_are_the_same(options: dict[str, Any], read: bool) -> None:
    lcas = pair(packages.scenarios, normalised=True, weighted=True, **options)
    both(lcas, "lci", "lcia", "normalize", "weight")
    before = lcas[0].inventories
    kept = {name: matrix.toarray() for name, matrix in lcas[1].inventories.items()}
    scores = set()
    for _ in range(3):
        if read:
            same_results(lcas, *LEVELS, "normalized_inventories", "weighted_inventories")
        same_results(lcas, "scores")
        scores.add(tuple(lcas[0].scores.values()))
        for lca in lcas:
            next(lca)
    assert len(scores) > 1
    # what was handed out before the draws is what it was, though nobody had read it
    for name, array in kept.items():
        np.testing.assert_allclose(before[name].toarray(), array, rtol=1e-10)


def test_deprecated_calls_and_first_iteration() -> None:
    lcas = pair(use_distributions=True, seed_override=4)
    both(lcas, "lci", "lcia", "keep_first_iteration")
    for call in ("redo_lci", "redo_lcia"):
        with pytest.warns(DeprecationWarning):
            getattr(lcas[0], call)()
        with pytest.raises(TypeError):  # bw2calc 3.1 hands on an argument that its own method has not
            getattr(lcas[1], call)()
    before = lcas[0].scores
    for lca in lcas:
        next(lca)
    assert lcas[0].scores == before
    same_results(lcas, "scores")
    lcas[0].decompose_technosphere()
    with pytest.raises(NotImplementedError):
        lcas[1].decompose_technosphere()


def test_what_is_put_there_by_hand_counts() -> None:
    lcas = pair()
    both(lcas, "lci", "lcia")
    for lca in lcas:
        lca.demand_arrays["first"][2] = 5.0
    both(lcas, "lci_calculation", "lcia_calculation")
    same_results(lcas, "scores", "supply_arrays")
    for lca in lcas:
        lca.demand_arrays = {name: 2.0 * array for name, array in lca.demand_arrays.items()}
    both(lcas, "lci_calculation", "lcia_calculation")
    same_results(lcas, "scores")
    for lca in lcas:
        lca.inventories["second"] = lca.inventories["first"] * 3.0
    both(lcas, "lcia_calculation")
    same_results(lcas, "scores", "characterized_inventories")
    for lca in lcas:
        key = next(iter(lca.characterized_inventories))
        lca.characterized_inventories[key] = lca.characterized_inventories[key] * 2.0
    same_results(lcas, "scores")
    for lca in lcas:
        lca.characterized_inventories = matrix_utils.SparseMatrixDict(lca.characterized_inventories)
    same_results(lcas, "scores")


def test_filters_and_dictionaries() -> None:
    lcas = pair()
    both(lcas, "load_lci_data", "load_lcia_data", "build_demand_array")
    same_results(lcas, "technosphere_matrix", "biosphere_matrix", "demand_arrays")
    for lca in lcas:
        assert lca.product_index(104) == 3
        with pytest.raises(bw2calc.errors.OutsideTechnosphere):
            lca.product_index(7)
        with pytest.raises(ValueError, match="products, not processes"):
            lca.product_index(201)
        filtered = lca.filter_package_by_identifier(packages.methods(), ("method", "water"))
        assert [len(package.resources) > 0 for package in filtered] == [False, True]
    with pytest.raises(ValueError, match="Must do LCIA first"):
        pair()[0].scores  # noqa: B018
    assert lcas[0].has("technosphere") and not lcas[0].has("weighting")


def test_nothing_is_formed_that_nobody_reads() -> None:
    ours = pair()[0]
    ours.lci()
    ours.lcia()
    assert len(ours.scores) == 8
    assert "0 formed" in repr(ours.inventories) and "0 formed" in repr(ours.characterized_inventories)
    ours.inventories["third"]
    assert "1 formed" in repr(ours.inventories)
    assert ours.inventories["third"] is ours.inventories["third"]


def test_copies_hold_what_was_calculated() -> None:
    ours = pair()[0]
    ours.lci()
    twin = copy.copy(ours)
    same(twin.supply_arrays, dict(ours.supply_arrays))
    twin.lcia()
    ours.lcia()
    same(dict(twin.scores), ours.scores)


def test_a_lazy_mapping_is_a_dictionary() -> None:
    def fresh() -> Lazy:
        return Lazy("abc", str.upper)

    plain = {"a": "A", "b": "B", "c": "C"}
    lazy = fresh()
    assert (list(lazy), len(lazy), "b" in lazy, list(lazy.keys())) == (
        ["a", "b", "c"],
        3,
        True,
        ["a", "b", "c"],
    )
    assert dict(fresh()) == plain == {**fresh()} and fresh() == plain and not fresh() == {}
    assert list(fresh().values()) == ["A", "B", "C"] and dict(fresh().items()) == plain
    assert (fresh().get("b"), fresh().get("z"), fresh().get("z", 1)) == ("B", None, 1)
    assert fresh().copy() == plain and pickle.loads(pickle.dumps(fresh())) == plain
    lazy = fresh()
    assert lazy.pop("a") == "A" and lazy.pop("a", 7) == 7 and lazy.changed
    assert lazy.popitem() == ("c", "C") and lazy.setdefault("d", "x") == "x" and lazy.setdefault("b") == "B"
    lazy.update({"b": "y"}, e="z")
    del lazy["d"]
    assert dict(lazy) == {"b": "y", "e": "z"}
    lazy.clear()
    assert dict(lazy) == {}
    with pytest.raises(KeyError):
        fresh()["z"]
    with pytest.raises(KeyError):
        fresh().pop("z")


def test_a_lazy_mapping_multiplies() -> None:
    import scipy.sparse as sp

    one = sp.csr_matrix(np.eye(2))
    made = LazyMatrices("ab", lambda key: one * (2.0 if key == "a" else 3.0))
    assert (made @ one)["b"].toarray().tolist() == [[3.0, 0.0], [0.0, 3.0]]
    assert type(pickle.loads(pickle.dumps(made))) is matrix_utils.SparseMatrixDict
