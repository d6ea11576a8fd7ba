"""Small openLCA packages of the brewery, written as plain JSON by the keys of olca-schema 2."""

from __future__ import annotations

import json
from typing import Any

from format_texts import BEER, BREAD, FLOWS, GRAIN, MAKERS, POWER, UNITS, identifier

WASTE = "eaux usées"
#: Flow → its quantity, its type and its category.
LISTED = {
    POWER: ("energy", "PRODUCT_FLOW", ""),
    BEER: ("mass", "PRODUCT_FLOW", ""),
    GRAIN: ("mass", "PRODUCT_FLOW", ""),
    BREAD: ("mass", "PRODUCT_FLOW", ""),
    WASTE: ("volume", "WASTE_FLOW", ""),
    "fossil": ("mass", "ELEMENTARY_FLOW", "Elementary flows/Emission to air/high population density"),
    "water": ("volume", "ELEMENTARY_FLOW", "Elementary flows/Resource/in water"),
}
#: Quantity → its units, the first of which is its reference.
QUANTITIES = {"mass": {"kg": 1.0, "g": 0.001}, "energy": {"kWh": 1.0, "Wh": 0.001}, "volume": {"m3": 1.0}}
_BASE = {quantity: next(iter(units)) for quantity, units in QUANTITIES.items()}
assert all(_BASE[LISTED[name][0]] == UNITS[name] for name in LISTED if name in UNITS)
Package = dict[str, Any]


def flow_id(name: str) -> str:
    return FLOWS[name][0] if name in FLOWS else identifier(name)


def member(folder: str, name: str) -> str:
    """Return the member of an entity, e.g. ``member("processes", BREAD)`` of the process that makes it."""
    key = flow_id(name) if folder == "flows" else identifier(MAKERS.get(name, name))
    return f"{folder}/{key}.json"


def place(product: str, exchange: int = 0) -> str:
    """Return how the process of a product, or one of its exchanges, is named in a finding."""
    at = f"process {MAKERS.get(product, product)!r}, input.zip, {member('processes', product)}"
    return f"{at}, exchange {exchange}" if exchange else at


def put(name: str, amount: Any, **more: Any) -> dict[str, Any]:
    """Return an exchange that leaves its process, in the reference unit unless ``unit`` names another."""
    quantity = LISTED[name][0]
    unit = more.pop("unit", _BASE[quantity])
    return {
        "flow": {"@id": flow_id(name), "name": FLOWS[name][1] if name in FLOWS else name},
        "flowProperty": {"@id": identifier(quantity), "name": quantity},
        "unit": {"@id": identifier(f"unit {unit}"), "name": unit},
        "amount": amount,
        "isInput": False,
    } | more


def take(name: str, amount: Any, provider: str = "", **more: Any) -> dict[str, Any]:
    """Return an exchange that enters its process, from the process of a product where a provider is given."""
    return put(name, amount, isInput=True, **made_by(provider), **more)


def made_by(product: str) -> dict[str, Any]:
    maker = MAKERS.get(product, product)
    return {"defaultProvider": {"@id": identifier(maker), "name": maker}} if product else {}


def process(product: str, *exchanges: dict[str, Any], **more: Any) -> Package:
    """Return the member of the process of a product; its first exchange is the reference."""
    numbered = [{**exchange, "internalId": number} for number, exchange in enumerate(exchanges, 1)]
    numbered[0]["isQuantitativeReference"] = True
    key, name = member("processes", product), MAKERS.get(product, product)
    content = {"@type": "Process", "@id": key[10:-5], "name": name, "exchanges": numbered}
    return {key: content | {"processType": "UNIT_PROCESS", "location": {"name": "CH"}} | more}


def allocated(method: str, **more: Any) -> dict[str, Any]:
    """Return what allocates a process by a method, 3/4 to beer and 1/4 to grain."""
    factors = [
        {"allocationType": method, "product": {"@id": flow_id(name), "name": name}, "value": share, **more}
        for name, share in ((BEER, 0.75), (GRAIN, 0.25))
    ]
    return {"defaultAllocationMethod": method, "allocationFactors": factors}


def package(*processes: Package) -> Package:
    """Return the members of a package, parsed: the flows and units of the brewery, and some processes."""
    files: Package = {"olca-schema.json": {"version": 2}}
    for quantity, units in QUANTITIES.items():
        listed = [
            {"@id": identifier(f"unit {unit}"), "name": unit, "conversionFactor": size, "isRefUnit": n == 0}
            for n, (unit, size) in enumerate(units.items())
        ]
        group = identifier(f"units of {quantity}")
        files[f"unit_groups/{group}.json"] = {
            "@type": "UnitGroup", "@id": group, "name": f"units of {quantity}", "units": listed,
        }  # fmt: skip
        files[member("flow_properties", quantity)] = {
            "@type": "FlowProperty", "@id": identifier(quantity), "name": quantity,
            "unitGroup": {"@id": group, "name": f"units of {quantity}"},
        }  # fmt: skip
    for name, (quantity, kind, category) in LISTED.items():
        files[member("flows", name)] = {
            "@type": "Flow", "@id": flow_id(name), "name": FLOWS[name][1] if name in FLOWS else name,
            "flowType": kind, "category": category,
            "flowProperties": [
                {
                    "flowProperty": {"@id": identifier(quantity), "name": quantity},
                    "conversionFactor": 1.0,
                    "isRefFlowProperty": True,
                }
            ],
        }  # fmt: skip
    for content in processes:
        files |= content
    return files


def members(files: Package) -> dict[str, bytes]:
    """Return a package as the members of a zip, sorted; bytes are kept as they are."""
    return {
        name: content
        if isinstance(content, bytes)
        else json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
        for name, content in sorted(files.items())
    }
