"""The systems of `profiles` with all their scores, each solved once, straight with scipy."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import scipy.sparse.linalg as spla
from numpy.typing import NDArray

import roos
from helpers import profiles_system
from roos_inventories.profiles import source
from roos_inventories.profiles.reader import _matrix


class Background(NamedTuple):
    """A system, and scores[category, product] per unit of product."""

    system: roos.System
    scores: NDArray[np.float64]

    def of(self, product: str, category: str = "climate_change") -> float:
        """Score of the only product whose id starts with a text."""
        matches = [i for i, name in enumerate(self.system.products.ids) if name.startswith(product)]
        assert len(matches) == 1, (product, [self.system.products.ids[i] for i in matches])
        return float(self.scores[self.row(category), matches[0]])

    def row(self, category: str) -> int:
        return self.system.characterisation.categories.position(category)

    def note(self, trap: str) -> roos.Finding:
        """The only finding of a trap."""
        found = (*self.system.findings, *self.system.characterisation.findings)
        (finding,) = [finding for finding in found if finding.message.startswith(f"{trap}: ")]
        return finding


@cache
def background(**options: str) -> Background:
    system = profiles_system(**options)
    intensities = (system.characterisation.matrix @ system.biosphere).toarray()
    factors = spla.splu(system.technosphere.matrix.T.tocsc())
    return Background(system, factors.solve(np.ascontiguousarray(intensities.T)).T)


def static() -> Background:
    return background()


def npi(year: int = 2020) -> Background:
    return background(pathway="SSP2-NPi", year=str(year))


def pkb650(year: int = 2050) -> Background:
    return background(pathway="SSP2-PkBudg650", year=str(year))


@cache
def published(name: str) -> NDArray[np.float64]:
    """A matrix as it stands in the file, dense."""
    static()  # skips where the data are not installed
    return _matrix(source.Store.open().read(name), name).toarray()
