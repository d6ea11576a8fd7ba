"""The brewery of `formats/README.md`, written in each format by plain text templates."""

# ruff: noqa: E501
from __future__ import annotations

import csv
import datetime
import io
import uuid
from typing import Any

import xlsxwriter

POWER, BEER, GRAIN = "électricité, basse tension", "bière, à la brasserie", "drêche, humide"
BREAD, TREATMENT = "surdejsbrød", "traitement d'eaux usées"
PLACE = "CH"

#: Elementary flows: UUID, name, compartments and unit in ecoinvent's flow list.
FLOWS = {
    "fossil": ("f9749677-9c9f-4678-ab55-c607dfdc2cb9", "Carbon dioxide, fossil", "air", "urban air close to ground", "kg"),
    "biogenic": ("eba59fd6-f37e-41dc-9ca3-c7ea22d602c7", "Carbon dioxide, non-fossil", "air", "unspecified", "kg"),
    "methane": ("57bdb443-d4a6-423d-8024-959b8261d02e", "Methane, non-fossil", "air", "non-urban air or from high stacks", "kg"),
    "water": ("8c75e7ab-8ab8-41e4-b394-c166ff5b050d", "Water, river", "natural resource", "in water", "m3"),
}  # fmt: skip


def identifier(text: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"roos brewery {text}"))


# EcoSpold 2 -----------------------------------------------------------------------------------------------

_SPOLD = """<?xml version="1.0" encoding="utf-8"?>
<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02">
  <activityDataset>
    <activityDescription>
      <activity id="{id}" activityNameId="{name_id}" type="1" specialActivityType="0">
        <activityName xml:lang="en">{name}</activityName>
      </activity>
      <geography geographyId="{geography}">
        <shortname xml:lang="en">CH</shortname>
      </geography>
      <technology technologyLevel="0" />
      <timePeriod startDate="2026-01-01" endDate="2026-12-31" isDataValidForEntirePeriod="true" />
      <macroEconomicScenario macroEconomicScenarioId="{scenario}">
        <name xml:lang="en">Business-as-Usual</name>
      </macroEconomicScenario>
    </activityDescription>
    <flowData>
{exchanges}
    </flowData>
    <modellingAndValidation>
      <representativeness systemModelId="{model}">
        <systemModelName xml:lang="en">Allocation, as stated</systemModelName>
      </representativeness>
    </modellingAndValidation>
    <administrativeInformation>
      <dataEntryBy personId="{person}" personName="roos" personEmail="roos@example.org" />
      <dataGeneratorAndPublication personId="{person}" personName="roos" personEmail="roos@example.org" isCopyrightProtected="false" />
      <fileAttributes majorRelease="1" minorRelease="0" majorRevision="1" minorRevision="0" defaultLanguage="en" fileGenerator="roos" fileTimestamp="2026-01-01T00:00:00" />
    </administrativeInformation>
  </activityDataset>
</ecoSpold>
"""
_INTERMEDIATE = """      <intermediateExchange id="{id}" unitId="{unit_id}" amount="{amount}" intermediateExchangeId="{flow}"{link}>
        <name xml:lang="en">{name}</name>
        <unitName xml:lang="en">{unit}</unitName>{spread}
        <{group}Group>{number}</{group}Group>
      </intermediateExchange>"""
_ELEMENTARY = """      <elementaryExchange id="{id}" unitId="{unit_id}" amount="{amount}" elementaryExchangeId="{flow}">
        <name xml:lang="en">{name}</name>
        <unitName xml:lang="en">{unit}</unitName>
        <compartment subcompartmentId="{compartment_id}">
          <compartment xml:lang="en">{compartment}</compartment>
          <subcompartment xml:lang="en">{subcompartment}</subcompartment>
        </compartment>
        <{group}Group>4</{group}Group>
      </elementaryExchange>"""
_LOGNORMAL = """
        <uncertainty>
          <lognormal meanValue="{amount}" mu="{mu}" variance="0.01" varianceWithPedigreeUncertainty="0.02" />
          <pedigreeMatrix reliability="1" completeness="2" temporalCorrelation="1" geographicalCorrelation="1" furtherTechnologyCorrelation="1" />
        </uncertainty>"""
MAKERS = {
    POWER: "centrale à drêche",
    BEER: "brassage",
    GRAIN: "brassage",
    BREAD: "bageri",
    TREATMENT: "épuration",
}
UNITS = {POWER: "kWh", BEER: "kg", GRAIN: "kg", BREAD: "kg", TREATMENT: "m3"}


def intermediate(owner: str, product: str, amount: str, number: str, **more: str) -> str:
    group = "input" if number == "5" else "output"
    link = f' activityLinkId="{identifier(MAKERS[product])}"' if group == "input" else ""
    return _INTERMEDIATE.format(
        id=identifier(f"{owner} {product} {number}"), unit_id=identifier(UNITS[product]), amount=amount,
        flow=identifier(product), link=link, name=product, unit=UNITS[product],
        spread=more.get("spread", ""), group=group, number=number,
    )  # fmt: skip


