"""Characterisation groups of a scenario package: which category they belong to, and which flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from roos.errors import Finding, Severity, error
from roos.places import Part
from roos.scenario_axes import axes_of
from roos.system import System
from roos_inventories.readers.bw_layers import Layer


def on_categories(
    layer: Layer,
    info: Mapping[str, Any],
    system: System,
    flow_ids: Mapping[int, int],
    findings: list[Finding],
) -> Layer:
    """Return a characterisation group by position: categories in rows, flows in columns.

    Factors of single places beside the global ones are left out, and so are those of flows that the inventory
    does not exchange, as when the inventory itself is read; both are reported.

    Parameters
    ----------
    layer
        ``rows`` are ids of flows, ``columns`` of places.
    info
        What the package says of the group: ``identifier``, ``global_index``.
    system
        With its method. A group without identifier belongs to the only category there is.
    flow_ids
        Position of each flow by its Brightway id.
    findings
        Taken up here.

    Raises
    ------
    InputError
        E207 no such category, or several where the group names none; E405 the system has no method.
    """
    _, categories, _ = axes_of(Part.CHARACTERISATION, system)
    identifier = info.get("identifier")
    parts = identifier if isinstance(identifier, list) else [identifier] if identifier else []
    if parts:
        category = categories.position(" | ".join(map(str, parts)), where=layer.where)
    elif len(categories) == 1:
        category = 0
    else:
        hint = "categories: " + "; ".join(categories.ids[:8])
        raise error("E207", "factors of no category in particular", layer.where, hint)
    flows = np.array([flow_ids.get(node, -1) for node in layer.rows.tolist()], dtype=np.int64)
    here = np.ones(flows.size, dtype=np.bool_)
    if info.get("global_index") is not None:
        here = layer.columns == info["global_index"]
    for code, mask, what in (
        ("W104", ~here, "factors are for single places: only the global ones are used"),
        ("W105", here & (flows < 0), "factors are for flows that the inventory does not exchange"),
    ):
        if count := int(np.count_nonzero(mask)):
            findings.append(Finding(code, Severity.NOTE, f"{count} {what}", layer.where, "", count))
    kept = here & (flows >= 0)
    return replace(
        layer,
        rows=np.full(int(kept.sum()), category, dtype=np.int64),
        columns=flows[kept],
        values=layer.values[kept],
    )
