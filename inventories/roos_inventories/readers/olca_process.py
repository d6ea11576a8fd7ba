"""A process of an openLCA package becomes one activity, or one per product where it states its allocation.

Directions are openLCA's: a product comes out and is used as an input; a waste leaves as an output and is
taken in by its treatment, whose reference flow is thus an input. In the matrix, outputs are positive and
inputs negative, an avoided product positive and an avoided waste negative, whichever side it is listed on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import olca_schema as olca

from roos.errors import RoosError, error
from roos_inventories.allocation import allocate, scaled
from roos_inventories.readers.olca_store import Store
from roos_inventories.readers.olca_tally import Tally
from roos_inventories.readers.olca_units import Units
from roos_inventories.records import ActivityRecord, ExchangeRecord, Kind, Uncertainty

_PRODUCT, _WASTE = olca.FlowType.PRODUCT_FLOW, olca.FlowType.WASTE_FLOW
_SHARED = (olca.AllocationType.PHYSICAL_ALLOCATION, olca.AllocationType.ECONOMIC_ALLOCATION)
_CAUSAL = olca.AllocationType.CAUSAL_ALLOCATION


@dataclass(frozen=True, slots=True)
class Line:
    """One exchange with the flow it is of, its place in the file, and where that is by name."""

    exchange: olca.Exchange
    flow: olca.Flow
    amount: float
    place: str
    where: str

    @property
    def provides(self) -> bool:
        """Say whether the process provides by it: a product put out, or a waste taken in for treatment."""
        if self.exchange.is_avoided_product:
            return False
        if self.flow.flow_type is _PRODUCT:
            return not self.exchange.is_input
        return self.flow.flow_type is _WASTE and bool(self.exchange.is_input)


class Processes:
    """All processes of a package, and which of them provides a flow.

    Parameters
    ----------
    store, units, tally
        The package, its units, and what was decided so far.
    directions
        By elementary flow: +1 where it is usually put out, −1 where it is usually taken up.
    """

    def __init__(self, store: Store, units: Units, tally: Tally) -> None:
        self._store, self._units, self._tally = store, units, tally
        self._all: list[tuple[olca.Process, list[Line]]] = []
        self._providers: dict[str, list[olca.Process]] = {}
        self.directions: dict[str, float] = {}
        for identifier in store.ids(olca.Process):
            process = store.find(olca.Process, identifier)
            assert process is not None, "the ids are those of the files"
            lines = [self._line(process, n, e) for n, e in enumerate(process.exchanges or [], start=1)]
            self._all.append((process, lines))
            for line in lines:
                if line.provides:
                    makers = self._providers.setdefault(line.flow.id or "", [])
                    if process not in makers:
                        makers.append(process)
        self._find_directions()

    def __len__(self) -> int:
        return len(self._all)

    def activities(self) -> list[ActivityRecord]:
        """Return the activities of all processes, in the order of their ids."""
        return [record for process, lines in self._all for record in self._records(process, lines)]

    def _line(self, process: olca.Process, number: int, exchange: olca.Exchange) -> Line:
        file = self._store.place(olca.Process, process.id or "")
        place = f"{file}, exchange {exchange.internal_id or number}"
        where = f"process {process.name!r}, {place}"
        flow = self._store.get(olca.Flow, exchange.flow, "the flow", where)
        if flow.flow_type is None:
            hint = "a flow is a product, a waste or elementary"
            raise error("E523", f"the type of flow {flow.name!r} is not understood", where, hint)
        if exchange.amount_formula:
            self._tally.add("formula", where)
        if exchange.cost_value:
            self._tally.add("cost", where)
        amount = number_of(exchange.amount, f"the amount of {flow.name!r}", where)
        return Line(exchange, flow, amount, place, where)

    def _find_directions(self) -> None:
        """Say which way each elementary flow usually runs: as listed, or as its category says where mixed."""
        sides: dict[str, set[bool]] = {}
        flows: dict[str, olca.Flow] = {}
        for _, lines in self._all:
            for line in lines:
                if line.flow.flow_type is olca.FlowType.ELEMENTARY_FLOW:
                    sides.setdefault(line.flow.id or "", set()).add(bool(line.exchange.is_input))
                    flows[line.flow.id or ""] = line.flow
        for identifier, found in sides.items():
            taken = "resource" in (flows[identifier].category or "").casefold()
            self.directions[identifier] = -1.0 if (found == {True} or (len(found) == 2 and taken)) else 1.0

    def _records(self, process: olca.Process, lines: Sequence[Line]) -> tuple[ActivityRecord, ...]:
        name = process.name or process.id or ""
        where = self._store.place(olca.Process, process.id or "")
        exchanges = tuple(self._record(process, line) for line in lines)
        outputs = [e for e in exchanges if e.kind is Kind.PRODUCTION]
        main = next((e for e in outputs if e.reference), outputs[0] if outputs else None)
        key = main.key if main else process.id or ""
        unit = main.unit if main else ""
        record = ActivityRecord(key, name, self._location(process), unit, where, exchanges)
        if len(outputs) < 2:
            return (record,)
        place = f"process {name!r}, {where}"
        method = process.default_allocation_method
        if method not in (*_SHARED, _CAUSAL):
            self._tally.add("several products", place)
            return (record,)
        return self._allocated(process, record, lines, place)

    def _allocated(
        self, process: olca.Process, record: ActivityRecord, lines: Sequence[Line], place: str
    ) -> tuple[ActivityRecord, ...]:
        """Return one activity per product; avoided products go to each in full, as in openLCA."""
        credits = [n for n, line in enumerate(lines) if line.exchange.is_avoided_product]
        kept = [n for n in range(len(lines)) if n not in credits]
        shares = [self._shares(process, lines, line.flow, kept, place) for line in lines if line.provides]
        bare = replace(record, exchanges=tuple(record.exchanges[n] for n in kept))
        self._tally.add("allocated", place)
        if credits:
            self._tally.add("credit", place)
        avoided = tuple(record.exchanges[n] for n in credits)
        return tuple(replace(part, exchanges=(*part.exchanges, *avoided)) for part in allocate(bare, shares))

    def _shares(
        self, process: olca.Process, lines: Sequence[Line], flow: olca.Flow, kept: Sequence[int], place: str
    ) -> dict[int, float]:
        """Return the share of each exchange kept, by its position among these, in one product."""
        method = process.default_allocation_method
        factors = [
            f
            for f in process.allocation_factors or []
            if f.allocation_type is method and f.product and f.product.id == flow.id
        ]
        for factor in factors:
            if factor.formula:
                self._tally.add("formula", place)
        of = f"the allocation factor of {flow.name!r}"
        if method is _CAUSAL:
            by_exchange = {
                f.exchange.internal_id: number_of(f.value, of, place) for f in factors if f.exchange
            }
            return {
                position: by_exchange[lines[n].exchange.internal_id]
                for position, n in enumerate(kept)
                if lines[n].exchange.internal_id in by_exchange
            }
        if len(factors) != 1:
            hint = "give one factor per product, or another default allocation method"
            raise error("E523", f"{len(factors)} allocation factors for product {flow.name!r}", place, hint)
        share = number_of(factors[0].value, of, place)
        return dict.fromkeys(range(len(kept)), share)

    def _record(self, process: olca.Process, line: Line) -> ExchangeRecord:
        exchange, flow = line.exchange, line.flow
        conversion = self._units.conversion(flow, exchange.flow_property, exchange.unit, line.where)
        if conversion.given != conversion.unit:
            self._tally.add("converted", f"{line.where}: {conversion.given} → {conversion.unit}")
        record = self._of_kind(process, line, conversion.unit)
        spread = _uncertainty(exchange.uncertainty)
        record = scaled(replace(record, amount=line.amount, uncertainty=spread), conversion.factor)
        record = replace(record, amount=line.amount * conversion.times / conversion.by)
        return _negated(record) if self._turns(line) else record

    def _of_kind(self, process: olca.Process, line: Line, unit: str) -> ExchangeRecord:
        exchange, flow = line.exchange, line.flow
        name = flow.name or flow.id or ""
        if flow.flow_type is olca.FlowType.ELEMENTARY_FLOW:
            if exchange.location:
                self._tally.add("location", line.where)
            return ExchangeRecord(Kind.ELEMENTARY, 0.0, unit, line.place, flow.id or "", name)
        if line.provides:
            return ExchangeRecord(
                Kind.PRODUCTION, 0.0, unit, line.place, _key(process, flow), process.name or name, name,
                reference=bool(exchange.is_quantitative_reference),
            )  # fmt: skip
        kind = Kind.INPUT
        if exchange.is_avoided_product:
            kind = Kind.SUBSTITUTION
        elif flow.flow_type is _WASTE:
            kind = Kind.WASTE
        return ExchangeRecord(kind, 0.0, unit, line.place, self._provider(process, line), name)

    def _turns(self, line: Line) -> bool:
        """Say whether an amount changes sign: a waste taken in or avoided, a flow against its direction."""
        if line.flow.flow_type is olca.FlowType.ELEMENTARY_FLOW:
            usual = self.directions[line.flow.id or ""]
            against = (usual < 0) != bool(line.exchange.is_input)
            if against:
                self._tally.add("both ways", line.where)
            return against
        return line.flow.flow_type is _WASTE and (line.provides or bool(line.exchange.is_avoided_product))

    def _provider(self, process: olca.Process, line: Line) -> str:
        """Return the key of the product that an exchange is linked to; of none, a key that nothing has."""
        flow, said = line.flow, line.exchange.default_provider
        if said is not None and said.id:
            return f"{said.id}|{flow.id}"
        makers = self._providers.get(flow.id or "", [])
        if len(makers) == 1:
            self._tally.add("only provider", f"{flow.name!r} of {line.where}")
            return _key(makers[0], flow)
        if makers:
            raise _several(line, makers)
        return f"|{flow.id}"

    def _location(self, process: olca.Process) -> str:
        if process.location is None:
            return ""
        known = self._store.find(olca.Location, process.location.id)
        return (known.code if known else "") or process.location.name or ""


def number_of(value: Any, what: str, where: str) -> float:
    """Return a finite number, or E106 with its place."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise error("E106", f"{what} is {value!r}", where, "give a number: roos replaces no values")
    return float(value)


