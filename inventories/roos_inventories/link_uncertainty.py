"""Distributions of linked exchanges: a row each, its draw multiplied as linking multiplied the amount.

A sign, a conversion and a share change what an amount is, not how it is distributed: they stand in ``factor``
and the parameters stay those of the source. Exchanges that meet in one place of the matrix keep a row each,
the certain ones among them too, because the entry is the sum of what its rows draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos.sampling.checking import check
from roos.uncertainty import PARAMETERS, Distributions, Uncertainty
from roos_inventories.records import ExchangeRecord
from roos_inventories.records import Uncertainty as Spread

#: Distributions of one matrix; or why there are none to draw from.
Rows = tuple[Distributions | None, RoosError | None]


@dataclass(frozen=True, eq=False)
class InHand:
    """Distributions that were read along with the amounts beside which they stand.

    Attributes
    ----------
    uncertainty
        None where the source has none.
    problem
        Why it cannot be used: said to those who ask for it, since a static score needs none of it.
    """

    uncertainty: Uncertainty | None
    problem: RoosError | None = None

    def __call__(self) -> Uncertainty | None:
        """Return the distributions.

        Raises
        ------
        InputError
            E150, E151: what is no distribution, by the names of its exchange and its place in the source.
        """
        if self.problem is not None:
            raise error(self.problem.code, self.problem.message, self.problem.where, self.problem.hint)
        return self.uncertainty


class Spreads:
    """What one matrix has of distributions, in the order of its entries."""

    def __init__(self) -> None:
        self._entries: list[int] = []
        self._times: list[float] = []
        self._exchanges: list[ExchangeRecord] = []

    def add(self, entry: int, times: float, exchange: ExchangeRecord) -> None:
        """Note the distribution of an entry.

        Parameters
        ----------
        entry
            Its number.
        times
            From the exchange's amount to the entry.
        exchange
            With a distribution to draw from.
        """
        self._entries.append(entry)
        self._times.append(times)
        self._exchanges.append(exchange)

    def rows(
        self,
        row: Sequence[int],
        column: Sequence[int],
        value: Sequence[float],
        size: tuple[int, int],
        where: Callable[[int, ExchangeRecord], str],
    ) -> Rows:
        """Return the distributions of the matrix, or why there are none to draw from.

        Parameters
        ----------
        row, column, value
            Of all entries.
        size
            Shape of the matrix.
        where
            Returns the names of an exchange in a column and its place; called for what is no distribution.
        """
        if not self._entries:
            return None, None
        rows, columns = np.array(row, dtype=np.int64), np.array(column, dtype=np.int64)
        drawn = np.array(self._entries, dtype=np.int64)
        beside = _beside(rows * size[1] + columns, drawn)
        entries = np.concatenate([drawn, beside])
        order = np.argsort(entries, kind="stable")
        spreads = [exchange.uncertainty for exchange in self._exchanges if exchange.uncertainty is not None]
        fields = self._fields(spreads, np.array(value)[beside])
        table = {name: array[order] for name, array in fields.items()}
        table |= {"row": rows[entries][order], "col": columns[entries][order]}
        found = Distributions.build(table, size, where="distributions of the source")

        def place(number: int) -> str:
            return where(column[self._entries[number]], self._exchanges[number])

        try:
            check(found, lambda i: place(int(order[i])))
            self._check_signs(spreads, place)
        except RoosError as problem:
            return None, problem
        return found, None

    def _fields(
        self, spreads: Sequence[Spread], certain: NDArray[np.float64]
    ) -> dict[str, NDArray[np.generic]]:
        """Return the fields of the rows that are drawn, then of certain ones with these values."""
        count = certain.size
        fields: dict[str, NDArray[np.generic]] = {}
        for name in PARAMETERS:
            given = np.array([getattr(spread, name) for spread in spreads], dtype=np.float64)
            fields[name] = np.concatenate([given, certain if name == "loc" else np.full(count, np.nan)])
        kinds = np.array([spread.type for spread in spreads], dtype=np.uint8)
        fields["type"] = np.concatenate([kinds, np.zeros(count, dtype=np.uint8)])
        negative = np.array([spread.negative for spread in spreads], dtype=np.bool_)
        fields["negative"] = np.concatenate([negative, np.zeros(count, dtype=np.bool_)])
        factors = np.array([spread.factor for spread in spreads]) * np.array(self._times)
        fields["factor"] = np.concatenate([factors, np.ones(count)])
        return fields

    def _check_signs(self, spreads: Sequence[Spread], place: Callable[[int], str]) -> None:
        """Refuse a lognormal on the other side of zero than the amount that it is to spread."""
        lognormal = np.array([spread.type == 2 for spread in spreads])
        side = np.array([-spread.factor if spread.negative else spread.factor for spread in spreads])
        amounts = np.array([exchange.amount for exchange in self._exchanges])
        wrong = np.flatnonzero(lognormal & (side * amounts < 0))
        if wrong.size:
            more = f" ({wrong.size} such rows)" if wrong.size > 1 else ""
            raise error(
                "E150",
                f"lognormal distribution: it lies on the other side of zero than its amount{more}",
                place(int(wrong[0])),
                "correct the sign of the amount, or say that the distribution is of its negative",
            )


def in_hand(technosphere: Rows, biosphere: Rows) -> InHand | None:
    """Return what :meth:`Spreads.rows` made of both matrices, or None where no amount has a distribution."""
    problem = technosphere[1] or biosphere[1]
    if problem is not None:
        return InHand(None, problem)
    if technosphere[0] is None and biosphere[0] is None:
        return None
    return InHand(Uncertainty(technosphere[0], biosphere[0]))


def with_factors(known: Callable[[], Uncertainty | None] | None, factors: Rows) -> InHand | None:
    """Return what :func:`in_hand` did, together with the distributions of characterisation factors."""
    held = known if isinstance(known, InHand) else InHand(None)
    rows, problem = factors
    if held.problem is not None or problem is not None:
        return InHand(None, held.problem or problem)
    if rows is None:
        return held if held.uncertainty is not None else None
    return InHand(replace(held.uncertainty or Uncertainty(), characterisation=rows))


def _beside(keys: NDArray[np.int64], drawn: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the entries that are certain and share a place with one that is drawn."""
    if drawn.size == keys.size:
        return np.zeros(0, dtype=np.int64)
    certain = np.ones(keys.size, dtype=np.bool_)
    certain[drawn] = False
    return np.flatnonzero(certain & np.isin(keys, keys[drawn]))
