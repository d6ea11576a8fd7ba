"""EcoSpold 2: a ``.spold`` file, a folder of them, or a zip, as ecoinvent hands them out since version 3.

Exchanges are parsed by bw2io. What differs from bw2io's import: several data sets in one file are all read;
an output for treatment (group 3) keeps its meaning, where bw2io makes it an input; an input without an
activity link is linked by its name, or refused, where bw2io deletes it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from roos.errors import Finding, RoosError, Severity, error
from roos.system import System
from roos_inventories.link import link
from roos_inventories.readers.bw2io_parts import extractor
from roos_inventories.readers.reading import amount, needed, no_more, policies, short, uncertainty
from roos_inventories.readers.safe_xml import exchange_group, parse_xml
from roos_inventories.readers.source_files import source_files
from roos_inventories.records import NONE, UNKNOWN, ActivityRecord, ExchangeRecord, Kind, Uncertainty

Progress = Callable[[str, float], None]
SPACE = "{http://www.EcoInvent.org/EcoSpold02}"
SUFFIX = ".spold"
_KINDS = {
    ("intermediateExchange", "inputGroup", "1"): Kind.INPUT,
    ("intermediateExchange", "inputGroup", "2"): Kind.INPUT,
    ("intermediateExchange", "inputGroup", "3"): Kind.INPUT,
    ("intermediateExchange", "inputGroup", "5"): Kind.INPUT,
    ("intermediateExchange", "outputGroup", "0"): Kind.PRODUCTION,
    ("intermediateExchange", "outputGroup", "2"): Kind.PRODUCTION,
    ("intermediateExchange", "outputGroup", "3"): Kind.WASTE,
    ("elementaryExchange", "inputGroup", "4"): Kind.ELEMENTARY,
    ("elementaryExchange", "outputGroup", "4"): Kind.ELEMENTARY,
}
#: Distributions that bw2io reads; where an exchange states several the first of these counts.
_SPREADS = ("lognormal", "normal", "triangular", "uniform", "undefined")
_LOGNORMAL = 2
#: By how much mu may differ from the logarithm of the amount, as both are printed rounded.
_ROUNDING = 0.01
#: Standard deviation of a logarithm above which 95 % of amounts span more than four powers of ten.
_WIDE = 2.5


@dataclass(slots=True)
class _Notes:
    """What was noticed on the way: inputs that no link names, zeros beside a formula, odd lognormals."""

    by_name: list[str] = field(default_factory=list)
    zeros: list[str] = field(default_factory=list)
    medians: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)

    def lognormal(self, data: Mapping[str, Any], spread: Uncertainty, where: str) -> None:
        """Note a lognormal whose median is not the amount, or whose spread Brightway does not believe."""
        if abs(data["loc"] - spread.loc) > _ROUNDING:
            self.medians.append(where)
        if spread.scale > _WIDE:
            self.wide.append(where)

    def findings(self) -> Iterator[Finding]:
        """Yield W127, W126 and W104 where there is something to say."""
        if self.by_name:
            count = len(self.by_name)
            message = f"{count} inputs without an activity link were linked by their names"
            hint = "unit processes that are not linked yet: check that the suppliers are meant"
            yield Finding("W127", Severity.WARNING, message, _first(self.by_name), hint, count)
        if self.zeros:
            count = len(self.zeros)
            message = (
                f"{count} amounts are 0 beside a formula, which is not evaluated: the stored amount counts"
            )
            hint = "right where the formula gives 0; else calculate the data sets and export them again"
            yield Finding("W126", Severity.WARNING, message, _first(self.zeros), hint, count)
        if self.medians:
            count = len(self.medians)
            message = f"{count} lognormal amounts state another median (mu) than the amount, which counts"
            hint = "as in Brightway's import; nothing to do for a static score"
            yield Finding("W104", Severity.NOTE, message, _first(self.medians), hint, count)
        if self.wide:
            count = len(self.wide)
            message = f"{count} lognormal amounts have a standard deviation above {_WIDE} and are drawn so"
            hint = "Brightway's import puts 0.25 in its place; nothing to do for a static score"
            yield Finding("W104", Severity.NOTE, message, _first(self.wide), hint, count)


def _first(places: list[str]) -> str:
    return "; ".join(places[:5]) + ("; …" if len(places) > 5 else "")


def read_ecospold2(
    path: Path, options: Mapping[str, str] | None = None, progress: Progress | None = None
) -> System:
    """Read EcoSpold 2 data sets as a System.

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
        Ids are ``activity_product`` (both UUIDs), as in ecoinvent's file names; flows keep their UUIDs.

    Raises
    ------
    InputError
        E106 an amount that is no finite number, E501 cannot read, E502 no EcoSpold 2, E503 damaged, E504
        refused content, E505 over a limit, E509 no bw2io, E512 an unknown option, E523 a part that is missing
        or not understood; and what :func:`~roos_inventories.link.link` raises.
    """
    options = dict(options or {})
    chosen = policies(options, path)
    no_more(options, path, "EcoSpold 2")
    tell = progress or (lambda phase, fraction: None)
    activities: list[ActivityRecord] = []
    notes = _Notes()
    for file, content in source_files(path, SUFFIX):
        tell(f"reading {file}", 0.1)
        root = parse_xml(content, file)
        if root.tag != f"{SPACE}ecoSpold":
            hint = f"its root is {short(str(root.tag), file)!r}; EcoSpold 2 has ecoSpold in {SPACE}"
            raise error("E502", "no EcoSpold 2 data set", file, hint)
        sets = [
            element
            for element in root.iterchildren()
            if element.tag in (f"{SPACE}activityDataset", f"{SPACE}childActivityDataset")
        ]
        if not sets:
            raise error("E523", "the file holds no data set", file, "take the file out")
        activities += [_activity(element, file, notes) for element in sets]
    tell("linking", 0.8)
    system = link(
        path.name,
        activities,
        policies=chosen,
        findings=tuple(notes.findings()),
        meta={"format": "EcoSpold 2", "source": path.name},
    )
    tell("done", 1.0)
    return system


def _activity(element: Any, file: str, notes: _Notes) -> ActivityRecord:
    where = f"{file}, line {element.sourceline}"
    try:
        described = element.activityDescription
        name = needed(described.activity.activityName.text, "the activity's name", where)
        identifier = needed(described.activity.get("id"), "the activity's id", where)
        location = short(described.geography.shortname.text, where)
        flow_data = element.flowData
    except AttributeError as problem:
        raise _missing(problem, where) from problem
    exchanges = tuple(_exchanges(flow_data, identifier, name, file, notes))
    reference = next((e for e in exchanges if e.reference), None)
    if reference is None:
        hint = "one intermediate exchange must be of output group 0"
        raise error("E104", f"activity {name!r} has no reference product", where, hint)
    return ActivityRecord(reference.key, name, location, reference.unit, where, exchanges)


def _exchanges(
    flow_data: Any, activity: str, name: str, file: str, notes: _Notes
) -> Iterator[ExchangeRecord]:
    parser = extractor("ecospold2").Ecospold2DataExtractor
    for element in flow_data.iterchildren():
        tag = element.tag.removeprefix(SPACE)
        where = f"{file}, line {element.sourceline}"
        # amounts are stored calculated, so parameters are not needed; indicators are results, not exchanges
        if tag in ("parameter", "impactIndicator"):
            continue
        kind, group = _kind(element, tag, where)
        value = amount(element.get("amount"), where)
        if value == 0 and (relation := short(element.get("mathematicalRelation"), where)) not in ("", "0"):
            notes.zeros.append(f"activity {name!r}, {where}: {relation[:60]}")
        unknown = False
        try:
            try:
                data = parser.extract_exchange(element)
            except ValueError:  # for one, bw2io refuses a distribution that it does not know
                unknown = _without_unknown(element)
                data = parser.extract_exchange(element)
        except (AttributeError, TypeError, ValueError, KeyError) as problem:
            raise _missing(problem, where) from problem
        title = needed(data["name"], "the exchange's name", where)
        flow = needed(data["flow"], "the exchange's flow id", where)
        unit = short(data.get("unit"), where)
        spread = Uncertainty(UNKNOWN) if unknown else _spread(data, element, value)
        if spread is not None and spread.type == _LOGNORMAL and _odd(data, spread):
            notes.lognormal(data, spread, f"{title!r} of activity {name!r}, {where}")
        if kind is Kind.ELEMENTARY:
            parts = _compartment(element, where)
            yield ExchangeRecord(kind, value, unit, where, flow, title, compartment=parts, uncertainty=spread)
        elif kind is Kind.PRODUCTION:
            key = f"{activity}_{flow}"
            yield ExchangeRecord(
                kind, value, unit, where, key, name, title, reference=group == "0", uncertainty=spread
            )
        elif supplier := short(data["activity"], where):
            key = f"{supplier}_{flow}"
            yield ExchangeRecord(kind, value, unit, where, key, title, uncertainty=spread)
        else:
            if value != 0:
                notes.by_name.append(f"{title!r} of activity {name!r}, {where}")
            yield ExchangeRecord(kind, value, unit, where, "", title, title, uncertainty=spread)


def _stated(element: Any) -> str:
    """Return which distribution an exchange states: ``undefined`` for none, nothing for an unknown one."""
    stated = element.find(f"{SPACE}uncertainty")
    if stated is None:
        return "undefined"
    for child in stated.iterchildren():
        if isinstance(child.tag, str) and (kind := child.tag.removeprefix(SPACE)) in _SPREADS:
            return kind
    return ""


def _without_unknown(element: Any) -> bool:
    """Take a distribution of an unknown kind out of an exchange, whose amount is certain then."""
    if _stated(element):
        return False
    element.remove(element.find(f"{SPACE}uncertainty"))
    return True


def _spread(data: Mapping[str, Any], element: Any, value: float) -> Uncertainty | None:
    """Return the distribution of an amount as bw2io's import has it: lognormals are around the amount."""
    if data["uncertainty type"] == _LOGNORMAL:
        if value == 0:
            return Uncertainty(NONE)
        return Uncertainty(_LOGNORMAL, math.log(abs(value)), data["scale"], negative=value < 0)
    found = uncertainty(data)
    if found is None and _stated(element) != "undefined":
        return Uncertainty(NONE)  # bw2io takes no spread, and bounds the wrong way round, for none
    return found


def _odd(data: Mapping[str, Any], spread: Uncertainty) -> bool:
    """Say whether a lognormal has another median than the amount, or a spread that is hard to believe."""
    return abs(data["loc"] - spread.loc) > _ROUNDING or spread.scale > _WIDE


def _kind(element: Any, tag: str, where: str) -> tuple[Kind, str]:
    side, group = exchange_group(element, SPACE, where)
    kind = _KINDS.get((tag, side, group))
    if kind is None:
        raise error("E523", f"{tag} of {side} {group!r} is not understood", where, "correct the group")
    return kind, group


def _compartment(element: Any, where: str) -> tuple[str, ...]:
    found = element.find(f"{SPACE}compartment")
    if found is None:
        return ()
    parts = (found.find(f"{SPACE}{part}") for part in ("compartment", "subcompartment"))
    return tuple(text for part in parts if part is not None and (text := short(part.text, where)))


def _missing(problem: Exception, where: str) -> RoosError:
    return error("E523", f"a part is missing or not understood: {problem}", where, "correct the data set")
