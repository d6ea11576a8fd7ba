"""The brewery of `formats/README.md` in EcoSpold 2."""

# ruff: noqa: E501
from __future__ import annotations

from format_texts import BEER, BREAD, FLOWS, GRAIN, MAKERS, PLACE, POWER, TREATMENT, UNITS, identifier

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
