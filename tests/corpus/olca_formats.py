"""Small openLCA packages: what must be refused of them, and what is read with a word about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from format_texts import BEER, BREAD, GRAIN, MAKERS, POWER, TREATMENT, identifier
from noted_formats import Noted
from olca_package import (
    WASTE,
    Package,
    allocated,
    flow_id,
    made_by,
    member,
    members,
    package,
    place,
    process,
    put,
    take,
)

Case = tuple[str, str, dict[str, bytes], str, str]
Codes = tuple[str, ...]
PLANT = process(POWER, put(POWER, 1.0), put("fossil", 0.5))
TREATING = process(TREATMENT, take(WASTE, 1.0), take(POWER, 0.5, POWER))
MILL, WIND = "moulin", "éolienne"


def bakery(*exchanges: dict[str, Any], **more: Any) -> Package:
    return process(BREAD, put(BREAD, 1.0), *exchanges, **more)


def brewery(*exchanges: dict[str, Any], **more: Any) -> Package:
    return process(BEER, put(BEER, 1.0), put(GRAIN, 0.5), take(POWER, 0.5, POWER), *exchanges, **more)


def noted() -> Iterator[Noted]:
    def case(
        name: str, code: str, where: str, *processes: Package, severity: str = "note", also: Codes = ()
    ) -> Noted:  # fmt: skip
        files = members(package(PLANT, *processes))
        return Noted(name, ".zip", files, code, where, severity, also=also)

    def only(name: str, flow: str, *processes: Package, also: Codes = ()) -> Noted:
        return case(f"only-{name}", "W132", f"{flow!r} of {place(BREAD, 2)}", *processes, also=also)

    yield only("provider", POWER, bakery(take(POWER, 0.25)))
    yield only("treatment", WASTE, bakery(put(WASTE, 0.125)), TREATING, also=("W123", "W201"))
    yield only("provider-of-avoided", POWER, bakery(put(POWER, 0.25, isAvoidedProduct=True)), also=("W203",))

    # a process kept whole has more products than activities: read, and then not square
    def whole(name: str, product: str, *others: Package, also: Codes = ()) -> Noted:
        codes = ("E103", *also)
        return case(f"whole-{name}", "W133", place(product), *others, severity="warning", also=codes)

    yield whole("without-method", BEER, brewery())
    refused = allocated("PHYSICAL_ALLOCATION") | {"defaultAllocationMethod": "NO_ALLOCATION"}
    yield whole("though-factors", BEER, brewery(**refused))
    burning = process(TREATMENT, take(WASTE, 1.0), put(POWER, 0.5))
    yield whole("treatment-with-product", TREATMENT, burning, also=("W201",))

    def credit(name: str, avoided: dict[str, Any], by: str, *others: Package, also: Codes = ()) -> Noted:
        brewing, codes = brewery(avoided, **allocated(f"{by}_ALLOCATION")), ("W122", "W203", *also)
        return case(f"credit-{name}", "W134", place(BEER), brewing, *others, severity="warning", also=codes)

    saved = put(BREAD, 0.25, isAvoidedProduct=True, **made_by(BREAD))
    yield credit("of-product", saved, "PHYSICAL", bakery())
    yield credit("of-product-on-the-other-side", saved | {"isInput": True}, "ECONOMIC", bakery())
    less = put(WASTE, 0.125, isAvoidedProduct=True, **made_by(TREATMENT))
    wasting = bakery(put(WASTE, 0.5, **made_by(TREATMENT)))
    yield credit("of-waste", less, "ECONOMIC", wasting, TREATING, also=("W123", "W201"))

    def both_ways(name: str, *processes: Package) -> Noted:
        return case(name, "W135", place(BREAD), *processes)

    yield both_ways("emission-taken-up", bakery(take("fossil", 0.25)))
    pumping = process(MILL, put(GRAIN, 1.0), take("water", 0.5))
    yield both_ways("resource-given-back", bakery(put("water", 0.25)), pumping)


def bad() -> Iterator[Case]:
    used = take(POWER, 0.25, POWER)
    good = package(PLANT, bakery(used))
    baker, plant, bread = member("processes", BREAD), member("processes", POWER), member("flows", BREAD)
    energy = f"unit_groups/{identifier('units of energy')}.json"
    made, use = place(BREAD, 1), place(BREAD, 2)

    def case(name: str, files: Package, code: str, where: str) -> Case:
        return name, ".zip", members(files), code, where

    def using(name: str, exchange: dict[str, Any], code: str, *processes: Package) -> Case:
        return case(name, package(PLANT, *processes, bakery(exchange)), code, use)

    def amount(name: str, value: str) -> Case:
        """Return a case with a number that JSON may not hold: told by the file, before it is parsed."""
        text = members(good)[baker].replace(b'"amount": 0.25', f'"amount": {value}'.encode())
        return case(name, good | {baker: text}, "E106", f"input.zip, {baker}")

    unlinked = f"{MAKERS[BREAD]!r}, input.zip, {baker}, exchange 2"
    yield case("provider-missing", package(bakery(used)), "E520", f"{POWER} (kWh) of {unlinked}")
    yield case("unlinked", package(PLANT, bakery(take(BEER, 1.0))), "E520", f"{BEER} (kg) of {unlinked}")
    wrong = take(POWER, 0.25, TREATMENT)
    yield case("provider-of-another", package(PLANT, TREATING, bakery(wrong)), "E520", unlinked)
    wind = process(WIND, put(POWER, 1.0))
    yield using("several-fit", take(POWER, 0.25), "E521", wind)
    yield using("several-treatments", put(WASTE, 0.25), "E521", TREATING, process(WIND, take(WASTE, 1.0)))
    yield using("unknown-unit", used | {"unit": {"@id": identifier("x"), "name": "furlong"}}, "E107")
    mass = {"@id": identifier("mass"), "name": "mass"}
    yield using("unknown-quantity", used | {"flowProperty": mass}, "E107")
    yield amount("nan", "NaN")
    yield amount("infinite", "1e400")
    yield using("decimal-comma", used | {"amount": "0,25"}, "E106")
    yield using("amount-missing", {k: v for k, v in used.items() if k != "amount"}, "E106")
    yield using("true", used | {"amount": True}, "E106")
    yield case("flow-missing", {k: v for k, v in good.items() if k != bread}, "E523", made)
    yield using("flow-not-named", {k: v for k, v in used.items() if k != "flow"}, "E523")
    yield case("type-not-known", good | {bread: good[bread] | {"flowType": "SPIRIT"}}, "E523", made)
    yield case("no-reference", package(process(POWER, take("water", 1.0))), "E104", f"input.zip, {plant}")
    yield case("reference-of-zero", package(process(POWER, put(POWER, 0.0))), "E104", f"input.zip, {plant}")
    twice = process(POWER, put(POWER, 1.0), put(POWER, 0.5))
    yield case("production-twice", package(twice), "E105", f"input.zip, {plant}, exchange 2")
    shared = allocated("PHYSICAL_ALLOCATION")
    lacking = shared | {"allocationFactors": shared["allocationFactors"][:1]}
    yield case("share-missing", package(PLANT, brewery(**lacking)), "E523", place(BEER))
    odd = shared | {"allocationFactors": [f | {"value": 0.5} for f in shared["allocationFactors"][:1]]}
    odd["allocationFactors"] += shared["allocationFactors"][1:]
    yield case(
        "shares-not-whole", package(PLANT, brewery(**odd)), "E523", f"{member('processes', BEER)}, exch"
    )
    units = good[energy]["units"]
    none = good[energy] | {"units": [unit | {"isRefUnit": False} for unit in units]}
    alone = package(bakery(used))
    yield case("no-reference-unit", alone | {energy: none}, "E523", use)
    zero = good[energy] | {"units": [unit | {"conversionFactor": 0} for unit in units]}
    hours = package(PLANT, bakery(take(POWER, 250.0, POWER, unit="Wh")))
    yield case("conversion-of-zero", hours | {energy: zero}, "E523", use)
    yield case("id-of-another", good | {baker: good[baker] | {"@id": flow_id(BREAD)}}, "E523", baker)
    yield case("exchanges-not-a-list", good | {baker: good[baker] | {"exchanges": 5}}, "E523", baker)
    yield case("deep", good | {baker: b"[" * 400 + b"]" * 400}, "E505", f"input.zip, {baker}")
    yield case("truncated-member", good | {baker: members(good)[baker][:200]}, "E503", f"{baker}, line 1")
    latin = members(good)[plant].decode().encode("latin-1")
    yield case("not-utf-8", good | {plant: latin}, "E503", f"input.zip, {plant}")
    yield case("key-twice", good | {baker: b'{"name": "a", "name": "b"}'}, "E113", f"input.zip, {baker}")
    yield case("schema-1", good | {"olca-schema.json": {"version": 1}}, "E502", "input.zip")
    version = {k: v for k, v in good.items() if k != "olca-schema.json"} | {"context.json": {"@context": {}}}
    yield case("no-schema", version, "E502", "input.zip")
    yield case("no-process", package(), "E502", "input.zip")
    yield case("zip-leads-out", good | {f"processes/../../{baker}": good[baker]}, "E504", baker)
    yield case("zip-member-absolute", good | {f"/{baker}": good[baker]}, "E504", f"'/{baker}'")
