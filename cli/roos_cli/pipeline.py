"""From a locator to certified scores and costs: the path every computing command takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from roos import errors
from roos.coverage import Coverage, coverage
from roos.demand import Demands
from roos.errors import Finding, RoosError, Severity, error
from roos.factorisation import Factorisation
from roos.method import Method
from roos.options import Options
from roos.price import Costs
from roos.prices import PriceSet
from roos.results import Results
from roos.system import System
from roos_cli.clock import Clock

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Request:
    """What was asked for, apart from the demands.

    Attributes
    ----------
    inventory
        Locator.
    method
        Name, or None for the inventory's own.
    prices
        Names or files of price sets of the same years.
    direction
        ``"auto"``, ``"forward"`` or ``"adjoint"``.
    accept_inaccurate
        Keep scores whose error bound is above the refusal level.
    allow_negative_supply
        Go on although a loop consumes more than it makes (E108).
    """

    inventory: str
    method: str | None = None
    prices: tuple[str, ...] = ()
    direction: str = "auto"
    accept_inaccurate: bool = False
    allow_negative_supply: bool = False


@dataclass(frozen=True)
class Run:
    """What came of it.

    Attributes
    ----------
    coverage
        How much of the inventory the method counts.
    findings
        Of all steps, each once.
    timings
        Seconds per phase, in order.
    """

    system: System
    method: Method
    demands: Demands
    results: Results
    costs: Costs | None
    coverage: Coverage
    findings: tuple[Finding, ...]
    timings: Mapping[str, float]


def compute(
    request: Request,
    demands_of: Callable[[System], Demands],
    *,
    system: System | None = None,
    need_costs: bool = True,
    clock: Clock | None = None,
    progress: Progress = lambda phase, fraction: None,
) -> Run:
    """Read, check, score and price.

    Parameters
    ----------
    request
        What to compute.
    demands_of
        Called with the system once it is read, so that products are resolved against it.
    system
        An inventory already read, instead of the one the request names.
    need_costs
        Without it, prices that fit no category (E303) become a warning and the run goes on without costs.
    clock
        Goes on counting on it, when phases were timed before.

    Raises
    ------
    RoosError
        Whatever the steps raise; E108 for a loop gain of one or more unless the request allows it.
    """
    clock = clock or Clock()
    given = gather(request, demands_of, system=system, clock=clock, progress=progress)
    seen = examine(given, request, clock=clock, progress=progress)
    import roos

    with clock.phase("solve"):
        results = roos.score(
            given.system,
            given.demands,
            method=given.method,
            direction=request.direction,
            options=seen.options,
            factors=seen.factors,
            progress=progress,
        )
    with clock.phase("price"):
        costs, of_costs = _priced(results, given.price_sets, need_costs)
    findings = once((*seen.findings, *results.findings, *of_costs))
    return Run(
        given.system, given.method, given.demands, results, costs, seen.coverage, findings, clock.seconds
    )


@dataclass(frozen=True)
class Given:
    """All that was read: an inventory with its method, demands and prices."""

    system: System
    method: Method
    demands: Demands
    price_sets: tuple[PriceSet, ...]


@dataclass(frozen=True)
class Examined:
    """An inventory factorised and looked through.

    Attributes
    ----------
    factors
        Of its technosphere, made with ``options``.
    findings
        None of them is an error.
    """

    factors: Factorisation
    options: Options
    coverage: Coverage
    findings: tuple[Finding, ...]


def gather(
    request: Request,
    demands_of: Callable[[System], Demands],
    *,
    system: System | None = None,
    clock: Clock,
    progress: Progress,
) -> Given:
    """Read what a request names; see :func:`compute`."""
    with clock.phase("read"):
        system = system or read_inventory(request.inventory, progress)
        stop_on_errors(system.findings)
        price_sets = read_price_sets(request.prices)
        method = chosen_method(system, request.method)
    with clock.phase("demands"):
        progress("reading demands", 0.0)
        return Given(system, method, demands_of(system), price_sets)


def examine(
    given: Given, request: Request, *, clock: Clock, progress: Progress, threads: int = 0
) -> Examined:
    """Factorise and check, or raise what is wrong; see :func:`compute`."""
    import roos

    options = Options(accept_inaccurate=request.accept_inaccurate, threads=threads)
    system, method = given.system, given.method
    with clock.phase("factorise"):  # once, for the checks and the scores
        factors = roos.factorise(system.technosphere, options=options, progress=progress)
    with clock.phase("check"):
        progress("checking the inventory", 0.0)
        noticed = stop_on_errors(
            (*roos.diagnose(system, method=method, factors=factors, options=options), *of_units(system)),
            allow=_allowed(request),
        )
        seen = coverage(system.biosphere, system.flows, method)
    return Examined(factors, options, seen, noticed)


def read_inventory(locator: str, progress: Progress = lambda phase, fraction: None) -> System:
    """Read an inventory by its locator."""
    from roos_inventories import read

    progress("reading the inventory", 0.0)
    return read(locator, progress=progress)


def of_units(system: System) -> tuple[Finding, ...]:
    """Return what is wrong with the units of an inventory."""
    from roos_inventories.unit_findings import unit_findings

    return unit_findings(system)


def read_price_sets(names: Sequence[str]) -> tuple[PriceSet, ...]:
    """Read price sets by name or file."""
    if not names:
        return ()
    from roos_inventories.prices import read_prices

    return tuple(read_prices(name) for name in names)


def chosen_method(system: System, name: str | None) -> Method:
    """Return the method of that name matched to the system's flows, or the system's own.

    Raises
    ------
    InputError
        E511 unknown method, or none named and none brought.
    """
    if name is not None and not (system.characterisation and system.characterisation.name == name):
        from roos_inventories.method_choice import method_for

        refuse_foreign(system, name)
        return method_for(system, name)[0]
    if system.characterisation is None:
        hint = "add --method NAME; `roos list methods` shows the names"
        if system.name.startswith("brightway:"):
            hint += f", and with --inventory '{system.name}' those of the project"
        raise error("E511", f"{system.name} brings no characterisation of its own", system.name, hint)
    return system.characterisation


def refuse_foreign(system: System, name: str) -> None:
    """Refuse a method on an inventory whose background holds scores of other methods instead of flows."""
    if "background profile" in system.flows.extra.get("compartment", ()):
        raise error(
            "E511",
            f"the background of {system.name} is already characterised: {name!r} would leave it out",
            where=system.name,
            hint="use the methods that come with it: profiles:method=..., see `roos list inventories`",
        )


def stop_on_errors(
    findings: Sequence[Finding], *, allow: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """Raise the first finding that is an error; return the others, allowed ones as warnings.

    Parameters
    ----------
    allow
        Codes that the user took responsibility for.
    """
    kept = []
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.code in allow:
            finding = replace(finding, severity=Severity.WARNING, hint="allowed by --allow-negative-supply")
        elif finding.severity is Severity.ERROR:
            raise errors.error(finding.code, finding.message, finding.where, finding.hint)
        kept.append(finding)
    return tuple(kept)


def once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings without repetitions, in order."""
    return tuple(dict.fromkeys(findings))


def _priced(
    results: Results, price_sets: Sequence[PriceSet], need_costs: bool
) -> tuple[Costs | None, tuple[Finding, ...]]:
    if not price_sets:
        return None, ()
    try:
        costs = results.price(price_sets)
    except RoosError as problem:
        if need_costs or problem.code != "E303":
            raise
        message = f"no costs: {problem.message}"
        return None, (Finding("W312", Severity.WARNING, message, problem.where, problem.hint),)
    return costs, costs.findings


def _allowed(request: Request) -> frozenset[str]:
    return frozenset({"E108"}) if request.allow_negative_supply else frozenset()
