"""``dict_impact_categories.csv``: what the rows of a profile file are, wrong labels put right."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import NamedTuple

from roos.errors import Finding, Severity, error
from roos.labels import Labels
from roos_inventories.methods.recipe2016 import MIDPOINT
from roos_inventories.profiles.options import Choice
from roos_inventories.units import normal

FILE = "dict_impact_categories.csv"
FOSSIL_ROW, MINERAL_ROW, ENERGY_ROW, RADIATION_ROW = 6, 13, 19, 11

#: Row of the midpoint file → our category. These 18 are the ReCiPe 2016 set.
_MIDPOINT_ROWS = {
    0: "climate_change", 2: "terrestrial_acidification", 3: "freshwater_ecotoxicity",
    4: "marine_ecotoxicity", 5: "terrestrial_ecotoxicity", 6: "fossil_resource_scarcity",
    7: "freshwater_eutrophication", 8: "marine_eutrophication", 9: "human_toxicity_carcinogenic",
    10: "human_toxicity_non_carcinogenic", 11: "ionising_radiation", 12: "land_use",
    13: "mineral_resource_scarcity", 14: "ozone_depletion", 15: "particulate_matter",
    16: "ozone_formation_human_health", 17: "ozone_formation_ecosystems", 18: "water_consumption",
}  # fmt: skip
#: The five rows of the same file that ReCiPe 2016 does not have: id, name, model.
_OTHER_ROWS = {
    1: ("climate_change_with_biogenic", "climate change, GWP100, biogenic CO2 counted", "IPCC 2021 GWP100"),
    19: ("energy_non_renewable", "energy demand, non-renewable", "Cumulative Energy Demand, HHV"),
    20: ("energy_renewable", "energy demand, renewable", "Cumulative Energy Demand, HHV"),
    21: ("energy_total", "energy demand, total", "Cumulative Energy Demand, HHV"),
    22: ("human_noise", "human noise impacts", "Cucurachi et al. 2014"),
}
_ENDPOINT_MODEL = "ReCiPe 2016 endpoint (H)"
_EF_MODEL = "EF 3.1"
_UNLABELLED = "ecotoxicity: freshwater, organics"


class Indicator(NamedTuple):
    """One row as published: method, category, indicator, abbreviation and unit."""

    method: str
    category: str
    indicator: str
    abbreviation: str
    unit: str

    @property
    def text(self) -> str:
        """The published label in one line."""
        return " | ".join(part for part in (self.category, self.indicator, self.unit) if part)


class Categories(NamedTuple):
    """Categories of a method, the row of the profile file behind each, and the labels that were corrected."""

    title: str
    labels: Labels
    rows: tuple[int, ...]
    findings: tuple[Finding, ...]


def read_indicators(content: bytes, choice: Choice) -> tuple[Indicator, ...]:
    """Return the labels of the rows of a profile file, in file order.

    Raises
    ------
    InputError
        E503 a line that does not have seven fields.
    """
    found = []
    for number, line in enumerate(csv.reader(content.decode("utf-8").splitlines()), 1):
        if len(line) != 7:
            raise error("E503", f"{len(line)} fields instead of 7", f"{FILE}, line {number}")
        if (line[0], line[1]) == choice.indicators:
            found.append(Indicator(*(field.strip() for field in line[2:])))
    return tuple(found)


def categories(published: Sequence[Indicator], choice: Choice) -> Categories:
    """Return the categories of the chosen method."""
    if choice.method == "recipe-2016-midpoint":
        return _midpoint(published)
    if choice.method == "other":
        rows = tuple(_OTHER_ROWS)
        ids, names, models = zip(*_OTHER_ROWS.values(), strict=True)
        units = tuple(normal(published[row].unit) for row in rows)
        labels = _labels(ids, names, units, models, [published[row] for row in rows])
        return Categories("energy demand, biogenic climate change and noise", labels, rows, ())
    endpoint = choice.method == "recipe-2016-endpoint"
    title = _ENDPOINT_MODEL if endpoint else _EF_MODEL
    names = tuple(row.category for row in published)
    models = tuple(row.method if row.method.startswith("Cucurachi") else title for row in published)
    units = tuple(normal(row.unit) for row in published)
    findings: tuple[Finding, ...] = ()
    if not endpoint:
        findings = (
            _corrected("no unit", "unit CTUe", "it and the inorganic part add up to the total", _UNLABELLED),
        )
        units = tuple(
            "CTUe" if name == _UNLABELLED else unit for name, unit in zip(names, units, strict=True)
        )
    ids = tuple(re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_") for name in names)
    labels = _labels(ids, names, units, models, published)
    return Categories(title, labels, tuple(range(len(published))), findings)


def _midpoint(published: Sequence[Indicator]) -> Categories:
    row_of = {identifier: row for row, identifier in _MIDPOINT_ROWS.items()}
    rows = tuple(row_of[category.id] for category in MIDPOINT)
    climate = MIDPOINT[0].id
    labels = _labels(
        tuple(category.id for category in MIDPOINT),
        tuple(f"{c.name}, GWP100" if c.id == climate else c.name for c in MIDPOINT),
        tuple(category.unit for category in MIDPOINT),
        tuple("IPCC 2021 GWP100" if c.id == climate else "ReCiPe 2016 midpoint (H)" for c in MIDPOINT),
        [published[row] for row in rows],
    )
    fossil, radiation = published[FOSSIL_ROW], published[RADIATION_ROW]
    findings = (
        _corrected(
            f"T01: {fossil.abbreviation}, {fossil.unit}",
            "fossil resource scarcity, kg oil-eq",
            "diesel carries 1.2 per kg there; its energy is 55 MJ/kg",
            f"row {FOSSIL_ROW} of the profiles, category fossil_resource_scarcity",
        ),
        _corrected(
            f"T02: {radiation.abbreviation}, {radiation.unit}",
            "unit kBq Co-60-eq",
            "a nuclear kWh carries 0.69, as it does in kBq",
            f"row {RADIATION_ROW} of the profiles, category ionising_radiation",
        ),
    )
    return Categories("ReCiPe 2016 midpoint (H), climate change IPCC 2021 GWP100", labels, rows, findings)


def _labels(
    ids: Sequence[str],
    names: Sequence[str],
    units: Sequence[str],
    models: Sequence[str],
    published: Sequence[Indicator],
) -> Labels:
    extra = {"model": tuple(models), "published": tuple(row.text for row in published)}
    return Labels("category", tuple(ids), tuple(names), tuple(units), extra=extra)


def _corrected(label: str, ours: str, why: str, where: str) -> Finding:
    message = f"{label}: a published label, corrected to {ours} ({why})"
    return Finding("W103", Severity.NOTE, message, where, "nothing to do: the numbers are as published")
