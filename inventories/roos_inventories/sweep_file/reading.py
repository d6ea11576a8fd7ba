"""``read_sweep``: a SWEEP.toml becomes a :class:`roos.SweepSpec`; its schema and its template."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from roos.errors import error
from roos.sweeping.spec import SweepSpec
from roos_inventories.sweep_file.limits import DEFAULT, SweepLimits


def read_sweep(path: Path | str, *, limits: SweepLimits = DEFAULT) -> SweepSpec:
    """Read a sweep file.

    Parameters
    ----------
    path
        Of a TOML file; :func:`sweep_template` gives one to start from. Paths in it start at its own folder.
    limits
        What is refused for its size.

    Returns
    -------
    SweepSpec
        Checked as far as that is possible without the inventory. Labels of changed cells and of demands are
        looked up later, and refused with the line they carry.

    Raises
    ------
    InputError
        Each with file, line and key. Of the text: E420 not TOML, E505 over a limit. Of keys: E421 unknown,
        with the nearest; E422 missing; E424 exclude each other. Of values: E423 not understood, E106 not
        finite, E205 not a number; E150 to E152 a distribution. Of what they say: E412 not an axis; E413,
        E414, E415 a formula; E416 an unknown parameter; E417 parameters in a circle; E418 two axes for one
        parameter; E425 prices to change that are not given; E305, E501, E510, E512 something named that is
        not there.
    """
    from pydantic import ValidationError

    from roos_inventories.sweep_file.build import spec_of
    from roos_inventories.sweep_file.models import SweepFile
    from roos_inventories.sweep_file.refusals import refusal
    from roos_inventories.sweep_file.source import Source

    place = Path(path)
    if place.suffix.casefold() != ".toml":
        raise error("E502", f"{place.name!r} is no TOML file", str(path), "a sweep file ends in .toml")
    source = Source(place, limits)
    try:
        file = SweepFile.model_validate(source.content)
    except ValidationError as problem:
        raise refusal(problem, source) from None
    return spec_of(file, source, limits)


def sweep_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of sweep files, made from the models that validate them."""
    from roos_inventories.sweep_file.models import SweepFile

    schema = SweepFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "roos sweep file"}


def sweep_template(*, uncertain: bool = False) -> str:
    """Return a commented sweep file that runs as it is, on the textbook inventory.

    Parameters
    ----------
    uncertain
        One whose parameters have distributions, for samples and sensitivities.
    """
    name = "uncertain.toml" if uncertain else "template.toml"
    return files("roos_inventories.sweep_file").joinpath(name).read_text(encoding="utf-8")
