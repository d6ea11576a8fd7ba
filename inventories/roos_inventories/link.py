"""From activities and exchanges to matrices: linking, units, signs, duplicates, decided once for all formats.

The result is that of Brightway on the same data: outputs positive, inputs negative, duplicates added, the own
use of a product netted into its output. What is decided is counted in the findings of the system; what cannot
be decided is refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp

from roos.errors import Finding, RoosError, error
from roos.labels import Labels
from roos.system import System
from roos_inventories.conversions import factor
from roos_inventories.link_flows import Flows
from roos_inventories.link_products import Catalogue, catalogue, twice
from roos_inventories.link_report import Report
from roos_inventories.records import ActivityRecord, ExchangeRecord, FlowRecord, Kind, Policies

#: Unlinked exchanges named in a refusal.
LISTED = 20
_SIGN = {Kind.PRODUCTION: 1.0, Kind.SUBSTITUTION: 1.0, Kind.INPUT: -1.0}


def link(
    name: str,
    activities: Sequence[ActivityRecord],
    flows: Sequence[FlowRecord] = (),
    policies: Policies | None = None,
    *,
    findings: tuple[Finding, ...] = (),
    meta: Mapping[str, Any] | None = None,
) -> System:
    """Return the system of some activities.

    Parameters
    ----------
    name
        Of the system.
    activities
        In the order of the columns.
    flows
        Elementary flows described apart from the exchanges that refer to them by key; others are taken from
        the exchanges. Only flows in use become rows.
    policies
        What is done where the source leaves it open.
    findings, meta
        Of the reader; those of linking are added.

    Returns
    -------
    System
        A in the units of the products, B in the units of the flows. Flows carry ``extra["compartment"]``,
        products and activities the ids of the source.

    Raises
    ------
    InputError
        E105 a product made twice by one activity, E106 an amount that is not finite, E107 units between which
        no conversion is registered, E206 a key given twice, E520 exchanges that link to nothing, E521 one
        that fits several products.
    SingularError
        E104 no reference product.

    Examples
    --------
    >>> make = ExchangeRecord(Kind.PRODUCTION, 2.0, "kWh", name="power")
    >>> use = ExchangeRecord(Kind.INPUT, 0.9, "MJ", name="power")
    >>> link("two lines", [ActivityRecord("p", "power", exchanges=(make, use))]).technosphere.matrix.toarray()
    array([[1.75]])
    """
    policies = policies or Policies()
    report = Report()
    made = catalogue(activities, policies, report)
    listed = Flows(flows, policies.standard_units)
    entries = _Entries()
    elementary = _Entries()
    unlinked: list[tuple[ActivityRecord, ExchangeRecord]] = []
    for column, activity in enumerate(activities):
        _productions(column, activity, made, entries, report)
        for exchange in activity.exchanges:
            if not math.isfinite(exchange.amount):
                raise _not_finite(activity, exchange)
            if exchange.uncertainty is not None and exchange.uncertainty.type > 1:
                report.add("not used", _where(activity, exchange))
            if exchange.kind is Kind.PRODUCTION:
                continue
            if exchange.kind is Kind.ELEMENTARY:
                _elementary(column, activity, exchange, listed, elementary, report)
            elif (row := made.find(exchange, activity)) is not None:
                _input(row, column, activity, exchange, made, entries, report)
            elif exchange.amount == 0:
                report.add("zero", _where(activity, exchange))
            else:
                unlinked.append((activity, exchange))
    if unlinked and not policies.drop_unlinked:
        raise _unlinked(unlinked, made)
    for activity, exchange in unlinked:
        report.add("left out", _where(activity, exchange))
    return System.build(
        name,
        entries.matrix(len(made.products), len(activities)),
        elementary.matrix(len(listed), len(activities)),
        products=_product_labels(made),
        activities=_activity_labels(activities, made),
        flows=listed.labels(),
        reference=np.array([outputs[0][0] for outputs in made.made], dtype=np.int64),
        findings=(*findings, *report.findings()),
        meta=meta,
    )


class _Entries:
    """Triplets of a matrix, in the order they come; equal places add up when the matrix is made."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.values: list[float] = []
        self.seen: set[tuple[int, int]] = set()

    def add(self, row: int, column: int, value: float) -> bool:
        """Add an entry and say whether its place was free."""
        free = (row, column) not in self.seen
        self.seen.add((row, column))
        self.rows.append(row)
        self.columns.append(column)
        self.values.append(value)
        return free

    def matrix(self, rows: int, columns: int) -> sp.coo_array:
        return sp.coo_array((self.values, (self.rows, self.columns)), shape=(rows, columns))


