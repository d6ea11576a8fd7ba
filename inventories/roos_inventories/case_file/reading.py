"""``read_case``: the 13 cases by id, a user's own by path; the schema and the template."""

from __future__ import annotations

import difflib
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

from roos.errors import error
from roos.screening import Case

#: The 13 cases of the report, in its order.
IDS = (
    "kaak", "demcon", "malvern", "snew", "sew", "remeha", "van-raam", "htc", "vconsyst", "vanderlande",
    "privaeco", "alkondor", "aebi",
)  # fmt: skip
FOLDER = Path(__file__).resolve().parents[1] / "cases"


def list_cases() -> tuple[Case, ...]:
    """Return the cases that come with roos, in the order of the report."""
    return tuple(read_case(name) for name in IDS)


def read_case(name_or_path: str | os.PathLike[str]) -> Case:
    """Read a case.

    Parameters
    ----------
    name_or_path
        Id of a case that comes with roos, or the path of a TOML file; :func:`case_template` gives one.

    Raises
    ------
    InputError
        Each with file and line. Of the text: E434 not TOML, E205 a decimal comma, E501, E505. Of keys: E435
        unknown, E436 missing, E442 contradicting. E437 values, E438 a scenario without a baseline, E439 an
        amount without a unit, E413–E417 formulas, E440 an id that is not known, with the nearest.

    Examples
    --------
    >>> case = read_case("van-raam")
    >>> case.company, [one.id for one in case.scenarios]
    ('Van Raam', ['service'])
    """
    from pydantic import ValidationError

    from roos_inventories.case_file.build import case_of
    from roos_inventories.case_file.models import CaseFile
    from roos_inventories.case_file.refusals import refusal
    from roos_inventories.case_file.source import Source

    text = os.fspath(name_or_path)
    path = Path(text)
    if text in IDS:
        source = Source(FOLDER / f"{text}.toml", f"{text}.toml")
    elif path.suffix.casefold() == ".toml" or path.parent != Path() or path.is_file():
        source = Source(path)
    else:
        near = difflib.get_close_matches(text, IDS, n=3, cutoff=0.3) or list(IDS)
        hint = f"nearest: {', '.join(near)}; or give the path of a .toml file"
        raise error("E440", f"no case is called {text!r}", text, hint)
    try:
        file = CaseFile.model_validate(source.content)
    except ValidationError as problem:
        raise refusal(problem, source) from None
    return case_of(file, source)


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of case files, made from the models that validate them."""
    from roos_inventories.case_file.models import CaseFile

    schema = CaseFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "roos case file"}


def case_template() -> str:
    """Return a commented case file that runs as it is, on `profiles`."""
    return files("roos_inventories.case_file").joinpath("template.toml").read_text(encoding="utf-8")
