"""Textbook systems as :class:`roos.System`, and their exact answers."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels
from roos.method import Method
from roos.system import System
from roos_inventories.textbook.recipe import Amounts, Answer, Item, Recipe, load, names
from roos_inventories.textbook.union import union

#: Characterisation model of the categories: our own round factors, so no published price applies by accident.
MODEL = "roos textbook"


def list_textbook() -> dict[str, str]:
    """Return the titles of all systems by name."""
    return {name: load(name).title for name in names()}


def read_textbook(name: str | None = None, progress: Callable[[str, float], None] | None = None) -> System:
    """Return one system, or all of them side by side.

    Parameters
    ----------
    name
        One of :func:`list_textbook`; None gives the block-diagonal union, where ids are ``name/id``.
    progress
        Called with a phase and a fraction.

    Returns
    -------
    System
        With its own method. Every stored number is exact.

    Raises
    ------
    InputError
        E510 unknown name, with the nearest.

    Examples
    --------
    >>> system = read_textbook("loop")
    >>> system.technosphere.matrix.toarray().tolist()
    [[1.0, -0.25], [-0.5, 1.0]]
    """
    tell = progress or (lambda phase, fraction: None)
    tell("reading", 0.0)
    recipe = _recipe(name)
    tell("building matrices", 0.5)
    system = _build("textbook" if name is None else f"textbook:{name}", recipe)
    tell("done", 1.0)
    return system


def exact_answers(name: str | None = None) -> tuple[Answer, ...]:
    """Return the exact supply, inventory and scores of a system's demands, as fractions.

    Parameters
    ----------
    name
        As in :func:`read_textbook`, with the same ids and the same error.
    """
    return _recipe(name).answers


def _recipe(name: str | None) -> Recipe:
    known = names()
    if name is None:
        return union({key: load(key) for key in known})
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
        raise error(
            "E510",
            f"there is no textbook system {name!r}",
            f"textbook:{name}",
            f"{'nearest: ' + '; '.join(near) + '; ' if near else ''}all: {', '.join(known)}",
        )
    return load(name)


def _build(name: str, recipe: Recipe) -> System:
    products = [item.id for item in recipe.products]
    activities = [activity.id for activity in recipe.activities]
    flows = [item.id for item in recipe.flows]
    categories = [item.id for item in recipe.categories]
    row = {product: i for i, product in enumerate(products)}
    labels = _labels("category", recipe.categories, extra={"model": (MODEL,) * len(categories)})
    factors = sp.csr_array(_columns([recipe.factors[key] for key in categories], flows).T)
    return System.build(
        name,
        _columns((activity.technosphere for activity in recipe.activities), products),
        _columns((activity.biosphere for activity in recipe.activities), flows),
        products=_labels("product", recipe.products),
        activities=Labels("activity", tuple(activities), tuple(a.name for a in recipe.activities)),
        flows=_labels("flow", recipe.flows),
        reference=np.array([row[activity.makes] for activity in recipe.activities], dtype=np.int64),
        characterisation=Method.build("textbook", factors, labels),
        meta={"title": recipe.title, "source": recipe.source, "licence": "BSD-3-Clause"},
    )


def _labels(kind: str, items: Iterable[Item], extra: dict[str, tuple[str, ...]] | None = None) -> Labels:
    listed = list(items)
    ids, titles, units = (tuple(getattr(i, part) for i in listed) for part in ("id", "name", "unit"))
    return Labels(kind, ids, titles, units, extra=extra or {})


def _columns(columns: Iterable[Amounts], rows: list[str]) -> NDArray[np.float64]:
    """Return a dense matrix of amounts by row id; a misspelt id in a system is a KeyError in its test."""
    place = {key: i for i, key in enumerate(rows)}
    listed = list(columns)
    matrix = np.zeros((len(rows), len(listed)))
    for j, amounts in enumerate(listed):
        for key, amount in amounts.items():
            matrix[place[key], j] = float(amount)
    return matrix
