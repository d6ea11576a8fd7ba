"""Screen cases: every case, scenario and variant on one background, in one batch."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity, error
from roos.options import Options
from roos.prices import PriceSet
from roos.screening.amounts import SideModel
from roos.screening.batch import Scored, score_sides
from roos.screening.case import Case, Side
from roos.screening.choices import DEFAULT, Choice, ScreeningOptions
from roos.screening.comparison import Comparison, compare
from roos.screening.economy import judge
from roos.screening.patches import patched
from roos.screening.pricing import ScreeningPrices, screening_prices
from roos.screening.selection import active_scenarios, active_variants, unused_numbers
from roos.system import System

Array = NDArray[np.float64]


@dataclass(frozen=True)
class StageScores:
    """Contributions by stage: names, and float64 (stages, categories) of each side."""

    names: tuple[str, ...]
    baseline: Array
    case: Array


@dataclass(frozen=True)
class Quantified:
    """A physical quantity on both sides, and its relative change."""

    name: str
    unit: str
    baseline: float
    case: float
    relative: float


@dataclass(frozen=True)
class Screened:
    """The result of one scenario of one case.

    Attributes
    ----------
    case, scenario, variant
        What it is of; ``variant`` is empty for the case as it stands.
    comparison
        The whole arithmetic.
    stages
        Contributions.
    quantities
        Physical inputs.
    models
        Baseline and scenario, to be evaluated at other parameters.
    profiles
        Of the uses, float64 (uses, categories).
    prices
        One per category.
    scale
        From the amounts in the file to the functional unit of the result.
    """

    case: Case
    scenario: Side
    variant: str
    comparison: Comparison
    stages: StageScores
    quantities: tuple[Quantified, ...]
    models: tuple[SideModel, SideModel]
    profiles: Array
    prices: ScreeningPrices
    scale: float

    @property
    def name(self) -> str:
        """Return ``case, scenario`` with the variant, if any."""
        tail = f" ({self.variant})" if self.variant else ""
        return f"{self.case.id}, {self.scenario.id}{tail}"

    def share(self, stage: str, side: str = "case", options: ScreeningOptions = DEFAULT) -> float:
        """Return a stage's part of one side, in the metric the options name (row 17)."""
        scores = self.stages.case if side == "case" else self.stages.baseline
        i = self.stages.names.index(stage)
        whole = scores.sum(axis=0)
        if options.shares == "single score":
            costs = scores @ self.prices.values
            return float(costs[i] / costs.sum()) if costs.sum() else float("nan")
        known = whole != 0
        return float((scores[i, known] / whole[known]).mean()) if known.any() else float("nan")


@dataclass(frozen=True)
class Screening:
    """Results of many cases on one background.

    Attributes
    ----------
    results
        In the order of the cases, their variants and their scenarios.
    choices
        Every choice that was made.
    factorisations
        How many there were: one, and one more for each set of patches.
    """

    results: tuple[Screened, ...]
    choices: tuple[Choice, ...]
    options: ScreeningOptions
    findings: tuple[Finding, ...]
    factorisations: int
    meta: Mapping[str, object] = field(default_factory=dict)

    def of(self, case: str, scenario: str = "", variant: str = "") -> Screened:
        """Return one result; E440 where there is none."""
        for one in self.results:
            if one.case.id == case and one.variant == variant and scenario in ("", one.scenario.id):
                return one
        raise error("E440", f"no result of case {case!r}, scenario {scenario!r}, variant {variant!r}")


def screen(
    cases: Case | Sequence[Case],
    system: System,
    prices: PriceSet,
    *,
    options: ScreeningOptions = DEFAULT,
    variants: bool | str = False,
    given: Mapping[str, float] | None = None,
    per: float | None = None,
    solver: Options | None = None,
) -> Screening:
    """Screen cases on a background.

    Parameters
    ----------
    cases
        One or several.
    system
        The background, with its method.
    prices
        Of one year.
    options
        Choices of the method.
    variants
        ``True`` computes every named variant beside the case as it stands; a name computes that one.
    given
        Numbers from the user by parameter, before those of the files.
    per
        Amount of the functional unit that results are for; that of the case by default.
    solver
        Tolerances of the solver.

    Raises
    ------
    InputError
        E201, E301 as :func:`roos.screening.batch.score_sides`; E432 prices that do not fit, with the line of
        the case; E440 no such variant; E441 a number that the case requires; E444 a patch;
        E445 a number given that no case has.
    """
    listed = (cases,) if isinstance(cases, Case) else tuple(cases)
    if not listed:
        raise error("E440", "there is no case to screen")
    _known(listed, given or {})
    groups: dict[tuple[object, ...], list[Case]] = {}
    for case in listed:
        key = tuple((one.activity, one.product, one.factor) for one in case.patches)
        groups.setdefault(key, []).append(case)
    results: dict[str, list[Screened]] = {}
    findings: list[Finding] = []
    for members in groups.values():
        background = patched(system, members[0].patches)
        done, said = _screen(members, background, prices, options, variants, given or {}, per, solver)
        for one in done:
            results.setdefault(one.case.id, []).append(one)
        findings += [finding for finding in said if finding not in findings]
    return Screening(
        tuple(one for case in listed for one in results.get(case.id, ())),
        options.chosen(),
        options,
        tuple(findings),
        len(groups),
        {"system": system.name, **system.meta, "prices": prices.name},
    )


