"""From the models to a :class:`roos.SweepSpec`: files found, formulas parsed, each with its line."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from roos.demand import DemandRow
from roos.errors import RoosError
from roos.formula import Formula, Parameters
from roos.formula.names import check_name
from roos.sweeping.changing import FormulaChange
from roos.sweeping.spec import DemandSource, Outputs, RunWishes, SweepSpec
from roos_inventories.prices import read_mapping
from roos_inventories.sizes import parse_size
from roos_inventories.sweep_file.axes import axes_of
from roos_inventories.sweep_file.change_models import ROW_AND_COLUMN
from roos_inventories.sweep_file.checks import check_names, check_prices, check_sizes, set_by_axes, unused
from roos_inventories.sweep_file.distributions import distributions_of, outside
from roos_inventories.sweep_file.files import demand_file, inventory_locator, price_sources
from roos_inventories.sweep_file.limits import SweepLimits
from roos_inventories.sweep_file.models import DemandFile, Prices, SweepFile
from roos_inventories.sweep_file.source import Source
from roos_inventories.sweep_file.toml_lines import KeyPath
from roos_inventories.sweep_file.values import Section


def spec_of(file: SweepFile, source: Source, limits: SweepLimits) -> SweepSpec:
    """Return what a validated file asks for.

    Raises
    ------
    InputError
        As :func:`roos_inventories.read_sweep`.
    """
    check_sizes(file, source, limits)
    folder = Path(source.path).parent
    axes = axes_of(file, source, folder)
    parameters = _parameters(file, source)
    distributions = distributions_of(file, source)
    changes = tuple(_change(file, source, i) for i in range(len(file.change)))
    check_names(axes, parameters, changes, source)
    sets, mapping = _prices(file, source)
    check_prices(changes, sets, source)
    return SweepSpec(
        source=source.path.name,
        digest=source.digest,
        title=file.title,
        inventory=inventory_locator(file, source, folder),
        method=file.method,
        demands=_demands(file, source, folder),
        prices=price_sources(sets, source, folder),
        mapping=mapping,
        parameters=MappingProxyType(dict(parameters)),
        axes=axes,
        changes=changes,
        outputs=Outputs(tuple(file.outputs.formats), file.outputs.layout == "wide", file.outputs.bounds),
        run=_run(file, source),
        findings=(
            *unused(axes, parameters, changes, source),
            *outside(file, distributions, source),
            *set_by_axes(axes, distributions, source),
        ),
        distributions=MappingProxyType(distributions),
    )


def _parameters(file: SweepFile, source: Source) -> Parameters:
    given: dict[str, float | Formula] = {}
    for name, entry in file.parameters.items():
        path: KeyPath = ("parameters", name)
        check_name(name, source.where(path))
        value, path = (entry.value, (*path, "value")) if isinstance(entry, Section) else (entry, path)
        given[name] = Formula.parse(value, source.where(path)) if isinstance(value, str) else value
    try:
        return Parameters(given)
    except RoosError as problem:  # a circle: its first parameter has the line
        words = problem.message.split()
        first = next((name for name in given if name in words), "")
        raise source.placed(problem, ("parameters", first)) from None


def _change(file: SweepFile, source: Source, i: int) -> FormulaChange:
    change = file.change[i]
    row, column = ROW_AND_COLUMN[change.part]
    key = "value" if change.value is not None else "times"
    given = getattr(change, key)
    formula = Formula.parse(
        given if isinstance(given, str) else repr(given), source.where(("change", i, key))
    )
    names = (str(getattr(change, row)), str(getattr(change, column)))
    return FormulaChange(change.part, *names, formula, key == "times", source.where(("change", i)))


def _demands(file: SweepFile, source: Source, folder: Path) -> DemandSource:
    demands = file.demands
    if isinstance(demands, dict):
        rows = (
            DemandRow(name, product, amount, where=source.where(("demands", name, product)))
            for name, amounts in demands.items()
            for product, amount in amounts.items()
        )
        return DemandSource(rows=tuple(rows))
    if isinstance(demands, DemandFile):
        return DemandSource(demand_file(demands.file, source, ("demands", "file"), folder), demands.decimal)
    if demands == "all":
        return DemandSource(every=True)
    return DemandSource(demand_file(demands, source, ("demands",), folder))


def _prices(file: SweepFile, source: Source) -> tuple[tuple[str, ...], str | None]:
    prices = file.prices
    if isinstance(prices, Prices):
        if prices.mapping is not None:
            try:
                read_mapping(prices.mapping)
            except RoosError as problem:
                raise source.placed(problem, ("prices", "mapping")) from None
        return tuple(prices.sets), prices.mapping
    if isinstance(prices, str):
        return (prices,), None
    return tuple(prices or ()), None


def _run(file: SweepFile, source: Source) -> RunWishes:
    run = file.run
    memory = parse_size(run.memory, source.where(("run", "memory"))) if run.memory is not None else None
    return RunWishes(run.path, run.direction, memory, run.threads)
