"""roos.brightway.FastScoresOnlyMultiLCA against bw2calc's, in both directions."""

from __future__ import annotations

from typing import Any

import bw2calc
import numpy as np
import pytest
import scipy.sparse as sp

from roos import brightway
from solver.brightway import packages
from solver.brightway.same import same

pytestmark = pytest.mark.skipif(
    not (bw2calc.PYPARDISO or bw2calc.UMFPACK),
    reason="bw2calc's fast scores want pypardiso or scikit-umfpack",
)


def pair(*extra: Any, normalised: bool = False, weighted: bool = False, **options: Any) -> list[Any]:
    made = []
    for cls in (brightway.FastScoresOnlyMultiLCA, bw2calc.FastScoresOnlyMultiLCA):
        given = [make() for make in (packages.inventory, *extra)] + packages.methods()
        given += (packages.normalisations() if normalised else []) + (
            packages.weightings() if weighted else []
        )
        config = packages.config(normalised=normalised, weighted=weighted)
        made.append(cls(demands=packages.DEMANDS, method_config=config, data_objs=given, **options))
    return made


@pytest.mark.parametrize("direction", ["forward", "adjoint", "auto"])
@pytest.mark.parametrize(
    "more", [{}, {"normalised": True}, {"weighted": True}, {"normalised": True, "weighted": True}]
)
def test_scores_are_the_same(direction: str, more: dict[str, bool]) -> None:
    lcas = pair(direction=direction, chunk_size=2, **more)
    same(*(lca.calculate() for lca in lcas))
    same(*(lca.scores for lca in lcas))
    same(lcas[0].precalculated, lcas[1].precalculated)
    same(*(lca.demand_matrix for lca in lcas))
    same(lcas[0].demand_arrays, lcas[1].demand_arrays)
    name = "supply_array" if direction == "forward" else "product_scores"
    same(*(getattr(lca, name) for lca in lcas))
    assert [lca.direction for lca in lcas] == [direction, direction]


def test_supplies_are_there_in_both_directions() -> None:
    ours, theirs = pair(direction="forward")
    theirs.calculate()
    ours.direction = "adjoint"
    assert not hasattr(ours, "supply_array")
    ours.calculate()
    same(ours.supply_array, theirs.supply_array)
    ours.direction = "forward"
    ours.calculate()
    assert not hasattr(ours, "product_scores")
    same(ours.supply_array, theirs.supply_array)


@pytest.mark.parametrize("options", [{"use_arrays": True}, {"use_distributions": True, "seed_override": 12}])
def test_draws_in_both_directions(options: dict[str, Any]) -> None:
    ours, theirs = pair(packages.scenarios, direction="forward", **options)
    backwards = _ours(packages.scenarios, direction="adjoint", **options)
    for lca in (ours, theirs, backwards):
        lca.calculate()
    for _ in range(3):
        same(ours.scores, theirs.scores)
        same(backwards.scores, theirs.scores)
        for lca in (ours, theirs, backwards):
            next(lca)


def test_solving_for_arrays() -> None:
    lcas = pair(direction="forward")
    for lca in lcas:
        lca.load_lci_data()
        lca.set_chunk_size(3)
    demands = [np.array([1.0, 0.0, 2.0, 0.0]), np.array([0.0, 1.0, 0.0, -1.0])]
    same(*(lca.calculate_supply_arrays(demands) for lca in lcas))
    same(*(lca.calculate_supply_arrays(sp.csr_matrix(np.array(demands))) for lca in lcas))
    assert lcas[0].calculate_supply_arrays([]).shape == lcas[1].calculate_supply_arrays([]).shape == (4, 0)
    for right in (np.arange(4.0), np.arange(8.0).reshape(4, 2), sp.csc_array(np.eye(4)), np.zeros((4, 0))):
        same(*(lca.solve_adjoint(right) for lca in lcas))
    for lca in lcas:
        with pytest.raises(ValueError, match="has 3 rows"):
            lca.solve_adjoint(np.ones(3))


def test_what_is_refused_there_is_refused_here() -> None:
    for lca in pair(direction="forward"):
        for call in ("lci", "lcia", "lci_calculation", "lcia_calculation"):
            with pytest.raises(NotImplementedError):
                getattr(lca, call)()
        with pytest.raises(ValueError, match="Scores not calculated"):
            lca.scores  # noqa: B018
        with pytest.raises(ValueError, match="direction"):
            lca.direction = "sideways"
        with pytest.raises(ValueError, match="chunk_size"):
            lca.set_chunk_size(0)
    for lca in pair(direction="adjoint", residual_tolerance=0.0):
        with pytest.raises(bw2calc.errors.InaccurateSolution):
            lca.calculate()
    for lca in pair(direction="adjoint", residual_tolerance=None):
        lca.calculate()


def test_the_direction_is_chosen_where_none_is_named() -> None:
    ours = _ours()
    ours.calculate()
    assert ours.direction == "auto" and hasattr(ours, "product_scores")


def _ours(*extra: Any, **options: Any) -> Any:
    given = [make() for make in (packages.inventory, *extra)] + packages.methods()
    return brightway.FastScoresOnlyMultiLCA(
        demands=packages.DEMANDS, method_config=packages.config(), data_objs=given, **options
    )
