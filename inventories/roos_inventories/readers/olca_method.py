"""Impact methods of an openLCA package, over the flows of an inventory."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import olca_schema as olca
import scipy.sparse as sp

from roos.errors import error
from roos.labels import Labels
from roos.method import Method
from roos_inventories.link_uncertainty import Rows, Spreads
from roos_inventories.readers.olca_lines import distribution, number_of
from roos_inventories.readers.olca_store import Store
from roos_inventories.readers.olca_units import Units
from roos_inventories.records import NONE, UNKNOWN, ExchangeRecord, Kind, Uncertainty
from roos_inventories.tally import Tally

#: Under which decision a distribution that is none is counted.
_TOLD = {NONE: "no spread", UNKNOWN: "not known"}


def read_olca_method(
    store: Store, units: Units, tally: Tally, flows: Labels, directions: Mapping[str, float], name: str
) -> tuple[Method | None, Rows]:
    """Return a method of the package, and the distributions of its factors.

    Parameters
    ----------
    store, units, tally
        The package, its units, and what was decided so far.
    flows
        Rows of B, by the ids of the package.
    directions
        By flow: +1 usually put out, −1 usually taken up; amounts in B are positive in that direction.
    name
        Name or id; empty for the only method there is.

    Returns
    -------
    method
        None where the package holds none, or several and no name was given.
    rows
        As :meth:`~roos_inventories.link_uncertainty.Spreads.rows` gives them.

    Raises
    ------
    InputError
        E511 unknown method, E106 a factor that is no number, E107 and E523 as the units.
    """
    methods = list(store.each(olca.ImpactMethod))
    chosen = [method for method in methods if name in (method.name, method.id)] if name else methods
    if name and not chosen:
        names = [method.name or method.id or "" for method in methods]
        near = difflib.get_close_matches(name, names, n=5, cutoff=0.4) or names[:5]
        hint = f"methods: {'; '.join(near) or 'none'}"
        raise error("E511", f"no method in the package is named {name!r}", store.name, hint)
    if len(chosen) > 1:
        tally.add("methods", "; ".join(method.name or "?" for method in chosen))
    if len(chosen) != 1:
        return None, (None, None)
    (method,) = chosen
    where = store.place(olca.ImpactMethod, method.id or "")
    categories = [
        store.get(olca.ImpactCategory, reference, "the impact category", where)
        for reference in method.impact_categories or []
    ]
    rows, columns, values = [], [], []
    spreads = Spreads()
    for row, category in enumerate(categories):
        for column, factor in _factors(category, store, units, tally, flows, directions).items():
            if factor.spread is not None and factor.spread.type > 1:
                stated = ExchangeRecord(
                    Kind.ELEMENTARY, factor.given, place=factor.where, uncertainty=factor.spread
                )
                spreads.add(len(rows), factor.times, stated)
            rows.append(row)
            columns.append(column)
            values.append(factor.value)
    size = (len(categories), len(flows))
    matrix = sp.coo_array((values, (rows, columns)), shape=size, dtype=np.float64)
    title = method.name or method.id or ""
    made = Method.build(title, matrix, _labels(categories, title), meta={"source": store.name})
    return made, spreads.rows(rows, columns, values, size, lambda _, stated: stated.place)


@dataclass(frozen=True, slots=True)
class _Factor:
    """One factor: its value per reference unit, what it was given as, what lies between, its distribution."""

    value: float
    given: float
    times: float
    spread: Uncertainty | None
    where: str


def _factors(
    category: olca.ImpactCategory, store: Store, units: Units, tally: Tally, flows: Labels,
    directions: Mapping[str, float],
) -> dict[int, _Factor]:  # fmt: skip
    """Return factors per reference unit, by the position of their flow."""
    found: dict[int, _Factor] = {}
    file = store.place(olca.ImpactCategory, category.id or "")
    for number, factor in enumerate(category.impact_factors or [], start=1):
        where = f"{file}, factor {number}"
        identifier = (factor.flow.id if factor.flow else "") or ""
        if factor.location is not None:
            tally.add("regional factor", where)
            continue
        if identifier not in flows:
            tally.add("unused factor", where)
            continue
        if factor.formula:
            tally.add("formula", where)
        spread = distribution(factor.uncertainty)
        if spread is not None:
            tally.add(_TOLD.get(spread.type, "uncertain factor"), where)
        flow = store.get(olca.Flow, factor.flow, "the flow", where)
        conversion = units.conversion(flow, factor.flow_property, factor.unit, where)
        given = value = number_of(factor.value, f"the factor of {flow.name!r}", where)
        if (
            category.direction is not None
        ):  # said once for the category: then the sign of factors does not count
            along = (category.direction is olca.Direction.INPUT) == (directions[identifier] < 0)
            value = abs(value) if along else -abs(value)
        if conversion.given != conversion.unit:
            tally.add("converted", f"{where}: per {conversion.given} → per {conversion.unit}")
        position = flows.position(identifier)
        if position in found:
            hint = "keep one of them"
            raise error("E523", f"{flow.name!r} has two factors in {category.name!r}", where, hint)
        times = (-1.0 if value * given < 0 else 1.0) * conversion.by / conversion.times
        at = f"{flow.name!r} in {category.name!r}, {where}"
        found[position] = _Factor(value * conversion.by / conversion.times, given, times, spread, at)
    return found


def _labels(categories: list[olca.ImpactCategory], model: str) -> Labels:
    names = [category.name or category.id or "" for category in categories]
    ids = tuple(
        name if names.count(name) == 1 else f"{name} ({category.id})"
        for name, category in zip(names, categories, strict=True)
    )
    return Labels(
        "category",
        ids,
        tuple(names),
        tuple(category.ref_unit or "" for category in categories),
        extra={
            "model": (model,) * len(categories),
            "other_id": tuple(category.id or "" for category in categories),
        },
    )
