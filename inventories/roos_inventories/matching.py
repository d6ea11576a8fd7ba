"""Finding the label that a Brightway key, or a name with its circumstances, means.

Files of other programs name an activity or flow by a key ``(database, code)`` and by name, product,
location and unit. An inventory may carry keys in several ways; :func:`key_forms` lists the spellings that
are recognised, so a reader that stores one of them is found by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from roos.labels import Labels
from roos.system import System
from roos_inventories.units import same

Key = tuple[str, str]
_SPLIT = re.compile(r"\s*(?:\||::|/|→)\s*")


def key_forms(key: Key) -> tuple[str, ...]:
    """Return the spellings of a key that count as an id, or as a value of the extra column ``key``.

    Examples
    --------
    >>> key_forms(("db", "c1"))
    ('db|c1', 'db | c1', 'db/c1', "('db', 'c1')")
    """
    database, code = key
    return f"{database}|{code}", f"{database} | {code}", f"{database}/{code}", str((database, code))


@dataclass(frozen=True)
class Named:
    """What a file says of an activity, product or flow; empty where it says nothing.

    Attributes
    ----------
    key
        Database and code, or None.
    name, product, location, unit
        Of the activity (or elementary flow), and of its reference product.
    categories
        Compartment and subcompartment of an elementary flow.
    """

    key: Key | None
    name: str = ""
    product: str = ""
    location: str = ""
    unit: str = ""
    categories: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = self.name or self.product or "(no name)"
        detail = [self.product if self.product != text else "", self.location, ", ".join(self.categories)]
        inside = "; ".join(part for part in detail if part)
        return f"{text} [{inside}]" if inside else text


class Matcher:
    """Positions of one axis by key, else by name and circumstances.

    The order of trust: the key, in one of :func:`key_forms`, as an id or in the extra column ``key``; the
    pair of extra columns ``database`` and ``code``; the code alone as an id, where the name agrees; then the
    name (of a product: that of the activity that makes it, or its own), narrowed by product, location,
    categories and unit as far as the inventory knows them, to exactly one.

    Parameters
    ----------
    system
        The inventory.
    axis
        ``"products"``, ``"activities"`` or ``"flows"``.

    Attributes
    ----------
    despite_key
        What has a key that the inventory does not know, and was found by its name; in the order of asking.
    """

    def __init__(self, system: System, axis: str) -> None:
        self.labels: Labels = getattr(system, axis)
        self._axis = axis
        labels = self.labels
        self._ids = {identifier: i for i, identifier in enumerate(labels.ids)}
        self._keys = {key: i for i, key in enumerate(labels.extra.get("key", ())) if key}
        pairs = zip(labels.extra.get("database", ()), labels.extra.get("code", ()), strict=False)
        self._pairs = {pair: i for i, pair in enumerate(pairs)}
        self._facts = _facts(system, axis)
        self._by_name: dict[str, list[int]] = {}
        for i, facts in enumerate(self._facts):
            for name in dict.fromkeys((facts["name"], facts["own"])):
                if name:
                    self._by_name.setdefault(name, []).append(i)
        self._known: dict[Named, int | str] = {}
        self.despite_key: dict[Named, int] = {}

    def find(self, named: Named) -> int | str:
        """Return a position, or the reason why there is none."""
        found = self._known.get(named)
        if found is None:
            found = self._known[named] = self._find(named)
        return found

    def _find(self, named: Named) -> int | str:
        if named.key:
            for form in key_forms(named.key):
                for known in (self._ids, self._keys):
                    if form in known:
                        return known[form]
            if named.key in self._pairs:
                return self._pairs[named.key]
            position = self._ids.get(named.key[1])
            if position is not None and self._agrees(position, named):
                return position
        found = self._by_circumstances(named)
        if named.key and isinstance(found, int):
            self.despite_key[named] = found
        return found

    def _agrees(self, position: int, named: Named) -> bool:
        facts = self._facts[position]
        by_product = bool(named.product) and named.product == facts["own"]
        return by_product or named.name in (facts["name"], facts["own"])

    def _by_circumstances(self, named: Named) -> int | str:
        names = (named.name, named.product) if self._axis == "products" else (named.name,)
        candidates: list[int] = []
        for name in names:
            candidates = self._by_name.get(name, []) if name else []
            if candidates:
                break
        if not candidates:
            near = self.labels.nearest(names[0] or names[-1], 3) if any(names) else []
            return f"no {self.labels.kind} of that name" + (f" (nearest: {'; '.join(near)})" if near else "")
        wanted = {"product": named.product, "location": named.location, "unit": named.unit}
        for fact, value in wanted.items():
            if value and (self._axis != "flows" or fact == "unit"):
                candidates = _narrowed(candidates, self._facts, fact, value)
                if not candidates:
                    return f"no {self.labels.kind} of that name has the {fact} {value!r}"
        if self._axis == "flows" and named.categories:
            wanted_parts = _parts(" | ".join(named.categories))
            known = [i for i in candidates if self._facts[i]["categories"]]
            candidates = [i for i in candidates if _parts(self._facts[i]["categories"]) == wanted_parts]
            if not candidates:
                has = "; ".join(self._facts[i]["categories"] for i in known[:3])
                return "no flow of that name is in these categories" + (f" (but in {has})" if has else "")
        if len(candidates) > 1:
            ids = "; ".join(self.labels.ids[i] for i in candidates[:4])
            return f"{len(candidates)} {self.labels.kind} labels of that name: {ids}"
        return candidates[0]


def _facts(system: System, axis: str) -> list[Mapping[str, str]]:
    """Return what is known of each label; of a product also what is known of the activity that makes it."""
    labels: Labels = getattr(system, axis)
    extra = labels.extra
    products = _column(extra, ("reference product", "product"), len(labels))
    categories = _column(extra, ("categories", "compartment"), len(labels))
    if axis == "flows" and not any(categories):
        categories = labels.locations
    facts: list[dict[str, str]] = [
        {
            "name": name,
            "own": name,
            "product": product,
            "location": place,
            "unit": unit,
            "categories": category,
        }
        for name, product, place, unit, category in zip(
            labels.names, products, labels.locations, labels.units, categories, strict=True
        )
    ]
    reference = system.technosphere.reference.tolist()
    activities = system.activities
    made_by: dict[int, list[int]] = {}
    for activity, product in enumerate(reference):
        if product >= 0:
            made_by.setdefault(product, []).append(activity)
    if axis == "products":
        for product, fact in enumerate(facts):
            fact["product"] = fact["own"]
            makers = made_by.get(product, [])
            if len(makers) == 1:
                fact["name"] = activities.names[makers[0]]
                fact["location"] = fact["location"] or activities.locations[makers[0]]
    elif axis == "activities":
        for activity, fact in enumerate(facts):
            product = reference[activity]
            if product >= 0:
                fact["product"] = fact["product"] or system.products.names[product]
                fact["location"] = fact["location"] or system.products.locations[product]
                fact["unit"] = fact["unit"] or system.products.units[product]
    return list(facts)


def _column(extra: Mapping[str, Sequence[str]], names: Iterable[str], size: int) -> Sequence[str]:
    for name in names:
        if name in extra:
            return extra[name]
    return ("",) * size


def _narrowed(candidates: list[int], facts: Sequence[Mapping[str, str]], fact: str, value: str) -> list[int]:
    """Return the candidates whose fact agrees; one that is unknown agrees where no known one does."""
    agree = same if fact == "unit" else str.__eq__
    exact = [i for i in candidates if facts[i][fact] and agree(facts[i][fact], value)]
    return exact or [i for i in candidates if not facts[i][fact]]


def _parts(text: str) -> tuple[str, ...]:
    bare = text.strip().strip("()").replace("', '", "|").strip("'\", ")
    return tuple(part.casefold() for part in _SPLIT.split(bare) if part)