def _several(line: Line, makers: Sequence[olca.Process]) -> RoosError:
    listed = "; ".join(f"{maker.name} ({maker.id})" for maker in makers[:5])
    return error(
        "E521",
        f"{len(makers)} processes provide {line.flow.name!r}, and none is the default",
        line.where,
        f"set a default provider in openLCA; they are: {listed}",
    )


def _key(process: olca.Process, flow: olca.Flow) -> str:
    return f"{process.id}|{flow.id}"


def _negated(record: ExchangeRecord) -> ExchangeRecord:
    spread = record.uncertainty
    if spread is not None and spread.type == 2:
        spread = replace(spread, negative=not spread.negative)
    elif spread is not None:
        spread = replace(spread, loc=-spread.loc, minimum=-spread.maximum, maximum=-spread.minimum)
    return replace(record, amount=-record.amount, uncertainty=spread)


def _uncertainty(given: olca.Uncertainty | None) -> Uncertainty | None:
    """Return a distribution in the encoding of ``stats_arrays``, None where there is none."""
    kind = given.distribution_type if given else None
    if given is None or kind is None:
        return None
    nan = math.nan
    if kind is olca.UncertaintyType.LOG_NORMAL_DISTRIBUTION:
        mean, sd = given.geom_mean or nan, given.geom_sd or nan
        if not (mean > 0 and sd >= 1):
            return Uncertainty(2)
        return Uncertainty(2, math.log(mean), math.log(sd))
    if kind is olca.UncertaintyType.NORMAL_DISTRIBUTION:
        return Uncertainty(3, _or_nan(given.mean), _or_nan(given.sd))
    low, high = _or_nan(given.minimum), _or_nan(given.maximum)
    if kind is olca.UncertaintyType.UNIFORM_DISTRIBUTION:
        return Uncertainty(4, minimum=low, maximum=high)
    return Uncertainty(5, _or_nan(given.mode), minimum=low, maximum=high)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else float(value)
