"""The brewery of `formats/README.md` in EcoSpold 1."""

# ruff: noqa: E501
from __future__ import annotations

from format_texts import BEER, BREAD, GRAIN, POWER, TREATMENT, UNITS

_DATASET = """  <dataset number="{number}" generator="roos" timestamp="2026-01-01T00:00:00" internalSchemaVersion="1.0">
    <metaInformation>
      <processInformation>
        <referenceFunction datasetRelatesToProduct="true" name="{name}" localName="{name}" infrastructureProcess="false" amount="1" unit="{unit}" category="food" subCategory="drinks" localCategory="mad" localSubCategory="drikke" />
        <geography location="CH" text="" />
        <technology text="" />
        <timePeriod dataValidForEntirePeriod="true" text="">
          <startDate>2026-01-01</startDate>
          <endDate>2026-12-31</endDate>
        </timePeriod>
        <dataSetInformation type="{type}" impactAssessmentResult="false" timestamp="2026-01-01T00:00:00" version="1.0" internalVersion="1.0" energyValues="0" languageCode="en" localLanguageCode="da" />
      </processInformation>
      <modellingAndValidation>
        <source number="1" sourceType="0" firstAuthor="roos" year="2026" title="A brewery" placeOfPublications="here" />
      </modellingAndValidation>
      <administrativeInformation>
        <dataEntryBy person="1" />
        <dataGeneratorAndPublication person="1" copyright="false" />
        <person number="1" name="roos" address="here" telephone="0" companyCode="roos" countryCode="CH" />
      </administrativeInformation>
    </metaInformation>
    <flowData>
{exchanges}
    </flowData>
  </dataset>"""
#: As version 2 of ecoinvent calls them: group, name, category and sub-category.
OLD_FLOWS = {
    "fossil": ("output", "Carbon dioxide, fossil", "air", "high population density", "kg"),
    "biogenic": ("output", "Carbon dioxide, biogenic", "air", "unspecified", "kg"),
    "methane": ("output", "Methane, biogenic", "air", "low population density", "kg"),
    "water": ("input", "Water, river", "resource", "in water", "m3"),
}


def exchange(number: int, product: str, amount: str, group: str, unit: str = "", **more: str) -> str:
    side = more.get("side") or ("input" if group == "5" else "output")
    spread = more.get("spread", "")
    return (
        f'      <exchange number="{number}" name="{product}" location="CH" unit="{unit or UNITS[product]}" '
        f'meanValue="{amount}"{spread}><{side}Group>{group}</{side}Group></exchange>'
    )


def nature(number: int, key: str, amount: str) -> str:
    side, name, category, sub, unit = OLD_FLOWS[key]
    return (
        f'      <exchange number="{number}" category="{category}" subCategory="{sub}" name="{name}" unit="{unit}" '
        f'meanValue="{amount}"><{side}Group>4</{side}Group></exchange>'
    )


def shared(product: int, fraction: str, *numbers: int) -> str:
    inner = "".join(f"<referenceToInputOutput>{n}</referenceToInputOutput>" for n in numbers)
    return (
        f'      <allocation referenceToCoProduct="{product}" allocationMethod="1" fraction="{fraction}">'
        f"{inner}</allocation>"
    )


def ecospold1() -> bytes:
    """Return one file with four data sets, the brewery with two products and their shares."""
    spread = ' uncertaintyType="1" standardDeviation95="1.21"'
    sets = [
        (POWER, "1", [
            exchange(1, POWER, "1", "0"),
            exchange(2, GRAIN, "0.25", "5", spread=spread),
            nature(3, "fossil", "0.5"),
        ]),
        ("brassage", "5", [
            exchange(1, BEER, "1", "2"),
            exchange(2, GRAIN, "0.5", "2"),
            exchange(3, POWER, "1.8", "2", "MJ", side="input"),
            exchange(4, TREATMENT, "0.125", "3"),
            nature(5, "biogenic", "0.25"),
            nature(6, "water", "0.015625"),
            shared(1, "75", 3, 4, 5, 6),
            shared(2, "25", 3, 4, 5, 6),
        ]),
        (BREAD, "1", [
            exchange(1, BREAD, "1", "0"),
            exchange(2, POWER, "0.25", "2", side="input"),
            exchange(3, GRAIN, "0.125", "5"),
            exchange(4, BEER, "0.0625", "5"),
        ]),
        (TREATMENT, "1", [
            exchange(1, TREATMENT, "1", "0"),
            exchange(2, POWER, "0.5", "5"),
            nature(3, "methane", "0.015625"),
        ]),
    ]  # fmt: skip
    return data_sets(sets)


def data_sets(sets: list[tuple[str, str, list[str]]]) -> bytes:
    """Return a file of data sets, each of name, type and exchanges."""
    text = "\n".join(
        _DATASET.format(
            number=number, name=name, unit=UNITS.get(name, "kg"), type=kind, exchanges="\n".join(exchanges)
        )
        for number, (name, kind, exchanges) in enumerate(sets, start=1)
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">\n'
    return f"{head}{text}\n</ecoSpold>\n".encode()