def _productions(
    column: int, activity: ActivityRecord, made: Catalogue, entries: _Entries, report: Report
) -> None:
    for row, exchange in made.made[column]:
        if not math.isfinite(exchange.amount):
            raise _not_finite(activity, exchange)
        amount = _converted(exchange.amount, exchange, made.products[row].unit, activity, report)
        if not entries.add(row, column, amount):
            raise twice(activity, exchange)


def _input(
    row: int, column: int, activity: ActivityRecord, exchange: ExchangeRecord, made: Catalogue,
    entries: _Entries, report: Report,
) -> None:  # fmt: skip
    product = made.products[row]
    amount = _converted(exchange.amount, exchange, product.unit, activity, report)
    if exchange.kind is Kind.WASTE:
        # a treatment sold as a service has a positive output and is an input; one that takes the waste in
        # has a negative output, and then the waste is put out
        amount *= -product.sign
        report.add("waste", _where(activity, exchange))
    else:
        amount *= _SIGN[exchange.kind]
    own = any(row == output for output, _ in made.made[column])
    free = entries.add(row, column, amount)
    if own:
        report.add("netted", _where(activity, exchange))
    elif not free:
        report.add("summed", _where(activity, exchange))


def _elementary(
    column: int, activity: ActivityRecord, exchange: ExchangeRecord, listed: Flows, entries: _Entries,
    report: Report,
) -> None:  # fmt: skip
    row, unit = listed.row(exchange)
    amount = _converted(exchange.amount, exchange, unit, activity, report)
    if not entries.add(row, column, amount):
        report.add("summed flows", _where(activity, exchange))


def _converted(
    amount: float, exchange: ExchangeRecord, unit: str, activity: ActivityRecord, report: Report
) -> float:
    """Return an amount in the unit of what its exchange links to."""
    if not exchange.unit or not unit or exchange.unit == unit:
        return amount
    times = factor(exchange.unit, unit)
    if times is None:
        raise error(
            "E107",
            f"{exchange.name or exchange.key!r} is given in {exchange.unit!r} and counted in {unit!r}",
            _where(activity, exchange),
            "convert the amount: no conversion between these units is registered",
        )
    if times == 1:
        return amount
    report.add("converted", f"{_where(activity, exchange)}: {exchange.unit} → {unit}")
    return amount * times.numerator / times.denominator


def _unlinked(unlinked: list[tuple[ActivityRecord, ExchangeRecord]], made: Catalogue) -> RoosError:
    lines = []
    for activity, exchange in unlinked[:LISTED]:
        said = " ".join(part for part in (exchange.name or exchange.key, exchange.product) if part)
        said += f" [{exchange.location}]" if exchange.location else ""
        near = made.near(exchange) if len(lines) < 5 else []
        lines.append(
            f"{said} ({exchange.unit or 'no unit'}) of {activity.name!r}, {exchange.place}"
            + (f"; near: {', '.join(near)}" if near else "")
        )
    more = f"\n    … and {len(unlinked) - LISTED} more" if len(unlinked) > LISTED else ""
    return error(
        "E520",
        f"{len(unlinked)} exchanges link to nothing in this inventory",
        "\n    ".join(lines) + more,
        "add the data sets they refer to, or leave the exchanges out with the option unlinked=drop",
    )


def _not_finite(activity: ActivityRecord, exchange: ExchangeRecord) -> RoosError:
    message = f"the amount of {exchange.name or exchange.key!r} is {exchange.amount}"
    hint = "correct the source: roos neither drops nor replaces values"
    return error("E106", message, _where(activity, exchange), hint)


def _where(activity: ActivityRecord, exchange: ExchangeRecord) -> str:
    return (
        f"activity {activity.name!r}, {exchange.place}" if exchange.place else f"activity {activity.name!r}"
    )


def _product_labels(made: Catalogue) -> Labels:
    return Labels(
        "product",
        tuple(p.key for p in made.products),
        tuple(p.name for p in made.products),
        tuple(p.unit for p in made.products),
        tuple(p.location for p in made.products),
        {"activity": tuple(p.activity for p in made.products)},
    )


def _activity_labels(activities: Sequence[ActivityRecord], made: Catalogue) -> Labels:
    units = (made.products[outputs[0][0]].unit for outputs in made.made)
    return Labels(
        "activity",
        tuple(a.key for a in activities),
        tuple(a.name for a in activities),
        tuple(units),
        tuple(a.location for a in activities),
    )
