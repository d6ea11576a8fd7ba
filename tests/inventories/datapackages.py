"""Small datapackages, written by bw_processing itself, and what bw2calc says of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bw_processing as bwp
import numpy as np
from bw_processing.io_helpers import generic_directory_filesystem, generic_zipfile_filesystem


def indices(pairs: Any) -> Any:
    return np.array([tuple(pair) for pair in pairs], dtype=bwp.INDICES_DTYPE)


def new_package(path: Path, **options: Any) -> Any:
    """Return an empty package at ``path``: a zip by its suffix, else a folder."""
    if path.suffix == ".zip":
        filesystem = generic_zipfile_filesystem(dirpath=path.parent, filename=path.name)
    else:
        filesystem = generic_directory_filesystem(dirpath=path)
    return bwp.create_datapackage(fs=filesystem, name=path.stem, **options)


def add(
    package: Any, matrix: str, entries: Any, *, name: str | None = None, dtype: Any = float, **more: Any
) -> None:
    """Add entries (row, column, value[, flip]) as one resource group."""
    entries = list(entries)
    flip = np.array([len(entry) > 3 and entry[3] for entry in entries], dtype=bool)
    package.add_persistent_vector(
        matrix=f"{matrix}_matrix",
        name=name or matrix,
        indices_array=indices(entry[:2] for entry in entries),
        data_array=np.array([entry[2] for entry in entries], dtype=dtype),
        flip_array=flip,
        **more,
    )


def finish(package: Any) -> None:
    package.finalize_serialization()


def flip(path: Path) -> None:
    """Inputs as positive numbers with flips; product and activity share ids, which are large."""
    p = new_package(path)
    ids = (101, 102, 103)
    makes = [(i, i, amount) for i, amount in zip(ids, (1.0, 2.0, 0.25), strict=True)]
    uses = [(101, 102, 0.5, True), (102, 103, 0.1, True), (103, 101, 0.3, True), (101, 103, 7.0, True)]
    add(p, "technosphere", makes + uses)
    add(p, "biosphere", [(7, 101, 3.0), (7, 102, 0.2), (9, 103, 11.0), (9, 101, 1e-9)])
    add(p, "characterization", [(7, 0, 2.0), (9, 0, 28.0)], global_index=0)
    finish(p)


def sums_within(path: Path) -> None:
    """The same place several times in a group, summed: the default."""
    p = new_package(path, sum_intra_duplicates=True)
    add(
        p,
        "technosphere",
        [(1, 1, 1), (1, 1, 0.3, True), (2, 2, 1), (1, 2, 0.1, True), (1, 2, 0.2, True), (2, 1, 0.4, True)],
    )
    add(p, "biosphere", [(5, 1, 1.0), (5, 1, 2.0), (5, 2, 0.1), (6, 2, 0.7)])
    add(p, "characterization", [(5, 0, 1.5), (6, 0, 2.0), (6, 0, 3.0)])
    finish(p)


def last_within(path: Path) -> None:
    """The same place several times in a group: the last one counts."""
    p = new_package(path, sum_intra_duplicates=False)
    add(
        p,
        "technosphere",
        [(1, 1, 0.7), (1, 1, 0.9), (2, 2, 1), (1, 2, 0.1, True), (1, 2, 0.25, True), (2, 1, 0.4, True)],
    )
    add(p, "biosphere", [(5, 1, 1.0), (5, 1, 2.0), (5, 2, 0.1), (6, 2, 0.7)])
    add(p, "characterization", [(5, 0, 1.5), (6, 0, 2.0), (6, 0, 3.0)])
    finish(p)


def sums_across(path: Path) -> None:
    """A second group adds to the first one."""
    p = new_package(path, sum_inter_duplicates=True, sum_intra_duplicates=False)
    add(p, "technosphere", [(1, 1, 1), (2, 2, 1), (1, 2, 0.1, True), (2, 1, 0.4, True)])
    add(p, "technosphere", [(1, 2, 0.3, True), (1, 2, 0.2, True), (1, 1, 0.5)], name="more")
    add(p, "biosphere", [(5, 1, 1.0), (6, 2, 0.7)])
    add(p, "biosphere", [(5, 1, 0.25), (6, 1, 0.5)], name="more-flows")
    add(p, "characterization", [(5, 0, 1.5), (6, 0, 2.0)])
    finish(p)


def last_across(path: Path) -> None:
    """A second group replaces entries of the first, even by zero; a third adds new places."""
    p = new_package(path)
    add(
        p,
        "technosphere",
        [(1, 1, 1), (2, 2, 1), (3, 3, 1), (1, 2, 0.1, True), (2, 1, 0.4, True), (3, 2, 0.9, True)],
    )
    add(p, "technosphere", [(1, 2, 0.3, True), (3, 2, 0.0, True), (2, 2, 1.25)], name="change")
    add(p, "technosphere", [(2, 3, 0.6, True)], name="another")
    add(p, "biosphere", [(5, 1, 1.0), (6, 2, 0.7), (5, 3, 2.0)])
    add(p, "biosphere", [(5, 1, 4.0)], name="change-flows")
    add(p, "characterization", [(5, 0, 1.5), (6, 0, 2.0)])
    finish(p)


def separate_ids(path: Path) -> None:
    """Products 1…3 and activities 1001…1003: ids of their own, and no production on the diagonal."""
    p = new_package(path)
    add(p, "technosphere", [
        (2, 1001, 1.0), (3, 1002, 2.0), (1, 1003, 5.0),
        (1, 1001, 0.2, True), (2, 1002, 0.3, True), (3, 1003, 0.7, True),
    ])  # fmt: skip
    add(p, "biosphere", [(50, 1001, 1.0), (51, 1002, 2.0), (50, 1003, -0.5)])
    add(p, "characterization", [(50, 0, 1.0), (51, 0, 25.0), (99, 0, 1e6)])
    finish(p)


def negative_reference(path: Path) -> None:
    """Waste treatment: its reference flow is negative and comes unflipped."""
    p = new_package(path)
    add(p, "technosphere", [(1, 1, 1.0), (2, 2, -1.0), (2, 1, -0.2), (1, 2, 0.05, True)])
    add(p, "biosphere", [(5, 1, 2.0), (5, 2, 30.0)])
    add(p, "characterization", [(5, 0, 1.0)])
    finish(p)


def single_precision(path: Path) -> None:
    """Amounts in float32 with duplicates: Brightway sums them in that precision, as it stores them."""
    p = new_package(path)
    tenths = [(1, 2, 0.1, True)] * 7
    add(p, "technosphere", [(1, 1, 1.1), (2, 2, 1.3), (2, 1, 0.3, True), *tenths], dtype=np.float32)
    add(p, "biosphere", [(5, 1, 0.1)] * 5 + [(6, 2, 0.7)], dtype=np.float32)
    add(p, "characterization", [(5, 0, 1.1), (6, 0, 29.8)], dtype=np.float32)
    finish(p)


def rescaled(path: Path) -> None:
    """Allocation factors beside the amounts, and reference exchanges flagged."""
    p = new_package(path)
    add(
        p, "technosphere", [(1, 11, 1), (2, 12, 1), (1, 12, 0.5, True), (2, 11, 0.4, True)],
        rescale_array=np.array([1, 1, 0.3, 3.0]),
        reference_array=np.array([True, True, False, False]),
    )  # fmt: skip
    add(p, "biosphere", [(5, 11, 1.0), (5, 12, 2.0)], rescale_array=np.array([0.3, 0.7]))
    add(p, "characterization", [(5, 0, 3.0)])
    finish(p)


def places(path: Path) -> None:
    """Factors for single places beside the global ones; integers as amounts; a flow of a foreign activity."""
    p = new_package(path)
    add(p, "technosphere", [(1, 1, 2), (2, 2, 4), (1, 2, 1, True)], dtype=int)
    add(p, "biosphere", [(5, 1, 3), (6, 2, 5), (7, 77, 1)], dtype=int)
    add(p, "characterization", [(5, 4, 1.0), (5, 3, 100.0), (6, 4, 2.0), (6, 2, 1e3)], global_index=4)
    finish(p)


def larger(path: Path) -> None:
    """A hundred activities, amounts over many decades, duplicates everywhere, shuffled ids."""
    rng = np.random.default_rng(20260)
    n, m = 100, 30
    products = rng.choice(10_000, n, replace=False)
    activities = 20_000 + rng.choice(10_000, n, replace=False)
    makes = [(p, a, 10.0 ** rng.uniform(-3, 3)) for p, a in zip(products, activities, strict=True)]
    size = {int(p): amount for p, _, amount in makes}
    uses = []
    for column, (_, a, amount) in enumerate(makes):
        for row in rng.choice(n, 4, replace=False):
            if row != column:
                share = float(rng.uniform(0, 0.2)) * amount
                uses += [(products[row], a, share * size[int(products[row])] / amount, True)] * int(
                    rng.integers(1, 3)
                )
    flows = rng.choice(1000, m, replace=False)
    emitted = [(flows[rng.integers(m)], a, float(rng.lognormal())) for a in activities for _ in range(3)]
    p = new_package(path)
    everything = makes + uses
    add(p, "technosphere", [everything[i] for i in rng.permutation(len(everything))])
    add(p, "biosphere", emitted)
    add(p, "characterization", [(f, 0, float(rng.lognormal())) for f in flows])
    finish(p)


MAKERS: tuple[Callable[[Path], None], ...] = (
    flip, sums_within, last_within, sums_across, last_across, separate_ids, negative_reference,
    single_precision, rescaled, places, larger,
)  # fmt: skip


def reference_scores(paths: list[Path], **lca: Any) -> tuple[dict[int, float], Any]:
    """Return bw2calc's score of one unit of every product, and the LCA object."""
    import bw2calc
    from bw2calc.utils import lu_solver

    objects = [bwp.load_datapackage(_filesystem(path)) for path in paths]
    calculation = bw2calc.LCA({}, data_objs=objects, **lca)
    calculation.load_lci_data()
    calculation.load_lcia_data()
    # bw2calc's own SuperLU path, also where pypardiso is installed, which searches the disk for MKL each time
    calculation.solver = lu_solver(calculation.technosphere_matrix)
    scores = {}
    for product in list(calculation.dicts.product):
        calculation.lci({product: 1})
        calculation.lcia()
        scores[product] = calculation.score
    return scores, calculation


def _filesystem(path: Path) -> Any:
    if path.suffix == ".zip":
        return generic_zipfile_filesystem(dirpath=path.parent, filename=path.name, write=False)
    return generic_directory_filesystem(dirpath=path)
