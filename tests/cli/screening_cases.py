"""Comparisons with any relative results, and a whole case on a small inventory in the printed categories."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tests.cli.cases import matrix_folder

from roos.screening import Comparison, ScreeningOptions, compare, printed_categories, screening_prices
from roos.screening.economy import judge
from roos_inventories import read_prices

PRINTED = {"category_list": "2008 printed"}


def comparison(
    relative: Sequence[float], changes: Sequence[str] = ("rose", "fell", "same"), **choices: Any
) -> Comparison:
    """Return the comparison whose relative results are those given; NaN by a baseline of zero."""
    options = ScreeningOptions.of({**PRINTED, **choices})
    prices = read_prices("tno-2020")
    categories = printed_categories(prices)
    r = np.array(relative, dtype=float)
    baseline = np.where(np.isnan(r), 0.0, 1.0)
    economy = [judge(name, change, None, options)
               for name, change in zip(("reuse", "waste", "transport"), changes, strict=False)]  # fmt: skip
    case = np.nan_to_num(baseline * (1 + r))
    priced = screening_prices(categories, prices, options)
    return compare(baseline, case, categories, priced, options, economy=economy)


def printed_inventory(folder: Path) -> Path:
    """Write an inventory of three products in the 18 printed categories."""
    categories = printed_categories(read_prices("tno-2020"))
    rng = np.random.default_rng(3)
    labels = {
        "products": [{"id": name, "name": name, "unit": "kg"} for name in ("steel", "chip", "power")],
        "activities": [{"id": f"make {name}"} for name in ("steel", "chip", "power")],
        "flows": [{"id": name} for name in categories.ids],
        "categories": [
            {"id": categories.ids[k], "name": categories.names[k], "unit": categories.units[k]}
            for k in range(len(categories))
        ],
        "method": list(categories.extra["model"]),
    }
    exchanges = rng.uniform(0.1, 2.0, (len(categories), 3)) * [1.0, 20.0, 0.3]
    technosphere = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-0.5, -2.0, 1.0]]
    return matrix_folder(folder, technosphere, exchanges, np.eye(len(categories)), labels)


#: Every kind of text that could break out of a page or a picture.
EVIL = "<script>alert(\"1\")</script> & $x_1$ 'quoted' {{ 7*7 }}"

CASE = """
id = "mine"
title = {title}
company = {title}
type = "servitization"
grade = "C"
inventory = {inventory}
missing = [{title}]
notes = [{title}]

[functional_unit]
text = {title}
amount = 1.0
unit = "a"
assumed = {title}
bias = "for the case"

[parameters]
mass = {{ value = 10.0, unit = "kg", stated = {title} }}
share = {{ value = 0.2, unit = "1", assumed = "a guess", bias = "against the case", state = "confirmed" }}

[baseline]
title = {title}
[baseline.parameters]
life = {{ value = 5.0, unit = "a", stated = "page 1" }}

[[scenario]]
id = "long"
title = {title}
[scenario.parameters]
life = {{ value = 8.0, unit = "a", range = [4.0, 12.0], assumed = {title}, state = "refused" }}

[[stage]]
name = {title}
[[stage.use]]
dataset = "steel"
unit = "kg"
amount = "mass / life"
proxy = {title}
[[stage]]
name = "sensor"
[[stage.use]]
dataset = "chip"
unit = "kg"
scenarios = "share / life"

[quantities.material_mass]
unit = "kg"
amount = "mass / life"

[economy]
reuse = {{ change = "rose", assumed = {title} }}
waste = {{ change = "fell", stated = "page 2" }}

[[variant]]
id = "other"
title = {title}
[variant.parameters]
share = {{ value = 0.1, unit = "1", assumed = {title} }}

[[outcome]]
scenario = "long"
of = "mean"
percent = -40
place = {title}
why = {title}

[[turning_point]]
scenario = "long"
parameter = "life"
of = "mean"
range = [1.0, 12.0]
stated = 6.0
place = {title}
note = {title}
[[turning_point]]
scenario = "long"
parameter = "life"
of = "climate_change"
range = [1.0, 12.0]
second = "share"
second_range = [0.0, 2.0]
place = "ours"
"""


def case_file(folder: Path, title: str = "A longer life") -> Path:
    """Write a case, all of whose texts are the one given, with the inventory it stands on."""
    inventory = printed_inventory(folder / "inventory")
    path = folder / "mine.toml"
    text = CASE.format(title=json.dumps(title, ensure_ascii=False), inventory=json.dumps(str(inventory)))
    path.write_text(text, encoding="utf-8")
    return path
