"""Monte Carlo for cases: numbers and background drawn once per sample, every side under the same draws."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, error
from roos.montecarlo.model import PARTS
from roos.options import Options
from roos.prices import PriceSet
from roos.sampling.streams import checked_samples, checked_seed
from roos.screening.case import Case
from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.drawing import NumberDraws
from roos.screening.patches import grouped, patched
from roos.screening.run import screen
from roos.screening.sample_background import Asked, SampledProfiles, uncertain_background
from roos.screening.sample_measures import Measures, measures_of
from roos.screening.sample_notes import (
    certain_results,
    from_ranges,
    not_drawn,
    turned_amounts,
    undefined_changes,
)
from roos.screening.sample_scores import block_of
from roos.screening.sampled import SampledCase, ScreeningSamples
from roos.screening.screened import Screened
from roos.screening.uncertain_numbers import uncertain_numbers
from roos.sweeping.memory import FREE_SHARE, free_memory, resident
from roos.system import System

Array = NDArray[np.float64]

#: What may be uncertain beside the parts of the background.
NUMBERS = "numbers"
#: Samples at a time, whose arrays stay in the caches.
BLOCK = 4096


def screen_monte_carlo(
    cases: Case | Sequence[Case],
    system: System,
    prices: PriceSet,
    *,
    samples: int,
    seed: int,
    uncertain: Collection[str] | None = None,
    ranges: str = "none",
    options: ScreeningOptions = DEFAULT,
    variants: bool | str = False,
    given: Mapping[str, float] | None = None,
    per: float | None = None,
    price_year: str | int | None = None,
    singular: str = "refuse",
    memory: int | None = None,
    store: str | os.PathLike[str] | None = None,
    resume: bool = False,
    solver: Options | None = None,
    progress: Callable[[str, float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> ScreeningSamples:
    """Screen cases again and again, with their numbers and the background drawn from distributions.

    Every draw is a function of seed, place and sample. A number that baseline and case share has one draw for
    both, and so has every exchange and factor of the background: the paired difference holds only the
    uncertainty of what differs. Where the background is certain, its profiles are computed once and a sample
    is a product; otherwise all sides of all cases share one refactorisation per sample.

    Parameters
    ----------
    cases, system, prices, options, variants, given, per, price_year, solver
        As in :func:`roos.screening.screen`. Numbers that are ``given`` are certain.
    samples
        How many to draw.
    seed
        From 0 to 2⁶⁴ − 1.
    uncertain
        Some of ``"numbers"`` (of the cases), ``"technosphere"``, ``"biosphere"``, ``"characterisation"``; by
        default all that have distributions.
    ranges
        ``"uniform"`` or ``"triangular"``: what a number with a printed range and no distribution is drawn
        from, which is an assumption and said so (W196). ``"none"``: it stays certain.
    singular, memory, store, resume, progress, cancel
        As in :func:`roos.monte_carlo`, for an uncertain background; a store gets one folder for each set of
        patches.

    Returns
    -------
    ScreeningSamples
        Both sides of every result in every sample, with statistics, probabilities and findings.

    Raises
    ------
    InputError
        E117 ``ranges``; E195 a distribution on a number that nothing uses; E437 two cases of one id; E450 no
        samples, E451 the seed, E452 nothing uncertain, E453 an unknown part; E150 to E153 a distribution,
        with file and line; E414, E415 a formula without a value in a sample; E110 memory; as
        :func:`roos.screening.screen` and :func:`roos.monte_carlo`.
    SingularError
        E101, E102, E104: the sample is named.

    Examples
    --------
    ``screen_monte_carlo(case, system, prices, samples=10_000, seed=1).of("lid").statistics().to_pandas()``
    """
    samples, seed = checked_samples(samples), checked_seed(seed)
    parts, numbers_too = _parts(uncertain)
    listed = (cases,) if isinstance(cases, Case) else tuple(cases)
    _one_each(listed)
    clock = time.perf_counter()
    static = screen(
        listed, system, prices, options=options, variants=variants, given=given, per=per,
        price_year=price_year, solver=solver,
    )  # fmt: skip
    timings = {"screen": time.perf_counter() - clock}
    fixed = frozenset(given or ())
    known = [one for case in listed for one in uncertain_numbers(case, ranges)] if numbers_too else []
    used, told = not_drawn(known, static.results, fixed)
    drawn_parts, missing = uncertain_background(system, parts)
    told = (*told, *from_ranges(used, ranges), *missing, *certain_results(used, static.results, drawn_parts))
    if not used and not drawn_parts:
        hint = (
            "give numbers of the case a distribution, take printed ranges as distributions (ranges), or an "
            "inventory that has distributions"
        )
        raise error("E452", "nothing is uncertain", ", ".join(case.id for case in listed), hint)
    _check_room(static.results, samples, memory)
    runs: list[SampledCase] = []
    findings: list[Finding] = [*static.findings, *told]
    for i, members in enumerate(grouped(listed)):
        results = [one for one in static.results if one.case in members]
        profiles = None
        if drawn_parts:
            place = None if store is None else str(Path(store) / f"background-{i}")
            asked = Asked(
                samples, seed, drawn_parts, singular, memory, place, resume, solver, progress, cancel
            )
            profiles = SampledProfiles(patched(system, members[0].patches), results, asked)
            findings += [one for one in profiles.findings if one not in findings]
            for step, seconds in profiles.timings.items():
                timings[step] = timings.get(step, 0.0) + seconds
        clock = time.perf_counter()
        draws = NumberDraws([one for one in used if one.case in {case.id for case in members}])
        made, said = _sampled(results, draws, profiles, samples, seed, fixed, options)
        timings["cases"] = timings.get("cases", 0.0) + time.perf_counter() - clock
        runs += made
        findings += said
    order = [one.name for one in static.results]
    runs.sort(key=lambda one: order.index(one.screened.name))
    return ScreeningSamples(
        tuple(runs), static, samples, seed, tuple(used), drawn_parts, tuple(findings), timings
    )


def _sampled(
    results: Sequence[Screened],
    draws: NumberDraws,
    profiles: SampledProfiles | None,
    samples: int,
    seed: int,
    given: frozenset[str],
    options: ScreeningOptions,
) -> tuple[list[SampledCase], list[Finding]]:
    labels = [measures_of(one) for one in results]
    cubes = [np.empty((len(Measures._fields), len(one), samples)) for one in labels]
    turned = [np.zeros((2, len(one.models[0].uses)), dtype=np.int64) for one in results]
    for first, last in _blocks(samples):
        drawn = draws.values(seed, first, last)
        whole = None if profiles is None else profiles.block(first, last)
        for i, one in enumerate(results):
            own = one.profiles[:, :, None] if whole is None or profiles is None else profiles.of(one, whole)
            found, signs = block_of(one, drawn, given, own, first, last - first, options)
            cubes[i][:, :, first:last] = found
            turned[i] += signs
    sample = np.arange(samples, dtype=np.int64)
    if profiles is not None and not profiles.counted.all():
        sample = sample[profiles.counted]
        cubes = [cube[:, :, sample] for cube in cubes]
    made = [
        SampledCase(one, names, sample, *(part.T for part in cube))
        for one, names, cube in zip(results, labels, cubes, strict=True)
    ]
    findings: list[Finding] = []
    for result, counts in zip(made, turned, strict=True):
        findings += [*turned_amounts(result.screened, counts), *undefined_changes(result)]
    return made, findings


def _blocks(samples: int) -> Iterator[tuple[int, int]]:
    for first in range(0, samples, BLOCK):
        yield first, min(first + BLOCK, samples)


def _parts(uncertain: Collection[str] | None) -> tuple[tuple[str, ...] | None, bool]:
    """Return which parts of the background are asked for (None: all there are), and whether numbers are."""
    if uncertain is None:
        return None, True
    listed = (uncertain,) if isinstance(uncertain, str) else tuple(uncertain)
    hint = "name some of " + ", ".join((NUMBERS, *PARTS))
    for name in listed:
        if name not in (NUMBERS, *PARTS):
            raise error("E453", f"{name!r} is nothing that can be uncertain", "uncertain", hint)
    if not listed:
        raise error("E452", "nothing is to be uncertain", "uncertain", hint)
    return tuple(name for name in listed if name != NUMBERS), NUMBERS in listed


def _one_each(cases: Sequence[Case]) -> None:
    """Refuse two cases of one id: the draws of a number are those of its case's id and its name."""
    ids = [case.id for case in cases]
    for i, name in enumerate(ids):
        if name in ids[:i]:
            raise error("E437", f"two cases are called {name!r}", name, "give each an id of its own")


def _check_room(results: Sequence[Screened], samples: int, memory: int | None) -> None:
    """Refuse samples that would not fit beside what the process holds (E110)."""
    values = sum(4 * len(measures_of(one)) for one in results) * samples
    left = free_memory() * FREE_SHARE if memory is None else memory - resident()
    if 8 * values > left:
        given = "is free" if memory is None else f"is left of the {memory / 2**20:.0f} MB given"
        what = f"{8 * values / 2**20:.0f} MB are needed, {max(left, 0) / 2**20:.0f} MB {given}"
        hint = "draw fewer samples, fewer cases at a time, or give more memory"
        raise error("E110", what, f"{samples} samples × {len(results)} results", hint)
