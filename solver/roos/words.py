"""Sentences with a number in them."""

from __future__ import annotations


def many(number: int, one: str, several: str) -> str:
    """Return a number with the words that agree with it.

    Examples
    --------
    >>> many(1, "activity has", "activities have"), many(1200, "activity has", "activities have")
    ('1 activity has', '1 200 activities have')
    """
    return f"{number:,}".replace(",", " ") + " " + (one if number == 1 else several)
