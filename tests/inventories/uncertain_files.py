"""One small inventory in every format, with one uncertain exchange, so that its score is what is drawn.

Making a widget takes power, and making one kWh of power emits one kilogram of carbon dioxide; or the widget
emits carbon dioxide itself. Each format states the distribution in its own way.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import roos
from roos.labels import Labels
from roos.method import Method

WIDGET, POWER, CO2 = "widget", "power", "Carbon dioxide, fossil"
#: What a file states beside an amount: nothing.
CERTAIN = {"ecospold2": "", "ecospold1": "", "simapro": "Undefined;0;0;0", "excel": "", "jsonld": None}

_SPOLD2 = """<?xml version="1.0" encoding="utf-8"?>
<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02">
{sets}
</ecoSpold>
"""
_SET2 = """<activityDataset><activityDescription>
<activity id="{name}-id" type="1"><activityName>{name}</activityName></activity>
<geography><shortname>CH</shortname></geography><technology/>
<timePeriod startDate="2026-01-01" endDate="2026-12-31"/>
</activityDescription><flowData>
<intermediateExchange amount="1" intermediateExchangeId="{name}-flow"><name>{name}</name>
<unitName>{unit}</unitName><outputGroup>0</outputGroup></intermediateExchange>
{exchanges}
</flowData><modellingAndValidation><representativeness/></modellingAndValidation>
<administrativeInformation><dataEntryBy personName="roos" personEmail="roos@example.org"/>
<dataGeneratorAndPublication personName="roos" personEmail="roos@example.org"/>
</administrativeInformation></activityDataset>"""
_SPOLD1 = """<?xml version="1.0" encoding="utf-8"?>
<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">
{sets}
</ecoSpold>
"""
_SET1 = """<dataset number="{number}" generator="roos" timestamp="2026-01-01T00:00:00"
internalSchemaVersion="1.0">
<metaInformation><processInformation>
<referenceFunction datasetRelatesToProduct="true" name="{name}" localName="{name}"
infrastructureProcess="false" amount="1" unit="{unit}"
category="c" subCategory="s" localCategory="c" localSubCategory="s"/>
<geography location="CH" text=""/><technology text=""/>
<timePeriod dataValidForEntirePeriod="true" text="">
<startDate>2026-01-01</startDate><endDate>2026-12-31</endDate></timePeriod>
<dataSetInformation type="1" impactAssessmentResult="false" timestamp="2026-01-01T00:00:00" version="1.0"
internalVersion="1.0" energyValues="0" languageCode="en" localLanguageCode="da"/>
</processInformation>
<modellingAndValidation>
<source number="1" sourceType="0" firstAuthor="roos" year="2026" title="t" placeOfPublications="p"/>
</modellingAndValidation>
<administrativeInformation>
<dataEntryBy person="1"/><dataGeneratorAndPublication person="1" copyright="false"/>
<person number="1" name="roos" address="here" telephone="0" companyCode="roos" countryCode="CH"/>
</administrativeInformation></metaInformation><flowData>
<exchange number="1" name="{name}" location="CH" unit="{unit}" meanValue="1">
<outputGroup>0</outputGroup></exchange>
{exchanges}
</flowData></dataset>"""
_SIMAPRO = """{{SimaPro 9.5.0.0}}
{{CSV separator: Semicolon}}
{{Decimal separator: .}}

{processes}
"""


def ecospold2(folder: Path, exchanges: list[tuple[str, float, str]]) -> Path:
    """Write EcoSpold 2; a distribution is an element, ``<normal …/>``."""

    def one(name: str, amount: float, spread: str) -> str:
        stated = f"<uncertainty>{spread}</uncertainty>" if spread else ""
        if name == CO2:
            return (
                f'<elementaryExchange amount="{amount}" elementaryExchangeId="co2"><name>{CO2}</name>'
                f"<unitName>kg</unitName>{stated}<compartment><compartment>air</compartment></compartment>"
                "<outputGroup>4</outputGroup></elementaryExchange>"
            )
        return (
            f'<intermediateExchange amount="{amount}" intermediateExchangeId="{name}-flow" '
            f'activityLinkId="{name}-id"><name>{name}</name><unitName>kWh</unitName>{stated}'
            "<inputGroup>5</inputGroup></intermediateExchange>"
        )

    power = _SET2.format(name=POWER, unit="kWh", exchanges=one(CO2, 1.0, ""))
    widget = _SET2.format(name=WIDGET, unit="kg", exchanges="\n".join(one(*each) for each in exchanges))
    (folder / "power.spold").write_text(
        _SPOLD2.format(sets=power), encoding="utf-8"
    )  # one a file, for others
    path = folder / "a.spold"
    path.write_text(_SPOLD2.format(sets=f"{widget}\n{power}"), encoding="utf-8")
    return path


def ecospold1(folder: Path, exchanges: list[tuple[str, float, str]], unit: str = "kWh") -> Path:
    """Write EcoSpold 1; a distribution is attributes, ``uncertaintyType="2" …``."""

    def one(number: int, name: str, amount: float, spread: str) -> str:
        if name == CO2:
            place = 'category="air" subCategory="unspecified" unit="kg"'
            group = "<outputGroup>4</outputGroup>"
        else:
            place, group = f'location="CH" unit="{unit}"', "<inputGroup>5</inputGroup>"
        said = f'number="{number}" name="{name}" {place} meanValue="{amount}" {spread}'
        return f"<exchange {said}>{group}</exchange>"

    power = _SET1.format(number=1, name=POWER, unit="kWh", exchanges=one(2, CO2, 1.0, ""))
    lines = [one(number, *each) for number, each in enumerate(exchanges, start=2)]
    widget = _SET1.format(number=2, name=WIDGET, unit="kg", exchanges="\n".join(lines))
    path = folder / "a.xml"
    path.write_text(_SPOLD1.format(sets=f"{power}\n{widget}"), encoding="utf-8")
    return path


def simapro(folder: Path, exchanges: list[tuple[str, float, str]], products: str = "") -> Path:
    """Write SimaPro CSV; a distribution is four cells, ``Normal;0.2;0;0``."""

    def process(made: str, lines: list[tuple[str, float, str]]) -> str:
        used = [f"{name};kWh;{amount};{spread};" for name, amount, spread in lines if name != CO2]
        put_out = [f"{name};;kg;{amount};{spread};" for name, amount, spread in lines if name == CO2]
        parts = ["Process", f"Products\n{made}"]
        parts += ["\n".join(["Electricity/heat", *used])] if used else []
        parts += ["\n".join(["Emissions to air", *put_out])] if put_out else []
        return "\n\n".join([*parts, "End", ""])

    certain = CERTAIN["simapro"]
    power = process(f"{POWER};kWh;1;100;not defined;;", [(CO2, 1.0, str(certain))])
    widget = process(products or f"{WIDGET};kg;1;100;not defined;;", exchanges)
    path = folder / "a.csv"
    path.write_text(_SIMAPRO.format(processes=f"{power}\n{widget}"), encoding="utf-8")
    return path


def excel(folder: Path, exchanges: list[tuple[str, float, str]]) -> Path:
    """Write Brightway's template; a distribution is seven cells, ``3,2,0.25,,,,``, as in the header."""
    head = "name,amount,unit,categories,type,uncertainty type,loc,scale,shape,minimum,maximum,negative"

    def activity(name: str, unit: str, lines: list[tuple[str, float, str]]) -> str:
        rows = [f"{name},1,{unit},,production"]
        rows += [
            f'"{each}",{amount},{"kg,air,biosphere" if each == CO2 else "kWh,,technosphere"},{spread}'
            for each, amount, spread in lines
        ]
        return "\n".join([f"Activity,{name}", f"unit,{unit}", "Exchanges", head, *rows])

    path = folder / "a.csv"
    parts = ["Database,small", activity(POWER, "kWh", [(CO2, 1.0, "")]), activity(WIDGET, "kg", exchanges)]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return path


