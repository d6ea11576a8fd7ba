"""EcoSpold 1: an XML file with any number of data sets, a folder of such files, or a zip.

Exchanges are parsed by bw2io on the classes of pyecospold. What differs from bw2io's import: an output of
group 3 (waste to treatment) is linked to its treatment, where bw2io makes it a product. Data sets with
several products are allocated by the shares they state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from roos.errors import Finding, RoosError, Severity, error
from roos.system import System
from roos_inventories.allocation import ROUNDING, allocate, allocation_finding
from roos_inventories.link import link
from roos_inventories.readers.bw2io_parts import extractor
from roos_inventories.readers.flow_naming import Naming, compartment
from roos_inventories.readers.reading import amount, needed, no_more, policies, short, uncertainty
from roos_inventories.readers.safe_xml import exchange_group, parse_xml
from roos_inventories.readers.source_files import source_files
from roos_inventories.records import NONE, UNKNOWN, ActivityRecord, ExchangeRecord, Kind, Uncertainty

Progress = Callable[[str, float], None]
SPACE = "{http://www.EcoInvent.org/EcoSpold01}"
SUFFIX = ".xml"
_KINDS = {
    ("inputGroup", "1"): Kind.INPUT,
    ("inputGroup", "2"): Kind.INPUT,
    ("inputGroup", "3"): Kind.INPUT,
    ("inputGroup", "4"): Kind.ELEMENTARY,
    ("inputGroup", "5"): Kind.INPUT,
    ("outputGroup", "0"): Kind.PRODUCTION,
    ("outputGroup", "1"): Kind.SUBSTITUTION,
    ("outputGroup", "2"): Kind.PRODUCTION,
    ("outputGroup", "3"): Kind.WASTE,
    ("outputGroup", "4"): Kind.ELEMENTARY,
}
#: Lognormal, normal, triangular, uniform.
_SPREADS = ("1", "2", "3", "4")
_SPREAD = ("minValue", "maxValue", "standardDeviation95", "mostLikelyValue")
#: SimaPro writes its list of flows beside the data sets.
_NO_DATA_SETS = "ElementaryFlows.xml"


def read_ecospold1(
    path: Path, options: Mapping[str, str] | None = None, progress: Progress | None = None
) -> System:
    """Read EcoSpold 1 data sets as a System.

    Parameters
    ----------
    path
        File, folder or zip.
    options
        ``unlinked``: ``refuse`` (default) or ``drop``.
    progress
        Called with a phase and a fraction.

    Returns
    -------
    System
        Ids are the numbers of the data sets, with the file where a number is used twice. Flows carry the
        compartments and names of ecoinvent's flow list where the source uses those of its version 2 (W128).

    Raises
    ------
    InputError
        E106 an amount that is no finite number, E501 cannot read, E502 no EcoSpold 1, E503 damaged, E504
        refused content, E505 over a limit, E509 no bw2io, E512 an unknown option, E523 a part that is missing
        or not understood; and what :func:`~roos_inventories.link.link` raises.
    """
    from pyecospold.core import EcospoldLookupV1

    options = dict(options or {})
    chosen = policies(options, path)
    no_more(options, path, "EcoSpold 1")
    tell = progress or (lambda phase, fraction: None)
    naming = Naming("biosphere-2-3.json")
    files: list[str] = []
    modes: list[str] = []
    sets: list[tuple[ActivityRecord, ...]] = []
    for file, content in source_files(path, SUFFIX):
        if file.endswith(_NO_DATA_SETS):
            continue
        tell(f"reading {file}", 0.1)
        root = parse_xml(content, file, lookup=EcospoldLookupV1())
        if root.tag != f"{SPACE}ecoSpold":
            hint = f"its root is {short(str(root.tag), file)!r}; EcoSpold 1 has ecoSpold in {SPACE}"
            raise error("E502", "no EcoSpold 1 data set", file, hint)
        sets_of_file = root.iterchildren(f"{SPACE}dataset")
        with np.errstate(divide="ignore"):  # bw2io takes the logarithm of 0 before it looks
            found = [_data_set(element, file, naming, modes) for element in sets_of_file]
        if not found:
            raise error("E523", "the file holds no data set", file, "take the file out")
        sets += found
        files += [file] * len(found)
    tell("linking", 0.8)
    several = [f"activity of {parts[0].place}" for parts in sets if len(parts) > 1]
    system = link(
        path.name,
        _unique(sets, files),
        policies=chosen,
        findings=(*naming.findings(), *_modes_finding(modes), *allocation_finding(several)),
        meta={"format": "EcoSpold 1", "source": path.name},
    )
    tell("done", 1.0)
    return system


def _unique(sets: list[tuple[ActivityRecord, ...]], files: list[str]) -> list[ActivityRecord]:
    """Return all activities, with the file in the keys where numbers of data sets come twice."""
    keys = [parts[0].key for parts in sets]
    if len(set(keys)) == len(keys):
        return [record for parts in sets for record in parts]
    return [
        replace(record, key=f"{file}: {record.key}")
        for file, parts in zip(files, sets, strict=True)
        for record in parts
    ]


def _data_set(element: Any, file: str, naming: Naming, modes: list[str]) -> tuple[ActivityRecord, ...]:
    where = f"{file}, line {element.sourceline}"
    try:
        information = element.metaInformation.processInformation
        function = information.find(f"{SPACE}referenceFunction")
        location = short(information.find(f"{SPACE}geography").get("location"), where)
        name = needed(function.get("name"), "the data set's name", where)
        unit = short(function.get("unit"), where)
        number = needed(element.get("number"), "the data set's number", where)
        parts = list(element.iterchildren(f"{SPACE}flowData"))
        elements = [exchange for part in parts for exchange in part.iterchildren(f"{SPACE}exchange")]
    except AttributeError as problem:
        raise _missing(problem, where) from problem
    exchanges = tuple(_exchange(exchange, file, naming, modes) for exchange in elements)
    record = ActivityRecord(number, name, location, unit, where, exchanges)
    stated = [allocation for part in parts for allocation in part.iterchildren(f"{SPACE}allocation")]
    products = [e for e in exchanges if e.kind is Kind.PRODUCTION]
    if len(products) < 2 or not stated:
        return (record,)
    numbers = [short(exchange.get("number"), where) for exchange in elements]
    return allocate(record, list(_shares(stated, exchanges, numbers, file)))


def _exchange(element: Any, file: str, naming: Naming, modes: list[str]) -> ExchangeRecord:
    where = f"{file}, line {element.sourceline}"
    kind, group = _kind(element, where)
    mean = amount(element.get("meanValue"), where)
    kind_of_spread = element.get("uncertaintyType", "0").strip()
    if kind_of_spread not in ("", "0"):
        for key in _SPREAD:
            if element.get(key):
                amount(element.get(key), f"{where}, {key}")
    try:
        data = extractor("ecospold1").Ecospold1DataExtractor.process_exchange(element, None)
    except (AttributeError, TypeError, ValueError, IndexError, KeyError) as problem:
        raise _missing(problem, where) from problem
    name = needed(data["name"], "the exchange's name", where)
    unit = short(element.get("unit"), where)
    value, spread = float(data["amount"]), uncertainty(data)
    if spread is None and kind_of_spread not in ("", "0"):  # bw2io takes bad data for none
        spread = Uncertainty(NONE if kind_of_spread in _SPREADS else UNKNOWN)
    if value != mean:
        modes.append(f"{name!r}, {where}: {value:g}, mean {mean:g}")
    if kind is Kind.ELEMENTARY:
        parts = compartment(*(short(element.get(key), where) for key in ("category", "subCategory")))
        key = f"{name} ({', '.join(parts)})"
        listed = naming.name(name, parts)
        return ExchangeRecord(kind, value, unit, where, key, listed, compartment=parts, uncertainty=spread)
    location = short(element.get("location"), where)
    return ExchangeRecord(
        kind, value, unit, where, "", name, location=location, reference=group == "0", uncertainty=spread
    )


def _modes_finding(modes: list[str]) -> tuple[Finding, ...]:
    """Return W104 for triangular distributions whose most likely value is not the mean."""
    if not modes:
        return ()
    message = f"{len(modes)} triangular amounts count with their most likely value, which is not their mean"
    where = "; ".join(modes[:5]) + ("; …" if len(modes) > 5 else "")
    hint = "as Brightway reads them; other programs take the mean: give one number as both where that matters"
    return (Finding("W104", Severity.WARNING, message, where, hint, len(modes)),)


def _kind(element: Any, where: str) -> tuple[Kind, str]:
    side, group = exchange_group(element, SPACE, where)
    kind = _KINDS.get((side, group))
    if kind is None:
        raise error("E523", f"{side} {group!r} is not understood", where, "correct the group")
    return kind, group if side == "outputGroup" else ""


def _shares(
    stated: list[Any], exchanges: tuple[ExchangeRecord, ...], numbers: list[str], file: str
) -> Iterator[dict[int, float]]:
    """Yield per product the share of each exchange, by position.

    The format has fractions in per cent; the US LCI writes parts of one. What an exchange's fractions add up
    to tells which.
    """
    position = {number: i for i, number in enumerate(numbers)}
    of: dict[str, dict[int, float]] = {}
    totals: dict[int, float] = {}
    for element in stated:
        where = f"{file}, line {element.sourceline}"
        product = needed(element.get("referenceToCoProduct"), "the co-product of an allocation", where)
        fraction = amount(element.get("fraction"), where)
        for reference in element.iterchildren(f"{SPACE}referenceToInputOutput"):
            number = short(reference.text, where)
            if number not in position:
                hint = "correct the number"
                raise error("E523", f"there is no exchange {number!r} to allocate", where, hint)
            at = position[number]
            if exchanges[at].kind is Kind.PRODUCTION:  # a product is no part to share
                continue
            if at in of.setdefault(product, {}):
                raise error("E523", f"exchange {number!r} is allocated twice", where, "keep one share")
            of[product][at] = fraction
            totals[at] = totals.get(at, 0.0) + fraction
    whole = 1.0 if totals and all(abs(total - 1) <= ROUNDING for total in totals.values()) else 100.0
    for i, exchange in enumerate(exchanges):
        if exchange.kind is Kind.PRODUCTION:
            yield {at: fraction / whole for at, fraction in of.get(numbers[i], {}).items()}


def _missing(problem: Exception, where: str) -> RoosError:
    return error("E523", f"a part is missing or not understood: {problem}", where, "correct the data set")
