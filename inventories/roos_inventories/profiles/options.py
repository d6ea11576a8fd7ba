"""Which of the published backgrounds is meant: the options behind ``profiles:`` in a locator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roos.errors import error

STATIC = "static"
PATHWAYS = (STATIC, "SSP2-NPi", "SSP2-PkBudg1000", "SSP2-PkBudg650")
YEARS = ("2005", "2010", "2020", "2030", "2040", "2050")
METHODS = ("recipe-2016-midpoint", "recipe-2016-endpoint", "ef-3.1-midpoint", "other")

#: Option → its values, the default first (years: none).
ALLOWED = {"pathway": PATHWAYS, "year": YEARS, "method": METHODS}
_FILES = {
    "recipe-2016-midpoint": "recipe_midpoint",
    "other": "recipe_midpoint",
    "recipe-2016-endpoint": "recipe_endpoint",
    "ef-3.1-midpoint": "ef_midpoint",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One background and one method; ``year`` is empty for the static background."""

    pathway: str = STATIC
    year: str = ""
    method: str = METHODS[0]

    @property
    def is_future(self) -> bool:
        """Whether the background comes from the REMIND files (all years of all three pathways)."""
        return self.pathway != STATIC

    @property
    def file(self) -> str:
        """Name of the file with the profiles."""
        background = f"remind_{self.pathway}_{self.year}" if self.is_future else STATIC
        return f"B_matrix_{_FILES[self.method]}_{background}.npz"

    @property
    def indicators(self) -> tuple[str, str]:
        """First two columns of the file's rows in the list of indicators."""
        family, level = _FILES[self.method].split("_")
        return family, level

    @property
    def locator(self) -> str:
        """The shortest locator that gives this choice."""
        default = Choice()
        given = {
            "pathway": self.pathway if self.is_future else "",
            "year": self.year,
            "method": "" if self.method == default.method else self.method,
        }
        text = ",".join(f"{key}={value}" for key, value in given.items() if value)
        return f"profiles:{text}" if text else "profiles"


def choose(options: Mapping[str, str]) -> Choice:
    """Return the choice that the options make.

    Raises
    ------
    InputError
        E512 unknown option or value (the allowed ones are named), a year for the static background, or a
        pathway without a year.
    """
    for key, value in options.items():
        allowed = ALLOWED.get(key)
        if allowed is None:
            raise error(
                "E512", f"profiles has no option {key!r}", f"{key}={value}", _listed("options", ALLOWED)
            )
        if value not in allowed:
            message = f"{key} {value!r} is not published"
            raise error("E512", message, f"{key}={value}", _listed("allowed", allowed))
    choice = Choice(**{str(key): str(value) for key, value in options.items()})
    if choice.is_future and not choice.year:
        message = f"pathway {choice.pathway} needs a year"
        raise error("E512", message, f"pathway={choice.pathway}", _listed("allowed", YEARS))
    if choice.year and not choice.is_future:
        message = "the static background has no year"
        hint = f"leave the year out, or name a pathway: {', '.join(PATHWAYS[1:])}"
        raise error("E512", message, f"year={choice.year}", hint)
    return choice


def _listed(title: str, values: Iterable[str]) -> str:
    return f"{title}: {', '.join(values)}"
