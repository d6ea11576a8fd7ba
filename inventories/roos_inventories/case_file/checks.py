"""What the models cannot see: names that nothing has, readings that answer to nothing, ranges upside down."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import fields

from roos.errors import RoosError, error
from roos.formula import Formula, Parameters
from roos.screening.amounts import STAGE
from roos.screening.case import BASELINE, Case, Number, Outcome
from roos.screening.choices import READINGS, ScreeningOptions
from roos.screening.function import ALONE
from roos_inventories.case_file.source import Source
from roos_inventories.sweep_file.toml_lines import KeyPath


def check_names(case: Case, source: Source) -> None:
    """Refuse parameters without a definition, on any side, and scenarios that are only spoken of."""
    for side in (case.baseline, *case.scenarios):
        known = {*case.parameters, *side.parameters}
        for variant in case.variants:
            groups = (variant.parameters, variant.sides.get(side.id, {}), variant.sides.get("scenarios", {}))
            known.update(name for group in groups for name in group)
        Parameters({name: _value(one) for name, one in {**case.parameters, **side.parameters}.items()})
        formulas = [
            use.baseline if side.id == BASELINE else use.scenarios
            for stage in case.stages
            for use in stage.uses
        ]
        formulas += [one.amount for one in case.quantities]
        formulas += [one.value for one in side.parameters.values() if isinstance(one.value, Formula)]
        for formula in formulas:
            for name in sorted(formula.names - known) if formula is not None else ():
                near = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.5) or sorted(known)[:5]
                message = f"no parameter is called {name!r} in {side.id!r}"
                raise error(
                    "E416", message, formula.where if formula else "", "there are: " + "; ".join(near)
                )
    ids = [one.id for one in case.scenarios]
    for table, listed in (("outcome", case.outcomes), ("turning_point", case.turning_points)):
        for i, one in enumerate(listed):
            named = {"scenario": one.scenario}
            if isinstance(one, Outcome) and one.than:
                named["than"] = one.than
            for key, name in named.items():
                if name not in ids:
                    raise wrong(f"no scenario is called {name!r}", source, (table, i, key), ids)
    known = {name for name, _ in ((number.name, place) for place, number in case.numbers())}
    stages = [STAGE + one.name for one in case.stages]
    for i, point in enumerate(case.turning_points):
        asked = [
            ("parameter", point.parameter),
            ("second", point.second),
            *(("joint", n) for n in point.joint),
        ]
        for key, name in asked:
            if name and name.removeprefix(ALONE) not in known and name not in stages:
                raise wrong(f"nothing is called {name!r}", source, ("turning_point", i, key), sorted(known))


def _value(number: Number) -> float | Formula:
    return 0.0 if number.value is None else number.value


def known_reading(row: int, choice: str, source: Source, path: KeyPath) -> None:
    """Refuse a row that asks for no reading of a case, or a choice that it does not have."""
    if not row:
        return
    if row not in READINGS:
        listed = map(str, sorted(READINGS))
        raise wrong(f"row {row} is no reading of a case", source, (*path, "row"), listed)
    allowed = next(one.metadata["allowed"] for one in fields(ScreeningOptions) if one.metadata["row"] == row)
    if choice not in allowed:
        raise wrong(f"row {row} has no choice {choice!r}", source, (*path, "choice"), allowed)


def ascending(pair: list[float] | None, source: Source, path: KeyPath) -> None:
    """Refuse a range whose end comes before its start."""
    if pair is not None and not pair[0] <= pair[1]:
        raise wrong(f"{pair[0]:g} comes after {pair[1]:g}", source, path)


def unique(names: list[str], source: Source, table: str) -> None:
    """Refuse a name that is given twice."""
    for i, name in enumerate(names):
        if name in names[:i]:
            raise wrong(f"two are called {name!r}", source, (table,))


def wrong(message: str, source: Source, path: KeyPath, known: Iterable[str] = ()) -> RoosError:
    """Return the error on a value, with its line and what there is instead."""
    listed = ", ".join(known)
    return error("E437", message, source.where(path), f"there are: {listed}" if listed else "")
