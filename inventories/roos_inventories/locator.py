"""The grammar of locators: ``WORD``, ``WORD:options``, ``textbook:NAME``, or a path.

What follows ``brightway:`` is taken apart in :mod:`roos_inventories.brightway.address`.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from roos.errors import RoosError, error

#: What each word stands for.
WORDS = {
    "textbook": "small systems with exact answers",
    "profiles": "real background profiles for ReCiPe 2016, today and in futures",
    "synthetic": "a generated system of ecoinvent's shape, any size",
    "brightway": "a database of a Brightway project, with all it depends on",
}
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Locator:
    """A locator taken apart.

    Attributes
    ----------
    text
        As it was given.
    word
        One of :data:`WORDS`, or empty for a path.
    name
        What follows ``textbook:`` or ``brightway:``, or None.
    path
        Of a file or folder that exists, or None for a word.
    options
        By key, in the order given.
    """

    text: str
    word: str = ""
    name: str | None = None
    path: Path | None = None
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_path(cls, path: PathLike[str]) -> Locator:
        """Return the locator of a path object, which is never a word.

        Raises
        ------
        InputError
            E510 there is no such file or folder.
        """
        if not _exists(Path(path)):
            raise unknown(str(path))
        return cls(str(path), path=Path(path))


def parse_locator(text: str) -> Locator:
    """Take a locator apart.

    Raises
    ------
    InputError
        E117 not a text, E501 a path that cannot be looked at, E510 neither a word nor an existing path, E512
        options not understood.

    Examples
    --------
    >>> parse_locator("synthetic:activities=2000,seed=3").options
    {'activities': '2000', 'seed': '3'}
    """
    if not isinstance(text, str):
        raise error("E117", f"a locator is a text or a path, not {type(text).__name__}", hint=_words())
    word, colon, rest = text.partition(":")
    if word == "brightway":  # names there are any text, colons too: it has a grammar of its own
        return Locator(text, word, rest)
    if word in WORDS:
        if colon and not rest:
            hint = f"leave the colon out, or write {word}:{'NAME' if word == 'textbook' else 'key=value'}"
            raise error("E512", "nothing follows the colon", text, hint)
        if word == "textbook":
            return Locator(text, word, rest or None)
        return Locator(text, word, options=parse_options(rest, text))
    if text and _exists(Path(text)):
        return Locator(text, path=Path(text))
    # options of a path stand behind its last colon, so that C:\ stays what it is
    head, colon, tail = text.rpartition(":")
    if colon and "=" in tail and head and _exists(Path(head)):
        return Locator(text, path=Path(head), options=parse_options(tail, text))
    raise unknown(text)


def parse_options(text: str, where: str) -> dict[str, str]:
    """Return the options of a text ``key=value,key=value``; spaces around keys and values do not count.

    Parameters
    ----------
    text
        May be empty.
    where
        The whole locator, for messages.

    Raises
    ------
    InputError
        E512 a part without ``=``, without a value, with a key that is no word, or with a key given twice.
    """
    options: dict[str, str] = {}
    for part in text.split(",") if text.strip() else ():
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value or not _KEY.fullmatch(key):
            hint = "write options as key=value, separated by commas"
            raise error("E512", f"{part.strip()!r} is no option", where, hint)
        if key in options:
            raise error("E512", f"option {key!r} is given twice", where, "give it once")
        options[key] = value
    return options


def unknown(text: str) -> RoosError:
    """Return E510 for a text that names nothing, with what it might have meant."""
    word = text.partition(":")[0]
    near = difflib.get_close_matches(word.casefold(), WORDS, n=2, cutoff=0.5)
    hints = [f"did you mean {' or '.join(near)}?"] if near else []
    path = Path(text)
    folder = path.parent
    try:
        siblings = [entry.name for entry in folder.iterdir()] if text and folder.is_dir() else []
    except (OSError, ValueError):
        siblings = []
    close = difflib.get_close_matches(path.name, siblings, n=3, cutoff=0.7)
    if close:
        hints.append(f"in {folder} there is: {'; '.join(close)};")
    hints.append(_words())
    return error("E510", f"{text!r} is no inventory: no such word, file or folder", text, " ".join(hints))


def _words() -> str:
    return (
        f"name one of {', '.join(WORDS)}, or the path of an inventory (`roos list inventories` shows formats)"
    )


def _exists(path: Path) -> bool:
    """Say whether a path is there; one that may not be looked at is E501, not a wrong name."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError as problem:
        if len(path.name) > 255 or path.name == "":
            return False
        reason = problem.strerror or type(problem).__name__
        raise error("E501", f"cannot read: {reason}", str(path), "check the path and its rights") from problem
    return True
