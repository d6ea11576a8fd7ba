"""Draws from the distributions of a system's matrices, each a function of seed, matrix, row and sample alone.

Reading order: ``streams.py`` (seeds), ``checking.py`` (what is no distribution, by name), ``bounds.py``
(distributions cut at a minimum and a maximum), ``quantiles.py`` (those that come from SciPy), ``draws.py``
(one matrix), ``pattern.py`` (where its values are written). For a parameter: ``distribution.py`` (one),
``support.py`` (its ends), ``quantile.py`` (its values at given probabilities). The loops are in
``roos.kernels.sampling``.
"""

from __future__ import annotations

from roos.sampling.draws import Draws
from roos.sampling.streams import Stream, checked_seed

__all__ = ["Draws", "Stream", "checked_seed"]
