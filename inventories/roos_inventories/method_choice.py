"""Which method a name means for an inventory: one of the Brightway project it came from, or one of bw2io."""

from __future__ import annotations

from roos.errors import RoosError
from roos.method import Method
from roos.system import System
from roos_inventories.methods import Coverage, list_methods, read_method


def method_for(system: System, name: str) -> tuple[Method, Coverage | None]:
    """Return a method over a system's flows.

    Parameters
    ----------
    system
        From :func:`roos_inventories.read`.
    name
        A name of :func:`roos_inventories.methods.list_methods`; for an inventory from a Brightway project
        before that a method there: the parts of its name joined by ``" | "``, or the first parts of several.

    Returns
    -------
    Method
        C over the flows of the system.
    Coverage
        Of a method of bw2io; None for one of the project, whose factors are bound to its flows by id.

    Raises
    ------
    InputError
        E511 unknown method; E107, E503, E509 as :func:`roos_inventories.methods.read_method`; E530 as
        :func:`roos_inventories.brightway.read_project_method`.
    """
    if system.meta.get("format") != "Brightway project":
        return read_method(name, system.flows)
    from roos_inventories.brightway import read_project_method

    try:
        return read_project_method(system, name), None
    except RoosError as problem:
        if problem.code != "E511" or name not in {info.name for info in list_methods()}:
            raise
    return read_method(name, system.flows)
