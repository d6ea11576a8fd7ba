"""What a store was made from, as plain values, and how two of them differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from roos.errors import error

#: Differences that an error names; the rest is counted.
_NAMED = 5


def plain(content: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Return values as they come back from a file: mappings, lists, texts, finite numbers, None.

    Raises
    ------
    InputError
        E117 where something else is among them.
    """
    try:
        result: dict[str, Any] = json.loads(json.dumps(dict(content), allow_nan=False))
    except (TypeError, ValueError, RecursionError) as problem:
        raise error(
            "E117",
            f"the {what} of a store must be plain values: {problem}",
            where=what,
            hint="give texts, finite numbers, lists and mappings with texts as keys",
        ) from problem
    return result


def differences(stored: object, given: object, place: str = "") -> Iterator[str]:
    """Yield one sentence for each value that is not the same."""
    if isinstance(stored, dict) and isinstance(given, dict):
        for key in [*stored, *(key for key in given if key not in stored)]:
            name = f"{place}.{key}" if place else str(key)
            if key not in stored:
                yield f"{name}: nothing in the store, now {_short(given[key])}"
            elif key not in given:
                yield f"{name}: {_short(stored[key])} in the store, now nothing"
            else:
                yield from differences(stored[key], given[key], name)
    elif isinstance(stored, list) and isinstance(given, list) and len(stored) == len(given):
        for position, (one, other) in enumerate(zip(stored, given, strict=True)):
            yield from differences(one, other, f"{place}[{position}]")
    elif stored != given or type(stored) is not type(given):
        yield f"{place}: {_short(stored)} in the store, now {_short(given)}"


def check_same(stored: Mapping[str, Any], given: Mapping[str, Any], where: str) -> None:
    """Compare what a store was made from with what it is to be continued with.

    Raises
    ------
    InputError
        E606 naming what differs.
    """
    found = list(differences(dict(stored), plain(given, "identity")))
    if found:
        more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise error(
            "E606",
            f"the store was made from something else: {'; '.join(found[:_NAMED])}{more}",
            where=where,
            hint="give the same inputs and options to continue it, or begin anew in another folder",
        )


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
