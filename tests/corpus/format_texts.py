"""What the brewery of `formats/README.md` is in every format: names, units, elementary flows.

`texts_*.py` write it in one format each, by plain text templates.
"""

# ruff: noqa: E501
from __future__ import annotations

import uuid

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


MAKERS = {
    POWER: "centrale à drêche",
    BEER: "brassage",
    GRAIN: "brassage",
    BREAD: "bageri",
    TREATMENT: "épuration",
}
UNITS = {POWER: "kWh", BEER: "kg", GRAIN: "kg", BREAD: "kg", TREATMENT: "m3"}


def identifier(text: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"roos brewery {text}"))
