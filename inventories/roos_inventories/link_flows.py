"""The rows of the biosphere matrix: the elementary flows in use."""

from __future__ import annotations

from collections.abc import Sequence

from roos.labels import Labels
from roos_inventories.conversions import standard
from roos_inventories.link_products import plain
from roos_inventories.records import ExchangeRecord, FlowRecord


class Flows:
    """Flows by the order of their first use.

    Parameters
    ----------
    described
        Flows that the source describes apart from its exchanges.
    standard_units
        Count each in the unit of the field's flow lists.
    """

    def __init__(self, described: Sequence[FlowRecord], standard_units: bool) -> None:
        self._described = {flow.key: flow for flow in described}
        self._standard = standard_units
        self._row_of: dict[tuple[str, ...], int] = {}
        self._flows: list[FlowRecord] = []

    def __len__(self) -> int:
        return len(self._flows)

    def row(self, exchange: ExchangeRecord) -> tuple[int, str]:
        """Return the row of an exchange's flow and the unit in which it is counted."""
        identity = (exchange.key,) if exchange.key else (plain(exchange.name), *exchange.compartment)
        row = self._row_of.setdefault(identity, len(self._flows))
        if row == len(self._flows):
            self._flows.append(self._new(exchange))
        return row, self._flows[row].unit

    def labels(self) -> Labels:
        """Return the labels of all rows; ``extra["compartment"]`` joins the parts by ``/``."""
        return Labels(
            "flow",
            tuple(flow.key for flow in self._flows),
            tuple(flow.name for flow in self._flows),
            tuple(flow.unit for flow in self._flows),
            extra={"compartment": tuple("/".join(flow.compartment) for flow in self._flows)},
        )

    def _new(self, exchange: ExchangeRecord) -> FlowRecord:
        known = self._described.get(exchange.key) if exchange.key else None
        name = (known.name if known else "") or exchange.name or exchange.key
        compartment = (known.compartment if known else ()) or exchange.compartment
        key = exchange.key or (f"{name} ({', '.join(compartment)})" if compartment else name)
        unit = (known.unit if known else "") or exchange.unit
        return FlowRecord(key, name, standard(unit) if self._standard else unit, compartment)
