"""What a parameter may be called."""

from __future__ import annotations

import unicodedata

from roos.errors import error
from roos.formula.limits import NAME

#: Names that the grammar keeps for itself.
FUNCTIONS = ("min", "max")
#: Greek letters that no reader can tell from Latin ones; Δ, η or μ beside Latin letters are fine.
_GREEK_AS_LATIN = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυ")


def objection(name: str) -> str:
    """Return why a text is no parameter name, or nothing.

    Letters of any script, digits 0–9 and underscores; characters that merely look like others are refused,
    because two parameters must not look the same.
    """
    if not name:
        return "a parameter has no name"
    if len(name) > NAME:
        return f"a name of {len(name)} characters, {NAME} are allowed"
    plain = unicodedata.normalize("NFKC", name)
    if plain != name:
        return f"the name {name!r} has characters that stand for others: it would read {plain!r}"
    for c in name:
        if not (c == "_" or c.isalpha() or (c.isascii() and c.isdigit())):
            return f"{c!r} (U+{ord(c):04X}) in the name {name!r}"
    if not (name[0] == "_" or name[0].isalpha()):
        return f"the name {name!r} begins with a digit"
    if name.startswith("__"):
        return f"the name {name!r} begins with two underscores"
    if any(_is_latin(c) for c in name) and any(_looks_latin(c) for c in name):
        return f"the name {name!r} mixes Latin letters with letters of another script that look like them"
    if name in FUNCTIONS:
        return f"{name!r} is a function"
    return ""


def check_name(name: object, where: str) -> str:
    """Return a parameter's name, or raise E413 for a text that is none."""
    problem = objection(name) if isinstance(name, str) else f"a name is a text, not {name!r}"
    if problem:
        raise error("E413", problem, where, NAME_HINT)
    return str(name)


NAME_HINT = "a name has letters, digits and underscores, and begins with a letter"


def _is_latin(c: str) -> bool:
    return c.isalpha() and unicodedata.name(c, "").startswith("LATIN")


def _looks_latin(c: str) -> bool:
    return c in _GREEK_AS_LATIN or unicodedata.name(c, "").startswith("CYRILLIC")
