"""How a database of a Brightway project is written: ``brightway:PROJECT/DATABASE:method=…,setup=…``.

Names in Brightway are any text. The project ends at the first ``/``, options begin at the first ``:`` that a
``key=`` follows; in a name, a character that would be taken for one of these is written ``%2F``, ``%3A`` or
``%25`` for the percent sign itself. A value goes on until ``,key=``, so that commas in names of methods need
nothing; ``;`` stands between several methods (``%3B`` inside a name).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from roos.errors import error

#: Options of a database, with what each is for.
OPTIONS = ("method", "setup")
#: Said wherever a name was not found.
HOW_TO_WRITE = "in a name write / as %2F, : as %3A and % as %25 where it would be misread"
_OPTIONS = re.compile(r":(?=[A-Za-z_][A-Za-z0-9_]*=)")
_NEXT = re.compile(r",(?=\s*[A-Za-z_][A-Za-z0-9_]*=)")


@dataclass(frozen=True)
class Address:
    """A project, a database in it, and options.

    Attributes
    ----------
    project, database
        Names as Brightway has them; empty where not given.
    options
        Values by key, still with ``%`` escapes.
    """

    project: str
    database: str
    options: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        database = f"/{quote(self.database, '%:')}" if self.database else ""
        return f"brightway:{quote(self.project, '%:/')}{database}"


def parse_address(text: str) -> Address:
    """Take apart what stands behind ``brightway:``.

    Parameters
    ----------
    text
        May be empty, or a project alone.

    Raises
    ------
    InputError
        E512 an option that is not known, empty, or given twice.

    Examples
    --------
    >>> parse_address("my project/ecoinvent 3.9, cutoff:method=ReCiPe 2016 v1.03, midpoint (H)").options
    {'method': 'ReCiPe 2016 v1.03, midpoint (H)'}
    >>> parse_address("a%2Fb/c/d:e").project, parse_address("a%2Fb/c/d:e").database
    ('a/b', 'c/d:e')
    """
    name, *rest = _OPTIONS.split(text, maxsplit=1)
    options: dict[str, str] = {}
    for part in _NEXT.split(rest[0]) if rest else ():
        key, _, value = (piece.strip() for piece in part.partition("="))
        if key not in OPTIONS:
            hint = f"options are {', '.join(OPTIONS)}; {HOW_TO_WRITE}"
            raise error("E512", f"a Brightway database has no option {key!r}", f"brightway:{text}", hint)
        if not value:
            raise error(
                "E512", f"option {key!r} is empty", f"brightway:{text}", "leave it out or give a name"
            )
        if key in options:
            raise error("E512", f"option {key!r} is given twice", f"brightway:{text}", "give it once")
        options[key] = value
    project, _, database = name.partition("/")
    return Address(unquote(project), unquote(database), options)


def with_option(locator: str, key: str, value: str) -> str:
    """Return a locator with one option more.

    Examples
    --------
    >>> with_option("brightway:p/d:method=m", "setup", "s")
    'brightway:p/d:method=m,setup=s'
    """
    return f"{locator}{',' if _OPTIONS.search(locator.partition(':')[2]) else ':'}{key}={quote(value, '%,;')}"


def quote(name: str, characters: str) -> str:
    """Return a name with some characters escaped.

    Examples
    --------
    >>> quote("50 % a/b", "%/")
    '50 %25 a%2Fb'
    """
    return "".join(f"%{ord(letter):02X}" if letter in characters else letter for letter in name)
