"""What is kept of a process of an openLCA package: its exchanges, checked and with their conversions.

An exchange as olca-schema parses it takes kilobytes; a line here takes a tenth of that, and a package may
hold a million of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import olca_schema as olca

from roos.errors import error
from roos_inventories.readers.olca_store import Store
from roos_inventories.readers.olca_units import Conversion, Units
from roos_inventories.records import NONE, UNKNOWN, Uncertainty
from roos_inventories.tally import Tally

_PRODUCT, _WASTE = olca.FlowType.PRODUCT_FLOW, olca.FlowType.WASTE_FLOW


@dataclass(frozen=True, slots=True)
class Line:
    """One exchange.

    Attributes
    ----------
    number
        Its id in the process, else its position counted from 1.
    flow
        What is exchanged; shared by all its exchanges.
    amount
        As in the package; ``conversion`` turns it into the reference unit of the flow.
    is_input, avoided, reference
        As in the package.
    provider
        Id of the default provider, or empty.
    """

    number: int
    flow: olca.Flow
    amount: float
    conversion: Conversion
    is_input: bool
    avoided: bool
    reference: bool
    provider: str
    spread: Uncertainty | None

    @property
    def elementary(self) -> bool:
        """Say whether the exchange is with nature."""
        return self.flow.flow_type is olca.FlowType.ELEMENTARY_FLOW

    @property
    def waste(self) -> bool:
        """Say whether the flow is a waste."""
        return self.flow.flow_type is _WASTE

    @property
    def provides(self) -> bool:
        """Say whether the process provides by it: a product put out, or a waste taken in for treatment."""
        if self.avoided or self.elementary:
            return False
        return self.is_input if self.waste else not self.is_input


@dataclass(frozen=True, slots=True)
class Process:
    """One process.

    Attributes
    ----------
    id, name, location
        As in the package; the location's code where it has one.
    file
        Package and member, for messages.
    lines
        In the order of the package.
    method
        Default allocation method.
    factors
        Allocation factors of any method.
    """

    id: str
    name: str
    location: str
    file: str
    lines: tuple[Line, ...]
    method: olca.AllocationType | None
    factors: tuple[olca.AllocationFactor, ...]

    def where(self, line: Line | None = None) -> str:
        """Return the place of the process, or of one of its lines, by name and file."""
        return f"process {self.name!r}, {self.place(line) if line else self.file}"

    def place(self, line: Line) -> str:
        """Return the place of a line in its file."""
        return f"{self.file}, exchange {line.number}"

    def key(self, flow: olca.Flow) -> str:
        """Return the id of a flow as this process provides it."""
        return f"{self.id}|{flow.id}"


def read_processes(store: Store, units: Units, tally: Tally) -> Iterator[Process]:
    """Yield the processes of a package in the order of their ids.

    Raises
    ------
    InputError
        E106 an amount that is no finite number, E107 and E523 as
        :meth:`~roos_inventories.readers.olca_units.Units.conversion`, E523 a flow that is missing.
    """
    for process in store.each(olca.Process):
        name = process.name or process.id or ""
        file = store.place(olca.Process, process.id or "")
        lines = tuple(
            _line(e, n, f"process {name!r}, {file}, exchange", store, units, tally)
            for n, e in enumerate(process.exchanges or [], start=1)
        )
        yield Process(
            process.id or "",
            name,
            _location(process, store),
            file,
            lines,
            process.default_allocation_method,
            tuple(process.allocation_factors or ()),
        )


def number_of(value: Any, what: str, where: str) -> float:
    """Return a finite number, or E106 with its place."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise error("E106", f"{what} is {value!r}", where, "give a number: roos replaces no values")
    return float(value)


def _line(
    exchange: olca.Exchange, position: int, place: str, store: Store, units: Units, tally: Tally
) -> Line:
    number = exchange.internal_id or position
    where = f"{place} {number}"
    flow = store.get(olca.Flow, exchange.flow, "the flow", where)
    if flow.flow_type is None:
        hint = "a flow is a product, a waste or elementary"
        raise error("E523", f"the type of flow {flow.name!r} is not understood", where, hint)
    amount = number_of(exchange.amount, f"the amount of {flow.name!r}", where)
    conversion = units.conversion(flow, exchange.flow_property, exchange.unit, where)
    for decision, found in (
        ("converted", conversion.given != conversion.unit),
        ("formula", exchange.amount_formula),
        ("cost", exchange.cost_value),
        ("location", exchange.location is not None and flow.flow_type is olca.FlowType.ELEMENTARY_FLOW),
    ):
        if found:
            tally.add(decision, where)
    return Line(
        number,
        flow,
        amount,
        conversion,
        bool(exchange.is_input),
        bool(exchange.is_avoided_product),
        bool(exchange.is_quantitative_reference),
        (exchange.default_provider.id if exchange.default_provider else "") or "",
        distribution(exchange.uncertainty),
    )


def _location(process: olca.Process, store: Store) -> str:
    if process.location is None:
        return ""
    known = store.find(olca.Location, process.location.id)
    return (known.code if known else "") or process.location.name or ""


def distribution(given: olca.Uncertainty | None) -> Uncertainty | None:
    """Return a distribution in the encoding of ``stats_arrays``, None where there is none."""
    if given is None:
        return None
    kind = given.distribution_type
    numbers = (given.geom_mean, given.geom_sd, given.mean, given.sd, given.mode, given.minimum, given.maximum)
    if kind is None:  # olca-schema has none for a name that it does not know
        return None if all(number is None for number in numbers) else Uncertainty(UNKNOWN)
    if kind is olca.UncertaintyType.LOG_NORMAL_DISTRIBUTION:
        mean, sd = _or_nan(given.geom_mean), _or_nan(given.geom_sd)
        if sd == 1:
            return Uncertainty(NONE)
        return Uncertainty(2, math.log(mean), math.log(sd)) if mean > 0 and sd > 0 else Uncertainty(2)
    if kind is olca.UncertaintyType.NORMAL_DISTRIBUTION:
        return Uncertainty(NONE) if given.sd == 0 else Uncertainty(3, _or_nan(given.mean), _or_nan(given.sd))
    low, high = _or_nan(given.minimum), _or_nan(given.maximum)
    if kind is olca.UncertaintyType.UNIFORM_DISTRIBUTION:
        return Uncertainty(4, minimum=low, maximum=high)
    return Uncertainty(5, _or_nan(given.mode), minimum=low, maximum=high)


def _or_nan(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
