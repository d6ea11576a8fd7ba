"""From what was typed to samples of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from roos.errors import error
from roos.options import Options
from roos.screening import Case, SampledCase, ScreeningOptions, ScreeningSamples, screen_monte_carlo
from roos.screening.sample_statistics import SampleStatistics
from roos_cli.cases.inputs import background as background_of
from roos_cli.cases.inputs import case_inventory, price_set
from roos_cli.clock import Clock
from roos_cli.screen import Progress


@dataclass(frozen=True)
class Asked:
    """What the command line says; no cases for all 13."""

    cases: tuple[str, ...]
    samples: int
    seed: int
    ranges: str = "none"
    uncertain: tuple[str, ...] = ()
    scenario: str = ""
    variant: str = ""
    per: float | None = None
    resume: bool = False
    memory: int | None = None
    threads: int | None = None
    skip_singular: bool = False
    prices: str | None = None
    background: str | None = None
    choices: ScreeningOptions = field(default_factory=ScreeningOptions)
    given: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseRun:
    """What came of it: the results that were asked for, each with its statistics."""

    asked: Asked
    inventory: str
    samples: ScreeningSamples
    shown: tuple[tuple[SampledCase, SampleStatistics], ...]
    clock: Clock


def run_cases(asked: Asked, store: Path, progress: Progress) -> CaseRun:
    """Read, screen and draw.

    Raises
    ------
    RoosError
        Whatever the steps raise; E440 no such scenario or variant, E603 cases that stand on different
        inventories or price sets.
    """
    from roos_inventories import list_cases, read_case

    clock = Clock()
    with clock.phase("read"):
        progress("reading", 0.0)
        cases = tuple(read_case(name) for name in asked.cases) or list_cases()
        _alike(cases, asked)
        prices, system = price_set(cases[0], asked.prices), background_of(cases[0], asked.background)
        for case in cases:
            case.scenario(asked.scenario)
    with clock.phase("samples"):
        samples = screen_monte_carlo(
            cases,
            system,
            prices,
            samples=asked.samples,
            seed=asked.seed,
            uncertain=asked.uncertain or None,
            ranges=asked.ranges,
            options=asked.choices,
            variants=asked.variant,
            given=asked.given,
            per=asked.per,
            singular="skip" if asked.skip_singular else "refuse",
            memory=asked.memory,
            store=store,
            resume=asked.resume,
            solver=None if asked.threads is None else Options(threads=asked.threads),
            progress=progress,
        )
    with clock.phase("statistics"):
        progress("statistics", 0.0)
        shown = tuple(
            (one, one.statistics())
            for one in samples.results
            if asked.variant in ("", one.screened.variant)
            and asked.scenario in ("", one.screened.scenario.id)
        )
    if not shown:
        raise error("E440", f"no result of scenario {asked.scenario!r}", ", ".join(one.id for one in cases),
                    "it is computed with another choice of the method only")  # fmt: skip
    return CaseRun(asked, case_inventory(cases[0], asked.background), samples, shown, clock)


def _alike(cases: Sequence[Case], asked: Asked) -> None:
    """Refuse cases that do not stand on the same background and prices."""
    for what, option, given, named in (
        ("inventories", "--background", asked.background, [case.inventory for case in cases]),
        ("price sets", "--prices", asked.prices, [case.prices for case in cases]),
    ):
        if given is None and len(set(named)) > 1:
            listed = "; ".join(f"{case.id}: {name}" for case, name in zip(cases, named, strict=True))
            hint = f"run them one by one, or choose one for all with {option}"
            raise error("E603", f"the cases stand on different {what}", listed, hint)
