"""From the models to a :class:`roos.screening.Case`: formulas parsed, names checked, each with its line."""

from __future__ import annotations

from roos.screening.case import BASELINE, Case, FunctionalUnit, Patch, Quantity, Side
from roos_inventories.case_file.checks import check_names, known_reading, unique, wrong
from roos_inventories.case_file.models import CaseFile
from roos_inventories.case_file.parts import (
    economy_of,
    formula_of,
    numbers_of,
    origin_of,
    outcome_of,
    point_of,
    stage_of,
    variant_of,
)
from roos_inventories.case_file.source import Source


def case_of(file: CaseFile, source: Source) -> Case:
    """Return the case of a validated file.

    Raises
    ------
    InputError
        E413, E414, E415 a formula; E416 a parameter that is nowhere defined; E437 a name given twice, or one
        that is not there; each with file and line.
    """
    unit = file.functional_unit
    outcomes = tuple(outcome_of(file, i, source) for i in range(len(file.outcome)))
    points = tuple(point_of(file, i, source) for i in range(len(file.turning_point)))
    if unit.amount <= 0:
        raise wrong("the functional unit must be positive", source, ("functional_unit", "amount"))
    sides = [
        Side(one.id, one.title, numbers_of(one.parameters, source, ("scenario", i, "parameters")), one.row,
             one.choice, source.where(("scenario", i)), economy_of(one.economy))
        for i, one in enumerate(file.scenario)
    ]  # fmt: skip
    for i, one in enumerate(sides):
        known_reading(one.row, one.choice, source, ("scenario", i))
    unique([BASELINE, *(one.id for one in sides)], source, "scenario")
    unique([one.name for one in file.stage], source, "stage")
    variants = tuple(variant_of(file, i, source, [one.id for one in sides]) for i in range(len(file.variant)))
    unique([one.id for one in variants], source, "variant")
    case = Case(
        id=file.id,
        title=file.title,
        functional_unit=FunctionalUnit(unit.text, unit.amount, unit.unit, origin_of(unit)),
        baseline=Side(
            BASELINE, file.baseline.title,
            numbers_of(file.baseline.parameters, source, ("baseline", "parameters")),
            where=source.where(("baseline",)),
        ),
        scenarios=tuple(sides),
        stages=tuple(stage_of(one, source, i) for i, one in enumerate(file.stage)),
        parameters=numbers_of(file.parameters, source, ("parameters",)),
        company=file.company,
        innovation_type=file.type,
        section=file.section,
        grade=file.grade,
        inventory=file.inventory,
        prices=file.prices,
        quantities=tuple(
            Quantity(name, one.unit, formula_of(one.amount, source, ("quantities", name, "amount")),
                     source.where(("quantities", name)))
            for name, one in file.quantities.items()
        ),
        economy=economy_of(file.economy),
        patches=tuple(
            Patch(one.activity, one.product, one.factor, origin_of(one), source.where(("patch", i)))
            for i, one in enumerate(file.patch)
        ),
        variants=variants,
        outcomes=outcomes,
        turning_points=points,
        missing=tuple(file.missing),
        notes=tuple(file.notes),
        lines={"prices": source.where(("prices",)), "inventory": source.where(("inventory",))},
    )  # fmt: skip
    check_names(case, source)
    return case
