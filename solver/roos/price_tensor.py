"""Prices as a tensor over category, path and year, and the costs of any cube of scores under it.

cost[…, k, p, y] = P[k, p, y] · h[…, k]. Sums over categories, indicators and themes are taken from the
scores, without the full cube, in the order of the categories: they are the same bits as sums of the cube.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from roos.cost_findings import DOMINANT_SHARE, mapping_used, unpriced
from roos.errors import Finding, Severity, error
from roos.kernels.pricing import cost_rows, largest_shares, summed_rows
from roos.labels import Labels
from roos.price_fit import PricedCategory, fit
from roos.price_paths import PricePaths
from roos.prices import CategoryMapping, PriceSet
from roos.threads import run_all, thread_count

_Reals = NDArray[np.float64]
#: Rows of scores in one task: fixed, so that results do not depend on the number of threads.
_CHUNK = 64


@dataclass(frozen=True, eq=False)
class PriceTensor:
    """Prices of the categories of a result, on several paths, along years.

    Attributes
    ----------
    values
        float64 (categories, paths, years): money per unit of category, NaN without a price.
    priced
        bool (categories, paths).
    paths
        Price sets of the same years.
    categories
        Of the scores.
    rows
        How each category got its price, on each path.
    """

    values: _Reals
    priced: NDArray[np.bool_]
    paths: PricePaths
    categories: Labels
    rows: tuple[PricedCategory, ...]

    @classmethod
    def of(
        cls,
        prices: PriceSet | PricePaths | Iterable[PriceSet],
        categories: Labels,
        *,
        mapping: CategoryMapping | None = None,
    ) -> PriceTensor:
        """Fit prices to the categories of a result.

        Parameters
        ----------
        prices
            One set, sets of the same years, or paths.
        categories
            Of the scores; ``extra["model"]`` names each one's characterisation model.
        mapping
            Used instead of the mappings that come with the sets.

        Raises
        ------
        InputError
            E302 unit differs from the category's, E303 a set fits none of the models, E304 two sets of one
            name, E305 no set, E306 sets of different years.
        """
        if isinstance(prices, PriceSet):
            prices = (prices,)
        paths = prices if isinstance(prices, PricePaths) else PricePaths.of(prices)
        values, rows = fit(categories, paths.sets, mapping)
        return cls(values, ~np.isnan(values[:, :, 0]), paths, categories, rows)

    @property
    def years(self) -> tuple[str, ...]:
        """Years of the last axis."""
        return self.paths.years

    @property
    def currencies(self) -> tuple[str, ...]:
        """Currency of each path."""
        return tuple(price_set.currency for price_set in self.paths)

    @cached_property
    def _filled(self) -> _Reals:
        """Prices with 0 where there is none, float64 (categories, paths · years)."""
        filled = np.where(np.isnan(self.values), 0.0, self.values)
        return np.ascontiguousarray(filled.reshape(len(self.categories), -1))

    @cached_property
    def _grouped(self) -> dict[str, dict[str, NDArray[np.bool_]]]:
        """Cells (categories, paths) of each group, by ``"indicator"``, ``"theme"`` and ``"toxicity"``."""
        category = {identifier: k for k, identifier in enumerate(self.categories.ids)}
        path = {name: p for p, name in enumerate(self.paths.names)}
        found: dict[str, dict[str, NDArray[np.bool_]]] = {}
        for word in ("indicator", "theme", "toxicity"):
            groups: dict[str, NDArray[np.bool_]] = {}
            for row in self.rows:
                k, p = category[row.category], path[row.price_set]
                if word == "toxicity":
                    key = "toxic" if row.indicator in self.paths.sets[p].toxicity else "kept"
                else:
                    key = getattr(row, word) or "other"
                groups.setdefault(key, np.zeros(self.priced.shape, dtype=bool))[k, p] = True
            found[word] = groups
        return found

    def cost(self, scores: _Reals, *, out: _Reals | None = None, threads: int = 0) -> _Reals:
        """Return the full cube, float64 (…, categories, paths, years); 0 where there is no price.

        Parameters
        ----------
        scores
            float64 (…, categories), read only.
        out
            C-contiguous array for the costs, e.g. the one of the call before: fresh memory costs more than
            the products.
        threads
            0 is one per core; the bits are the same for any number.

        Raises
        ------
        InputError
            E114 scores that do not agree with the categories, E309 an `out` of another shape, type or layout.
        """
        flat = self._rows_of(scores)
        shape = (*scores.shape, len(self.paths), len(self.years))
        if out is None:
            out = np.empty(shape)
        elif (
            out.shape != shape
            or out.dtype != np.float64
            or not (out.flags.c_contiguous and out.flags.writeable)
            or np.may_share_memory(out, scores)
        ):
            raise error(
                "E309",
                f"costs of shape {shape} cannot be written into {out.dtype} {out.shape}",
                hint="give a writeable C-contiguous float64 array of that shape, apart from the scores",
            )
        into = out.reshape(len(flat), len(self.categories), self._filled.shape[1])
        prices = self._filled

        def work(start: int, end: int) -> None:
            cost_rows(flat, prices, start, end, into)

        _in_chunks(work, len(flat), threads)
        return out

    def total(self, scores: _Reals, *, toxicity: bool = True, threads: int = 0) -> _Reals:
        """Return the sum over categories, float64 (…, paths, years); the cube is not formed.

        Parameters
        ----------
        scores
            float64 (…, categories), read only.
        toxicity
            Without it the indicators that each path names as toxicity are left out.
        """
        kept = self.priced if toxicity else self._grouped["toxicity"].get("kept", np.zeros_like(self.priced))
        return np.asarray(self._sums(scores, [kept], threads)[0])

    def by(self, scores: _Reals, group: str, *, threads: int = 0) -> dict[str, _Reals]:
        """Return sums per ``"indicator"`` or ``"theme"``, each float64 (…, paths, years).

        Raises
        ------
        InputError
            E117 another group.
        """
        if group not in ("indicator", "theme"):
            raise error("E117", f"costs are grouped by 'indicator' or 'theme', not {group!r}")
        groups = self._grouped[group]
        sums = self._sums(scores, list(groups.values()), threads)
        return dict(zip(groups, sums, strict=True))

    def findings(self, scores: _Reals, *, threads: int = 0) -> tuple[Finding, ...]:
        """Return those of the paths, W311 one category dominates, W312 without a price, W313 mapping used."""
        flat = self._rows_of(scores)
        found = list(self.paths.findings)
        for p, name in enumerate(self.paths.names):
            found += mapping_used(self.rows, name)
            found += unpriced(self.categories, self.priced[:, p], name)
        share, place = np.zeros(len(flat)), np.zeros((len(flat), 2), dtype=np.int64)

        def work(start: int, end: int) -> None:
            largest_shares(flat, self._filled, start, end, share, place)

        _in_chunks(work, len(flat), threads)
        if share.size and share.max() > DOMINANT_SHARE:
            i = int(np.argmax(share))
            k, j = place[i].tolist()
            year = self.years[j % len(self.years)]
            where = f"price path {self.paths.names[j // len(self.years)]!r}"
            found.append(
                Finding(
                    "W311",
                    Severity.WARNING,
                    f"{self.categories.names[k]} is {100 * share[i]:.0f} % of a cost",
                    where=f"{where}, {year}" if year else where,
                    hint="read the total without it as well",
                    count=int((share > DOMINANT_SHARE).sum()),
                )
            )
        return tuple(found)

    def _sums(self, scores: _Reals, groups: list[NDArray[np.bool_]], threads: int) -> _Reals:
        """Return Σ of the cells of each group, float64 (groups, …, paths, years)."""
        flat = self._rows_of(scores)
        terms = [(k, g) for g, cells in enumerate(groups) for k in np.flatnonzero(cells.any(axis=1)).tolist()]
        prices = np.empty((len(terms), self._filled.shape[1]))
        for t, (k, g) in enumerate(terms):
            prices[t] = self._filled[k] * np.repeat(groups[g][k], len(self.years))
        out = np.zeros((len(groups), len(flat), self._filled.shape[1]))
        which = np.array(terms, dtype=np.int64).reshape(-1, 2)

        def work(start: int, end: int) -> None:
            summed_rows(flat, prices, which, start, end, out)

        _in_chunks(work, len(flat), threads)
        return out.reshape(len(groups), *scores.shape[:-1], len(self.paths), len(self.years))

    def _rows_of(self, scores: _Reals) -> _Reals:
        if not scores.ndim or scores.shape[-1] != len(self.categories):
            raise error(
                "E114",
                f"scores of shape {scores.shape} for {len(self.categories)} categories in the last axis",
            )
        rows = np.ascontiguousarray(scores, dtype=np.float64)
        return rows.reshape(-1, len(self.categories)) if rows.size else np.empty((0, len(self.categories)))


@dataclass(frozen=True, eq=False)
class CostCube:
    """Costs of a cube of scores, computed as they are asked for.

    Attributes
    ----------
    scores
        float64 (…, categories), e.g. (scenarios, demands, categories); not copied.
    prices
        Tensor over the same categories.
    """

    scores: _Reals
    prices: PriceTensor

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the full cube: (…, categories, paths, years)."""
        return (*self.scores.shape, len(self.prices.paths), len(self.prices.years))

    def values(self, *, out: _Reals | None = None) -> _Reals:
        """Return the full cube; see :meth:`PriceTensor.cost`."""
        return self.prices.cost(self.scores, out=out)

    def total(self, *, toxicity: bool = True) -> _Reals:
        """Return the sum over categories, float64 (…, paths, years)."""
        return self.prices.total(self.scores, toxicity=toxicity)

    def by(self, group: str) -> dict[str, _Reals]:
        """Return sums per ``"indicator"`` or ``"theme"``, each float64 (…, paths, years)."""
        return self.prices.by(self.scores, group)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What a reader of the costs must know."""
        return self.prices.findings(self.scores)


def _in_chunks(work: Callable[[int, int], None], rows: int, threads: int) -> None:
    """Do rows in chunks of a fixed size, on threads."""

    def one(start: int) -> None:
        work(start, min(start + _CHUNK, rows))

    run_all(one, range(0, rows, _CHUNK), thread_count(threads))
