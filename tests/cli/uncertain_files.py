"""Sweep files with uncertain parameters, on the small inventory of ``cases.py``."""

from __future__ import annotations

#: Power's own carbon dioxide and the steel of a car are uncertain; steel's emission is on an axis.
UNCERTAIN = """title = "how sure"
inventory = "inventory"
demands = "demands.csv"
[parameters]
emission = { value = 8, distribution = "lognormal", scale = 0.2 }
steel = { value = 4, distribution = "triangular", minimum = 3, maximum = 6 }
works = 2
[[axis]]
name = "steel works"
parameter = "works"
values = [2, 1]
labels = ["today", "clean"]
[[change]]
part = "biosphere"
flow = "co2"
activity = "make power"
value = "emission"
[[change]]
part = "technosphere"
product = "steel"
activity = "make car"
value = "-steel"
[[change]]
part = "biosphere"
flow = "co2"
activity = "make steel"
value = "works"
"""
AXIS = UNCERTAIN[UNCERTAIN.index("[[axis]]") : UNCERTAIN.index("[[change]]")]

#: One activity whose first flow follows a formula of parameters between 0 and 1.
MODEL = """inventory = "one"
demands = {{ d = {{ "p" = 1 }} }}
[parameters]
{parameters}
{axes}
[[change]]
part = "biosphere"
flow = "f"
activity = "a"
value = "{formula}"
"""
ONE = {
    "products": [{"id": "p", "name": "product", "unit": "kg"}],
    "activities": [{"id": "a", "name": "activity", "unit": "kg"}],
    "flows": [{"id": "f", "name": "flow", "unit": "kg"}],
    "categories": [{"id": "c", "name": "climate change", "unit": "kg CO2-eq"}],
}


def model(formula: str, parameters: dict[str, str], axes: str = "") -> str:
    """Return a file in which the only score is twice a formula of parameters, given as TOML tables."""
    listed = "\n".join(f"{name} = {table}" for name, table in parameters.items())
    return MODEL.format(parameters=listed, axes=axes, formula=formula)
