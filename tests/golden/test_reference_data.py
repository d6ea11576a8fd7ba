"""Reference data of others: published results, and solutions refined in 80-bit arithmetic.

Every ``check`` of every ``meta.json`` is one test. A formula is evaluated as a user would, from the matrix
folder by its locator; the tolerance holds for each number, relative to itself, so an exact zero must be zero.
Where the formula says so it is relative to the sum of absolute contributions instead.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from helpers import reference_case, reference_data
from roos import Demands, Labels
from roos_inventories import read

CHECKS = [
    ("bw2calc_multi_lca_simple", "h"),
    ("pymrio_test_mrio", "L"),
    ("pymrio_test_mrio", "M"),
    ("pymrio_test_mrio", "x"),
    ("tiny_bw2calc_partitioned", "h"),
    ("tiny_eurostat_toy", "s"),
    ("tiny_heijungs_suh_2002", "s"),
    ("tiny_heijungs_suh_2002", "g"),
    ("tiny_miller_blair_2x2", "s"),
    ("useeio_v1_2", "L"),
    ("useeio_v1_2", "D"),
    ("useeio_v1_2", "N"),
    ("useeio_v1_2", "reference_ld:supply"),
    ("useeio_v1_2", "reference_ld:score"),
    ("uslci_fy17q4", "reference_ld:supply"),
    ("uslci_fy17q4", "reference_ld:inventory"),
    ("uslci_fy17q4", "reference_ld:score"),
    ("uslci_fy17q4_noalloc", "reference_ld:supply"),
    ("uslci_fy17q4_noalloc", "reference_ld:score"),
]
OF_CONTRIBUTIONS = ", relative to sum of |contributions|"
DIRECTIONS = ("forward", "adjoint")


def stored(folder, want):
    """Return what is wanted, and everything stored beside it."""
    file, _, name = want.rpartition(":")
    with np.load(folder / f"{file or 'expected'}.npz", allow_pickle=False) as arrays:
        return arrays[name], dict(arrays)


def right_hand_side(symbol, beside, products):
    """Return the demand that a formula names, (products, k)."""
    if "demand_index" in beside:
        index, value = beside["demand_index"], beside["demand_value"]
        f = np.zeros((products, index.size))
        f[index, np.arange(index.size)] = value
        return f
    f = beside[symbol]
    return f.reshape(products, -1)


def scores(system, f, direction):
    """Return scores (categories, demands) by the public way."""
    demands = Demands(sp.csc_array(f), Labels.numbered("demand", f.shape[1]), system.products)
    return roos.score(system, demands, direction=direction).scores.T


def evaluate(formula, system, beside):
    """Return every way of computing a formula that a user has, by name."""
    a, b = system.technosphere, system.biosphere
    c, n = system.characterisation.matrix, len(system.products)
    factors = roos.factorise(a)
    unit = np.eye(n)
    symbol = formula.split()[-1]
    if formula == "C B":
        return {"product": (c @ b).toarray()}
    if formula == "A^-1":
        return {"solve": factors.solve(unit), "solve_transposed": factors.solve_transposed(unit).T}
    if formula == "B A^-1":
        rows = b.toarray()
        return {"solve": rows @ factors.solve(unit), "transposed": factors.solve_transposed(rows.T).T}
    if formula == "C B A^-1":
        multipliers = factors.solve_transposed((c @ b).toarray().T).T
        return {"multipliers": multipliers, **{way: scores(system, unit, way) for way in DIRECTIONS}}
    if formula == "B s":
        return {"solve": b @ factors.solve(right_hand_side("f", beside, n))}
    f = right_hand_side(symbol, beside, n)
    if formula == f"A^-1 {symbol}":
        return {"solve": factors.solve(f), "one by one": np.column_stack([factors.solve(x) for x in f.T])}
    if formula == f"B A^-1 {symbol}":
        return {"solve": b @ factors.solve(f)}
    assert formula == f"C B A^-1 {symbol}", f"no rule for the formula {formula!r}"
    return {way: scores(system, f, way) for way in DIRECTIONS}


def sum_of_contributions(system, beside):
    """Return Σ over activities of |contribution|, (categories, demands)."""
    supply = roos.factorise(system.technosphere).solve(right_hand_side("f", beside, len(system.products)))
    return abs(system.characterisation.matrix @ system.biosphere) @ np.abs(supply)


@pytest.mark.parametrize(("case", "want"), CHECKS)
def test_stated_result(case, want):
    folder, meta = reference_case(case)
    check = next(entry for entry in meta["check"] if entry["want"] == want)
    system = read(str(folder))
    expected, beside = stored(folder, want)
    formula = check["formula"].removesuffix(OF_CONTRIBUTIONS)
    scale = np.abs(expected)
    if formula != check["formula"]:
        scale = sum_of_contributions(system, beside)
    for way, got in evaluate(formula, system, beside).items():
        error = np.abs(got.reshape(expected.shape) - expected)
        assert np.all(error <= check["rtol"] * scale), f"{way}: {np.nanmax(error / scale):.1e} relative"


def test_no_check_is_left_out():
    stated = {
        (meta.parent.name, check["want"])
        for meta in reference_data().glob("*/meta.json")
        for check in json.loads(meta.read_text()).get("check", ())
    }
    assert stated <= set(CHECKS), "a check without a test"