def _elementary(owner: str, key: str, amount: str) -> str:
    flow, name, compartment, subcompartment, unit = FLOWS[key]
    return _ELEMENTARY.format(
        id=identifier(f"{owner} {key}"), unit_id=identifier(unit), amount=amount, flow=flow, name=name, unit=unit,
        compartment_id=identifier(subcompartment), compartment=compartment, subcompartment=subcompartment,
        group="input" if key == "water" else "output",
    )  # fmt: skip


def spold(maker: str, exchanges: list[str]) -> bytes:
    text = _SPOLD.format(
        id=identifier(maker), name_id=identifier(f"{maker} name"), name=maker, exchanges="\n".join(exchanges),
        geography=identifier(PLACE), scenario=identifier("scenario"), model=identifier("model"),
        person=identifier("roos"),
    )  # fmt: skip
    return text.encode()


def spold_files() -> dict[str, bytes]:
    """Return the data sets as a linked and allocated system has them: one file per product."""
    spread = _LOGNORMAL.format(amount="0.25", mu="-1.3862943611198906")
    power = [
        intermediate("p", POWER, "1", "0"),
        intermediate("p", GRAIN, "0.25", "5", spread=spread),
        _elementary("p", "fossil", "0.5"),
    ]
    beer = [
        intermediate("b", BEER, "1", "0"),
        intermediate("b", GRAIN, "0", "2"),
        intermediate("b", POWER, "0.375", "5"),
        intermediate("b", TREATMENT, "-0.09375", "5"),
        _elementary("b", "biogenic", "0.1875"),
        _elementary("b", "water", "0.01171875"),
    ]
    grain = [
        intermediate("g", GRAIN, "0.5", "0"),
        intermediate("g", BEER, "0", "2"),
        intermediate("g", POWER, "0.125", "5"),
        intermediate("g", TREATMENT, "-0.03125", "5"),
        _elementary("g", "biogenic", "0.0625"),
        _elementary("g", "water", "0.00390625"),
    ]
    bread = [
        intermediate("r", BREAD, "1", "0"),
        intermediate("r", POWER, "0.25", "5"),
        intermediate("r", GRAIN, "0.125", "5"),
        intermediate("r", BEER, "0.0625", "5"),
    ]
    treatment = [
        intermediate("t", TREATMENT, "-1", "0"),
        intermediate("t", POWER, "0.5", "5"),
        _elementary("t", "methane", "0.015625"),
    ]
    return {
        "1-power.spold": spold(MAKERS[POWER], power),
        "2-beer.spold": spold(MAKERS[BEER], beer),
        "3-grain.spold": spold(MAKERS[GRAIN], grain),
        "4-bread.spold": spold(MAKERS[BREAD], bread),
        "5-treatment.spold": spold(MAKERS[TREATMENT], treatment),
    }


# EcoSpold 1 -----------------------------------------------------------------------------------------------

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


# SimaPro CSV ----------------------------------------------------------------------------------------------

SIMAPRO = """{{SimaPro 9.5.0.0}}
{{processes}}
{{Date: 01/01/2026}}
{{Time: 12:00:00}}
{{Project: Brasserie}}
{{CSV Format version: 9.0.0}}
{{CSV separator: Semicolon}}
{{Decimal separator: ,}}
{{Date separator: /}}
{{Short date format: dd/MM/yyyy}}

Process

Category type
energy

Process identifier
roos00000000000000001

Type
Unit process

Process name
centrale à drêche

Comment
"Burns what is left; one line break\x7finside"

Products
{POWER};kWh;1;100;not defined;Électricité;

Avoided products

Resources

Materials/fuels
{GRAIN};g;250;Lognormal;1,21;0;0;wet

Electricity/heat

Emissions to air
Carbon dioxide, fossil;high. pop.;g;500;Undefined;0;0;0;

Emissions to water

Waste to treatment

Input parameters

Calculated parameters

End

Process

Category type
material

Products
{BEER};kg;1;75;not defined;Food;
{GRAIN};kg;0,5;25;not defined;Food;

Resources
Water, river;in water;m3;0,015625;Undefined;0;0;0;

Electricity/heat
{POWER};MJ;1,8;Undefined;0;0;0;

Emissions to air
Carbon dioxide, biogenic;;kg;0,25;Undefined;0;0;0;

Waste to treatment
{TREATMENT};m3;0,125;Undefined;0;0;0;

End

Process

Category type
material

Products
{BREAD};kg;1;100;not defined;Food;

Materials/fuels
{GRAIN};kg;0,125;Undefined;0;0;0;
{BEER};kg;0,0625;Undefined;0;0;0;

Electricity/heat
{POWER};kWh;0,25;Undefined;0;0;0;

End

Process

Category type
waste treatment

Waste treatment
{TREATMENT};m3;1;All waste types;Wastewater;

Electricity/heat
{POWER};kWh;0,5;Undefined;0;0;0;

Emissions to air
Methane, biogenic;low. pop.;kg;0,015625;Undefined;0;0;0;

End

Database Input parameters
not_used;3,5;Undefined;0;0;0;No;

End

"""


