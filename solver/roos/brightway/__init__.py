"""Brightway's calculations on roos: the classes of bw2calc with our factors inside, or bw2calc itself.

Change one line, ``from roos.brightway import LCA, MultiLCA, FastScoresOnlyMultiLCA`` for the same names of
bw2calc; or leave the code as it is and run it inside ``with roos.brightway.installed():``. Nothing of
Brightway is imported before one of these names is used.

Reading order: ``version.py`` (which bw2calc this is made for), ``keeper.py`` (factors of the matrix at
hand), ``solving.py`` (where bw2calc's classes ask for a solution), ``mapper.py``, ``mapped.py``,
``loading.py`` (matrices from datapackages in a third of the time, from the same draws), ``lca.py``;
``lazy.py``, ``batch.py``, ``multi_lca.py`` (many demands; what nobody reads is not formed),
``fast_scores.py``; ``installing.py``; ``weighting.py`` (shadow prices as Brightway weightings).

With ``use_distributions`` the draws are Brightway's own, from the same seeds; drawing then takes longer
than solving: ``roos.monte_carlo`` is the fast way.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from roos.brightway.installing import install, installed, uninstall
from roos.brightway.weighting import Weightings, weightings

if TYPE_CHECKING:
    from roos.brightway.fast_scores import FastScoresOnlyMultiLCA
    from roos.brightway.lca import LCA
    from roos.brightway.multi_lca import MultiLCA

__all__ = [
    "LCA",
    "FastScoresOnlyMultiLCA",
    "MultiLCA",
    "Weightings",
    "install",
    "installed",
    "uninstall",
    "weightings",
]

_HOMES = {"LCA": "lca", "MultiLCA": "multi_lca", "FastScoresOnlyMultiLCA": "fast_scores"}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'roos.brightway' has no attribute {name!r}")
    from roos.brightway.version import require

    require()
    value = getattr(importlib.import_module(f"roos.brightway.{home}"), name)
    globals()[name] = value  # next time without this function
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
