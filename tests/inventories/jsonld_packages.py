"""A small openLCA package of our own, written with olca-schema; run as a program it writes the corpus.

Two units of energy and three of mass, a loop, waste with its treatment, an avoided product, a co-product with
physical allocation, water by volume, a resource, and a method whose factors are per gram. What it answers is
computed by hand in the corpus' README.
"""

from __future__ import annotations

import copy
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import olca_schema as olca

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "formats" / "jsonld" / "good"
PHYSICAL = olca.AllocationType.PHYSICAL_ALLOCATION
Package = dict[str, Any]


def identifier(name: str) -> str:
    """Return the id that goes with a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"roos/jsonld/{name}"))


def ref(name: str) -> olca.Ref:
    return olca.Ref(id=identifier(name), name=name.split("/")[-1])


def group(name: str, **sizes: float) -> olca.UnitGroup:
    """Return a unit group; the first unit is its reference."""
    units = [
        olca.Unit(id=identifier(f"unit/{unit}"), name=unit, conversion_factor=size, is_ref_unit=number == 0)
        for number, (unit, size) in enumerate(sizes.items())
    ]
    return olca.UnitGroup(id=identifier(f"group/{name}"), name=name, units=units)


def quantity(name: str, units: str) -> olca.FlowProperty:
    return olca.FlowProperty(id=identifier(f"quantity/{name}"), name=name, unit_group=ref(f"group/{units}"))


def flow(name: str, kind: olca.FlowType, category: str = "", **quantities: float) -> olca.Flow:
    """Return a flow; its first quantity is the reference."""
    factors = [
        olca.FlowPropertyFactor(
            flow_property=ref(f"quantity/{quantity}"), conversion_factor=factor, is_ref_flow_property=n == 0
        )
        for n, (quantity, factor) in enumerate(quantities.items())
    ]
    return olca.Flow(
        id=identifier(f"flow/{name}"), name=name, flow_type=kind, category=category, flow_properties=factors
    )


def exchange(name: str, amount: float, unit: str, quantity: str, **more: Any) -> olca.Exchange:
    return olca.Exchange(
        flow=ref(f"flow/{name}"), amount=amount, unit=ref(f"unit/{unit}"),
        flow_property=ref(f"quantity/{quantity}"), is_input=more.pop("is_input", False), **more,
    )  # fmt: skip


def taken(name: str, amount: float, unit: str, quantity: str, provider: str = "", **more: Any):
    if provider:
        more["default_provider"] = ref(f"process/{provider}")
    return exchange(name, amount, unit, quantity, is_input=True, **more)


def process(name: str, *exchanges: olca.Exchange, **more: Any) -> olca.Process:
    for number, item in enumerate(exchanges, start=1):
        item.internal_id = number
    exchanges[0].is_quantitative_reference = True
    return olca.Process(
        id=identifier(f"process/{name}"), name=name, exchanges=list(exchanges),
        location=ref("location/DE"), process_type=olca.ProcessType.UNIT_PROCESS, **more,
    )  # fmt: skip


def bakery() -> list[olca.RootEntity]:
    """Return all entities of the package."""
    product, waste, nature = (
        olca.FlowType.PRODUCT_FLOW, olca.FlowType.WASTE_FLOW, olca.FlowType.ELEMENTARY_FLOW,
    )  # fmt: skip
    air, ground = "Elementary flows/Emission to air/unspecified", "Elementary flows/Resource/in ground"
    shares = [
        olca.AllocationFactor(allocation_type=PHYSICAL, product=ref(f"flow/{name}"), value=value)
        for name, value in (("Brot", 0.8), ("Brösel", 0.2))
    ]
    baking = process(
        "Bäckerei",
        exchange("Brot", 1.0, "kg", "mass"),
        exchange("Brösel", 250.0, "g", "mass"),
        taken("Strom", 2.0, "MJ", "energy"),
        taken("Wasser", 2.0, "l", "volume", "Wasserwerk"),
        exchange("Abfall", 0.1, "kg", "mass", default_provider=ref("process/Müllverbrennung")),
        default_allocation_method=PHYSICAL,
        allocation_factors=shares,
    )
    climate = [("CO₂", 1.0, "kg"), ("Methan", 0.028, "g"), ("Lachgas", 273.0, "kg")]
    categories = [
        ("Klimawandel", "kg CO2-eq", climate),
        ("fossile Energie", "MJ", [("Steinkohle", 16.0, "kg")]),
    ]
    return [
        group("mass", kg=1.0, g=0.001, t=1000.0),
        group("energy", MJ=1.0, kWh=3.6),
        group("volume", m3=1.0, l=0.001),
        quantity("mass", "mass"),
        quantity("energy", "energy"),
        quantity("volume", "volume"),
        olca.Location(id=identifier("location/DE"), name="Deutschland", code="DE"),
        flow("Strom", product, energy=1.0),
        flow("Kohle", product, mass=1.0),
        flow("Wärme", product, energy=1.0),
        flow("Brot", product, mass=1.0),
        flow("Brösel", product, mass=1.0),
        flow("Wasser", product, mass=1.0, volume=0.001),
        flow("Abfall", waste, mass=1.0),
        flow("CO₂", nature, air, mass=1.0),
        flow("Methan", nature, air, mass=1.0),
        flow("Lachgas", nature, air, mass=1.0),
        flow("Steinkohle", nature, ground, mass=1.0),
        process(
            "Kraftwerk",
            exchange("Strom", 1.0, "kWh", "energy"),
            taken("Kohle", 0.5, "kg", "mass", "Bergwerk"),
            exchange("CO₂", 900.0, "g", "mass"),
        ),
        process(
            "Bergwerk",
            exchange("Kohle", 1.0, "t", "mass"),
            taken("Strom", 100.0, "kWh", "energy", "Kraftwerk"),
            taken("Steinkohle", 1.0, "t", "mass"),
            exchange("Methan", 5.0, "kg", "mass"),
        ),
        process(
            "Kessel",
            exchange("Wärme", 1.0, "MJ", "energy"),
            taken("Kohle", 0.04, "kg", "mass", "Bergwerk"),
        ),
        process("Wasserwerk", exchange("Wasser", 1.0, "kg", "mass")),
        process(
            "Müllverbrennung",
            taken("Abfall", 1.0, "kg", "mass"),
            exchange("CO₂", 0.5, "kg", "mass"),
            exchange("Wärme", 2.0, "MJ", "energy", is_avoided_product=True),
        ),
        baking,
        *(
            olca.ImpactCategory(
                id=identifier(f"category/{name}"), name=name, ref_unit=unit,
                impact_factors=[
                    olca.ImpactFactor(
                        flow=ref(f"flow/{of}"), value=value, unit=ref(f"unit/{per}"),
                        flow_property=ref("quantity/mass"),
                    )
                    for of, value, per in factors
                ],
            )
            for name, unit, factors in categories
        ),
        olca.ImpactMethod(
            id=identifier("method/Übung"), name="Übung",
            impact_categories=[ref(f"category/{name}") for name, _, _ in categories],
        ),
    ]  # fmt: skip


def package() -> Package:
    """Return the files of the package, parsed, by name; to be changed at will."""
    from roos_inventories.readers.olca_store import FOLDERS

    files: Package = {"olca-schema.json": {"version": 2}}
    for entity in bakery():
        content = copy.deepcopy(entity.to_dict())
        content.pop("lastChange", None)  # the time of writing
        files[f"{FOLDERS[type(entity)]}/{entity.id}.json"] = content
    return files


def name_of(kind: str, name: str) -> str:
    """Return the file of an entity, e.g. ``name_of("processes", "process/Kessel")``."""
    return f"{kind}/{identifier(name)}.json"


def write_zip(files: Package, path: Path) -> Path:
    """Write files as a zip; text is written as it is, everything else as JSON."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            archive.writestr(name, text)
    return path


def write_folder(files: Package, folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return folder


if __name__ == "__main__":
    write_folder(package(), CORPUS)
