"""From the models to a :class:`roos.screening.Case`: formulas parsed, names checked, each with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import fields

from roos.errors import RoosError, error
from roos.formula import Formula, Parameters
from roos.formula.names import check_name
from roos.screening.amounts import STAGE
from roos.screening.case import (
    BASELINE,
    Case,
    Economy,
    FunctionalUnit,
    Number,
    Origin,
    Outcome,
    Patch,
    Quantity,
    Side,
    Stage,
    TurningPoint,
    Use,
    Variant,
)
from roos.screening.choices import READINGS, ScreeningOptions
from roos.screening.function import ALONE
from roos_inventories.case_file.models import CaseFile, OutcomeTable, Parameter, StageTable, UseTable, _Origin
from roos_inventories.case_file.source import Source
from roos_inventories.sweep_file.toml_lines import KeyPath


def case_of(file: CaseFile, source: Source) -> Case:
    """Return the case of a validated file.

    Raises
    ------
    InputError
        E413, E414, E415 a formula; E416 a parameter that is nowhere defined; E437 a name given twice, or one
        that is not there; each with file and line.
    """
    unit = file.functional_unit
    for i, outcome in enumerate(file.outcome):
        if isinstance(outcome.percent, list):
            _ascending(outcome.percent, source, ("outcome", i, "percent"))
    for i, point in enumerate(file.turning_point):
        _ascending(point.range, source, ("turning_point", i, "range"))
        _ascending(point.second_range, source, ("turning_point", i, "second_range"))
        if bool(point.second) != (point.second_range is not None):
            where = source.where(("turning_point", i))
            raise error("E442", "'second' and 'second_range' belong together", where, "give both or none")
    if unit.amount <= 0:
        raise _wrong("the functional unit must be positive", source, ("functional_unit", "amount"))
    sides = [
        Side(one.id, one.title, _numbers(one.parameters, source, ("scenario", i, "parameters")), one.row,
             one.choice, source.where(("scenario", i)))
        for i, one in enumerate(file.scenario)
    ]  # fmt: skip
    for i, one in enumerate(sides):
        _reading(one.row, one.choice, source, ("scenario", i))
    _unique([BASELINE, *(one.id for one in sides)], source, "scenario")
    _unique([one.name for one in file.stage], source, "stage")
    variants = tuple(_variant(file, i, source, [one.id for one in sides]) for i in range(len(file.variant)))
    _unique([one.id for one in variants], source, "variant")
    case = Case(
        id=file.id,
        title=file.title,
        functional_unit=FunctionalUnit(unit.text, unit.amount, unit.unit, _origin(unit)),
        baseline=Side(
            BASELINE, file.baseline.title,
            _numbers(file.baseline.parameters, source, ("baseline", "parameters")),
            where=source.where(("baseline",)),
        ),
        scenarios=tuple(sides),
        stages=tuple(_stage(one, source, i) for i, one in enumerate(file.stage)),
        parameters=_numbers(file.parameters, source, ("parameters",)),
        company=file.company,
        innovation_type=file.type,
        section=file.section,
        grade=file.grade,
        inventory=file.inventory,
        prices=file.prices,
        quantities=tuple(
            Quantity(name, one.unit, _formula(one.amount, source, ("quantities", name, "amount")),
                     source.where(("quantities", name)))
            for name, one in file.quantities.items()
        ),
        economy=tuple(
            Economy(name, one.change, one.percent, _origin(one)) for name, one in file.economy.items()
        ),
        patches=tuple(
            Patch(one.activity, one.product, one.factor, _origin(one), source.where(("patch", i)))
            for i, one in enumerate(file.patch)
        ),
        variants=variants,
        outcomes=tuple(_outcome(one) for one in file.outcome),
        turning_points=tuple(
            TurningPoint(one.scenario, one.parameter, one.of, *one.range, one.stated, one.second,
                         *(one.second_range or (0.0, 0.0)), one.place, one.note, dict(one.joint))
            for one in file.turning_point
        ),
        missing=tuple(file.missing),
        notes=tuple(file.notes),
        lines={"prices": source.where(("prices",)), "inventory": source.where(("inventory",))},
    )  # fmt: skip
    _check_names(case, source)
    return case


def _check_names(case: Case, source: Source) -> None:
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
                    raise _wrong(f"no scenario is called {name!r}", source, (table, i, key), ids)
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
                raise _wrong(f"nothing is called {name!r}", source, ("turning_point", i, key), sorted(known))


def _value(number: Number) -> float | Formula:
    return 0.0 if number.value is None else number.value


def _numbers(tables: Mapping[str, Parameter], source: Source, path: KeyPath) -> dict[str, Number]:
    made = {}
    for name, one in tables.items():
        where = source.where((*path, name))
        value = one.value
        if isinstance(value, str):
            value = Formula.parse(value, where)
        _ascending(one.range, source, (*path, name, "range"))
        span = None if one.range is None else (one.range[0], one.range[1])
        made[check_name(name, where)] = Number(name, value, one.unit, _origin(one), span, one.counts, where)
    return made


def _origin(table: _Origin) -> Origin:
    state = "confirmed" if table.stated else table.state
    return Origin(table.stated or "", table.assumed or "", table.bias, state)


def _formula(given: float | str, source: Source, path: KeyPath) -> Formula:
    return Formula.parse(given if isinstance(given, str) else repr(given), source.where(path))


def _stage(table: StageTable, source: Source, i: int) -> Stage:
    uses = tuple(_use(use, source, ("stage", i, "use", j)) for j, use in enumerate(table.use))
    return Stage(table.name, uses, table.shared, table.credit, source.where(("stage", i)))


def _use(table: UseTable, source: Source, path: KeyPath) -> Use:
    sides = [
        None if value is None else _formula(value, source, (*path, key))
        for key, value in (
            ("amount" if table.amount is not None else "baseline",
             table.amount if table.amount is not None else table.baseline),
            ("amount" if table.amount is not None else "scenarios",
             table.amount if table.amount is not None else table.scenarios),
        )
    ]  # fmt: skip
    return Use(table.dataset, table.unit or "", sides[0], sides[1], table.proxy, source.where(path))


def _variant(file: CaseFile, i: int, source: Source, ids: list[str]) -> Variant:
    table, path = file.variant[i], ("variant", i)
    _reading(table.row, table.choice, source, path)
    for name in table.sides:
        if name not in (BASELINE, "scenarios", *ids):
            hint = [BASELINE, "scenarios", *ids]
            raise _wrong(f"no side is called {name!r}", source, (*path, "sides", name), hint)
    return Variant(
        table.id,
        table.title,
        _numbers(table.parameters, source, (*path, "parameters")),
        {side: _numbers(group, source, (*path, "sides", side)) for side, group in table.sides.items()},
        table.row,
        table.choice,
        tuple(table.uses_outcome),
        source.where(path),
    )


def _reading(row: int, choice: str, source: Source, path: KeyPath) -> None:
    """Refuse a row that asks for no reading of a case, or a choice that it does not have."""
    if not row:
        return
    if row not in READINGS:
        listed = map(str, sorted(READINGS))
        raise _wrong(f"row {row} is no reading of a case", source, (*path, "row"), listed)
    allowed = next(one.metadata["allowed"] for one in fields(ScreeningOptions) if one.metadata["row"] == row)
    if choice not in allowed:
        raise _wrong(f"row {row} has no choice {choice!r}", source, (*path, "choice"), allowed)


def _ascending(pair: list[float] | None, source: Source, path: KeyPath) -> None:
    if pair is not None and not pair[0] <= pair[1]:
        raise _wrong(f"{pair[0]:g} comes after {pair[1]:g}", source, path)


def _outcome(table: OutcomeTable) -> Outcome:
    given = table.percent
    low, high = (given[0], given[1]) if isinstance(given, list) else (given, given)
    return Outcome(
        table.scenario, table.of, low, high, table.direction, table.about, table.place, table.why, table.than
    )


def _unique(names: list[str], source: Source, table: str) -> None:
    for i, name in enumerate(names):
        if name in names[:i]:
            raise _wrong(f"two are called {name!r}", source, (table,))


def _wrong(message: str, source: Source, path: KeyPath, known: Iterable[str] = ()) -> RoosError:
    listed = ", ".join(known)
    return error("E437", message, source.where(path), f"there are: {listed}" if listed else "")
