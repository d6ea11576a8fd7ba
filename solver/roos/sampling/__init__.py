"""Draws from the distributions of a system's matrices, each a function of seed, matrix, row and sample alone.

Reading order: ``streams.py`` (seeds), ``checking.py`` (what is no distribution, by name), ``bounds.py``
(distributions cut at a minimum and a maximum), ``quantiles.py`` (those that come from SciPy), ``draws.py``
(one matrix), ``pattern.py`` (where its values are written). For a parameter: ``distribution.py`` (one),
``support.py`` (its ends), ``quantile.py`` (its values at given probabilities). The loops are in
``roos.kernels.sampling``.

Names are loaded when first used: who only checks distributions needs no kernel.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roos.sampling.draws import Draws
    from roos.sampling.streams import Stream, checked_seed

__all__ = ["Draws", "Stream", "checked_seed"]

_HOMES = {"Draws": "draws", "Stream": "streams", "checked_seed": "streams"}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'roos.sampling' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"roos.sampling.{home}"), name)
    globals()[name] = value  # next time without this function
    return value
