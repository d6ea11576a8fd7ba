"""Screen cases: every case, scenario and variant on one background, in one batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roos.errors import Finding, error
from roos.options import Options
from roos.prices import PriceSet
from roos.screening.amounts import SideModel
from roos.screening.asked import numbers_asked, results_asked
from roos.screening.batch import Scored, score_sides
from roos.screening.case import Case
from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.comparison import compare
from roos.screening.costing import ratio
from roos.screening.economy import judge
from roos.screening.noted import partial, unconfirmed, unused
from roos.screening.patches import grouped, patched
from roos.screening.price_year import of_year
from roos.screening.pricing import ScreeningPrices, screening_prices
from roos.screening.screened import Quantified, Screened, Screening, StageScores
from roos.screening.selection import active_scenarios, active_variants
from roos.system import System


def screen(
    cases: Case | Sequence[Case],
    system: System,
    prices: PriceSet,
    *,
    options: ScreeningOptions = DEFAULT,
    variants: bool | str = False,
    given: Mapping[str, float] | None = None,
    per: float | None = None,
    price_year: str | int | None = None,
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
        Of one year, or of several with ``price_year``.
    options
        Choices of the method.
    variants
        ``True`` computes every named variant beside the case as it stands; a name computes that one.
    given
        Numbers from the user by parameter, before those of the files.
    per
        Amount of the functional unit that results are for; that of the case by default.
    price_year
        Which year of the prices to take.
    solver
        Tolerances of the solver.

    Raises
    ------
    InputError
        E201, E301 as :func:`roos.screening.batch.score_sides`; E432 prices that do not fit, with the line of
        the case; E440 no such variant; E441 a number that the case requires; E444 a patch;
        E445 a number given that no case has; E446 a case reports a result that does not exist, with its line;
        E447 no prices of the year.
    """
    listed = (cases,) if isinstance(cases, Case) else tuple(cases)
    if not listed:
        raise error("E440", "there is no case to screen")
    numbers_asked(listed, given or {})
    prices = of_year(prices, price_year)
    groups = grouped(listed)
    results: dict[str, list[Screened]] = {}
    findings: list[Finding] = []
    for members in groups:
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
        {"system": system.name, **system.meta, "prices": prices.name, "price_year": prices.years[0]},
    )


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
        results_asked(results[-1], prices)
    said = [*scored.findings, *(one for r in results for one in r.comparison.findings)]
    said += [one for case in cases for one in (*unused(case), *partial(case, options), *unconfirmed(case))]
    return results, said


def _pair(
    case: Case, variant: str, b: int, c: int, sides: list[SideModel], scored: Scored,
    prices: ScreeningPrices, options: ScreeningOptions, per: float | None,
) -> Screened:  # fmt: skip
    scale = 1.0 if per is None else per / case.functional_unit.amount
    stages = StageScores(
        tuple(one.name for one in sides[b].stages), scored.stages[b] * scale, scored.stages[c] * scale
    )
    economy = tuple(
        judge(one.name, one.change, one.percent, options) for one in case.economy_of(sides[c].side)
    )
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
    made = []
    for one in case.quantities:
        b = float(one.amount.evaluate(baseline.values())) * scale
        c = float(one.amount.evaluate(scenario.values())) * scale
        made.append(Quantified(one.name, one.unit, b, c, ratio(b, c)))
    return tuple(made)
