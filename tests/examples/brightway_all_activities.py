"""Scores of every activity of a database in every category, with Brightway's own MultiLCA interface.

No supply vector and no inventory is formed for that: one transposed solve per category gives all scores.
Those that are read afterwards are formed then.
"""

from __future__ import annotations

import time

import bw_processing as bwp
import numpy as np

from roos.brightway import MultiLCA
from roos_inventories import read

FIRST_FLOW = 1_000_000


def packages(activities: int) -> tuple[list, list[tuple[str, str]], list[int]]:
    """Return a generated database as bw2data would hand it over: packages, methods, ids of products."""
    system = read(f"synthetic:activities={activities},seed=7")
    a, b, method = system.technosphere.matrix.tocoo(), system.biosphere.tocoo(), system.characterisation
    inventory = bwp.create_datapackage()
    inventory.add_persistent_vector(
        matrix="technosphere_matrix",
        indices_array=indices(a.row + 1, a.col + 1),
        data_array=np.abs(a.data),
        flip_array=a.data < 0,
    )
    inventory.add_persistent_vector(
        matrix="biosphere_matrix", indices_array=indices(b.row + FIRST_FLOW, b.col + 1), data_array=b.data
    )
    made, names = [inventory], [("example", name) for name in method.categories.ids]
    for row, name in zip(method.matrix, names, strict=True):
        package = bwp.create_datapackage()
        flows = row.tocoo().coords[-1]
        package.add_persistent_vector(
            matrix="characterization_matrix",
            identifier=list(name),
            indices_array=indices(flows + FIRST_FLOW, np.zeros(len(flows))),
            data_array=row.data,
        )
        made.append(package)
    return made, names, list(range(1, a.shape[0] + 1))


def indices(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    made = np.empty(len(rows), dtype=bwp.INDICES_DTYPE)
    made["row"], made["col"] = rows, columns
    return made


def main(activities: int = 2000) -> dict:
    data_objs, names, products = packages(activities)
    start = time.perf_counter()
    lca = MultiLCA(
        demands={f"product {product}": {product: 1.0} for product in products},
        method_config={"impact_categories": names},
        data_objs=data_objs,
    )
    lca.lci()
    lca.lcia()
    scores = lca.scores  # {(category, demand): score}
    seconds = time.perf_counter() - start
    inventory = lca.inventories["product 1"]  # formed now
    print(f"{len(scores)} scores in {seconds:.2f} s; inventory of product 1: {inventory.nnz} flows")
    return scores


if __name__ == "__main__":
    main()
