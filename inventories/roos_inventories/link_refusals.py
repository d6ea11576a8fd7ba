"""What linking refuses, said by name: activity, exchange and place."""

from __future__ import annotations

from roos.errors import RoosError, error
from roos_inventories.link_products import Catalogue
from roos_inventories.records import ActivityRecord, ExchangeRecord

#: Unlinked exchanges named in a refusal.
LISTED = 20


def unlinked(exchanges: list[tuple[ActivityRecord, ExchangeRecord]], made: Catalogue) -> RoosError:
    """Return E520 with the first exchanges that link to nothing, and what resembles them."""
    lines: list[str] = []
    for activity, exchange in exchanges[:LISTED]:
        names = dict.fromkeys((exchange.name or exchange.key, exchange.product))
        said = " | ".join(name for name in names if name)
        said += f" [{exchange.location}]" if exchange.location else ""
        near = made.near(exchange) if len(lines) < 5 else []
        lines.append(
            f"{said} ({exchange.unit or 'no unit'}) of {activity.name!r}, {exchange.place}"
            + (f"; near: {', '.join(near)}" if near else "")
        )
    more = f"\n    … and {len(exchanges) - LISTED} more" if len(exchanges) > LISTED else ""
    return error(
        "E520",
        f"{len(exchanges)} exchanges link to nothing in this inventory",
        "\n    ".join(lines) + more,
        "add the data sets they refer to, or leave the exchanges out with the option unlinked=drop",
    )


def not_finite(activity: ActivityRecord, exchange: ExchangeRecord) -> RoosError:
    """Return E106 for an amount that is NaN or infinite."""
    message = f"the amount of {exchange.name or exchange.key!r} is {exchange.amount}"
    hint = "correct the source: roos neither drops nor replaces values"
    return error("E106", message, place_of(activity, exchange), hint)


def place_of(activity: ActivityRecord, exchange: ExchangeRecord) -> str:
    """Return activity and place of an exchange, for messages."""
    return (
        f"activity {activity.name!r}, {exchange.place}" if exchange.place else f"activity {activity.name!r}"
    )
