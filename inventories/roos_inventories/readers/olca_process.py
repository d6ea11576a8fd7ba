"""A process of an openLCA package becomes one activity, or one per product where it states its allocation.

Directions are openLCA's: a product comes out and is used as an input; a waste leaves as an output and is
taken in by its treatment, whose reference flow is thus an input. In the matrix, outputs are positive and
inputs negative, an avoided product positive and an avoided waste negative, whichever side it is listed on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import olca_schema as olca

from roos.errors import RoosError, error
from roos_inventories.allocation import allocate, multiplied
from roos_inventories.readers.olca_lines import Line, Process, number_of
from roos_inventories.records import ActivityRecord, ExchangeRecord, Kind
from roos_inventories.tally import Tally

_SHARED = (olca.AllocationType.PHYSICAL_ALLOCATION, olca.AllocationType.ECONOMIC_ALLOCATION)
_CAUSAL = olca.AllocationType.CAUSAL_ALLOCATION


def usual_directions(processes: Sequence[Process]) -> dict[str, float]:
    """Return +1 for elementary flows put out, −1 for those taken up; mixed ones as their category says.

    Parameters
    ----------
    processes
        All of a package.
    """
    sides: dict[str, set[bool]] = {}
    flows: dict[str, olca.Flow] = {}
    for process in processes:
        for line in process.lines:
            if line.elementary:
                sides.setdefault(line.flow.id or "", set()).add(line.is_input)
                flows[line.flow.id or ""] = line.flow
    resource = {i: "resource" in (flow.category or "").casefold() for i, flow in flows.items()}
    return {
        i: -1.0 if found == {True} or (len(found) == 2 and resource[i]) else 1.0 for i, found in sides.items()
    }


class Activities:
    """Makes the activities of processes, which it links to each other.

    Parameters
    ----------
    processes
        All of a package.
    directions
        Of :func:`usual_directions`.
    tally
        What was decided so far.
    """

    def __init__(self, processes: Sequence[Process], directions: dict[str, float], tally: Tally) -> None:
        self._processes, self._directions, self._tally = processes, directions, tally
        self._providers: dict[str, list[Process]] = {}
        for process in processes:
            for identifier in dict.fromkeys(line.flow.id or "" for line in process.lines if line.provides):
                self._providers.setdefault(identifier, []).append(process)

    def __iter__(self) -> Iterator[ActivityRecord]:
        for process in self._processes:
            yield from self._of(process)

    def _of(self, process: Process) -> tuple[ActivityRecord, ...]:
        exchanges = tuple(self._record(process, line) for line in process.lines)
        outputs = [e for e in exchanges if e.kind is Kind.PRODUCTION]
        main = next((e for e in outputs if e.reference), outputs[0] if outputs else None)
        record = ActivityRecord(
            main.key if main else process.id,
            process.name,
            process.location,
            main.unit if main else "",
            process.file,
            exchanges,
        )
        if len(outputs) < 2:
            return (record,)
        if process.method not in (*_SHARED, _CAUSAL):
            self._tally.add("several products", process.where())
            return (record,)
        return self._allocated(process, record)

    def _allocated(self, process: Process, record: ActivityRecord) -> tuple[ActivityRecord, ...]:
        """Return one activity per product; avoided products go to each in full, as in openLCA."""
        kept = [n for n, line in enumerate(process.lines) if not line.avoided]
        avoided = tuple(record.exchanges[n] for n, line in enumerate(process.lines) if line.avoided)
        shares = [self._shares(process, line.flow, kept) for line in process.lines if line.provides]
        self._tally.add("allocated", process.where())
        if avoided:
            self._tally.add("credit", process.where())
        bare = replace(record, exchanges=tuple(record.exchanges[n] for n in kept))
        parts = allocate(bare, shares)
        return tuple(replace(part, exchanges=(*part.exchanges, *avoided)) for part in parts)

    def _shares(self, process: Process, flow: olca.Flow, kept: Sequence[int]) -> dict[int, float]:
        """Return the share of each exchange kept, by its position among these, in one product."""
        where = process.where()
        factors = [
            factor
            for factor in process.factors
            if factor.allocation_type is process.method and factor.product and factor.product.id == flow.id
        ]
        for factor in factors:
            if factor.formula:
                self._tally.add("formula", where)
        of = f"the allocation factor of {flow.name!r}"
        if process.method is _CAUSAL:
            by = {f.exchange.internal_id: number_of(f.value, of, where) for f in factors if f.exchange}
            numbers = [process.lines[n].number for n in kept]
            return {position: by[number] for position, number in enumerate(numbers) if number in by}
        if len(factors) != 1:
            hint = "give one factor per product, or another default allocation method"
            raise error("E523", f"{len(factors)} allocation factors for product {flow.name!r}", where, hint)
        return dict.fromkeys(range(len(kept)), number_of(factors[0].value, of, where))

    def _record(self, process: Process, line: Line) -> ExchangeRecord:
        conversion = line.conversion
        amount = line.amount * conversion.times / conversion.by
        turned = self._turns(process, line)
        spread = multiplied(line.spread, -conversion.factor if turned else conversion.factor)
        amount = -amount if turned else amount
        name, unit, place = line.flow.name or line.flow.id or "", conversion.unit, process.place(line)
        product, reference = "", False
        if line.elementary:
            kind, key = Kind.ELEMENTARY, line.flow.id or ""
        elif line.provides:
            kind, key = Kind.PRODUCTION, process.key(line.flow)
            name, product, reference = process.name, name, line.reference
        else:
            kind = Kind.SUBSTITUTION if line.avoided else Kind.WASTE if line.waste else Kind.INPUT
            key = self._provider(process, line)
        return ExchangeRecord(
            kind, amount, unit, place, key, name, product, reference=reference, uncertainty=spread
        )

    def _turns(self, process: Process, line: Line) -> bool:
        """Say whether an amount changes sign: a waste taken in or avoided, a flow against its direction."""
        if not line.elementary:
            return line.waste and (line.provides or line.avoided)
        against = (self._directions[line.flow.id or ""] < 0) != line.is_input
        if against:
            self._tally.add("both ways", process.where(line))
        return against

    def _provider(self, process: Process, line: Line) -> str:
        """Return the key of the product that an exchange is linked to; of none, a key that nothing has."""
        if line.provider:
            return f"{line.provider}|{line.flow.id}"
        makers = self._providers.get(line.flow.id or "", [])
        if len(makers) > 1:
            raise _several(process, line, makers)
        if not makers:
            return f"|{line.flow.id}"
        self._tally.add("only provider", f"{line.flow.name!r} of {process.where(line)}")
        return makers[0].key(line.flow)


def _several(process: Process, line: Line, makers: Sequence[Process]) -> RoosError:
    listed = "; ".join(f"{maker.name} ({maker.id})" for maker in makers[:5])
    return error(
        "E521",
        f"{len(makers)} processes provide {line.flow.name!r}, and none is the default",
        process.where(line),
        f"set a default provider in openLCA; they are: {listed}",
    )
