"""One system under one scenario, factorised and ready to score; other values are a new problem on its pattern."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.absolute import AbsoluteInverse
from roos.adjoint import multipliers_with_doubt, score_adjoint
from roos.cells import Cells
from roos.changes import stored
from roos.demand import Demands
from roos.factorisation import Factorisation
from roos.factorising import factorise
from roos.forward import score_forward
from roos.intensity import Intensities
from roos.method import Method
from roos.options import DEFAULT, Options
from roos.places import Part, Places
from roos.scoring import characterisation_of, choose
from roos.sweeping.block import Block
from roos.system import System, Technosphere

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Problem:
    """A system under one scenario.

    Attributes
    ----------
    system, demands, method, options
        As given; the base, whatever the scenario.
    places
        Every cell that some scenario changes; the matrices below store all of them, with zeros where the base
        has no entry.
    factors
        Of A under this scenario.
    biosphere, characterisation, demand_matrix
        csc_array B, csc_array C, csc_array F (products × demands) under this scenario.
    intensities
        D = C B.
    """

    system: System
    demands: Demands
    method: Method
    options: Options
    places: Mapping[Part, Places]
    factors: Factorisation
    biosphere: sp.csc_array
    characterisation: sp.csc_array
    demand_matrix: sp.csc_array
    intensities: Intensities

    @classmethod
    def of(
        cls,
        system: System,
        demands: Demands,
        *,
        places: Mapping[Part, Places],
        method: Method | None = None,
        options: Options | None = None,
        factors: Factorisation | None = None,
    ) -> Problem:
        """Return the base: the system itself, on a pattern that holds every changed cell.

        Parameters
        ----------
        factors
            Of ``system.technosphere``; used where no scenario adds entries to A.

        Raises
        ------
        InputError, SingularError
            As :func:`roos.factorise` and :func:`roos.score`.
        """
        options = options or DEFAULT
        chosen = characterisation_of(system, method)
        technosphere = with_room(stored(system.technosphere.matrix), places.get(Part.TECHNOSPHERE))
        if factors is None or technosphere.nnz != stored(system.technosphere.matrix).nnz:
            given = system.technosphere
            wider = Technosphere(technosphere, given.products, given.activities, given.reference)
            factors = factorise(wider, options=options)
        biosphere = with_room(stored(system.biosphere), places.get(Part.BIOSPHERE))
        characterisation = with_room(stored(chosen.matrix), places.get(Part.CHARACTERISATION))
        return cls(
            system,
            demands,
            chosen,
            options,
            places,
            factors,
            biosphere,
            characterisation,
            with_room(stored(demands.matrix), places.get(Part.DEMANDS)),
            Intensities.of(sp.csr_array(characterisation), biosphere),
        )

    def at(self, values: Mapping[Part, Array], *, reuse: bool = False) -> Problem:
        """Return the problem with other values in the changed cells.

        Only what differs is computed anew: factors where A does, D where B or C does.

        Parameters
        ----------
        values
            By matrix, float64 (cells,): what the cells of :attr:`places` hold.
        reuse
            Take over the memory of these factors; this problem must not be used any more.

        Raises
        ------
        SingularError
            E101, E102 the values make A singular.
        """
        factors = self.factors
        new = self._new(Part.TECHNOSPHERE, factors.matrix, values)
        if new is not None:
            factors = factors.refactorise(new, out=factors if reuse else None)
        changed: dict[str, sp.csc_array] = {}
        for part, name in _MATRICES.items():
            matrix = getattr(self, name)
            data = self._new(part, matrix, values)
            if data is not None:
                changed[name] = sp.csc_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
        intensities = self.intensities
        if "biosphere" in changed or "characterisation" in changed:
            intensities = Intensities.of(
                sp.csr_array(changed.get("characterisation", self.characterisation)),
                changed.get("biosphere", self.biosphere),
            )
        return replace(self, factors=factors, intensities=intensities, **changed)

    def _new(self, part: Part, matrix: sp.csc_array, values: Mapping[Part, Array]) -> Array | None:
        """Return the changed values of a matrix in its stored order, or None where nothing differs."""
        if part not in values:
            return None
        at = self._entries[part]
        if np.array_equal(matrix.data[at], values[part]):
            return None
        data = matrix.data.copy()
        data[at] = values[part]
        return np.asarray(data)

    @functools.cached_property
    def _entries(self) -> dict[Part, Ints]:
        matrices = {Part.TECHNOSPHERE: self.factors.matrix} | {
            part: getattr(self, name) for part, name in _MATRICES.items()
        }
        return {
            part: places.entries(matrices[part]) for part, places in self.places.items() if part in matrices
        }

    @functools.cached_property
    def inverse(self) -> AbsoluteInverse:
        """A bound of |A⁻¹|."""
        return AbsoluteInverse(self.factors)

    def multipliers(self) -> tuple[Array, Array]:
        """Return Λᵀ and a bound of its error, each float64 (products, categories); solved once."""
        return self._multipliers

    @functools.cached_property
    def _multipliers(self) -> tuple[Array, Array]:
        return multipliers_with_doubt(self.factors, self.intensities, self.inverse)

    def cells(self, direction: str = "auto") -> Cells:
        """Return scores and bounds of all demands, as :func:`roos.score` does."""
        count = len(self.demands)
        path, _ = choose(direction, count, self.characterisation.shape[0], self.options, False)
        run = score_forward if path == "forward" else score_adjoint
        demands = self.demand_matrix
        return run(self.factors, demands, self.intensities, self.inverse, self.options, False, _silent)

    def block(self, direction: str = "auto") -> Block:
        """Return the scores of this one scenario."""
        cells = self.cells(direction)
        return Block(
            cells.scores[None],
            cells.bound[None],
            cells.contributions[None],
            np.array([cells.backward_error.max(initial=0.0)]),
            np.zeros(0, dtype=np.int64),
        )


_MATRICES = {
    Part.BIOSPHERE: "biosphere",
    Part.CHARACTERISATION: "characterisation",
    Part.DEMANDS: "demand_matrix",
}


def with_room(matrix: sp.csc_array, places: Places | None) -> sp.csc_array:
    """Return a matrix that stores a zero for every changed cell that it does not store."""
    if places is None or not places.pattern_changes:
        return matrix
    new = places.entries(matrix) < 0
    old = matrix.tocoo()
    row = np.concatenate([old.coords[0], places.rows[new]])
    column = np.concatenate([old.coords[1], places.columns[new]])
    wider = sp.csc_array(
        sp.coo_array((np.concatenate([old.data, np.zeros(int(new.sum()))]), (row, column)), shape=matrix.shape)
    )
    wider.sort_indices()
    return wider


def _silent(phase: str, fraction: float) -> None:
    return None
