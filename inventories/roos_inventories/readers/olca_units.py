"""Amounts in openLCA are in any unit of any quantity of their flow; here they become its reference unit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import olca_schema as olca

from roos.errors import error
from roos_inventories.readers.olca_store import Store


@dataclass(frozen=True, slots=True)
class Conversion:
    """How an amount is turned into the reference unit of its flow.

    Attributes
    ----------
    given, unit
        Names of the unit of the amount and of the flow's reference unit.
    times, by
        Size of the unit in its quantity's reference unit; that quantity per reference unit of the flow.
    """

    given: str
    unit: str
    times: float = 1.0
    by: float = 1.0

    @property
    def factor(self) -> float:
        """Amount in the reference unit per amount given."""
        return self.times / self.by


class Units:
    """Units and quantities of a package.

    Parameters
    ----------
    store
        The package.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str, str], Conversion] = {}

    def reference(self, flow: olca.Flow, where: str) -> str:
        """Return the name of a flow's reference unit."""
        return self.conversion(flow, None, None, where).unit

    def conversion(
        self, flow: olca.Flow, quantity: olca.Ref | None, unit: olca.Ref | None, where: str
    ) -> Conversion:
        """Return how an amount of a flow is converted.

        Parameters
        ----------
        flow
            What is counted.
        quantity, unit
            Flow property and unit of the amount; the reference ones of the flow by default.
        where
            Place, for messages.

        Raises
        ------
        InputError
            E107 a quantity that the flow does not have, or a unit that is not one of it; E523 a part that is
            missing, or a factor that is no positive number.
        """
        key = (
            flow.id or "",
            (quantity.id if quantity else "") or "",
            (unit.id or unit.name if unit else "") or "",
        )
        if key not in self._known:
            self._known[key] = self._conversion(flow, quantity, unit, where)
        return self._known[key]

    def _conversion(
        self, flow: olca.Flow, quantity: olca.Ref | None, unit: olca.Ref | None, where: str
    ) -> Conversion:
        factors = flow.flow_properties or []
        main = [factor for factor in factors if factor.is_ref_flow_property] or factors[:1]
        if len(main) != 1 or main[0].flow_property is None:
            hint = "name one flow property of the flow as its reference"
            raise error("E523", f"flow {flow.name!r} has no reference flow property", where, hint)
        _, base = self._units(main[0].flow_property, flow, where)
        chosen = main[0]
        if quantity is not None:
            named = [f for f in factors if f.flow_property and f.flow_property.id == quantity.id]
            if not named:
                raise error(
                    "E107",
                    f"flow {flow.name!r} has no quantity {quantity.name or quantity.id!r}",
                    where,
                    "add the flow property with its conversion factor to the flow",
                )
            chosen = named[0]
        units, own = self._units(chosen.flow_property, flow, where)
        found = own
        if unit is not None:
            matching = [u for u in units if u.id == unit.id] or [u for u in units if u.name == unit.name]
            if not matching:
                listed = ", ".join(u.name or "?" for u in units[:8])
                raise error(
                    "E107",
                    f"{unit.name or unit.id!r} is no unit of flow {flow.name!r}",
                    where,
                    f"units of its quantity are: {listed}",
                )
            found = matching[0]
        times = 1.0 if found is own else _positive(found.conversion_factor, f"unit {found.name!r}", where)
        by = (
            1.0
            if chosen is main[0]
            else _positive(chosen.conversion_factor, f"a quantity of {flow.name!r}", where)
        )
        return Conversion(found.name or "", base.name or "", times, by)

    def _units(
        self, quantity: olca.Ref | None, flow: olca.Flow, where: str
    ) -> tuple[list[olca.Unit], olca.Unit]:
        """Return the units of a quantity and the reference one among them."""
        found = self._store.get(olca.FlowProperty, quantity, f"the quantity of flow {flow.name!r}", where)
        group = self._store.get(olca.UnitGroup, found.unit_group, f"the unit group of {found.name!r}", where)
        units = group.units or []
        main = [unit for unit in units if unit.is_ref_unit]
        if len(main) != 1:
            hint = "name one unit of the group as its reference"
            raise error("E523", f"unit group {group.name!r} has {len(main)} reference units", where, hint)
        return units, main[0]


def _positive(value: object, what: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        hint = "a conversion factor is a number above zero"
        raise error("E523", f"the conversion factor of {what} is {value!r}", where, hint)
    return float(value)
