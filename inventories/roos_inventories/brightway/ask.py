"""Asking bw2data: it runs in a process of its own, in a temporary folder, with streams of its own."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roos.errors import error
from roos_inventories.brightway.project import Project, read_only

#: Run as a file: it needs nothing of roos, whose import would cost more than its work.
_PROGRAM = Path(__file__).with_name("child.py")


@dataclass(frozen=True)
class Answer:
    """What bw2data says of a project.

    Attributes
    ----------
    nodes
        Per node: id, database, code, type, name, product, unit, location, compartment.
    processed
        Packages of databases that were processed here; they are gone when the context ends.
    setup
        ``{"demands": [[[node id, amount], …], …], "methods": [[…], …]}`` of the calculation setup asked for,
        or None where there is none of that name.
    setups
        Names of all calculation setups.
    """

    nodes: list[list[Any]]
    processed: dict[str, Path]
    setup: dict[str, Any] | None
    setups: list[str]


@contextmanager
def ask(
    project: Project, databases: Sequence[str], process: Sequence[str], setup: str | None
) -> Iterator[Answer]:
    """Let bw2data read a project.

    Parameters
    ----------
    project
        It is never written to.
    databases
        Whose nodes are wanted.
    process
        Databases to process into a temporary folder.
    setup
        Name of a calculation setup.

    Raises
    ------
    InputError
        E504 a pickle that names more than plain values, E508 no place for temporary files, E530 whatever else
        bw2data cannot do.
    """
    where = f"Brightway project {project.name!r}"
    nodes = project.folder / "lci" / "databases.db"
    if not nodes.is_file():
        hint = "check that the project opens in Brightway 2.5"
        raise error("E530", "the project has no lci/databases.db", where, hint)
    try:
        folder = tempfile.TemporaryDirectory(prefix="roos-brightway-")
    except OSError as problem:
        hint = "set TMPDIR to a folder that you may write to"
        raise error(
            "E508", f"there is no place for temporary files: {problem.strerror}", where, hint
        ) from None
    with folder as place:
        request = {
            "folder": str(project.folder),
            "address": read_only(nodes),
            "databases": list(databases),
            "process": list(process),
            "setup": setup,
        }
        done = subprocess.run(  # noqa: S603 - a fixed program; names of the project go by standard input
            [sys.executable, "-P", str(_PROGRAM)],
            input=json.dumps(request).encode(),
            capture_output=True,
            env=_environment(place),
            cwd=place,
            check=False,
        )
        try:
            content = json.loads(done.stdout)
        except ValueError:
            last = (done.stderr.decode(errors="replace").strip().splitlines() or ["no output"])[-1]
            content = {"failed": f"it ended with status {done.returncode}: {last[:200]}"}
        if "refused" in content:
            raise error(
                "E504",
                f"a pickle in the project names {content['refused']}: only plain values are read",
                where,
                "it could run a program: if the project is your own, store text or numbers instead",
            )
        if "failed" in content:
            hint = "check that the project opens in Brightway 2.5, and that no program is writing it"
            raise error("E530", f"bw2data cannot read the project: {content['failed']}", where, hint)
        yield Answer(
            content["nodes"],
            {name: Path(path) for name, path in content["processed"].items()},
            content["setup"],
            content["setups"],
        )


def _environment(place: str) -> dict[str, str]:
    """Return an environment in which every library finds its own folders in a temporary one."""
    homes = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "BRIGHTWAY2_DIR", "MPLCONFIGDIR")
    moved = dict.fromkeys(homes, place)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        moved[name] = place
    return {
        **os.environ,
        **moved,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONUSERBASE": site.getuserbase(),  # found by HOME otherwise
        "PYTHONDONTWRITEBYTECODE": "1",
    }
