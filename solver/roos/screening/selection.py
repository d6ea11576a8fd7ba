"""Which readings of a case are computed: variants and scenarios that answer to a choice."""

from __future__ import annotations

from roos.formula import Formula
from roos.screening.case import BASELINE, Case, Number, Side, Stage, Variant
from roos.screening.choices import ScreeningOptions


def active_variants(case: Case, options: ScreeningOptions, named: str = "") -> tuple[Variant, ...]:
    """Return the variants that the choices ask for, then the one asked for by name."""
    readings = options.readings()
    chosen = [one for one in case.variants if one.row and readings.get(one.row) == one.choice]
    if named:
        chosen.append(case.variant(named))
    return tuple({one.id: one for one in chosen}.values())


def active_scenarios(case: Case, options: ScreeningOptions) -> tuple[Side, ...]:
    """Return the scenarios to compute: all but those of a choice that was not made."""
    readings = options.readings()
    return tuple(one for one in case.scenarios if not one.row or readings.get(one.row) == one.choice)


def active_stages(case: Case, options: ScreeningOptions) -> tuple[Stage, ...]:
    """Return the stages that count."""
    return tuple(
        one
        for one in case.stages
        if (not one.shared or options.denominator == "full")
        and (not one.credit or options.credits == "recycled outputs")
    )


def unused_numbers(case: Case) -> tuple[Number, ...]:
    """Return the numbers that no amount needs, on any side or in any variant: a name may be misspelt."""
    needed: set[str] = set()
    for stage in case.stages:
        for use in stage.uses:
            for formula in (use.baseline, use.scenarios):
                needed |= formula.names if formula is not None else frozenset()
    for quantity in case.quantities:
        needed |= quantity.amount.names
    listed = [number for _, number in case.numbers()]
    open_ = True
    while open_:
        more = {
            name
            for number in listed
            if number.name in needed and isinstance(number.value, Formula)
            for name in number.value.names
        }
        open_ = not more <= needed
        needed |= more
    return tuple(number for number in listed if number.name not in needed)


def numbers_of(case: Case, side: Side, variants: tuple[Variant, ...]) -> dict[str, Number]:
    """Return the numbers of one side: the case's, the variants', the side's, the variants' for the side."""
    numbers = dict(case.parameters)
    for one in variants:
        numbers.update(one.parameters)
    numbers.update(side.parameters)
    for one in variants:
        if side.id != BASELINE:
            numbers.update(one.sides.get("scenarios", {}))
        numbers.update(one.sides.get(side.id, {}))
    return numbers
