"""The axes of a file, each mistake with its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from roos.errors import RoosError
from roos.sweeping.axis import Axis
from roos.sweeping.spec import ScenarioFiles
from roos_inventories.sweep_file.axis_models import FilesAxis, RangeAxis, ValuesAxis, YearsAxis, ZippedAxis
from roos_inventories.sweep_file.files import scenario_files
from roos_inventories.sweep_file.models import SweepFile
from roos_inventories.sweep_file.source import Source
from roos_inventories.sweep_file.toml_lines import KeyPath

#: What results have beside the axes of a sweep.
RESERVED = ("demand", "category", "unit", "score", "relative_bound", "base")


def axes_of(file: SweepFile, source: Source, folder: Path) -> tuple[Axis | ScenarioFiles, ...]:
    """Return the axes in order.

    Raises
    ------
    InputError
        E412 not an axis, a name given twice or kept for results; E413 a parameter that no formula can name;
        E510 a file that is not there.
    """
    made: list[Axis | ScenarioFiles] = []
    for i, axis in enumerate(file.axis):
        path: KeyPath = ("axis", i)
        if axis.name in RESERVED:
            hint = f"results use {', '.join(RESERVED)} themselves: choose another name"
            raise source.refuse("E412", f"an axis cannot be called {axis.name!r}", (*path, "name"), hint)
        if any(axis.name == other.name for other in made):
            message = f"two axes are called {axis.name!r}"
            raise source.refuse("E412", message, (*path, "name"), "give each a name of its own")
        made.append(_axis(axis, source, path, folder))
    return tuple(made)


def _axis(axis: Any, source: Source, path: KeyPath, folder: Path) -> Axis | ScenarioFiles:
    if isinstance(axis, FilesAxis):
        files = scenario_files(axis.files, source, (*path, "files"), folder)
        how = (axis.join, axis.conflicts, axis.decimal, axis.sheet, axis.unmatched)
        return ScenarioFiles(axis.name, files, *how, where=source.where(path))
    key, make = _maker(axis)
    try:
        return replace(make(), unit=axis.unit)
    except RoosError as problem:
        # a text that no formula can name: it is the parameter's, or else the axis's own
        own = "parameter" if getattr(axis, "parameter", None) else "zip" if hasattr(axis, "zip") else "name"
        raise source.placed(problem, (*path, own if problem.code == "E413" else key)) from None


def _maker(axis: Any) -> tuple[str, Callable[[], Axis]]:
    """Return the key that makes the axis what it is, and how to make it."""
    if isinstance(axis, ValuesAxis):
        return "values", lambda: Axis.values(
            axis.name, axis.values, parameter=axis.parameter, labels=axis.labels
        )
    if isinstance(axis, RangeAxis):
        return "stop", lambda: Axis.range(
            axis.name, axis.start, axis.stop, step=axis.step, count=axis.count, parameter=axis.parameter
        )
    if isinstance(axis, YearsAxis):
        return "years", lambda: Axis.years(axis.name, axis.years, axis.zip)
    assert isinstance(axis, ZippedAxis)
    return "zip", lambda: Axis.zipped(axis.name, axis.zip, labels=axis.labels)