def jsonld(folder: Path, exchanges: list[tuple[str, float, dict | None]], factor: dict | None = None) -> Path:
    """Write an openLCA package as a folder; a distribution is its object, with a method of one factor."""

    def ref(name: str) -> dict:
        return {"@id": name}

    def flow(name: str, kind: str, quantity: str) -> dict:
        factors = [{"flowProperty": ref(quantity), "conversionFactor": 1.0, "isRefFlowProperty": True}]
        return {"@type": "Flow", "name": name, "flowType": kind, "flowProperties": factors}

    def process(name: str, quantity: str, lines: list[tuple[str, float, dict | None]]) -> dict:
        made = {"flow": ref(name), "amount": 1.0, "isInput": False, "isQuantitativeReference": True}
        made |= {"unit": ref(f"{quantity}-unit"), "internalId": 1}
        found = [made]
        for number, (each, amount, spread) in enumerate(lines, start=2):
            of = "mass" if each == CO2 else "energy"
            line = {"flow": ref("co2" if each == CO2 else each), "amount": amount, "isInput": each != CO2}
            line |= {"unit": ref(f"{of}-unit"), "internalId": number}
            line |= {} if each == CO2 else {"defaultProvider": ref(f"{each}-process")}
            found.append(line | ({"uncertainty": spread} if spread else {}))
        return {"@type": "Process", "name": name, "exchanges": found}

    content: dict[str, dict] = {"flows/co2": flow(CO2, "ELEMENTARY_FLOW", "mass")}
    for quantity, unit in (("mass", "kg"), ("energy", "kWh")):
        units = [{"@id": f"{quantity}-unit", "name": unit, "conversionFactor": 1.0, "isRefUnit": True}]
        content[f"unit_groups/{quantity}-group"] = {"name": quantity, "units": units}
        content[f"flow_properties/{quantity}"] = {"name": quantity, "unitGroup": ref(f"{quantity}-group")}
    content[f"flows/{POWER}"] = flow(POWER, "PRODUCT_FLOW", "energy")
    content[f"flows/{WIDGET}"] = flow(WIDGET, "PRODUCT_FLOW", "mass")
    content[f"processes/{POWER}-process"] = process(POWER, "energy", [(CO2, 1.0, None)])
    content[f"processes/{WIDGET}-process"] = process(WIDGET, "mass", exchanges)
    one = {"flow": ref("co2"), "value": 1.0, "unit": ref("mass-unit")} | (factor or {})
    content["lcia_categories/climate"] = {"name": "climate", "refUnit": "kg", "impactFactors": [one]}
    content["lcia_methods/method"] = {"name": "method", "impactCategories": [ref("climate")]}
    for name, entity in content.items():
        path = folder / "package" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"@id": path.stem} | entity), encoding="utf-8")
    (folder / "package" / "olca-schema.json").write_text('{"version": 2}')
    return folder / "package"


WRITERS = {
    "ecospold2": ecospold2,
    "ecospold1": ecospold1,
    "simapro": simapro,
    "excel": excel,
    "jsonld": jsonld,
}


def drawn(system: roos.System, samples: int = 2000, product: str = WIDGET) -> np.ndarray:
    """Return what one unit of a product emits, sample by sample."""
    method = system.characterisation or Method.build("one", [[1.0]], Labels("category", ("climate",)))
    position = system.products.names.index(product)
    demands = {"one": {system.products.ids[position]: 1.0}}
    found = roos.monte_carlo(system, demands, samples=samples, seed=7, method=method)
    return np.asarray(found.scores)[:, 0, 0]
