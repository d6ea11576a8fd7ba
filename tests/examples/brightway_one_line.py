"""Brightway with one line changed: the import.

Runs on a datapackage that it writes itself; with a Brightway project, the rest of your script stays as it is.
"""

from __future__ import annotations

import bw_processing as bwp
import numpy as np

from roos.brightway import LCA  # was: from bw2calc import LCA


def packages() -> list:
    """Return a bakery: bread (1) needs flour (2); both emit carbon dioxide (10)."""
    inventory = bwp.create_datapackage()
    inventory.add_persistent_vector(
        matrix="technosphere_matrix",
        indices_array=np.array([(1, 1), (2, 2), (2, 1)], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([1.0, 1.0, 0.7]),
        flip_array=np.array([False, False, True]),  # inputs
    )
    inventory.add_persistent_vector(
        matrix="biosphere_matrix",
        indices_array=np.array([(10, 1), (10, 2)], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([0.2, 0.5]),
    )
    method = bwp.create_datapackage()
    method.add_persistent_vector(
        matrix="characterization_matrix",
        indices_array=np.array([(10, 0)], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([1.0]),
    )
    return [inventory, method]


def main() -> dict[str, float]:
    lca = LCA({1: 2.0}, data_objs=packages())
    lca.lci()
    lca.lcia()
    scores = {"two loaves": lca.score}
    lca.lcia({2: 1.0})  # another demand: the factors are still there
    scores["a kilogram of flour"] = lca.score
    return scores


if __name__ == "__main__":
    for name, score in main().items():
        print(f"{name}: {score:.3f} kg CO2")
