"""Sentences with a number in them, and plurals."""

from __future__ import annotations


def many(number: int, one: str, several: str) -> str:
    """Return a number with the words that agree with it.

    Examples
    --------
    >>> many(1, "activity has", "activities have"), many(1200, "activity has", "activities have")
    ('1 activity has', '1 200 activities have')
    """
    return f"{number:,}".replace(",", " ") + " " + (one if number == 1 else several)


def plural(noun: str) -> str:
    """Return the plural of what an axis holds.

    Examples
    --------
    >>> plural("flow"), plural("category")
    ('flows', 'categories')
    """
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
