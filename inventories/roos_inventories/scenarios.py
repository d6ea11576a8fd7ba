"""Scenario files: scenario difference files and datapackages with arrays become one ScenarioSet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from roos.errors import error
from roos.scenario_set import ScenarioSet
from roos.system import System
from roos_inventories.grids import SUFFIXES


def read_scenarios(
    source: Path | str | Sequence[Path | str],
    system: System,
    *,
    join: str = "combine",
    conflicts: str = "refuse",
    decimal: str = ".",
    sheet: str = "",
    unmatched: str = "refuse",
) -> ScenarioSet:
    """Read scenarios for an inventory.

    Parameters
    ----------
    source
        A scenario difference file (``.xlsx``, ``.csv``, ``.feather``) as Activity Browser and premise write
        it, a bw_processing datapackage with array resources (folder or zip), or several of them.
    system
        The inventory that the scenarios change, as it was read.
    join
        Of several files: ``"combine"`` every scenario of one with every one of the next, or ``"extend"``
        scenarios of the same names by further changes.
    conflicts
        Where two files change one cell: ``"refuse"``, or let the ``"last"`` file decide, as Activity Browser
        does.
    decimal
        Decimal mark of amounts in text files.
    sheet
        Of workbooks; found by its header where it is not given.
    unmatched
        ``"refuse"`` an exchange that the inventory does not have, or ``"leave out"`` with a W105 finding.

    Returns
    -------
    ScenarioSet
        Values as they stand in the matrices: inputs of the technosphere negative.

    Raises
    ------
    InputError
        E403 and E409 files that cannot be joined; what the readers raise, see
        :func:`roos_inventories.readers.superstructure.read_superstructure` and
        :func:`roos_inventories.readers.bw_scenarios.read_array_package`; E510 no such file, E512 an option.
    """
    if join not in ("combine", "extend"):
        raise error("E512", f"join is 'combine' or 'extend', not {join!r}", "scenarios", "choose one of them")
    paths = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    if not paths:
        raise error("E510", "no scenario file is named", "scenarios", "name at least one")
    sets = [_read(Path(path), system, decimal, sheet, unmatched) for path in paths]
    joined = sets[0]
    for further in sets[1:]:
        together = joined.product if join == "combine" else joined.extend
        joined = together(further, conflicts=conflicts)
    return joined


def _read(path: Path, system: System, decimal: str, sheet: str, unmatched: str) -> ScenarioSet:
    if not path.exists():
        raise error("E510", "there is no such scenario file", str(path), "check the path")
    if path.is_dir() or path.suffix.casefold() not in SUFFIXES:
        from roos_inventories.readers.bw_scenarios import read_array_package

        return read_array_package(path, system)
    from roos_inventories.readers.superstructure import read_superstructure

    return read_superstructure(path, system, decimal=decimal, sheet=sheet, unmatched=unmatched)
