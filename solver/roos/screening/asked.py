"""Names that nothing answers to: a misspelt one must not pass for a result that cannot be computed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from roos.errors import RoosError, error
from roos.prices import PriceSet
from roos.screening.case import Case
from roos.screening.measures import HEADLINES, names
from roos.screening.pricing import ROSE
from roos.screening.screened import Screened

#: Measures that a report may print whether a case computes them or not (row 16).
_ALWAYS = ("energy_use", *(name for listed in ROSE.values() for name in listed))


def numbers_asked(cases: Sequence[Case], given: Mapping[str, float]) -> None:
    """Refuse numbers for names that no case has (E445)."""
    known = sorted({number.name for case in cases for _, number in case.numbers()})
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or known[:5]
            raise error("E445", f"no number is called {name!r}", cases[0].id, "nearest: " + "; ".join(near))


def results_asked(result: Screened, prices: PriceSet) -> None:
    """Refuse outcomes and turning points of results that do not exist (E446), with file and line.

    A category that the price set prints is known even where the background has none of that name: such an
    outcome cannot be computed, and its verdict says so.
    """
    printed = tuple(one.category for one in prices.prices)
    known = (*names(result), *_ALWAYS, *printed)
    for outcome in result.case.outcomes:
        for name in outcome.of.split("+"):
            if name not in known:
                raise _unknown(name, outcome.where or result.name, known)
    varied = (*HEADLINES, *_ALWAYS, *result.comparison.categories.ids, *printed)
    for point in result.case.turning_points:
        if point.of not in varied:
            raise _unknown(point.of, point.where or result.name, varied)


def _unknown(name: str, where: str, known: Sequence[str]) -> RoosError:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    listed = list(dict.fromkeys(near or known))
    return error("E446", f"no result is called {name!r}", where, "nearest: " + "; ".join(listed))
