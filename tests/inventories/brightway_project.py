"""Write a Brightway project and what bw2calc computes of it: ``python make_project.py FOLDER``.

Runs in a process of its own with ``BRIGHTWAY2_DIR`` set to the folder, so that no test imports bw2data.
``expected.json`` holds the score of one unit of every product by every method, per database.
"""

from __future__ import annotations

import json
import math
import sys
import zipfile
from pathlib import Path

import bw2calc as bc
import bw2data as bd
import bw2io as bi

#: Names with everything that a locator gives a meaning to.
PROJECT = "Bäckerei: 50 % / test"
LOOPS = "loops, waste; 2.5: a/b"
PRODUCTS = "Produkte ∩ %2F"
EDITED = "edited"
FAMILY = "ReCiPe 2016 v1.03, midpoint (H)"
SETUP = "two things, ein Vergleich"
CO2 = ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e")
METHANE = ("biosphere3", "0795345f-c7ae-410c-ad25-1845784c75f5")


def exchange(to: tuple[str, str], amount: float, kind: str = "technosphere", **more) -> dict:
    return {"input": to, "amount": amount, "type": kind, **more}


def spread(kind: int, loc: float, scale: float, **more: float) -> dict:
    """Return a distribution as Brightway keeps it beside an amount."""
    return {"uncertainty type": kind, "loc": loc, "scale": scale, **more}


def loops() -> dict:
    """Nodes that are activity and product in one: a loop, own use, waste treatment, substitution."""

    def node(code: str, unit: str, *exchanges: dict, produces: float = 1.0, **more) -> dict:
        return {
            "name": f"{code} making", "reference product": code, "unit": unit, "location": "CH",
            "exchanges": [exchange((LOOPS, code), produces, "production"), *exchanges], **more,
        }  # fmt: skip

    here = {code: (LOOPS, code) for code in ("Strom", "coal", "bread", "waste", "heat")}
    return {
        here["Strom"]: node(
            "Strom", "kilowatt hour",
            exchange(here["coal"], 0.5, **spread(2, math.log(0.5), 0.1)), exchange(here["Strom"], 0.05),
            exchange(CO2, 0.9, "biosphere", **spread(3, 0.9, 0.05)),
        ),
        here["coal"]: node(
            "coal", "kilogram", exchange(here["Strom"], 0.125), exchange(METHANE, 0.01, "biosphere")
        ),
        here["waste"]: node(
            "waste", "kilogram", exchange(here["coal"], 0.25), exchange(CO2, 0.3, "biosphere"), produces=-1.0
        ),
        here["heat"]: {"name": "heat", "unit": "megajoule", "exchanges": [exchange(here["coal"], 0.04)]},
        here["bread"]: node(
            "bread", "kilogram",
            exchange(here["Strom"], 0.75), exchange(here["Strom"], 0.25),
            exchange(here["waste"], -0.1, **spread(2, math.log(0.1), 0.2)),
            exchange(here["heat"], 0.5, "substitution"), exchange((PRODUCTS, "flour"), 1.5), produces=2.0,
        ),
    }  # fmt: skip


def products() -> dict:
    """Products and processes as nodes of their own; they need the other database, which needs them."""
    here = {code: (PRODUCTS, code) for code in ("flour", "milling", "grain", "farming")}
    return {
        here["flour"]: {"name": "Mehl", "unit": "kilogram", "type": "product", "location": "DE"},
        here["grain"]: {"name": "Körner", "unit": "kilogram", "type": "product"},
        here["milling"]: {
            "name": "Mahlen", "type": "process", "location": "DE",
            "exchanges": [
                exchange(here["flour"], 0.8, "production"), exchange(here["grain"], 1.0),
                exchange((LOOPS, "Strom"), 0.2), exchange(CO2, 0.01, "biosphere"),
            ],
        },
        here["farming"]: {
            "name": "Ackerbau", "type": "process", "location": ("ecoinvent", "UN-EUROPE"),
            "exchanges": [
                exchange(here["grain"], 1.0, "production"), exchange(METHANE, 0.002, "biosphere"),
                exchange((LOOPS, "waste"), -0.05),
            ],
        },
    }  # fmt: skip


