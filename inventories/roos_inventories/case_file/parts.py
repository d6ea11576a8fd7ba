"""From single tables of a case file to the parts of a model: numbers, stages, readings, outcomes."""

from __future__ import annotations

from collections.abc import Mapping

from roos.errors import error
from roos.formula import Formula
from roos.formula.names import check_name
from roos.screening.case import (
    BASELINE,
    Economy,
    Number,
    Origin,
    Outcome,
    Stage,
    TurningPoint,
    Use,
    Variant,
)
from roos_inventories.case_file.checks import ascending, known_reading, wrong
from roos_inventories.case_file.distributions import distribution_of
from roos_inventories.case_file.models import (
    Activity,
    CaseFile,
    EconomyTable,
    Parameter,
    StageTable,
    UseTable,
    _Origin,
)
from roos_inventories.case_file.source import Source
from roos_inventories.sweep_file.toml_lines import KeyPath


def numbers_of(tables: Mapping[str, Parameter], source: Source, path: KeyPath) -> dict[str, Number]:
    """Return the numbers of one table, formulas parsed; E413 to E415, E437 with file and line.

    What is no distribution is refused as :func:`distribution_of` says.
    """
    made = {}
    for name, one in tables.items():
        where = source.where((*path, name))
        value = one.value
        if isinstance(value, str):
            value = Formula.parse(value, where)
        ascending(one.range, source, (*path, name, "range"))
        span = None if one.range is None else (one.range[0], one.range[1])
        distribution, spread = distribution_of(one, source, (*path, name))
        made[check_name(name, where)] = Number(
            name, value, one.unit, origin_of(one), span, one.counts, where, distribution, spread
        )
    return made


def origin_of(table: _Origin) -> Origin:
    """Return an origin; what a source states needs nobody's confirmation."""
    state = "confirmed" if table.stated else table.state
    return Origin(table.stated or "", table.assumed or "", table.bias, state)


def formula_of(given: float | str, source: Source, path: KeyPath) -> Formula:
    """Return a formula, a number being one too."""
    return Formula.parse(given if isinstance(given, str) else repr(given), source.where(path))


def stage_of(table: StageTable, source: Source, i: int) -> Stage:
    """Return a stage with its amounts."""
    uses = tuple(_use(use, source, ("stage", i, "use", j)) for j, use in enumerate(table.use))
    return Stage(table.name, uses, table.shared, table.credit, source.where(("stage", i)))


def _use(table: UseTable, source: Source, path: KeyPath) -> Use:
    sides = [
        None if value is None else formula_of(value, source, (*path, key))
        for key, value in (
            ("amount" if table.amount is not None else "baseline",
             table.amount if table.amount is not None else table.baseline),
            ("amount" if table.amount is not None else "scenarios",
             table.amount if table.amount is not None else table.scenarios),
        )
    ]  # fmt: skip
    return Use(table.dataset, table.unit or "", sides[0], sides[1], table.proxy, source.where(path))


def variant_of(file: CaseFile, i: int, source: Source, ids: list[str]) -> Variant:
    """Return a reading or a variant; E437 for a side or a choice that is not there."""
    table, path = file.variant[i], ("variant", i)
    known_reading(table.row, table.choice, source, path)
    for name in table.sides:
        if name not in (BASELINE, "scenarios", *ids):
            hint = [BASELINE, "scenarios", *ids]
            raise wrong(f"no side is called {name!r}", source, (*path, "sides", name), hint)
    return Variant(
        table.id,
        table.title,
        numbers_of(table.parameters, source, (*path, "parameters")),
        {side: numbers_of(group, source, (*path, "sides", side)) for side, group in table.sides.items()},
        table.row,
        table.choice,
        tuple(table.uses_outcome),
        source.where(path),
    )


def outcome_of(file: CaseFile, i: int, source: Source) -> Outcome:
    """Return an outcome; E437 for a range that descends."""
    table = file.outcome[i]
    given = table.percent
    if isinstance(given, list):
        ascending(given, source, ("outcome", i, "percent"))
    low, high = (given[0], given[1]) if isinstance(given, list) else (given, given)
    where = source.where(("outcome", i, "of"))
    return Outcome(table.scenario, table.of, low, high, table.direction, table.about, table.place, table.why,
                   table.than, where)  # fmt: skip


def point_of(file: CaseFile, i: int, source: Source) -> TurningPoint:
    """Return a turning point; E437 for a range that descends, E442 for half a second parameter."""
    one, path = file.turning_point[i], ("turning_point", i)
    ascending(one.range, source, (*path, "range"))
    ascending(one.second_range, source, (*path, "second_range"))
    if bool(one.second) != (one.second_range is not None):
        message = "'second' and 'second_range' belong together"
        raise error("E442", message, source.where(path), "give both or none")
    start, stop = one.range
    second_start, second_stop = one.second_range or (0.0, 0.0)
    return TurningPoint(one.scenario, one.parameter, one.of, start, stop, one.stated, one.second,
                        second_start, second_stop, one.place, one.note, dict(one.joint),
                        source.where((*path, "of")))  # fmt: skip


def economy_of(tables: Mapping[Activity, EconomyTable]) -> tuple[Economy, ...]:
    """Return what is said of reuse, waste and transport."""
    return tuple(Economy(name, one.change, one.percent, origin_of(one)) for name, one in tables.items())
