"""Allocation by the shares that a source states: one activity with several products becomes one per product.

roos never chooses shares. Where a source states none, its activity keeps all its products.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from roos.errors import Finding, Severity, error
from roos_inventories.records import ActivityRecord, ExchangeRecord, Kind, Uncertainty

#: Shares are printed rounded: they may miss one in all by this much.
ROUNDING = 0.005


def allocate(record: ActivityRecord, shares: Sequence[Mapping[int, float]]) -> tuple[ActivityRecord, ...]:
    """Return one activity per product of a record.

    Parameters
    ----------
    record
        With all its products.
    shares
        Per production exchange, in their order: the share of each other exchange, by its position in
        ``record.exchanges``; what is not named has no share.

    Returns
    -------
    tuple of ActivityRecord
        Named after their products; keys are the products' where they have any, else the record's with the
        number of the product.

    Raises
    ------
    InputError
        E523 the shares of an exchange do not add up to one.
    """
    products = [e for e in record.exchanges if e.kind is Kind.PRODUCTION]
    for position, exchange in enumerate(record.exchanges):
        if exchange.kind is Kind.PRODUCTION:
            continue
        own = [of.get(position, 0.0) for of in shares]
        total = math.fsum(own)
        if min(own) < 0 or not abs(total - 1) <= ROUNDING:
            said = f"{total:.6g}, not all" if min(own) >= 0 else f"a share of {min(own):.6g}"
            raise error(
                "E523",
                f"{said} of {exchange.name!r} is allocated to the products of {record.name!r}",
                exchange.place,
                "correct the shares: none is negative, and they add up to one (100 %)",
            )
    made = []
    for number, (product, of) in enumerate(zip(products, shares, strict=True), start=1):
        parts = [
            scaled(exchange, of[position])
            for position, exchange in enumerate(record.exchanges)
            if exchange.kind is not Kind.PRODUCTION and of.get(position)
        ]
        made.append(
            replace(
                record,
                key=product.key or f"{record.key} | {number}",
                name=product.name,
                unit=product.unit,
                exchanges=(replace(product, reference=True), *parts),
            )
        )
    return tuple(made)


def scaled(exchange: ExchangeRecord, times: float) -> ExchangeRecord:
    """Return an exchange with its amount and its distribution times a number of either sign."""
    return replace(
        exchange, amount=exchange.amount * times, uncertainty=multiplied(exchange.uncertainty, times)
    )


def multiplied(spread: Uncertainty | None, times: float) -> Uncertainty | None:
    """Return the distribution of an amount times a number: each draw is multiplied, whatever its type."""
    return None if spread is None else replace(spread, factor=spread.factor * times)


def allocation_finding(places: Sequence[str]) -> tuple[Finding, ...]:
    """Return W122 for the activities that were allocated, nothing where none was."""
    if not places:
        return ()
    message = f"{len(places)} activities with several products were allocated by the shares in the source"
    where = "; ".join(places[:5]) + ("; …" if len(places) > 5 else "")
    return (Finding("W122", Severity.NOTE, message, where, "as Brightway and SimaPro do", len(places)),)