def edited() -> dict:
    here = (EDITED, "only")
    return {
        here: {
            "name": "only",
            "unit": "unit",
            "exchanges": [exchange(CO2, 3.0, "biosphere", **spread(3, 3.0, 0.25))],
        }
    }


def methods() -> list[tuple[str, ...]]:
    """Write five methods from the data of bw2io, and one with factors for a single place."""
    source = Path(bi.__file__).parent / "data" / "lcia" / "lcia_39_ecoinvent.zip"
    with zipfile.ZipFile(source) as archive:
        published = json.loads(archive.read("data.json"))
    chosen = [row for row in published if row["name"][0] == FAMILY][:3]
    chosen += [row for row in published if row["name"][0] == "IPCC 2021"][:2]
    names = []
    for row in chosen:
        method = bd.Method(tuple(row["name"]))
        method.register(unit=row["unit"])
        method.write([(tuple(item["input"]), item["amount"]) for item in row["exchanges"]])
        names.append(tuple(row["name"]))
    place = bd.Method(("own", "points", "by place"))
    place.register(unit="points")
    place.write(
        [
            (CO2, {"amount": 2.0, **spread(3, 2.0, 0.125)}),
            (CO2, 7.0, "CH"),
            (("Mobility example", "CO2"), 5.0),
        ]
    )
    return [*names, place.name]


def imported(importer: type, name: str, biosphere: str) -> str:
    """Import an example of bw2io and return the name of its database."""
    data = importer(str(Path(bi.__file__).parent / "data" / "examples" / name))
    data.apply_strategies()
    data.match_database(fields=("name", "unit", "location"))
    data.match_database(fields=("name", "unit"))
    data.match_database(fields=("name",))
    if biosphere:
        data.match_database(biosphere, fields=("name", "unit", "categories"))
    data.drop_unlinked(i_am_reckless=True)
    data.write_database(activate_parameters=False)
    return data.db_name


def expected(database: str, names: list[tuple[str, ...]]) -> dict[str, dict[str, float]]:
    """Return bw2calc's score of one unit of each product by each method."""
    nodes = [node for node in bd.Database(database) if node["type"] not in ("process", "emission")]
    scores: dict[str, dict[str, float]] = {f"{database}|{node['code']}": {} for node in nodes}
    lca = bc.LCA({nodes[0]: 1.0}, method=names[0])
    lca.lci(factorize=True)
    lca.lcia()
    for name in names:
        lca.switch_method(name)
        for node in nodes:
            lca.lcia(demand={node.id: 1.0})
            scores[f"{database}|{node['code']}"][" | ".join(name)] = float(lca.score)
    return scores


def main(folder: Path) -> None:
    bd.projects.set_current(PROJECT)
    bi.create_default_biosphere3()
    both = {**loops(), **products()}
    for database in (LOOPS, PRODUCTS):  # each needs the other: registered before either is written
        bd.Database(database).register()
    for database in (LOOPS, PRODUCTS):
        nodes = {key: node for key, node in both.items() if key[0] == database}
        bd.Database(database).write(nodes, process=False)
    for database in (LOOPS, PRODUCTS):
        bd.Database(database).process()
    bd.Database(EDITED).write(edited())
    examples = [
        imported(bi.ExcelImporter, "example.xlsx", "biosphere3"),
        imported(bi.CSVImporter, "example.csv", "biosphere3"),
        imported(bi.ExcelImporter, "sample_parameterized_database.xlsx", ""),
    ]
    names = methods()
    bd.calculation_setups[SETUP] = {
        "inv": [{(LOOPS, "bread"): 2.0}, {bd.get_id((PRODUCTS, "flour")): 0.5, (LOOPS, "Strom"): 1.0}],
        "ia": [names[1], names[3]],
    }
    scores = {name: expected(name, names) for name in (LOOPS, PRODUCTS, EDITED, *examples)}
    # what is processed differs from what is stored, and Brightway knows
    (only,) = bd.Database(EDITED)
    (edge,) = only.exchanges()
    for amount in (99.0, 3.0):
        edge["amount"] = amount
        edge.save()
        if amount == 99.0:
            bd.databases.clean()
    assert bd.databases[EDITED]["dirty"]
    content = {"scores": scores, "methods": [list(name) for name in names], "examples": examples}
    (folder / "expected.json").write_text(json.dumps(content))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
