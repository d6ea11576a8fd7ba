"""The 18 midpoint categories of ReCiPe 2016: the ids, names and units of the whole project, in this order."""

from __future__ import annotations

from typing import NamedTuple


class Category(NamedTuple):
    """One category.

    ``published`` is the category text of the ecoinvent implementation. The name of climate change lacks its
    time horizon, which depends on the perspective.
    """

    id: str
    name: str
    unit: str
    published: str


MIDPOINT = tuple(
    Category(*row)
    for row in (
        ("climate_change", "climate change", "kg CO2-eq", "climate change"),
        ("ozone_depletion", "ozone depletion", "kg CFC-11-eq", "ozone depletion"),
        ("ionising_radiation", "ionising radiation", "kBq Co-60-eq", "ionising radiation"),
        (
            "particulate_matter", "fine particulate matter formation", "kg PM2.5-eq",
            "particulate matter formation",
        ),
        (
            "ozone_formation_human_health", "ozone formation, human health", "kg NOx-eq",
            "photochemical oxidant formation: human health",
        ),
        (
            "ozone_formation_ecosystems", "ozone formation, terrestrial ecosystems", "kg NOx-eq",
            "photochemical oxidant formation: terrestrial ecosystems",
        ),
        ("terrestrial_acidification", "terrestrial acidification", "kg SO2-eq", "acidification: terrestrial"),
        ("freshwater_eutrophication", "freshwater eutrophication", "kg P-eq", "eutrophication: freshwater"),
        ("marine_eutrophication", "marine eutrophication", "kg N-eq", "eutrophication: marine"),
        ("terrestrial_ecotoxicity", "terrestrial ecotoxicity", "kg 1,4-DCB-eq", "ecotoxicity: terrestrial"),
        ("freshwater_ecotoxicity", "freshwater ecotoxicity", "kg 1,4-DCB-eq", "ecotoxicity: freshwater"),
        ("marine_ecotoxicity", "marine ecotoxicity", "kg 1,4-DCB-eq", "ecotoxicity: marine"),
        (
            "human_toxicity_carcinogenic", "human toxicity, carcinogenic", "kg 1,4-DCB-eq",
            "human toxicity: carcinogenic",
        ),
        (
            "human_toxicity_non_carcinogenic", "human toxicity, non-carcinogenic", "kg 1,4-DCB-eq",
            "human toxicity: non-carcinogenic",
        ),
        ("land_use", "land use", "m2*a crop-eq", "land use"),
        (
            "mineral_resource_scarcity", "mineral resource scarcity", "kg Cu-eq",
            "material resources: metals/minerals",
        ),
        (
            "fossil_resource_scarcity", "fossil resource scarcity", "kg oil-eq",
            "energy resources: non-renewable, fossil",
        ),
        ("water_consumption", "water consumption", "m3", "water use"),
    )
)  # fmt: skip
