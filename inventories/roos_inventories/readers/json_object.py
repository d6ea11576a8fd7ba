"""A JSON file that holds one object, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from roos.errors import error
from roos_inventories.archive import json_strict


def read_json_object(path: Path) -> Mapping[str, Any]:
    """Return the object in a file; a missing file gives an empty one.

    Raises
    ------
    InputError
        E501 cannot read, E503 not JSON or not an object, E113 a key given twice.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error(
            "E501", f"cannot read {path.name}: {reason}", str(path), "check that you may read it"
        ) from problem
    content = json_strict(data, where=path.name)
    if not isinstance(content, Mapping):
        raise error(
            "E503", f"{path.name} holds no object", path.name, "the file starts with { and ends with }"
        )
    return content
