"""``roos solve`` as a process between two pipes: CSV and Arrow, from a shell and from bytes."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from tests.cli.cases import DEMANDS, ROOT, expected_scores, run

EXAMPLE = ROOT / "tests" / "examples" / "pipeline.sh"


@pytest.fixture
def stdin(monkeypatch):
    def give(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


def arrow(table: pyarrow.Table, opener=pyarrow.ipc.new_stream) -> bytes:
    memory = io.BytesIO()
    with opener(memory, table.schema) as stream:
        stream.write_table(table, max_chunksize=2)
    return memory.getvalue()


def demands(**changes) -> pyarrow.Table:
    rows = list(csv.DictReader(io.StringIO(DEMANDS)))
    columns = {name: [row[name] for row in rows] for name in ("demand", "product")}
    columns["amount"] = [float(row["amount"]) for row in rows]
    return pyarrow.table({**columns, **changes})


def test_arrow_in_and_out_through_pipes(inventory):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "roos_cli",
            "solve",
            inventory,
            "--demands",
            "-",
            "-o",
            "-",
            "--format",
            "arrow",
        ],
        input=arrow(demands()),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    result = pyarrow.ipc.open_stream(done.stdout).read_all().to_pydict()
    assert list(result) == ["demand", "category", "unit", "score"]
    np.testing.assert_allclose(np.reshape(result["score"], (2, 2)), expected_scores(), rtol=1e-15)
    assert result["demand"][0] == "a car" and result["category"][:2] == ["climate", "acid"]


@pytest.mark.parametrize("opener", [pyarrow.ipc.new_stream, pyarrow.ipc.new_file], ids=["stream", "file"])
def test_dictionaries_and_files_on_standard_input(capsys, inventory, stdin, opener):
    table = demands()
    table = table.set_column(0, "demand", table["demand"].combine_chunks().dictionary_encode())
    stdin(arrow(table, opener))
    done = run(capsys, "solve", inventory, "--demands", "-", "-o", "-")
    assert done.status == 0, done.err
    scores = [float(row["score"]) for row in csv.DictReader(io.StringIO(done.out))]
    np.testing.assert_allclose(np.reshape(scores, (2, 2)), expected_scores(), rtol=1e-15)


def test_arrow_files(capsys, inventory, tmp_path):
    for opener, name in ((pyarrow.ipc.new_file, "d.feather"), (pyarrow.ipc.new_stream, "d.arrow")):
        (tmp_path / name).write_bytes(arrow(demands(), opener))
        done = run(capsys, "solve", inventory, "--demands", tmp_path / name, "-o", tmp_path / "s.arrow")
        assert done.status == 0, done.err
        scores = pyarrow.ipc.open_stream(tmp_path / "s.arrow").read_all()["score"].to_numpy()
        np.testing.assert_allclose(scores.reshape(2, 2), expected_scores(), rtol=1e-15)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: arrow(demands())[:-40], "E503"),
        (lambda: arrow(demands())[:30], "E503"),
        (lambda: b"\xff\xff\xff\xff" + bytes(64), "E503"),
        (lambda: b"ARROW1\0\0" + bytes(64), "E503"),
        (lambda: arrow(demands(), pyarrow.ipc.new_file)[:-9], "E503"),
        (lambda: arrow(demands(extra=[1] * len(demands()))), "E208"),
        (lambda: arrow(demands().drop_columns("amount")), "E204"),
        (lambda: arrow(demands(amount=[None] * len(demands()))), "E205"),
        (lambda: arrow(demands().slice(0, 0)), "E203"),
        (lambda: arrow(demands(product=["nothing"] * len(demands()))), "E201"),
    ],
    ids=["cut", "cut head", "zeros", "no file", "cut file", "extra", "missing", "nulls", "empty", "unknown"],
)
def test_bad_arrow_is_refused(capsys, inventory, stdin, data, code):
    stdin(data())
    done = run(capsys, "solve", inventory, "--demands", "-", "-o", "-", "--format", "arrow")
    assert done.status == 2 and code in done.err and done.out == ""
    assert "standard input" in done.err


def test_damaged_bytes_never_give_a_traceback(capsys, inventory, stdin):
    whole = arrow(demands())
    rng = np.random.default_rng(5)
    for _ in range(60):
        bad = bytearray(whole)
        for place in rng.integers(0, len(bad), 3):
            bad[place] = rng.integers(0, 256)
        stdin(bytes(bad))
        done = run(capsys, "solve", inventory, "--demands", "-", "-o", "-")
        assert done.status in (0, 2), done.err
        assert "Traceback" not in done.err


def test_format_is_of_standard_output(capsys, inventory, demands_file, out):
    done = run(
        capsys, "solve", inventory, "--demands", demands_file, "-o", out / "x.csv", "--format", "arrow"
    )
    assert done.status == 2 and "E603" in done.err


@pytest.fixture
def demands_file(tmp_path: Path) -> Path:
    path = tmp_path / "demands.csv"
    path.write_text(DEMANDS)
    return path


def test_a_shell_script_gets_scores_for_1000_demands(tmp_path):
    """The example of the README: awk writes CSV, roos reads and writes pipes, awk reads CSV."""
    if not (shutil.which("sh") and shutil.which("awk")):
        pytest.skip("needs sh and awk")
    command = tmp_path / "roos"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m roos_cli "$@"\n')
    command.chmod(0o755)
    done = subprocess.run(
        ["sh", str(EXAMPLE)],
        env={
            **os.environ,
            "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("1000 demands, kg CO2-eq in all: "), done.stdout
    from roos import score
    from roos_inventories import read

    system = read("textbook:bakery")
    bread = next(product for product in system.products.ids if "bread" in product)
    one = float(score(system, {"one": {bread: 1.0}}).scores[0, 0])
    total = float(lines[0].split()[-1])
    assert total == pytest.approx(one * sum(range(1, 1001)) / 10, rel=1e-6)
