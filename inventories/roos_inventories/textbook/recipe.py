"""The text form of a textbook system, read without rounding: every number becomes a fraction."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from typing import Any

Amounts = Mapping[str, Fraction]


@dataclass(frozen=True)
class Item:
    """What a row or column is called."""

    id: str
    name: str
    unit: str


@dataclass(frozen=True)
class Activity:
    """One column: what it makes, what it exchanges with others, what it exchanges with nature.

    Attributes
    ----------
    makes
        Id of the reference product.
    technosphere
        By product id: outputs positive, inputs negative.
    biosphere
        By flow id.
    """

    id: str
    name: str
    makes: str
    technosphere: Amounts
    biosphere: Amounts


@dataclass(frozen=True)
class Answer:
    """The exact solution of one demand, worked out by hand.

    Attributes
    ----------
    name
        The demand in words.
    demand
        By product id.
    supply, inventory, scores
        By activity, flow and category id; complete, so a zero is a statement.
    """

    name: str
    demand: Amounts
    supply: Amounts
    inventory: Amounts
    scores: Amounts


@dataclass(frozen=True)
class Recipe:
    """One small system with its answers.

    Attributes
    ----------
    title, source
        In words.
    products, flows, categories
        In matrix order.
    factors
        By category id and flow id.
    activities
        In matrix order.
    answers
        At least two.
    """

    title: str
    source: str
    products: tuple[Item, ...]
    flows: tuple[Item, ...]
    categories: tuple[Item, ...]
    factors: Mapping[str, Amounts]
    activities: tuple[Activity, ...]
    answers: tuple[Answer, ...]


def names() -> tuple[str, ...]:
    """Return the names of the systems in this package, in alphabetical order."""
    folder = files("roos_inventories.textbook")
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.joinpath("system.toml").is_file()))


def load(name: str) -> Recipe:
    """Return the system of a name that :func:`names` lists.

    Decimal numbers are taken as the fractions they spell, so nothing is rounded before it is a matrix entry.
    """
    path = files("roos_inventories.textbook") / name / "system.toml"
    text = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Fraction)
    return Recipe(
        text["title"],
        text["source"],
        _items(text["products"]),
        _items(text["flows"]),
        _items(text["categories"]),
        {key: _amounts(entry["factors"]) for key, entry in text["categories"].items()},
        tuple(
            Activity(
                key,
                entry["name"],
                entry["makes"],
                _amounts(entry["technosphere"]),
                _amounts(entry["biosphere"]),
            )
            for key, entry in text["activities"].items()
        ),
        tuple(_answer(entry) for entry in text["answers"]),
    )


def _items(table: Mapping[str, Any]) -> tuple[Item, ...]:
    return tuple(Item(key, entry["name"], entry["unit"]) for key, entry in table.items())


def _amounts(table: Mapping[str, Any]) -> dict[str, Fraction]:
    return {key: Fraction(value) for key, value in table.items()}


def _answer(entry: Mapping[str, Any]) -> Answer:
    parts = ("demand", "supply", "inventory", "scores")
    return Answer(entry["name"], *(_amounts(entry[part]) for part in parts))
