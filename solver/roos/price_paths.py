"""Several price sets on the same years, and paths on which one price runs along the years.

A path is a price set like any other: units, models, mappings and indicators apply to it unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from roos.errors import Finding, error
from roos.labels import Labels
from roos.price_years import aligned
from roos.prices import PriceSet

_Levels = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True)
class PricePaths:
    """Price sets of the same years, told apart by name.

    Attributes
    ----------
    sets
        At least one; in order.
    findings
        W314 interpolated, W315 one year used for others, W316 years left out: how they got their years.
    """

    sets: tuple[PriceSet, ...]
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        if not self.sets:
            raise error("E305", "no price set was given")
        names = self.names
        if len(set(names)) != len(names):
            twice = next(name for i, name in enumerate(names) if name in names[:i])
            raise error(
                "E304", f"two price sets are named {twice!r}", where=twice, hint="give each a name of its own"
            )
        if len(set(self.years)) != len(self.years):
            twice = next(year for i, year in enumerate(self.years) if year in self.years[:i])
            raise error("E308", f"year {twice!r} is named twice", where=", ".join(names[:3]))
        for price_set in self.sets:
            if price_set.years != self.years:
                raise error(
                    "E306",
                    f"price sets {self.sets[0].name!r} and {price_set.name!r} have different years",
                    where=f"{', '.join(self.years)} and {', '.join(price_set.years)}",
                    hint="roos.PricePaths.of brings sets to the same years",
                )

    @property
    def years(self) -> tuple[str, ...]:
        """Years of every path."""
        return self.sets[0].years

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each path."""
        return tuple(price_set.name for price_set in self.sets)

    def __len__(self) -> int:
        return len(self.sets)

    def __iter__(self) -> Iterator[PriceSet]:
        return iter(self.sets)

    @classmethod
    def of(
        cls,
        sets: Iterable[PriceSet | PricePaths],
        *,
        years: Sequence[str | int] | None = None,
        interpolate: bool = False,
        hold: bool = False,
    ) -> PricePaths:
        """Bring price sets to the same years.

        Parameters
        ----------
        sets
            Price sets, and paths made before, whose sets are taken over.
        years
            Years wanted, aligned by name; by default those of the sets, which must then be the same. With
            `interpolate` or `hold` the default is every year that any of the sets names, in rising order.
        interpolate
            Missing years lie on the straight line between the nearest two that a set names.
        hold
            A set of a single year, or of none, is used for all years.

        Raises
        ------
        InputError
            E304 two sets of one name, E305 no set, E306 years differ or are missing, E307 a year outside
            those of a set, E308 a year named twice.
        """
        given: list[PriceSet] = []
        said: list[Finding] = []
        for entry in sets:
            given.extend((entry,) if isinstance(entry, PriceSet) else entry.sets)
            said.extend(() if isinstance(entry, PriceSet) else entry.findings)
        if not given:
            raise error("E305", "no price set was given")
        if years is not None:
            wanted = tuple(str(year) for year in years)
        elif interpolate or hold:
            wanted = _all_years(given)
        else:
            return cls(tuple(given), tuple(said))
        if not wanted:
            raise error("E308", "no year was given", hint="name at least one")
        placed = [aligned(price_set, wanted, interpolate=interpolate, hold=hold) for price_set in given]
        for _, notes in placed:
            said.extend(notes)
        return cls(tuple(price_set for price_set, _ in placed), tuple(said))


