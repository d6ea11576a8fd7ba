"""``dict_inputs_A_matrix.csv``: names of the rows and columns of the matrices (T13, T14, T23)."""

from __future__ import annotations

from dataclasses import dataclass

from roos.errors import error
from roos.labels import Labels
from roos_inventories.methods.compartments import normal_compartment
from roos_inventories.units import normal

FILE = "dict_inputs_A_matrix.csv"


@dataclass(frozen=True, slots=True)
class Axis:
    """The activities with their reference products, then the elementary flows, in file order."""

    products: Labels
    activities: Labels
    flows: Labels


def read_axis(content: bytes) -> Axis:
    """Read the list.

    Fields are separated by semicolons and never quoted, although names hold commas. Four fields are an
    activity (name, location, unit, reference product), three an elementary flow (name, compartment as the
    text of a tuple, unit); all activities come first.

    Raises
    ------
    InputError
        E503 a line of another form, or an activity after a flow; E206 a line given twice.
    """
    activities: list[tuple[str, str, str, str]] = []
    flows: list[tuple[str, str, str]] = []
    for number, line in enumerate(content.decode("utf-8").splitlines(), 1):
        fields = line.split(";")
        if len(fields) == 4 and not flows:
            name, location, unit, product = fields
            activities.append((name, product, location, normal(unit)))
        elif len(fields) == 3:
            name, compartment, unit = fields
            flows.append((name, normal_compartment(compartment), normal(unit)))
        else:
            raise error("E503", f"a line of {len(fields)} fields is out of place", f"{FILE}, line {number}")
    # Neither name nor name and location identify an activity, so the id holds all four.
    ids = tuple(" | ".join(fields) for fields in activities)
    names, products, locations, units = (tuple(column) for column in zip(*activities, strict=True))
    flow_names, compartments, flow_units = (tuple(column) for column in zip(*flows, strict=True))
    return Axis(
        Labels("product", ids, products, units, locations, {"activity": names}),
        Labels("activity", ids, names, units, locations),
        Labels(
            "flow",
            tuple(" | ".join(fields) for fields in flows),
            flow_names,
            flow_units,
            compartments,
            {"compartment": compartments},
        ),
    )
