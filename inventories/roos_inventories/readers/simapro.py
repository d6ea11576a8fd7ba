"""SimaPro CSV: processes as SimaPro exports them.

What stands for an amount must be a number; formulas and parameters are refused by name (E522), since nothing
in a file is evaluated. Products of one process are allocated by the percentages it states.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from roos.errors import RoosError, error
from roos.system import System
from roos_inventories.allocation import ROUNDING, allocate, allocation_finding
from roos_inventories.link import link
from roos_inventories.readers.flow_naming import Naming, compartment
from roos_inventories.readers.reading import encoding_name, needed, no_more, plain_amount, policies
from roos_inventories.readers.simapro_blocks import Process, Row, read_export
from roos_inventories.readers.source_files import source_files
from roos_inventories.records import NONE, UNKNOWN, ActivityRecord, ExchangeRecord, Kind, Uncertainty

Progress = Callable[[str, float], None]
SUFFIX = ".csv"
_TECHNOSPHERE = {
    "Avoided products": Kind.SUBSTITUTION,
    "Materials/fuels": Kind.INPUT,
    "Electricity/heat": Kind.INPUT,
    "Waste to treatment": Kind.WASTE,
}
_NATURE = (
    "Resources",
    "Emissions to air",
    "Emissions to water",
    "Emissions to soil",
    "Final waste flows",
    "Non material emissions",
    "Social issues",
    "Economic issues",
)
_PRODUCTS, _TREATMENT = "Products", "Waste treatment"
_PARAMETERS = ("Input parameters", "Calculated parameters")
#: Tables of amounts that describe scenarios instead of activities.
_REFUSED = ("Waste scenario", "Separated waste", "Remaining waste", "Assembly", "Life cycle", "Reuses")


def read_simapro(
    path: Path, options: Mapping[str, str] | None = None, progress: Progress | None = None
) -> System:
    """Read a SimaPro CSV export as a System.

    Parameters
    ----------
    path
        File, folder of ``.csv`` files, or zip.
    options
        ``unlinked``: ``refuse`` (default) or ``drop``; ``encoding``: e.g. ``cp1252``, which is taken anyway
        where the file is no UTF-8.
    progress
        Called with a phase and a fraction.

    Returns
    -------
    System
        Ids are the names of the products, which SimaPro keeps unique. Separator and decimal mark are those
        the file declares. Elementary flows are counted in the units of ecoinvent's flow list (W121) and carry
        its names and compartments (W128).

    Raises
    ------
    InputError
        E106 an amount that is no number, E501 cannot read, E502 no SimaPro export, E503 damaged, E505 over a
        limit, E512 an unknown option, E522 a formula, E523 a part that is missing or not understood; and what
        :func:`~roos_inventories.link.link` raises.
    """
    options = dict(options or {})
    encoding = encoding_name(options, path)
    chosen = policies(options, path, standard_units=True)
    no_more(options, path, "SimaPro CSV")
    tell = progress or (lambda phase, fraction: None)
    naming = Naming("simapro-biosphere.json")
    activities: list[ActivityRecord] = []
    several: list[str] = []
    headers = []
    for file, content in source_files(path, SUFFIX):
        tell(f"reading {file}", 0.1)
        export = read_export(content, file, encoding)
        headers.append(export.header)
        if not export.processes:
            raise error(
                "E523", "the file holds no process", file, "export processes, not methods or products"
            )
        for process in export.processes:
            made = _activities(process, export.decimal, naming)
            activities += made
            if len(made) > 1:
                several.append(f"process of {process.where}")
    tell("linking", 0.8)
    system = link(
        path.name,
        activities,
        policies=chosen,
        findings=(*naming.findings(), *allocation_finding(several)),
        meta={"format": "SimaPro CSV", "source": path.name, "header": headers[0]},
    )
    tell("done", 1.0)
    return system


def _activities(process: Process, decimal: str, naming: Naming) -> tuple[ActivityRecord, ...]:
    for title, rows in process.sections.items():
        if rows and (title in _REFUSED or (title not in _KNOWN and any(map(_is_exchange, rows)))):
            hint = "only processes are read: export them without scenarios"
            raise error("E523", f"the section {title!r} is not understood", rows[0].where, hint)
    products = [*_products(process, decimal)]
    if not products:
        hint = "a process names what it makes under Products or Waste treatment"
        raise error("E104", "a process without a product", process.where, hint)
    names = [product.name for product, _ in products]
    for number, (product, _) in enumerate(products):
        if product.name in names[:number]:
            message = f"a process makes {product.name!r} twice"
            raise error("E105", message, product.place, "keep one line, with the whole amount")
    used = [*_technosphere(process, decimal), *_nature(process, decimal, naming)]
    first = products[0][0]
    record = ActivityRecord(
        first.key, first.name, "", first.unit, process.where, (*(p for p, _ in products), *used)
    )
    positions = range(len(products), len(record.exchanges))
    total = math.fsum(share for _, share in products)
    if (not used or len(products) == 1) and not abs(total - 1) <= ROUNDING:
        raise error("E523", f"the allocation adds up to {total:.4%}", process.where, "correct the shares")
    if len(products) == 1:
        return (record,)
    return allocate(record, [dict.fromkeys(positions, share) for _, share in products])


def _is_exchange(row: Row) -> bool:
    """Say whether a row of a table that is not known may be an exchange, and no text about the process."""
    if len(row.cells) != 3:
        return len(row.cells) > 3
    return any(any(digit in cell for digit in "0123456789") for cell in row.cells[1:])


_KNOWN = (_PRODUCTS, _TREATMENT, *_TECHNOSPHERE, *_NATURE, *_PARAMETERS)


def _products(process: Process, decimal: str) -> Iterator[tuple[ExchangeRecord, float]]:
    """Yield each product with its share of the process."""
    for title in (_PRODUCTS, _TREATMENT):
        for row in process.sections.get(title, ()):
            unit, value = _unit_and_amount(row, 1, decimal)
            name = needed(row.cell(0), "the product's name", row.where)
            share = 1.0
            if title == _PRODUCTS and row.cell(3):
                share = plain_amount(row.cell(3).rstrip("% "), row.where, decimal=decimal) / 100
            yield ExchangeRecord(Kind.PRODUCTION, value, unit, row.where, name, name), share


def _technosphere(process: Process, decimal: str) -> Iterator[ExchangeRecord]:
    for title, kind in _TECHNOSPHERE.items():
        for row in process.sections.get(title, ()):
            unit, value = _unit_and_amount(row, 1, decimal)
            name = needed(row.cell(0), "the name of what is used", row.where)
            spread = _uncertainty(row, 3, value, decimal)
            yield ExchangeRecord(kind, value, unit, row.where, name, name, uncertainty=spread)


def _nature(process: Process, decimal: str, naming: Naming) -> Iterator[ExchangeRecord]:
    for title in _NATURE:
        for row in process.sections.get(title, ()):
            unit, value = _unit_and_amount(row, 2, decimal)
            name = needed(row.cell(0), "the flow's name", row.where)
            parts = compartment(title, row.cell(1))
            parts = tuple(part for part in parts if part != "(unspecified)")
            spread = _uncertainty(row, 4, value, decimal)
            yield ExchangeRecord(
                Kind.ELEMENTARY, value, unit, row.where, f"{name} ({', '.join(parts)})",
                naming.name(name, parts), compartment=parts, uncertainty=spread,
            )  # fmt: skip


def _unit_and_amount(row: Row, first: int, decimal: str) -> tuple[str, float]:
    """Return unit and amount, which older versions write in the other order."""
    unit, text = row.cell(first), row.cell(first + 1)
    try:
        value = plain_amount(unit, row.where, decimal=decimal)
    except RoosError:
        return needed(unit, "the unit", row.where), plain_amount(text, row.where, decimal=decimal)
    return needed(text, "the unit", row.where), value


def _uncertainty(row: Row, first: int, value: float, decimal: str) -> Uncertainty | None:
    kind = row.cell(first)

    def field(number: int) -> float:
        return plain_amount(row.cell(first + number), row.where, decimal=decimal)

    if kind in ("", "Undefined"):
        return None
    if kind == "Lognormal":  # the square of the geometric standard deviation
        square = field(1)
        if value == 0 or square in (0, 1):  # as Brightway's import has it
            return Uncertainty(NONE)
        scale = math.log(math.sqrt(square)) if square > 0 else math.nan
        return Uncertainty(2, math.log(abs(value)), scale, negative=value < 0)
    if kind == "Normal":  # twice the standard deviation; bw2io takes it for the variance
        return Uncertainty(3, value, field(1) / 2)
    if kind in ("Triangle", "Uniform"):
        code = 5 if kind == "Triangle" else 4
        return Uncertainty(code, value, minimum=field(2), maximum=field(3))
    return Uncertainty(UNKNOWN)
