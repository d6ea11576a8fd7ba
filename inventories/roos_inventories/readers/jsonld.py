"""openLCA's exchange format: JSON-LD (olca-schema 2) as a zip, or as the folder it unpacks to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import olca_schema as olca

from roos.errors import error
from roos.system import System
from roos_inventories.limits import DEFAULT, Limits
from roos_inventories.link import link
from roos_inventories.link_uncertainty import with_factors
from roos_inventories.readers.olca_lines import read_processes
from roos_inventories.readers.olca_method import read_olca_method
from roos_inventories.readers.olca_process import Activities, usual_directions
from roos_inventories.readers.olca_store import Store
from roos_inventories.readers.olca_tally import PackageTally
from roos_inventories.readers.olca_units import Units
from roos_inventories.readers.reading import no_more, policies
from roos_inventories.records import FlowRecord

Progress = Callable[[str, float], None]
#: Last word of openLCA's compartments → what flow lists of the field call them.
_COMPARTMENTS = {"resource": "natural resource", "resources": "natural resource"}


def read_jsonld(
    path: Path,
    options: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    *,
    limits: Limits = DEFAULT,
) -> System:
    """Read an openLCA package as a System.

    Parameters
    ----------
    path
        Zip or folder.
    options
        ``method``: name or id of an impact method in the package; by default the only one there is.
        ``unlinked``: ``refuse`` (default) or ``drop``.
    progress
        Called with a phase and a fraction.
    limits
        Caps on the archive and its members.

    Returns
    -------
    System
        Ids are ``process|flow`` (both UUIDs) for products and activities, the UUID for elementary flows. All
        amounts are in the reference units of their flows. Elementary flows count positive in their usual
        direction, resources as well as emissions.

    Raises
    ------
    InputError
        E106 a value that is no finite number, E107 a unit that does not fit its flow, E501 cannot read, E502
        no package or another version, E503 damaged, E504 a refused member, E505 over a limit, E511 unknown
        method, E512 options, E521 several providers and no default, E523 a part that is missing or not
        understood; and what :func:`~roos_inventories.link.link` raises, E520 for what links to nothing.
    """
    options = dict(options or {})
    method = options.pop("method", "")
    chosen = policies(options, path)
    no_more(options, path, "an openLCA package")
    tell = progress or (lambda phase, fraction: None)
    tally = PackageTally()
    with Store(path, limits) as store:
        units = Units(store)
        tell("reading processes", 0.1)
        processes = list(read_processes(store, units, tally))
        if not processes:
            raise error("E502", "the package holds no process", store.name, "export it with its processes")
        directions = usual_directions(processes)
        tell("linking", 0.6)
        system = link(
            store.name,
            list(Activities(processes, directions, tally)),
            [_flow(store, units, identifier) for identifier in directions],
            chosen,
            meta={"format": "openLCA JSON-LD", "source": store.name},
        )
        tell("reading methods", 0.9)
        characterisation, factors = read_olca_method(store, units, tally, system.flows, directions, method)
    tell("done", 1.0)
    return replace(
        system,
        characterisation=characterisation,
        findings=(*tally.findings(), *system.findings),
        uncertainty_of=with_factors(system.uncertainty_of, factors),
    )


def _flow(store: Store, units: Units, identifier: str) -> FlowRecord:
    flow = store.find(olca.Flow, identifier)
    assert flow is not None, "exchanges were resolved before"
    unit = units.reference(flow, store.place(olca.Flow, identifier))
    return FlowRecord(identifier, flow.name or identifier, unit, compartment(flow.category or ""))


def compartment(category: str) -> tuple[str, ...]:
    """Return the compartment that a category of elementary flows stands for.

    Examples
    --------
    >>> compartment("Elementary flows/Emission to air/low population density")
    ('air', 'low population density')
    >>> compartment("Elementary flows/Resource/in ground")
    ('natural resource', 'in ground')
    """
    parts = [part.strip() for part in category.split("/") if part.strip()]
    if parts and parts[0].casefold() == "elementary flows":
        del parts[0]
    if parts:
        head = parts[0].casefold()
        for start in ("emission to ", "emissions to "):
            head = head.removeprefix(start)
        parts[0] = _COMPARTMENTS.get(head, head)
    return tuple(parts)
