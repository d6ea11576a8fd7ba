"""Results along pathways and years: labelled cubes of scores and changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.cube import Cube
from roos.errors import error
from roos.labels import Labels
from roos.screening.case import BASELINE
from roos.screening.measures import change_of
from roos.screening.screened import Screened, Screening

_Values = Callable[[Screening], NDArray[np.float64]]


@dataclass(frozen=True)
class Futures:
    """Screenings along pathways and years.

    Attributes
    ----------
    screenings
        By pathway and year.
    reference
        Which of them the others are compared with. Its year is that of every pathway: they start there.
    """

    screenings: Mapping[tuple[str, str], Screening]
    reference: tuple[str, str]

    @property
    def base(self) -> Screening:
        """The screening that the others are compared with."""
        return self.screenings[self.reference]

    @property
    def pathways(self) -> tuple[str, ...]:
        """Pathways in the order given."""
        return tuple(dict.fromkeys(pathway for pathway, _ in self.screenings))

    @property
    def years(self) -> tuple[str, ...]:
        """Years, ascending."""
        return tuple(sorted({year for _, year in self.screenings}))

    @property
    def factorisations(self) -> int:
        """How many there were: one per background, and one more for each set of patches."""
        return sum(one.factorisations for one in self.screenings.values())

    def at(self, pathway: str, year: str) -> Screening | None:
        """Return the screening of a pathway in a year; None where it was not computed."""
        if year == self.reference[1]:
            return self.screenings.get((pathway, year), self.base)
        return self.screenings.get((pathway, year))

    def scores(self, case: str = "", variant: str = "") -> Cube:
        """Return scores of a case, float64 pathway × year × side × category, per functional unit.

        Sides are ``baseline`` and the scenarios. NaN where a pathway was not computed in a year.

        Raises
        ------
        InputError
            E440 no result of this case or variant.
        """
        members = self._members(case, variant)
        sides = (BASELINE, *(one.scenario.id for one in members))
        categories = members[0].comparison.categories

        def of(screening: Screening) -> NDArray[np.float64]:
            found = _same(screening, members)
            return np.stack([found[0].comparison.baseline, *(one.comparison.case for one in found)])

        return self._cube(of, (Labels("side", sides), categories))

    def relative(self, case: str = "", variant: str = "") -> Cube:
        """Return r_k = (c − b)/b, float64 pathway × year × scenario × category; NaN where undefined."""
        members = self._members(case, variant)
        scenarios = Labels("scenario", tuple(one.scenario.id for one in members))

        def of(screening: Screening) -> NDArray[np.float64]:
            return np.stack([one.comparison.relative for one in _same(screening, members)])

        return self._cube(of, (scenarios, members[0].comparison.categories))

    def change(
        self, of: str = "mean", case: str = "", variant: str = "", *, to_reference: bool = False
    ) -> Cube:
        """Return the relative change of a measure, float64 pathway × year × scenario.

        Parameters
        ----------
        of
            As for :func:`roos.screening.measures.change_of`.
        to_reference
            Take off the change in the reference: by how much the answer itself moves.

        Raises
        ------
        InputError
            E433 no such measure, E440 no such result.
        """
        members = self._members(case, variant)
        scenarios = Labels("scenario", tuple(one.scenario.id for one in members))

        def values(screening: Screening) -> NDArray[np.float64]:
            found = _same(screening, members)
            return np.array([change_of(one, of, screening.options) for one in found])

        cube = self._cube(values, (scenarios,))
        if to_reference:
            cube.values[...] -= values(self.base)
        return cube

    def _members(self, case: str, variant: str) -> tuple[Screened, ...]:
        wanted = case or self.base.results[0].case.id
        found = tuple(one for one in self.base.results if one.case.id == wanted and one.variant == variant)
        if not found:
            raise error("E440", f"no result of case {wanted!r}, variant {variant!r}")
        return found

    def _cube(self, of: _Values, inner: tuple[Labels, ...]) -> Cube:
        pathways, years = self.pathways, self.years
        shape = (len(pathways), len(years), *(len(one) for one in inner))
        values = np.full(shape, np.nan)
        for p, pathway in enumerate(pathways):
            for y, year in enumerate(years):
                screening = self.at(pathway, year)
                if screening is not None:
                    values[p, y] = of(screening)
        axes = (Labels("pathway", pathways), Labels("year", years), *inner)
        numbers = {"year": np.array([float(year) for year in years])}
        return Cube(values, tuple(one.kind for one in axes), {one.kind: one for one in axes}, numbers)


def _same(screening: Screening, members: Sequence[Screened]) -> list[Screened]:
    """Return the results of another background for the same scenarios."""
    return [screening.of(one.case.id, one.scenario.id, one.variant) for one in members]
