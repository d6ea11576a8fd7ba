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

from roos.errors import Finding, error
from roos.labels import Labels
from roos.system import System
from roos_inventories.conversions import factor
from roos_inventories.link_flows import Flows
from roos_inventories.link_products import Catalogue, catalogue, twice
from roos_inventories.link_refusals import not_finite, place_of, unlinked
from roos_inventories.link_report import Report
from roos_inventories.link_uncertainty import Rows, Spreads, in_hand
from roos_inventories.records import NONE, ActivityRecord, ExchangeRecord, FlowRecord, Kind, Policies

_SIGN = {Kind.PRODUCTION: 1, Kind.SUBSTITUTION: 1, Kind.INPUT: -1}
#: What an amount is multiplied by, exactly: numerator and denominator.
_Times = tuple[int, int]


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
        products and activities the ids of the source. Distributions are in hand (`link_uncertainty.py`).

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
    loose: list[tuple[ActivityRecord, ExchangeRecord]] = []
    for column, activity in enumerate(activities):
        _productions(column, activity, made, entries, report)
        for exchange in activity.exchanges:
            if not math.isfinite(exchange.amount):
                raise not_finite(activity, exchange)
            if (spread := exchange.uncertainty) is not None:
                told = "not used" if spread.type > 1 else "no spread" if spread.type == NONE else "not known"
                report.add(told, place_of(activity, exchange))
            if exchange.kind is Kind.PRODUCTION:
                continue
            if exchange.kind is Kind.ELEMENTARY:
                _elementary(column, activity, exchange, listed, elementary, report)
            elif (row := made.find(exchange, activity)) is not None:
                _input(row, column, activity, exchange, made, entries, report)
            elif exchange.amount == 0:
                report.add("not drawn" if exchange.drawn else "zero", place_of(activity, exchange))
            else:
                loose.append((activity, exchange))
    if loose and not policies.drop_unlinked:
        raise unlinked(loose, made)
    for activity, exchange in loose:
        report.add("left out", place_of(activity, exchange))
    size, flow_size = (len(made.products), len(activities)), (len(listed), len(activities))
    return System.build(
        name,
        entries.matrix(size),
        elementary.matrix(flow_size),
        products=_product_labels(made),
        activities=_activity_labels(activities, made),
        flows=listed.labels(),
        reference=np.array([outputs[0][0] for outputs in made.made], dtype=np.int64),
        findings=(*findings, *report.findings()),
        meta=meta,
        uncertainty_of=in_hand(
            entries.distributions(size, activities), elementary.distributions(flow_size, activities)
        ),
    )


class _Entries:
    """Triplets of a matrix, in the order they come; equal places add up when the matrix is made."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.values: list[float] = []
        self.seen: set[tuple[int, int]] = set()
        self.spreads = Spreads()

    def add(self, row: int, column: int, times: _Times, exchange: ExchangeRecord) -> bool:
        """Add an exchange, multiplied, and say whether its place was free."""
        size, parts = times
        free = (row, column) not in self.seen
        self.seen.add((row, column))
        if exchange.uncertainty is not None and exchange.uncertainty.type > 1:
            self.spreads.add(len(self.rows), size / parts, exchange)
        self.rows.append(row)
        self.columns.append(column)
        self.values.append(exchange.amount * size / parts)
        return free

    def matrix(self, size: tuple[int, int]) -> sp.coo_array:
        return sp.coo_array((self.values, (self.rows, self.columns)), shape=size)

    def distributions(self, size: tuple[int, int], activities: Sequence[ActivityRecord]) -> Rows:
        def where(column: int, exchange: ExchangeRecord) -> str:
            return f"{exchange.name or exchange.key!r} of {place_of(activities[column], exchange)}"

        return self.spreads.rows(self.rows, self.columns, self.values, size, where)


def _productions(
    column: int, activity: ActivityRecord, made: Catalogue, entries: _Entries, report: Report
) -> None:
    for row, exchange in made.made[column]:
        if not math.isfinite(exchange.amount):
            raise not_finite(activity, exchange)
        times = _times(exchange, made.products[row].unit, activity, report)
        if not entries.add(row, column, times, exchange):
            raise twice(activity, exchange)


def _input(
    row: int, column: int, activity: ActivityRecord, exchange: ExchangeRecord, made: Catalogue,
    entries: _Entries, report: Report,
) -> None:  # fmt: skip
    product = made.products[row]
    size, parts = _times(exchange, product.unit, activity, report)
    if exchange.kind is Kind.WASTE:
        # a treatment sold as a service has a positive output and is an input; one that takes the waste in
        # has a negative output, and then the waste is put out
        size *= -product.sign
        report.add("waste", place_of(activity, exchange))
    else:
        size *= _SIGN[exchange.kind]
    own = any(row == output for output, _ in made.made[column])
    free = entries.add(row, column, (size, parts), exchange)
    if own:
        report.add("netted", place_of(activity, exchange))
    elif not free:
        report.add("summed", place_of(activity, exchange))


def _elementary(
    column: int, activity: ActivityRecord, exchange: ExchangeRecord, listed: Flows, entries: _Entries,
    report: Report,
) -> None:  # fmt: skip
    row, unit = listed.row(exchange)
    times = _times(exchange, unit, activity, report)
    if not entries.add(row, column, times, exchange):
        report.add("summed flows", place_of(activity, exchange))


def _times(exchange: ExchangeRecord, unit: str, activity: ActivityRecord, report: Report) -> _Times:
    """Return what makes an amount one in the unit of what its exchange links to."""
    if not exchange.unit or not unit or exchange.unit == unit:
        return 1, 1
    times = factor(exchange.unit, unit)
    if times is None:
        raise error(
            "E107",
            f"{exchange.name or exchange.key!r} is given in {exchange.unit!r} and counted in {unit!r}",
            place_of(activity, exchange),
            "convert the amount: no conversion between these units is registered",
        )
    if times != 1:
        report.add("converted", f"{place_of(activity, exchange)}: {exchange.unit} → {unit}")
    return times.numerator, times.denominator


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