def along(
    price_set: PriceSet,
    category: str,
    values: ArrayLike,
    *,
    years: Sequence[str | int],
    names: Sequence[str] = (),
    model: str = "",
    per: float = 1.0,
    interpolate: bool = False,
) -> PricePaths:
    """Return paths on which the price of one category runs along years and all others stay.

    ``tno.along("climate_change", numpy.linspace([50] * 20, numpy.linspace(0, 1000, 20), 31, axis=1),
    years=range(2020, 2051), per=1000)`` gives twenty straight lines from 50 euro per tonne in 2020 to up to
    1 000 in 2050.

    Parameters
    ----------
    price_set
        Gives all other prices: of the same years, or of one year, which then stands for all of them.
    category
        Id, or printed name, of a category that the set prices.
    values
        Finite numbers (paths, years), or (paths,) for prices that stay the same over the years.
    years
        Years of the paths, in order.
    names
        One per path; by default the first and last price.
    model
        Characterisation model of the category, where the set prices it for several; by default all of them.
    per
        Units of the category that `values` are the price of: 1000 for euro per tonne where the set counts
        kilograms. Each value is divided by it.
    interpolate
        Other prices of a set of several years lie on the straight lines between its years.

    Raises
    ------
    InputError
        E207 the set does not price the category, with the nearest names; E304, E306 and E307 as in
        :meth:`PricePaths.of`; E308 values that are not finite, or not one per path and year, or names that
        are not one per path.
    """
    wanted = tuple(str(year) for year in years)
    levels = _levels(values, wanted, per)
    base, said = aligned(price_set, wanted, interpolate=interpolate, hold=True)
    chosen = _category(price_set, category)
    at = [
        i
        for i, entry in enumerate(base.prices)
        if entry.category == chosen and (not model or entry.model == model)
    ]
    if not at:
        models = sorted({entry.model for entry in base.prices if entry.category == chosen})
        raise error(
            "E303",
            f"{category!r} has no price for the model {model!r}",
            where=f"price set {price_set.name!r}",
            hint="models: " + "; ".join(models),
        )
    titles = tuple(names) if names else _titles(price_set, chosen, levels * per)
    if len(titles) != len(levels):
        raise error("E308", f"{len(titles)} names for {len(levels)} paths", hint="give one name per path")
    paths = []
    for title, row in zip(titles, levels.tolist(), strict=True):
        prices = list(base.prices)
        for i in at:
            prices[i] = replace(prices[i], values=tuple(row))
        about = {**base.meta, "path": {"category": chosen, "of": price_set.name, "given_per": per}}
        paths.append(replace(base, name=title, title=title, prices=tuple(prices), meta=about))
    return PricePaths(tuple(paths), said)


def _levels(values: ArrayLike, years: tuple[str, ...], per: float) -> _Levels:
    """Return prices per unit of the category, float64 (paths, years)."""
    if not years:
        raise error("E308", "no year was given", hint="name at least one")
    if not (np.isfinite(per) and per > 0):
        raise error("E308", f"prices are given per {per!r} units", hint="per must be a positive number")
    try:
        levels = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise error("E308", "the prices along the years are not numbers", where=repr(values)[:80]) from None
    if levels.ndim == 1:
        levels = np.repeat(levels[:, None], len(years), axis=1)
    if levels.ndim != 2 or levels.shape[1] != len(years) or not levels.shape[0]:
        raise error(
            "E308",
            f"prices of shape {np.shape(values)} for {len(years)} years",
            where=f"{years[0]} to {years[-1]}",
            hint="give an array of paths × years, or one number per path",
        )
    if not np.isfinite(levels).all():
        path, year = np.argwhere(~np.isfinite(levels))[0]
        raise error(
            "E308", "a price is not a finite number", where=f"path {path + 1}, year {years[int(year)]}"
        )
    return np.asarray(levels / per).reshape(levels.shape[0], len(years))


def _category(price_set: PriceSet, text: str) -> str:
    """Return the id of a category of the set, by id or printed name."""
    names: dict[str, str] = {}
    for entry in price_set.prices:
        names.setdefault(entry.category, entry.printed or entry.category)
    labels = Labels("category", tuple(names), tuple(names.values()))
    return labels.ids[labels.position(text, where=f"price set {price_set.name!r}")]


def _titles(price_set: PriceSet, category: str, levels: _Levels) -> tuple[str, ...]:
    """Return names such as ``"tno-2020, climate_change 50 → 1000"``, numbered where two would be the same."""
    texts = []
    for row in levels:
        first, last = f"{row[0]:g}", f"{row[-1]:g}"
        way = first if (row == row[0]).all() else f"{first} → {last}"
        texts.append(f"{price_set.name}, {category} {way}")
    return tuple(
        text if texts.count(text) == 1 else f"{text} ({texts[: i + 1].count(text)})"
        for i, text in enumerate(texts)
    )


def _all_years(sets: Sequence[PriceSet]) -> tuple[str, ...]:
    """Return every year that a set names, rising where all are numbers, else in order of appearance."""
    found = list(dict.fromkeys(year for price_set in sets for year in price_set.years if year))
    if not found:
        return sets[0].years
    try:
        return tuple(sorted(found, key=float))
    except ValueError:
        return tuple(found)
