"""Price sets as data: those in this folder by name, a user's own by path (see README.md)."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from roos.errors import error
from roos.prices import PriceSet
from roos_inventories.prices.mappings import mapping_names, read_mapping
from roos_inventories.prices.price_file import read_price_file

__all__ = ["list_prices", "mapping_names", "read_mapping", "read_prices"]

_SETS = ("tno-2020",)


def list_prices() -> tuple[PriceSet, ...]:
    """Return all price sets that come with roos."""
    return tuple(read_prices(name) for name in _SETS)


def read_prices(name_or_path: str | os.PathLike[str]) -> PriceSet:
    """Return a price set.

    Parameters
    ----------
    name_or_path
        ``"tno-2020"``, or the path of a TOML file.

    Raises
    ------
    InputError
        E305 unknown name, with the nearest; otherwise as
        :func:`roos_inventories.prices.price_file.read_price_file`, with file and line.

    Examples
    --------
    >>> tno = read_prices("tno-2020")
    >>> len(tno.prices), tno.currency, tno.mappings[0].name
    (18, 'EUR', 'recipe2008→2016')
    """
    text = os.fspath(name_or_path)
    if text in _SETS:
        return read_price_file(Path(__file__).with_name(f"{text}.toml"))
    path = Path(text)
    if path.suffix.casefold() == ".toml" or path.parent != Path() or path.is_file():
        return read_price_file(path)
    near = difflib.get_close_matches(text, _SETS, n=3, cutoff=0.3) or list(_SETS)
    raise error(
        "E305", f"no price set is named {text!r}", where=text,
        hint=f"nearest: {'; '.join(near)}; or give the path of a .toml file",
    )  # fmt: skip
