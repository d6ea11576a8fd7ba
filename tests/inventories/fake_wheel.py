"""A small wheel with the layout of the real one, for tests of what happens around it."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from pathlib import Path

import pytest

import roos
from roos_inventories.install import install
from roos_inventories.profiles import source

DATA = {
    "carculator_utils/data/IAM/A_matrix.npz": b"matrix" * 2000,
    "carculator_utils/data/IAM/dict_inputs_A_matrix.csv": b"a;b;c\n" * 500,
    "carculator_utils/data/lcia/dict_impact_categories.csv": b"one line\n",
    source._LICENCE_FILE: b"BSD 3-Clause License\n",
}
CODE = {
    "carculator_utils/__init__.py": b"raise SystemExit('code of the wheel was run')\n",
    "carculator_utils/data/electricity/electricity_mixes.csv": b"not wanted\n",
}


def make_wheel(folder: Path, monkeypatch: pytest.MonkeyPatch, extra: dict[str, bytes] | None = None) -> Path:
    """Write a wheel and pin its digests in place of the real ones."""
    record = "".join(
        f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in (CODE | DATA).items()
    ).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (CODE | DATA | {source.RECORD: record} | (extra or {})).items():
            file.writestr(name, content)
    wheel = folder / source.WHEEL
    wheel.write_bytes(stream.getvalue())
    monkeypatch.setattr(source, "WHEEL_SHA256", hashlib.sha256(stream.getvalue()).hexdigest())
    monkeypatch.setattr(source, "RECORD_SHA256", hashlib.sha256(record).hexdigest())
    return wheel


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(**arguments: object) -> roos.RoosError:
    with pytest.raises(roos.RoosError) as caught:
        install("profiles", **arguments)  # type: ignore[arg-type]
    assert caught.value.hint
    return caught.value
