"""Results of a screening as plain values for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from roos.screening import Screened, Screening
from roos.screening.assumptions import states
from roos.screening.costing import Total
from roos.screening.ranges import corners
from roos.screening.roses import RINGS
from roos.screening.verdict import Verdict, verdicts


def of_result(result: Screened, screening: Screening) -> dict[str, Any]:
    """Return one scenario: categories by id, the mean, the cost, and everything beside them."""
    c, options = result.comparison, screening.options
    ids, summary = c.categories.ids, c.summary
    return {
        "case": result.case.id,
        "scenario": result.scenario.id,
        "variant": result.variant,
        "functional_unit": {
            "text": result.case.functional_unit.text,
            "amount": result.case.functional_unit.amount * result.scale,
            "unit": result.case.functional_unit.unit,
        },
        "units": dict(zip(ids, c.categories.units, strict=True)),
        "baseline": dict(zip(ids, c.baseline.tolist(), strict=True)),
        "scores": dict(zip(ids, c.case.tolist(), strict=True)),
        "relative": dict(zip(ids, c.relative.tolist(), strict=True)),
        "mean": c.mean,
        "median": summary.median,
        "mean_without_largest": summary.mean_without_largest,
        "largest": summary.largest,
        "movers": [{"category": name, "moves_mean_by": by} for name, by in summary.movers],
        "undefined": list(summary.undefined),
        "cost": total(c.costs.total, c.costs.currency),
        "cost_without_toxicity": total(c.costs.without_toxicity, c.costs.currency),
        "price_set": c.costs.price_set,
        "mapping": c.costs.mapping,
        "indicators": {
            one.name: {
                "theme": one.theme,
                "baseline": one.baseline,
                "case": one.case,
                "relative": one.relative,
                "class": None if one.colour is None else one.colour.name,
            }
            for one in c.indicators
        },
        "rings": list(RINGS[options.rings]),
        "economy": {one.name: {"change": one.change, "colour": one.colour} for one in c.economy},
        "small_rose": {
            "climate": c.small_rose.climate,
            "value": c.small_rose.value,
            "resources": c.small_rose.resources,
        },
        "stages": [
            {
                "name": name,
                "baseline": dict(zip(ids, result.stages.baseline[i].tolist(), strict=True)),
                "scores": dict(zip(ids, result.stages.case[i].tolist(), strict=True)),
                "share_of_case": result.share(name, "case", options),
            }
            for i, name in enumerate(result.stages.names)
        ],
        "assumption_states": states(result.assumptions),
        "assumptions": [
            {"side": one.side, "name": one.name, **asdict(one.origin)} for one in result.assumptions
        ],
        "quantities": {one.name: asdict(one) for one in result.quantities},
        "reported": [verdict(one) for one in verdicts(result, screening)],
        "ranges": _ranges(result) if options.uncertainty == "ranges" else None,
        "findings": [one.as_dict() for one in c.findings],
    }


def of_run(screening: Screening, variant: str = "") -> dict[str, Any]:
    """Return a whole run; the first scenario's numbers, of the variant asked for, stand at the top."""
    listed = [of_result(one, screening) for one in screening.results if not variant or one.variant == variant]
    first = dict(listed[0])
    # the numbers of the innovation are called like the command: `case`, beside `baseline` and `relative`
    first["id"], first["case"] = first["case"], first["scores"]
    keys = ("id", "scenario", "functional_unit", "units", "baseline", "case", "relative", "mean", "cost")
    return {
        **{key: first[key] for key in keys},
        "cost_without_toxicity": first["cost_without_toxicity"],
        "scenarios": listed,
        "choices": [one._asdict() for one in screening.choices],
        "factorisations": screening.factorisations,
        "background": dict(screening.meta),
        "findings": [one.as_dict() for one in screening.findings],
    }


def total(one: Total, currency: str) -> dict[str, Any]:
    """Return a single score with its largest category."""
    return {**asdict(one), "currency": currency}


def verdict(one: Verdict) -> dict[str, Any]:
    """Return one reported outcome beside the computed one, in per cent."""
    return {
        "of": one.outcome.of,
        "reported": [one.outcome.low, one.outcome.high]
        if one.outcome.low != one.outcome.high
        else one.outcome.low,
        "direction": one.outcome.direction,
        "place": one.outcome.place,
        "computed": one.computed,
        "difference": one.difference,
        "verdict": one.verdict,
        "within_rounding": one.within_rounding,
        "why": one.why,
    }


def _ranges(result: Screened) -> dict[str, Any] | None:
    found = corners(result)
    if found is None:
        return None
    return {"varied": list(found.names), "mean": list(found.mean)}
