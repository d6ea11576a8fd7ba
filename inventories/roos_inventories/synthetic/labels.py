"""Names, units and locations, so that a result of a synthetic system reads like one of a real one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from roos_inventories.synthetic.biosphere import COMPARTMENTS, Biosphere
from roos_inventories.synthetic.characterisation import MIDPOINTS
from roos_inventories.synthetic.goods import (
    HEATS,
    KINDS,
    PRODUCER,
    TRANSPORTS,
    VOLTAGES,
    WASTE,
    Goods,
)

#: Unit of a good, by kind.
UNITS: Final = ("kilogram", "kilowatt hour", "megajoule", "ton kilometer", "unit", "kilogram", "hour")
#: Hubs by rank: voltages, carriers of heat, modes of transport.
LEADING: Final = (
    "electricity, low voltage", "electricity, medium voltage", "electricity, high voltage",
    "heat, natural gas", "heat, other than natural gas", "heat, light fuel oil", "heat, hardwood chips",
    "steam", "transport, lorry", "transport, light vehicle", "transport, train", "transport, barge",
    "transport, sea ship", "transport, pipeline",
)  # fmt: skip
FLOW_UNITS: Final = ("kilogram", "kilogram", "kilogram", "square meter-year", "kilogram", "cubic meter")


@dataclass(frozen=True)
class Labels:
    """Labels of one axis.

    Attributes
    ----------
    ids, names, units, locations : tuple of str
        One each; `locations` is empty where the axis has none.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    locations: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)


def label_activities(goods: Goods) -> tuple[Labels, Labels]:
    """Return the labels of products and of activities, in the order of the activities."""
    names, places = _good_names(goods), _regions(goods.regions)
    titles = []
    for name, kind in zip(names, goods.kind.tolist(), strict=True):
        made = f"treatment of {name}" if kind == WASTE else f"{name} production"
        titles.append((made, f"market for {name}"))
    good, role = goods.good.tolist(), goods.role.tolist()
    locations = tuple(places[region] for region in goods.region.tolist())
    units = tuple(UNITS[kind] for kind in goods.kind[goods.good].tolist())
    activities = tuple(titles[g][r != PRODUCER] for g, r in zip(good, role, strict=True))
    numbers = range(len(good))
    return (
        Labels(tuple(f"p{i:06d}" for i in numbers), tuple(names[g] for g in good), units, locations),
        Labels(tuple(f"a{i:06d}" for i in numbers), activities, units, locations),
    )


def _good_names(goods: Goods) -> list[str]:
    """Name the leading hubs by what they are, the others by kind and number."""
    names = [f"{KINDS[kind]} {number:05d}" for number, kind in enumerate(goods.kind.tolist())]
    for good, name in zip(goods.rank[: VOLTAGES + HEATS + TRANSPORTS].tolist(), LEADING, strict=True):
        names[good] = name
    return names


def _regions(count: int) -> list[str]:
    """Return invented region codes and, last, the world."""
    return [f"R{number + 1:02d}" for number in range(count)] + ["GLO"]


def label_flows(biosphere: Biosphere) -> Labels:
    """Return the labels of elementary flows; the location is the compartment."""
    codes = biosphere.compartment.tolist()
    return Labels(
        tuple(f"f{i:05d}" for i in range(len(codes))),
        tuple(f"substance {i:05d}, {COMPARTMENTS[code][0]}" for i, code in enumerate(codes)),
        tuple(FLOW_UNITS[code] for code in codes),
        tuple(COMPARTMENTS[code][0] for code in codes),
    )


def label_categories(count: int) -> Labels:
    """Return the labels of impact categories."""
    names = []
    for number in range(count):
        turn, place = divmod(number, len(MIDPOINTS))
        names.append(MIDPOINTS[place][0] + (f" (variant {turn + 1})" if turn else ""))
    units = tuple(MIDPOINTS[number % len(MIDPOINTS)][1] for number in range(count))
    return Labels(tuple(f"c{number:02d}" for number in range(count)), tuple(names), units)


def reorder(labels: Labels, order: np.ndarray) -> Labels:
    """Return the labels in another order."""
    places = order.tolist()
    return Labels(*(tuple(axis[i] for i in places) if axis else () for axis in _axes(labels)))


def _axes(labels: Labels) -> tuple[tuple[str, ...], ...]:
    return labels.ids, labels.names, labels.units, labels.locations
