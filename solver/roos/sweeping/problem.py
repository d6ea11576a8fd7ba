"""One system under one scenario, factorised and ready to score: what every path of a sweep starts from.

Only what a scenario alters is done again: the factors where A changes, D = C B where B or C does.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.absolute import AbsoluteInverse
from roos.adjoint import certified_multipliers, score_adjoint
from roos.cells import Cells
from roos.demand import Demands
from roos.errors import error
from roos.factorisation import Factorisation
from roos.factorising import factorise
from roos.forward import score_forward
from roos.intensity import Intensities
from roos.method import Method
from roos.options import DEFAULT, Options
from roos.places import Part, Places
from roos.scoring import choose, method_of, refuse_unsound
from roos.sweeping.block import Block
from roos.sweeping.slots import Slots
from roos.sweeping.wide import wide_cells
from roos.system import System, Technosphere

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """One system under one scenario.

    Attributes
    ----------
    system
        The base: labels, and the matrices before any change.
    demands
        The base demands.
    method
        The base characterisation.
    options
        As given.
    factors
        Of A, on a pattern that has room for every changed cell.
    technosphere
        csc_array A (products × activities) that ``factors`` are of.
    biosphere, characterisation, demand_matrix
        csc_array B (flows × activities), csr_array C (categories × flows), csc_array F (products × demands)
        under this scenario.
    places
        The changed cells by matrix; prices have no part in a score.
    """

    system: System
    demands: Demands
    method: Method
    options: Options
    factors: Factorisation
    technosphere: sp.csc_array
    biosphere: sp.csc_array
    characterisation: sp.csr_array
    demand_matrix: sp.csc_array
    places: Mapping[Part, Places]
    _slots: Mapping[Part, Slots] = field(repr=False)

    @classmethod
    def of(
        cls,
        system: System,
        demands: Demands,
        *,
        method: Method | None = None,
        options: Options | None = None,
        factors: Factorisation | None = None,
        places: Mapping[Part, Places],
    ) -> Problem:
        """Return the base problem, with room for every changed cell.

        Parameters
        ----------
        system, demands, method, options
            As in :func:`roos.score`.
        factors
            Of ``system.technosphere``, to save a factorisation. They are used as they stand where they have
            room for all changed cells, and never altered.
        places
            Cells that scenarios change, by matrix.

        Raises
        ------
        InputError
            E114 factors of another matrix, E405 changes of another system, E511 no method; and as
            :func:`roos.factorise`.
        """
        refuse_unsound(system)
        options = options or DEFAULT
        chosen = method_of(system, method)
        if factors is not None:
            factors.refuse_other(system.technosphere.matrix)
        given = system.technosphere.matrix if factors is None else factors.matrix
        slots = {
            Part.TECHNOSPHERE: Slots.of(given, places.get(Part.TECHNOSPHERE)),
            Part.BIOSPHERE: Slots.of(system.biosphere, places.get(Part.BIOSPHERE)),
            Part.CHARACTERISATION: Slots.of(chosen.matrix, places.get(Part.CHARACTERISATION)),
            Part.DEMANDS: Slots.of(demands.matrix, places.get(Part.DEMANDS)),
        }
        if factors is None or slots[Part.TECHNOSPHERE].grown:
            base = system.technosphere
            wide = Technosphere(
                slots[Part.TECHNOSPHERE].matrix, base.products, base.activities, base.reference
            )
            factors = factorise(wide, options=options)
        b, c = slots[Part.BIOSPHERE].matrix, slots[Part.CHARACTERISATION].matrix
        return cls(
            system,
            demands,
            chosen,
            options,
            factors,
            factors.matrix,
            b,
            c,
            slots[Part.DEMANDS].matrix,
            {part: cells for part, cells in places.items() if part in slots},
            slots,
        )

    def at(self, values: Mapping[Part, Array], *, reuse: bool = False) -> Problem:
        """Return the problem with other values in the changed cells.

        Parameters
        ----------
        values
            By matrix, float64 (cells,): what each changed cell holds; a matrix that is missing keeps the
            values of this problem.
        reuse
            Refactorise in the memory of this problem's factors, which must belong to nobody else: this
            problem cannot be scored any more if A changes (E121).

        Raises
        ------
        InputError
            E106 a value is not finite, E121 this problem's factors were taken by another.
        SingularError
            E101, as :meth:`Factorisation.refactorise`.
        """
        a = self._refilled(Part.TECHNOSPHERE, self.technosphere, values)
        b = self._refilled(Part.BIOSPHERE, self.biosphere, values)
        c = self._refilled(Part.CHARACTERISATION, self.characterisation, values)
        f = self._refilled(Part.DEMANDS, self.demand_matrix, values)
        altered: dict[str, Any] = {"biosphere": b, "characterisation": c, "demand_matrix": f}
        if a is not self.technosphere:
            factors = self.factors.refactorise(a, out=self.factors if reuse else None)
            altered.update(factors=factors, technosphere=factors.matrix)
        made = replace(self, **altered)
        kept = (
            {"inverse"} if a is self.technosphere else set()
        )  # what depends on what did not change goes along
        kept |= {"by_flows"} if c is self.characterisation else set()
        kept |= {"intensities"} if b is self.biosphere and c is self.characterisation else set()
        made.__dict__.update({name: self.__dict__[name] for name in kept & self.__dict__.keys()})
        return made

    @property
    def grown(self) -> bool:
        """Whether A has entries that the system's own technosphere lacks."""
        return self._slots[Part.TECHNOSPHERE].grown

    def within(self, places: Mapping[Part, Places]) -> Problem:
        """Return this problem as the base of scenarios that change only some of its cells."""
        slots = {part: Slots.of(self.matrix(part), places.get(part)) for part in self._slots}
        made = replace(self, places={part: places[part] for part in slots if part in places}, _slots=slots)
        made.__dict__.update({k: v for k, v in self.__dict__.items() if k in ("inverse", "_multipliers")})
        return made

    def anew(self, values: Mapping[Part, Array]) -> Problem:
        """Return the problem as :meth:`at` does, with A ordered and factorised by itself, without zeros."""
        a = sp.csc_array(self._refilled(Part.TECHNOSPHERE, self.technosphere, values), copy=True)
        a.eliminate_zeros()
        base = self.system.technosphere
        technosphere = Technosphere(a, base.products, base.activities, base.reference)
        others: dict[Part, Array] = {
            part: cells for part, cells in values.items() if part is not Part.TECHNOSPHERE
        }
        made = factorise(technosphere, options=self.options)
        changed = replace(self.at(others), factors=made, technosphere=made.matrix)
        changed.__dict__.pop("inverse", None)
        return changed

    def positions(self, part: Part) -> NDArray[np.int64]:
        """Return where each changed cell stands in the ``data`` of its matrix, int64 (cells,)."""
        return self._slots[part].at

    def values(self, part: Part) -> Array:
        """Return what the changed cells of a matrix hold here, float64 (cells,), new."""
        return np.array(self.matrix(part).data[self._slots[part].at])

    @functools.cached_property
    def intensities(self) -> Intensities:
        """D = C B, multiplied when first asked for."""
        return Intensities.of(self.characterisation, self.biosphere)

    @functools.cached_property
    def by_flows(self) -> sp.csc_array:
        """C by flows, csc_array (categories × flows)."""
        return sp.csc_array(self.characterisation)

    @functools.cached_property
    def inverse(self) -> AbsoluteInverse:
        """|A⁻¹|, made when first asked for."""
        self.refuse_taken()
        return AbsoluteInverse(self.factors)

    def cells(self, direction: str = "auto") -> Cells:
        """Return the scores of all demands, certified as by :func:`roos.score`.

        Parameters
        ----------
        direction
            ``"auto"``, ``"forward"`` or ``"adjoint"``.
        """
        self.refuse_taken()
        counts = self.demand_matrix.shape[1], self.characterisation.shape[0]
        path, _ = choose(direction, *counts, self.options, False)
        run = score_forward if path == "forward" else score_adjoint
        return run(
            self.factors,
            self.demand_matrix,
            self.intensities,
            self.inverse,
            self.options,
            False,
            lambda phase, fraction: None,
        )

    def block(self, direction: str = "auto", *, quick: bool = True) -> Block:
        """Return the scores as a block of one scenario.

        Parameters
        ----------
        direction
            ``"auto"``, ``"forward"`` or ``"adjoint"``.
        quick
            Bounds from one more solve for all scores instead of three times as many, wider and as rigorous;
            the full ones of :meth:`cells` where the quick ones exceed ``options.warn_bound``.
        """
        self.refuse_taken()
        cells = wide_cells(self, direction) if quick else None
        if cells is None:
            cells = self.cells(direction)
        worst = np.array([cells.backward_error.max(initial=0.0)])
        three = cells.scores[None], cells.bound[None], cells.contributions[None]
        return Block(*three, worst, np.zeros(0, dtype=np.int64))

    def multipliers(self) -> tuple[Array, Array]:
        """Return Λᵀ and a bound of its error, both float64 (products, categories); made once."""
        return self._multipliers

    def refuse_taken(self) -> None:
        """Raise E121 where the factors hold another scenario by now."""
        if self.factors.matrix is not self.technosphere:
            raise error(
                "E121",
                "the factors of this problem were taken for another scenario",
                "Problem.at(..., reuse=True)",
                "score a problem before its factors are reused, or leave out reuse",
            )

    @functools.cached_property
    def _multipliers(self) -> tuple[Array, Array]:
        self.refuse_taken()
        categories, products = self.characterisation.shape[0], self.factors.shape[0]
        values, bound = np.empty((products, categories)), np.empty((products, categories))
        for start in range(0, categories, self.options.batch):
            part = slice(start, min(start + self.options.batch, categories))
            solved, error_, _ = certified_multipliers(self.factors, self.intensities, self.inverse, part)
            values[:, part], bound[:, part] = solved.x, error_
        return values, bound

    def matrix(self, part: Part) -> Any:
        """Return A, B, C or F under this scenario."""
        return {
            Part.TECHNOSPHERE: self.technosphere,
            Part.BIOSPHERE: self.biosphere,
            Part.CHARACTERISATION: self.characterisation,
            Part.DEMANDS: self.demand_matrix,
        }[part]

    def _refilled(self, part: Part, current: Any, values: Mapping[Part, Array]) -> Any:
        given = values.get(part)
        if given is None or part not in self.places:
            return current
        if not np.isfinite(given).all():
            raise error(
                "E106",
                f"the {part} is given a value that is not finite",
                self.places[part].where(int(np.flatnonzero(~np.isfinite(given))[0])),
                "give finite values",
            )
        return self._slots[part].refilled(current, given)