def simapro_export(processes: str) -> bytes:
    """Return an export of other processes below the same header."""
    head = SIMAPRO[: SIMAPRO.index("Process\n")].replace("{{", "{").replace("}}", "}")
    return f"{head}{processes}".replace("\n", "\r\n").encode("cp1252")


def simapro() -> bytes:
    """Return the export as SimaPro writes it: Windows-1252, line ends of Windows, decimal commas."""
    names = {"POWER": POWER, "BEER": BEER, "GRAIN": GRAIN, "BREAD": BREAD, "TREATMENT": TREATMENT}
    return SIMAPRO.format(**names).replace("\n", "\r\n").encode("cp1252")


# Brightway's template -------------------------------------------------------------------------------------

_HEAD = (
    "name",
    "amount",
    "unit",
    "database",
    "categories",
    "location",
    "type",
    "uncertainty type",
    "loc",
    "scale",
)
ROWS: list[tuple[Any, ...]] = [
    ("Database", "brasserie"),
    ("format", "Excel spreadsheet"),
    (),
    ("Activity", POWER),
    ("location", PLACE),
    ("unit", "kilowatt hour"),
    ("Exchanges",),
    _HEAD,
    (POWER, 1, "kilowatt hour", "brasserie", "(Unknown)", PLACE, "production"),
    (GRAIN, 0.25, "kilogram", "brasserie", None, PLACE, "technosphere", 2, -1.3862943611198906, 0.1),
    ("Carbon dioxide, fossil", 0.5, "kilogram", "biosphere3", "air::urban air close to ground", None, "biosphere"),
    (),
    ("Activity", BEER),
    ("location", PLACE),
    ("unit", "kilogram"),
    ("Exchanges",),
    _HEAD,
    (BEER, 1, "kilogram", "brasserie", None, PLACE, "production"),
    (POWER, 0.375, "kilowatt hour", "brasserie", None, PLACE, "technosphere"),
    (TREATMENT, -0.09375, "cubic meter", "brasserie", None, PLACE, "technosphere"),
    ("Carbon dioxide, non-fossil", 0.1875, "kilogram", "biosphere3", "air", None, "biosphere"),
    ("Water, river", 0.01171875, "cubic meter", "biosphere3", "natural resource::in water", None, "biosphere"),
    (),
    ("Activity", GRAIN),
    ("location", PLACE),
    ("unit", "kilogram"),
    ("Exchanges",),
    _HEAD,
    (GRAIN, 0.5, "kilogram", "brasserie", None, PLACE, "production"),
    (POWER, 0.125, "kilowatt hour", "brasserie", None, PLACE, "technosphere"),
    (TREATMENT, -0.03125, "cubic meter", "brasserie", None, PLACE, "technosphere"),
    ("Carbon dioxide, non-fossil", 0.0625, "kilogram", "biosphere3", "air", None, "biosphere"),
    ("Water, river", 0.00390625, "cubic meter", "biosphere3", "natural resource::in water", None, "biosphere"),
    (),
    ("Activity", BREAD),
    ("location", PLACE),
    ("unit", "kilogram"),
    ("Exchanges",),
    _HEAD,
    (BREAD, 1, "kilogram", "brasserie", None, PLACE, "production"),
    (POWER, 0.25, "kilowatt hour", "brasserie", None, PLACE, "technosphere"),
    (GRAIN, 0.125, "kilogram", "brasserie", None, PLACE, "technosphere"),
    (BEER, 0.0625, "kilogram", "brasserie", None, PLACE, "technosphere"),
    (),
    ("Activity", TREATMENT),
    ("location", PLACE),
    ("unit", "cubic meter"),
    ("Exchanges",),
    _HEAD,
    (TREATMENT, -1, "cubic meter", "brasserie", None, PLACE, "production"),
    (POWER, 0.5, "kilowatt hour", "brasserie", None, PLACE, "technosphere"),
    ("Methane, non-fossil", 0.015625, "kilogram", "biosphere3", "air::non-urban air or from high stacks", None, "biosphere"),
]  # fmt: skip


def workbook(rows: list[tuple[Any, ...]]) -> bytes:
    """Return a workbook with fixed times; a text that begins with ``=`` becomes a formula without a value."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime.datetime(2026, 1, 1)})
    sheet = book.add_worksheet("brasserie")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(number, column, value, None, "")
            elif isinstance(value, str) and value.startswith("#"):
                sheet.write_formula(number, column, "=1/0", None, value)
            elif value is not None:
                sheet.write(number, column, value)
    book.close()
    return stream.getvalue()


def table(rows: list[tuple[Any, ...]]) -> bytes:
    """Return the same rows as CSV."""
    stream = io.StringIO()
    csv.writer(stream).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return stream.getvalue().encode()
