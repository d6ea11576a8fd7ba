"""Method families under names of our own: short to type, and right where the published label is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from roos.errors import Finding, Severity
from roos.labels import Labels
from roos_inventories.methods.recipe2016 import MIDPOINT
from roos_inventories.methods.source import FactorTable, PublishedCategory
from roos_inventories.units import normal

_SHORT = {
    "CML v4.8 2016": "cml-4.8",
    "Cumulative Energy Demand (CED)": "ced",
    "Cumulative Exergy Demand (CExD)": "cexd",
}
_NO_LONG_TERM = " no LT"
_ABBREVIATION = re.compile(r"\(([A-Za-z]+[A-Za-z0-9]*)\)\s*$")
_WARMING = re.compile(r"\(?GWP ?\d+a?\)?")
# What one kilogram of fossil methane weighs tells the time horizon, whatever the label says.
_METHANE = ("Methane, fossil", "air")
_HORIZONS = {85.0: "GWP20", 36.0: "GWP100", 4.9: "GWP1000"}


class Family(NamedTuple):
    """Categories that belong together.

    ``name`` is ours, ``title`` what to print and the characterisation model of its categories, ``published``
    the name in the source, ``positions`` the categories in the table, in our order.
    """

    name: str
    title: str
    published: str
    positions: tuple[int, ...]


def families(categories: Sequence[PublishedCategory]) -> dict[str, Family]:
    """Return all families by our name, in the order of the source."""
    members: dict[str, list[int]] = {}
    for k, category in enumerate(categories):
        members.setdefault(category.family, []).append(k)
    found = (_family(published, positions, categories) for published, positions in members.items())
    return {family.name: family for family in found}


def category_labels(table: FactorTable, family: Family) -> tuple[Labels, tuple[Finding, ...]]:
    """Return labels of a family's categories, and W103 for each published label that we correct."""
    rows = [table.categories[k] for k in family.positions]
    if _is_midpoint_2016(family.published):
        ids, names, units, findings = _midpoint_2016(table, family, rows)
    else:
        alone = {text for text, count in Counter(row.category for row in rows).items() if count == 1}
        ids = [_slug(_identifying(row, row.category in alone), "_") for row in rows]
        names = [_shown(row, row.category in alone) for row in rows]
        units = [normal(row.unit) for row in rows]
        findings = ()
    extra = {
        "model": tuple(_model(family, row) for row in rows),
        "published": tuple(f"{row.category} | {row.indicator} | {row.unit}" for row in rows),
    }
    return Labels("category", tuple(ids), tuple(names), tuple(units), extra=extra), findings


def _family(published: str, positions: list[int], categories: Sequence[PublishedCategory]) -> Family:
    base = published.removesuffix(_NO_LONG_TERM)
    without = base != published
    title = base.replace(" v1.03,", " v1.03") + (", without long-term emissions" if without else "")
    name = _SHORT.get(base) or _slug(re.sub(r"\bv(?=\d)", "", base.replace(" v1.03,", "")), "-")
    if _is_midpoint_2016(published):
        order = {category.published: i for i, category in enumerate(MIDPOINT)}
        positions = sorted(positions, key=lambda k: order[_plain(categories[k].category)])
    return Family(name + ("-no-lt" if without else ""), title, published, tuple(positions))


def _is_midpoint_2016(published: str) -> bool:
    return published.startswith("ReCiPe 2016 v1.03, midpoint")


def _midpoint_2016(
    table: FactorTable, family: Family, rows: Sequence[PublishedCategory]
) -> tuple[list[str], list[str], list[str], tuple[Finding, ...]]:
    names, findings = [], []
    for category, row, position in zip(MIDPOINT, rows, family.positions, strict=True):
        name = category.name
        if category.id == "climate_change":
            label = _abbreviation(row.indicator)
            horizon = _horizon(table, position) or label
            name = f"{name}, {horizon}"
            if horizon != label:
                findings.append(_corrected(family, name, f"indicator {label!r}", f"its values are {horizon}"))
        if normal(row.unit) != category.unit:
            why = f"its values are in {category.unit!r}"
            findings.append(_corrected(family, name, f"unit {row.unit!r}", why))
        names.append(name)
    ids = [category.id for category in MIDPOINT]
    return ids, names, [category.unit for category in MIDPOINT], tuple(findings)


def _corrected(family: Family, name: str, label: str, why: str) -> Finding:
    return Finding(
        "W103", Severity.NOTE, f"the published {label} was corrected: {why}",
        where=f"{family.title}, {name}", hint="nothing to do: the factors are unchanged",
    )  # fmt: skip


def _horizon(table: FactorTable, position: int) -> str:
    for entry in range(table.offsets[position], table.offsets[position + 1]):
        flow = table.flows[table.positions[entry]]
        if (flow.name, flow.compartment) == _METHANE:
            return _HORIZONS.get(float(table.factors[entry]), "")
    return ""


def _model(family: Family, row: PublishedCategory) -> str:
    # IPCC reports publish several models side by side: the metric is part of the model's name.
    metric = _abbreviation(row.indicator) if family.published.startswith("IPCC") else ""
    if not metric:
        return family.title
    title, comma, rest = family.title.partition(",")
    return f"{title} {metric}{comma}{rest}"


def _identifying(row: PublishedCategory, alone: bool) -> str:
    category = _plain(row.category)
    return category if alone else f"{category} {_abbreviation(row.indicator) or _plain(row.indicator)}"


def _shown(row: PublishedCategory, alone: bool) -> str:
    category, indicator = _plain(row.category), _plain(row.indicator)
    if not alone:
        return f"{category}, {_abbreviation(indicator) or indicator}"
    warming = _WARMING.search(indicator)
    return f"{category}, {warming[0].strip('()')}" if warming else category


def _abbreviation(indicator: str) -> str:
    found = _ABBREVIATION.search(_plain(indicator))
    return found[1] if found else ""


def _plain(text: str) -> str:
    return text.removesuffix(_NO_LONG_TERM)


def _slug(text: str, mark: str) -> str:
    kept = r"[^a-z0-9.]+" if mark == "-" else r"[^a-z0-9]+"
    return re.sub(kept, mark, text.casefold()).strip(mark)
