"""All textbook systems side by side, as one inventory with many products."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from roos_inventories.textbook.recipe import Activity, Amounts, Answer, Item, Recipe


def union(recipes: Mapping[str, Recipe]) -> Recipe:
    """Return one system with the blocks of all, none of which exchanges anything with another.

    Parameters
    ----------
    recipes
        By name. Ids of products, activities and flows become ``name/id``. A category that several systems
        state is one category: it means the same everywhere, name and unit included.

    Returns
    -------
    Recipe
        Its answers are those of all systems, zero in every block but their own.
    """
    categories: dict[str, Item] = {}
    factors: dict[str, dict[str, Fraction]] = {}
    for name, recipe in recipes.items():
        for category in recipe.categories:
            assert categories.setdefault(category.id, category) == category, (name, category)
            factors.setdefault(category.id, {}).update(_under(name, recipe.factors[category.id]))
    parts = list(recipes.items())
    activities = tuple(_activity(name, activity) for name, recipe in parts for activity in recipe.activities)
    flows = tuple(_item(name, flow) for name, recipe in parts for flow in recipe.flows)
    nothing = Answer(
        "",
        {},
        dict.fromkeys((activity.id for activity in activities), Fraction(0)),
        dict.fromkeys((flow.id for flow in flows), Fraction(0)),
        dict.fromkeys(categories, Fraction(0)),
    )
    return Recipe(
        "All textbook systems",
        "; ".join(dict.fromkeys(recipe.source for recipe in recipes.values())),
        tuple(_item(name, product) for name, recipe in parts for product in recipe.products),
        flows,
        tuple(categories.values()),
        factors,
        activities,
        tuple(_answer(name, answer, nothing) for name, recipe in parts for answer in recipe.answers),
    )


def _under(name: str, amounts: Amounts) -> dict[str, Fraction]:
    return {f"{name}/{key}": amount for key, amount in amounts.items()}


def _item(name: str, item: Item) -> Item:
    return Item(f"{name}/{item.id}", item.name, item.unit)


def _activity(name: str, activity: Activity) -> Activity:
    return Activity(
        f"{name}/{activity.id}",
        activity.name,
        f"{name}/{activity.makes}",
        _under(name, activity.technosphere),
        _under(name, activity.biosphere),
    )


def _answer(name: str, answer: Answer, nothing: Answer) -> Answer:
    return Answer(
        f"{name}: {answer.name}",
        _under(name, answer.demand),
        {**nothing.supply, **_under(name, answer.supply)},
        {**nothing.inventory, **_under(name, answer.inventory)},
        {**nothing.scores, **answer.scores},
    )
