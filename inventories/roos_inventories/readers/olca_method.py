"""Impact methods of an openLCA package, over the flows of an inventory."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import numpy as np
import olca_schema as olca
import scipy.sparse as sp

from roos.errors import error
from roos.labels import Labels
from roos.method import Method
from roos_inventories.readers.olca_lines import number_of
from roos_inventories.readers.olca_store import Store
from roos_inventories.readers.olca_units import Units
from roos_inventories.tally import Tally


def read_olca_method(
    store: Store, units: Units, tally: Tally, flows: Labels, directions: Mapping[str, float], name: str
) -> Method | None:
    """Return a method of the package.

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
    Method or None
        None where the package holds none, or several and no name was given.

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
        return None
    (method,) = chosen
    where = store.place(olca.ImpactMethod, method.id or "")
    categories = [
        store.get(olca.ImpactCategory, reference, "the impact category", where)
        for reference in method.impact_categories or []
    ]
    rows, columns, values = [], [], []
    for row, category in enumerate(categories):
        for column, value in _factors(category, store, units, tally, flows, directions).items():
            rows.append(row)
            columns.append(column)
            values.append(value)
    matrix = sp.coo_array((values, (rows, columns)), shape=(len(categories), len(flows)), dtype=np.float64)
    title = method.name or method.id or ""
    return Method.build(title, matrix, _labels(categories, title), meta={"source": store.name})


def _factors(
    category: olca.ImpactCategory, store: Store, units: Units, tally: Tally, flows: Labels,
    directions: Mapping[str, float],
) -> dict[int, float]:  # fmt: skip
    """Return factors per reference unit, by the position of their flow."""
    found: dict[int, float] = {}
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
        if factor.uncertainty is not None and factor.uncertainty.distribution_type is not None:
            tally.add("uncertain factor", where)
        flow = store.get(olca.Flow, factor.flow, "the flow", where)
        conversion = units.conversion(flow, factor.flow_property, factor.unit, where)
        value = number_of(factor.value, f"the factor of {flow.name!r}", where)
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
        found[position] = value * conversion.by / conversion.times
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
