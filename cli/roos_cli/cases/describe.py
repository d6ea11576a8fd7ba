"""What a case says of itself: question, numbers with origins, stages, gaps."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from roos.formula import Formula
from roos.screening import Case, ScreeningOptions
from roos.screening.assumptions import assumptions, states
from roos.screening.case import Economy, Number
from roos_cli.screen import Screen


def show_case(screen: Screen, case: Case) -> None:
    """Print the model of a case."""
    unit = case.functional_unit
    screen.say(
        f"{case.title} ({case.company}), {case.innovation_type}, section {case.section}, grade {case.grade}"
    )
    screen.say(f"Per {unit.amount:g} {unit.unit}: {unit.text} ({unit.origin.text})")
    screen.say(f"Baseline: {case.baseline.title}")
    for one in case.scenarios:
        only = f" (only with row {one.row} = {one.choice})" if one.row else ""
        screen.say(f"Scenario {one.id}: {one.title}{only}")
    for variant in case.variants:
        why = f" (row {variant.row} = {variant.choice})" if variant.row else ""
        used = f"; derived from {', '.join(variant.uses_outcome)}" if variant.uses_outcome else ""
        screen.say(f"Variant {variant.id}: {variant.title}{why}{used}")
    listed = case.numbers()
    rows = [(side or "all", n.name, _value(n), n.unit, n.origin.text) for side, n in listed]
    screen.table("Numbers and their origins", ("side", "name", "value", "unit", "origin"), rows)
    drawn = [
        (side or "all", n.name, n.distribution.text, (n.spread or n.origin).text)
        for side, n in listed
        if n.distribution is not None
    ]
    if drawn:
        title = "Uncertain numbers, drawn by `roos case monte-carlo`"
        screen.table(title, ("side", "name", "drawn from", "origin"), drawn)
    uses = [
        (stage.name + (" (shared)" if stage.shared else ""), use.dataset, use.unit, _text(use.baseline),
         _text(use.scenarios), use.proxy)
        for stage in case.stages for use in stage.uses
    ]  # fmt: skip
    screen.table("Stages", ("stage", "dataset", "unit", "baseline", "scenarios", "stands for"), uses)
    economy = [(side or "all", one.name, one.change, one.origin.text) for side, one in _economy(case)]
    if economy:
        screen.table("Economy", ("scenario", "activity", "demand for it", "origin"), economy)
    held = states(assumptions(case))
    screen.say(f"Assumptions, variants included: {held['confirmed']} confirmed by the company, "
               f"{held['proposed']} proposed, {held['refused']} refused")  # fmt: skip
    if case.missing:
        screen.say(f"Not in the source: {'; '.join(case.missing)}")
    for line in case.notes:
        screen.say(f"To know: {line}")


def show_options(screen: Screen) -> None:
    """Print every choice of the method with its default and reason."""
    from dataclasses import fields

    rows = [
        (one.metadata["row"], one.name, one.default, "; ".join(one.metadata["allowed"]) or "a number",
         one.metadata["reason"])
        for one in fields(ScreeningOptions)
    ]  # fmt: skip
    screen.table("Choices of the method", ("row", "option", "default", "allowed", "reason"), rows)
    screen.emit({"options": [one._asdict() for one in ScreeningOptions().chosen()]})


def case_record(case: Case) -> dict[str, Any]:
    """Return the model of a case as plain values."""
    return {
        "id": case.id,
        "title": case.title,
        "company": case.company,
        "type": case.innovation_type,
        "section": case.section,
        "grade": case.grade,
        "functional_unit": asdict(case.functional_unit),
        "scenarios": [{"id": one.id, "title": one.title, "row": one.row} for one in case.scenarios],
        "variants": [
            {"id": one.id, "title": one.title, "row": one.row, "uses_outcome": list(one.uses_outcome)}
            for one in case.variants
        ],
        "numbers": [
            {
                "side": side,
                "name": n.name,
                "value": _value(n),
                "unit": n.unit,
                "range": n.span,
                "distribution": None if n.distribution is None else n.distribution.text,
                **asdict(n.origin),
            }
            for side, n in case.numbers()
        ],
        "stages": [
            {
                "name": stage.name,
                "shared": stage.shared,
                "uses": [
                    {"dataset": use.dataset, "unit": use.unit, "baseline": _text(use.baseline),
                     "scenarios": _text(use.scenarios), "proxy": use.proxy}
                    for use in stage.uses
                ],
            }
            for stage in case.stages
        ],
        "economy": [
            {"scenario": side, "name": one.name, "change": one.change, "percent": one.percent,
             **asdict(one.origin)}
            for side, one in _economy(case)
        ],
        "assumption_states": states(assumptions(case)),
        "missing": list(case.missing),
        "notes": list(case.notes),
    }  # fmt: skip


def _economy(case: Case) -> list[tuple[str, Economy]]:
    beside = [(side.id, one) for side in case.scenarios for one in side.economy]
    return [*(("", one) for one in case.economy), *beside]


def _value(number: Number) -> str:
    value = number.value
    if value is None:
        return "required"
    return value.text if isinstance(value, Formula) else f"{value:g}"


def _text(formula: Formula | None) -> str:
    return "" if formula is None else formula.text
