"""Matching an inventory's flows to a method's: by id first, else by name and compartment; what was missed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity, error
from roos.labels import Labels
from roos_inventories.methods.compartments import normal_compartment
from roos_inventories.methods.flow_list import Flow
from roos_inventories.units import normal, same

# Ids come bare or behind a database's name; the identifier itself is at the end.
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CategoryCoverage:
    """How many flows of the inventory have a factor in one category, and how many factors found no flow."""

    category: str
    flows_with_factor: int
    factors: int
    factors_without_flow: int


@dataclass(frozen=True)
class Coverage:
    """How well a method fits an inventory.

    Attributes
    ----------
    method
        Our name of the method.
    flows
        Number of the inventory's elementary flows.
    matched_by_id, matched_by_name
        How many of them the source of the method knows, and by what.
    unknown
        The others, as ``name (compartment)``: often flows with newer or older names.
    without_factor
        Known flows that no category of this method counts.
    categories
        One row per category, in the order of the method.
    """

    method: str
    flows: int
    matched_by_id: int
    matched_by_name: int
    unknown: tuple[str, ...]
    without_factor: tuple[str, ...]
    categories: tuple[CategoryCoverage, ...]

    def findings(self) -> tuple[Finding, ...]:
        """Return W102 for flows that the source does not know: those may count as zero without reason."""
        if not self.unknown:
            return ()
        listed = "; ".join(self.unknown[:5]) + ("; …" if len(self.unknown) > 5 else "")
        return (
            Finding(
                "W102", Severity.WARNING,
                f"{len(self.unknown)} of {self.flows} elementary flows are unknown to {self.method!r} and "
                f"count as zero; {len(self.without_factor)} known ones have no factor in it",
                where=listed, hint="compare their names and compartments with those of the method",
                count=len(self.unknown),
            ),
        )  # fmt: skip


@dataclass(frozen=True)
class Match:
    """Positions of the inventory's flows in the method's flow list, −1 where unknown."""

    positions: NDArray[np.int64]
    by_id: int

    @property
    def known(self) -> NDArray[np.bool_]:
        """Flows that were found."""
        return self.positions >= 0


def match_flows(flows: Labels, listed: Sequence[Flow]) -> Match:
    """Return which flow of the list each flow of an inventory is.

    Parameters
    ----------
    flows
        Labels of the inventory's flows; ``extra["compartment"]`` in any form that
        :func:`~roos_inventories.methods.compartments.normal_compartment` reads.

    Raises
    ------
    InputError
        E107 when a flow is found but counted in another unit than the list counts it in.
    """
    by_id = {flow.id: i for i, flow in enumerate(listed)}
    by_name = {(flow.name.casefold(), flow.compartment): i for i, flow in enumerate(listed)}
    compartments = flows.extra.get("compartment", ("",) * len(flows))
    normalised = {text: normal_compartment(text) for text in set(compartments)}
    positions = np.full(len(flows), -1, dtype=np.int64)
    found_by_id = 0
    for j, identifier in enumerate(flows.ids):
        uuid = _UUID.search(identifier)
        found = by_id.get(uuid[0].casefold()) if uuid else None
        if found is not None:
            found_by_id += 1
        else:
            key = (" ".join(flows.names[j].split()).casefold(), normalised[compartments[j]])
            found = by_name.get(key)
        if found is not None:
            positions[j] = found
    _same_units(flows, positions, listed)
    return Match(positions, found_by_id)


def describe_flow(flows: Labels, position: int) -> str:
    """Return ``name (compartment)`` of an inventory's flow."""
    compartments = flows.extra.get("compartment")
    where = normal_compartment(compartments[position]) if compartments else ""
    return f"{flows.names[position]} ({where})" if where else flows.names[position]


def _same_units(flows: Labels, positions: NDArray[np.int64], listed: Sequence[Flow]) -> None:
    """Raise one E107 for all flows that are counted in another unit than their factors."""
    wrong = [
        int(j)
        for j in np.flatnonzero(positions >= 0)
        if flows.units[j] and not same(flows.units[j], listed[positions[j]].unit)
    ]
    if wrong:
        unit, wanted = flows.units[wrong[0]], normal(listed[positions[wrong[0]]].unit)
        more = f" ({len(wrong)} such flows)" if len(wrong) > 1 else ""
        named = "; ".join(describe_flow(flows, j) for j in wrong[:5])
        raise error(
            "E107", f"the flow is counted in {unit!r}, its factors are per {wanted!r}{more}",
            where=f"flow {named}" + (f"; and {len(wrong) - 5} more" if len(wrong) > 5 else ""),
            hint=f"convert the inventory's amounts to {wanted!r}",
        )  # fmt: skip
