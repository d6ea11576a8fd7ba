"""One price set from one TOML file, checked key by key: what is not understood is refused with its line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from roos.prices import Price, PriceSet
from roos_inventories.prices.mappings import mapping_names, read_mapping
from roos_inventories.prices.toml_file import TomlFile
from roos_inventories.units import normal

_HEAD = (
    "name", "title", "source", "note", "currency", "model", "years", "mappings", "toxicity", "themes",
    "indicators", "price",
)  # fmt: skip
_PRICE = ("category", "model", "unit", "price", "indicator", "printed")


def read_price_file(path: Path) -> PriceSet:
    """Return the price set of a file.

    Raises
    ------
    InputError
        E304 unknown or missing key, wrong kind of value, a category priced twice; E205 not a number;
        E106 NaN or infinite; E305 unknown mapping; E501 cannot read; E505 too large. All name file and line.
    """
    file = TomlFile(path)
    head = file.content
    file.check_keys(head, _HEAD, ("name", "currency", "price"))
    themes = _titles(file, "themes")
    indicators = _indicators(file, themes)
    years = _years(file)
    prices: list[Price] = []
    seen: dict[tuple[str, str], str] = {}
    for i, row in enumerate(file.tables("price")):
        for price in _prices(file, row, i, len(years), indicators):
            key = (price.category, price.model)
            if key in seen:
                raise file.refuse(
                    "E304", f"category {price.category!r} of {price.model!r} is priced twice", table="price",
                    number=i, key="category", hint=f"it has a price already: {seen[key]}",
                )  # fmt: skip
            seen[key] = file.where("category", "price", i)
            prices.append(price)
    name = file.text(head, "name")
    return PriceSet(
        name,
        file.text(head, "title") or name,
        file.text(head, "currency"),
        years,
        tuple(prices),
        tuple(read_mapping(mapping) for mapping in _among(file, "mappings", mapping_names())),
        _among(file, "toxicity", {price.indicator for price in prices}),
        {
            "source": file.text(head, "source"),
            "note": file.text(head, "note"),
            "themes": themes,
            "indicators": {key: title for key, (title, _) in indicators.items()},
        },
    )


def _prices(
    file: TomlFile, row: dict[str, Any], i: int, years: int, indicators: Mapping[str, tuple[str, str]]
) -> list[Price]:
    """Return one price per characterisation model of a row."""
    file.check_keys(row, _PRICE, ("category", "unit", "price"), "price", i)
    own = "model" in row
    models = file.texts(row, "model", "price", i) if own else file.texts(file.content, "model")
    if not models:
        raise file.refuse(
            "E304", "no characterisation model", table="price", number=i,
            hint='name it once at the top, model = "…", or in each [[price]]: a price fits one model only',
        )  # fmt: skip
    indicator = file.text(row, "indicator", "price", i)
    if indicators and indicator and indicator not in indicators:
        raise file.refuse(
            "E304", f"unknown indicator {indicator!r}", key="indicator", table="price", number=i,
            hint="declared: " + ", ".join(indicators),
        )  # fmt: skip
    category = file.text(row, "category", "price", i)
    values = _values(file, row["price"], i, years)
    return [
        Price(
            category,
            model,
            normal(file.text(row, "unit", "price", i)),
            values,
            indicator,
            indicators.get(indicator, ("", ""))[1],
            file.text(row, "printed", "price", i) or category,
        )
        for model in models
    ]


def _values(file: TomlFile, given: Any, i: int, years: int) -> tuple[float, ...]:
    values = given if isinstance(given, list) else [given]
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise file.refuse(
                "E205", f"price {value!r} is not a number", key="price", table="price", number=i,
                hint="write it without quotes and with a decimal point, e.g. 0.5",
            )  # fmt: skip
        try:
            finite = math.isfinite(float(value))
        except OverflowError:
            finite = False
        if not finite:
            raise file.refuse(
                "E106", f"price {value} is not a finite number", key="price", table="price", number=i,
                hint="leave the category out if it has no price",
            )  # fmt: skip
    if len(values) != years:
        raise file.refuse(
            "E304", f"{len(values)} prices for {years} years", key="price", table="price", number=i,
            hint="give one price per year of the set",
        )  # fmt: skip
    return tuple(float(value) for value in values)


def _years(file: TomlFile) -> tuple[str, ...]:
    if "years" not in file.content:
        return ("",)
    years = file.content["years"]
    whole = isinstance(years, list) and all(isinstance(y, int) and not isinstance(y, bool) for y in years)
    if not whole or not years or len(set(years)) != len(years):
        raise file.refuse("E304", "'years' must be a list of different years", key="years")
    return tuple(str(year) for year in years)


def _titles(file: TomlFile, key: str) -> dict[str, str]:
    table = file.content.get(key, {})
    if not isinstance(table, dict):
        raise file.refuse("E304", f"{key!r} must be a table", key=key)
    return {name: file.text(table, name, key) for name in table}


def _indicators(file: TomlFile, themes: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return title and theme of each declared indicator."""
    table = file.content.get("indicators", {})
    if not isinstance(table, dict):
        raise file.refuse("E304", "'indicators' must be a table", key="indicators")
    declared: dict[str, tuple[str, str]] = {}
    for name, entry in table.items():
        if not isinstance(entry, dict):
            raise file.refuse(
                "E304", f"indicator {name!r} must be a table", key=name, table="indicators",
                hint=f'write {name} = {{ title = "…", theme = "…" }}',
            )  # fmt: skip
        for key in entry:
            if key not in ("title", "theme"):
                raise file.refuse("E304", f"unknown key {key!r}", key=name, table="indicators")
        title, theme = (file.text(entry, key, "indicators") for key in ("title", "theme"))
        if theme and themes and theme not in themes:
            raise file.refuse("E304", f"unknown theme {theme!r}", key=name, table="indicators")
        declared[name] = (title or name, theme)
    return declared


def _among(file: TomlFile, key: str, known: Any) -> tuple[str, ...]:
    """Return a list of names of which each must be known."""
    names = file.texts(file.content, key)
    for name in names:
        if name not in known:
            raise file.refuse(
                "E305" if key == "mappings" else "E304", f"{key}: {name!r} is unknown", key=key,
                hint="known: " + ", ".join(sorted(known)),
            )  # fmt: skip
    return names