def _known(cases: Sequence[Case], given: Mapping[str, float]) -> None:
    """Refuse numbers for names that no case has."""
    known = sorted({number.name for case in cases for _, number in case.numbers()})
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or known[:5]
            raise error("E445", f"no number is called {name!r}", cases[0].id, "nearest: " + "; ".join(near))


def _screen(
    cases: Sequence[Case],
    system: System,
    prices: PriceSet,
    options: ScreeningOptions,
    variants: bool | str,
    given: Mapping[str, float],
    per: float | None,
    solver: Options | None,
) -> tuple[list[Screened], list[Finding]]:
    pairs: list[tuple[Case, str, int, int]] = []
    sides: list[SideModel] = []
    for case in cases:
        named = [one.id for one in case.variants] if variants is True else [variants] if variants else []
        for variant in ("", *named):
            applied = active_variants(case, options, variant)
            if (
                variant
                and not isinstance(variants, str)
                and len(applied) == len(active_variants(case, options))
            ):
                continue  # the options ask for it already: it is the case as it stands
            sides.append(SideModel.of(case, case.baseline, applied, options, given))
            first = len(sides) - 1
            for scenario in active_scenarios(case, options):
                sides.append(SideModel.of(case, scenario, applied, options, given))
                pairs.append((case, variant, first, len(sides) - 1))
    scored = score_sides(system, sides, solver)
    results = []
    for case, variant, b, c in pairs:
        table = screening_prices(scored.categories, prices, options, where=case.lines.get("prices", case.id))
        results.append(_pair(case, variant, b, c, sides, scored, table, options, per))
    said = [*scored.findings, *(one for r in results for one in r.comparison.findings)]
    said += [one for case in cases for one in (*_unused(case), *_partial(case, options), *_unconfirmed(case))]
    return results, said


def _pair(
    case: Case, variant: str, b: int, c: int, sides: list[SideModel], scored: Scored,
    prices: ScreeningPrices, options: ScreeningOptions, per: float | None,
) -> Screened:  # fmt: skip
    scale = 1.0 if per is None else per / case.functional_unit.amount
    stages = StageScores(
        tuple(one.name for one in sides[b].stages), scored.stages[b] * scale, scored.stages[c] * scale
    )
    economy = tuple(judge(one.name, one.change, one.percent, options) for one in case.economy)
    name = f"case {case.id!r}, scenario {sides[c].side.id!r}"
    comparison = compare(
        stages.baseline.sum(axis=0),
        stages.case.sum(axis=0),
        scored.categories,
        prices,
        options,
        economy=economy,
        where=name,
    )
    return Screened(
        case,
        sides[c].side,
        variant,
        comparison,
        stages,
        _quantities(case, sides[b], sides[c], scale),
        (sides[b], sides[c]),
        scored.of_uses(sides[b].uses),
        prices,
        scale,
    )


def _quantities(case: Case, baseline: SideModel, scenario: SideModel, scale: float) -> tuple[Quantified, ...]:
    from roos.screening.costing import ratio

    made = []
    for one in case.quantities:
        b = float(one.amount.evaluate(baseline.values())) * scale
        c = float(one.amount.evaluate(scenario.values())) * scale
        made.append(Quantified(one.name, one.unit, b, c, ratio(b, c)))
    return tuple(made)


def _unused(case: Case) -> tuple[Finding, ...]:
    found = unused_numbers(case)
    if not found:
        return ()
    message = f"no amount needs {', '.join(dict.fromkeys(repr(one.name) for one in found))}"
    where = found[0].where or f"case {case.id!r}"
    return (
        Finding("W419", Severity.WARNING, message, where, "correct the name, or take it out", len(found)),
    )


def _partial(case: Case, options: ScreeningOptions) -> tuple[Finding, ...]:
    """Return a note that what is equal on both sides is not in the denominator (row 11)."""
    if options.denominator == "full" and any(one.shared for one in case.stages):
        return ()
    left = [one.name for one in case.stages if one.shared]
    message = (
        "stages that are equal on both sides are left out: the percentages are of a part of the life cycle"
    )
    where = f"case {case.id!r}" + (f": {', '.join(left)}" if left else "")
    return (Finding("W418", Severity.NOTE, message, where, "do not compare percentages between cases"),)


def _unconfirmed(case: Case) -> tuple[Finding, ...]:
    """Return a note on assumptions that the company has not confirmed, a warning where it refused one."""
    assumed = [one for _, one in case.numbers() if one.origin.assumed]
    refused = [one for one in assumed if one.origin.state == "refused"]
    open_ = refused or [one for one in assumed if one.origin.state == "proposed"]
    if not open_:
        return ()
    word, severity = ("refused", Severity.WARNING) if refused else ("only proposed", Severity.NOTE)
    message = f"{len(open_)} assumptions are {word}"
    where = f"case {case.id!r}: {', '.join(dict.fromkeys(one.name for one in open_))}"
    hint = "`roos case show` lists them with reason and bias"
    return (Finding("W417", severity, message, where, hint, len(open_)),)
