"""The files of a datapackage by name, in a folder or in a zip; nothing outside it is ever opened."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Any, Self

from numpy.typing import NDArray

from roos.errors import error
from roos_inventories.archive import SafeZip, json_strict, load_npy
from roos_inventories.limits import FILE_BYTES


class Members:
    """A datapackage's files, opened as a context.

    Parameters
    ----------
    path
        Folder, or zip with its files at the top.

    Raises
    ------
    InputError
        On entering: E501 cannot read, E502 no datapackage (packages inside a folder are listed), E503 not a
        zip, E504 a refused member, E505 over a limit.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.title = path.name
        self._home = path.resolve()
        self._zip: SafeZip | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        if self.path.is_dir():
            present = (self.path / "datapackage.json").is_file()
        else:
            self._zip = self._stack.enter_context(SafeZip(self.path))
            present = "datapackage.json" in self._zip
        if not present:
            self._stack.close()
            raise error("E502", "no datapackage.json there", str(self.path), self._hint())
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def read(self, name: str) -> bytes:
        """Return the content of a file by the name that the metadata gives it."""
        where = f"{self.title}, {name}"
        plain = PurePosixPath(name)
        if plain.is_absolute() or ".." in plain.parts or "\\" in name or ":" in name or not plain.parts:
            raise error("E504", "a resource lies outside its package", where, "do not use this package")
        if self._zip is not None:
            if name not in self._zip:
                raise error("E503", "the package lists a file that it lacks", where, "write it again")
            return self._zip.read(name)
        file = self.path / plain
        try:
            if not file.resolve(strict=True).is_relative_to(self._home):
                raise error("E504", "a resource lies outside its package", where, "do not use this package")
            if file.stat().st_size > FILE_BYTES:
                raise error("E505", f"a file of more than {FILE_BYTES} bytes", where, "split the package")
            return file.read_bytes()
        except FileNotFoundError:
            raise error("E503", "the package lists a file that it lacks", where, "write it again") from None
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise error("E501", f"cannot read: {reason}", where, "check that you may read it") from problem

    def json(self, name: str) -> Any:
        """Return what a JSON file holds."""
        return json_strict(self.read(name), where=f"{self.title}, {name}")

    def array(self, resource: Mapping[str, Any]) -> NDArray[Any]:
        """Return the array of a resource, from NumPy's format or Parquet."""
        name = str(resource.get("path", ""))
        where = f"{self.title}, {name}"
        if name.endswith(".npy"):
            return load_npy(self.read(name), where=where)
        if name.endswith(".parquet"):
            return _parquet(self.read(name), where)
        hint = "write the package with bw_processing"
        raise error("E502", f"a resource is neither .npy nor .parquet: {name!r}", self.title, hint)

    def _hint(self) -> str:
        if self.path.is_dir():
            inside = [
                entry.name
                for entry in sorted(self.path.iterdir())
                if entry.suffix == ".zip" or (entry / "datapackage.json").is_file()
            ]
            if inside:
                return f"name one package, and others by the option method=PATH: {', '.join(inside[:8])}"
        return "a datapackage is a folder or zip written by bw_processing"


def _parquet(data: bytes, where: str) -> NDArray[Any]:
    """Return an array that bw_processing stored as Parquet; its own function knows the layout."""
    import io

    import pyarrow as pa
    from bw_processing.errors import WrongDatatype
    from bw_processing.io_parquet_helpers import load_ndarray_from_parquet

    try:
        array: NDArray[Any] = load_ndarray_from_parquet(io.BytesIO(data))
        return array
    except (
        pa.ArrowException,
        WrongDatatype,
        NotImplementedError,
        KeyError,
        TypeError,
        ValueError,
        OSError,
    ) as problem:
        reason = str(problem).splitlines()[0][:120] if str(problem) else type(problem).__name__
        raise error(
            "E503", f"not a Parquet array of bw_processing: {reason}", where, "write it again"
        ) from None
