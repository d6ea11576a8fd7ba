"""The rows of the technosphere: every product that is made, and finding one by what is said of it."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from roos.errors import RoosError, error
from roos_inventories.link_report import Report
from roos_inventories.records import ActivityRecord, ExchangeRecord, Kind, Policies
from roos_inventories.units import same


@dataclass(slots=True)
class Product:
    """One row: its labels, the activity that made it first, and the sign of that output."""

    key: str
    name: str
    unit: str
    location: str
    activity: str
    sign: int = 1


@dataclass(slots=True)
class Catalogue:
    """All products.

    Attributes
    ----------
    products
        In the order of their first production.
    row_of
        By key.
    made
        Per activity its productions: row, and the exchange; the reference product comes first.
    """

    products: list[Product] = field(default_factory=list)
    row_of: dict[str, int] = field(default_factory=dict)
    made: list[list[tuple[int, ExchangeRecord]]] = field(default_factory=list)
    _by_name: dict[str, list[int]] = field(default_factory=dict)

    def add(self, product: Product) -> int:
        """Return the row of a product, a new one unless its key is known."""
        row = self.row_of.setdefault(product.key, len(self.products))
        if row == len(self.products):
            self.products.append(product)
            for text in {plain(product.name), plain(product.activity)}:
                self._by_name.setdefault(text, []).append(row)
        return row

    def find(self, exchange: ExchangeRecord, activity: ActivityRecord) -> int | None:
        """Return the row of the product that an exchange refers to, or None.

        By key where it has one; else by name, and product, location and unit where it says them. The unit
        only decides between several, so that a product of that name in another unit is told as such.

        Raises
        ------
        InputError
            E521 several products fit.
        """
        if exchange.key:
            return self.row_of.get(exchange.key)
        rows = self._by_name.get(plain(exchange.name), [])
        if exchange.product:
            rows = [r for r in rows if plain(self.products[r].name) == plain(exchange.product)]
        if exchange.location:
            rows = [r for r in rows if self.products[r].location == exchange.location]
        if len(rows) > 1:
            exact = [r for r in rows if same(self.products[r].unit, exchange.unit)]
            rows = exact or rows
        if len(rows) > 1 and not exchange.location:  # a supplier of one's own place is meant
            rows = [r for r in rows if self.products[r].location == activity.location] or rows
        if len(rows) > 1:
            listed = "; ".join(self.describe(r) for r in rows[:5])
            raise error(
                "E521",
                f"{len(rows)} products fit {exchange.name!r}",
                f"activity {activity.name!r}, {exchange.place}",
                f"say its location or product; they are: {listed}",
            )
        return rows[0] if rows else None

    def near(self, exchange: ExchangeRecord) -> list[str]:
        """Return products whose names resemble that of an exchange which found none."""
        rows = self._by_name.get(plain(exchange.name), [])
        if not rows:
            pool = list(self._by_name)[:20_000]
            close = difflib.get_close_matches(plain(exchange.name), pool, n=2, cutoff=0.7)
            rows = [self._by_name[name][0] for name in close]
        return [self.describe(row) for row in rows[:2]]

    def describe(self, row: int) -> str:
        """Return a product as ``name [location] (unit)``."""
        product = self.products[row]
        text = product.name + (f" [{product.location}]" if product.location else "")
        return f"{text} ({product.unit})" if product.unit else text


def catalogue(activities: Sequence[ActivityRecord], policies: Policies, report: Report) -> Catalogue:
    """Return the products that the activities make.

    Raises
    ------
    InputError
        E206 a key given to two activities.
    SingularError
        E104 an activity without a product, or with several of which the source marks none.
    """
    found = Catalogue()
    seen: dict[str, ActivityRecord] = {}
    beside: list[list[ExchangeRecord]] = []
    for activity in activities:
        if activity.key in seen:
            raise error(
                "E206",
                f"activity {activity.name!r} has the key {activity.key!r} of {seen[activity.key].name!r}",
                activity.place,
                f"the first is at {seen[activity.key].place}: make the keys unique",
            )
        seen[activity.key] = activity
        outputs = [e for e in activity.exchanges if e.kind is Kind.PRODUCTION]
        main = _reference(activity, outputs, policies, report)
        row = found.add(_product(activity, main))
        found.made.append([(row, main)])
        beside.append([e for e in outputs if e is not main])
    for column, (activity, others) in enumerate(zip(activities, beside, strict=True)):
        for exchange in others:
            if exchange.amount == 0:
                decision = "not drawn" if exchange.drawn else "zero"
                report.add(decision, f"activity {activity.name!r}, {exchange.place}")
                continue
            other = None if exchange.key else found.find(exchange, activity)
            row = found.add(_product(activity, exchange)) if other is None else other
            found.made[column].append((row, exchange))
    return found


def plain(name: str) -> str:
    """Return a name for comparison: case, runs of spaces and how accents are composed do not count."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def _reference(
    activity: ActivityRecord, outputs: list[ExchangeRecord], policies: Policies, report: Report
) -> ExchangeRecord:
    where = f"activity {activity.name!r}, {activity.place}"
    if not outputs:
        if policies.assume_production:
            report.add("assumed", where)
            return ExchangeRecord(Kind.PRODUCTION, 1.0, activity.unit, activity.place, reference=True)
        hint = "name its output and amount in an exchange of type production"
        raise error("E104", f"activity {activity.name!r} has no reference product", where, hint)
    marked = [e for e in outputs if e.reference]
    own = [e for e in outputs if plain(e.name) in ("", plain(activity.name))]
    nonzero = [e for e in outputs if e.amount != 0]
    for candidates in (marked, nonzero if not own else [], own, [e for e in own if e.amount != 0]):
        if len(candidates) == 1:
            if candidates[0].amount == 0:
                raise _zero(activity, candidates[0])
            return candidates[0]
    if not nonzero:
        raise _zero(activity, outputs[0])
    chosen = marked or own
    if len({(e.key, plain(e.name), e.product, e.location) for e in chosen}) == 1:
        raise twice(activity, chosen[1])
    listed = "; ".join(e.product or e.name or e.key for e in outputs[:5])
    said = f"{len(marked)} of them are marked as" if marked else "none of them is"
    message = f"activity {activity.name!r} has {len(outputs)} products and {said} its reference"
    raise error("E104", message, where, f"mark one of: {listed}")


def twice(activity: ActivityRecord, exchange: ExchangeRecord) -> RoosError:
    """Return E105 for a production of the same product a second time."""
    return error(
        "E105",
        f"activity {activity.name!r} produces {exchange.product or exchange.name or activity.name!r} twice",
        exchange.place,
        "keep one production exchange, with the whole amount",
    )


def _zero(activity: ActivityRecord, exchange: ExchangeRecord) -> RoosError:
    message = f"activity {activity.name!r} makes 0 of its reference product"
    return error("E104", message, exchange.place, "give the amount that its exchanges refer to")


def _product(activity: ActivityRecord, exchange: ExchangeRecord) -> Product:
    own = plain(exchange.name) in ("", plain(activity.name))
    name = exchange.product or exchange.name or activity.name
    key = exchange.key or (activity.key if own or exchange.reference else f"{activity.key} | {name}")
    location = activity.location or exchange.location
    sign = -1 if exchange.amount < 0 else 1
    unit = exchange.unit or (activity.unit if own else "")
    return Product(key, name, unit, location, activity.name, sign)
