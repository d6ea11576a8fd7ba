"""What the README shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

from helpers import profiles_system

README = Path(__file__).resolve().parents[1] / "README.md"


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language; odd parts between fences are inside one."""
    fenced = README.read_text(encoding="utf-8").split("```")[1::2]
    return [block.split("\n", 1)[1] for block in fenced if block.split("\n", 1)[0] == language]


def test_the_python_example_runs(capsys):
    profiles_system()
    (example,) = blocks("python")
    names: dict[str, object] = {}
    compiled = compile(example, "README.md", "exec")
    eval(compiled, names)  # the project's own text, not input
    printed = capsys.readouterr().out
    assert "kg CO2-eq" in printed and "certified" in printed
    assert len(example.strip().splitlines()) <= 20


def test_the_commands_run(capsys, tmp_path, monkeypatch):
    import shlex

    from roos_cli.__main__ import main

    profiles_system()
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks("") for line in block.splitlines() if line.startswith("roos ")]
    for line in [line for line in lines if "DATABASE" not in line and "brightway:" not in line]:
        arguments = shlex.split(line, comments=True)[1:]
        target = None
        if ">" in arguments:
            arguments, target = arguments[: arguments.index(">")], arguments[-1]
        capsys.readouterr()
        assert main(arguments) == 0, line
        if target:
            Path(target).write_text(capsys.readouterr().out)
    assert {"scores.parquet", "scores.parquet.run.json"} <= {path.name for path in tmp_path.iterdir()}


def test_the_brightway_commands_run(capsys, tmp_path, monkeypatch, brightway):
    import shlex

    from inventories.brightway_project import LOOPS, SETUP
    from roos_cli.__main__ import main

    monkeypatch.chdir(tmp_path)
    Path("demands.csv").write_text("demand,product,amount\na loaf,bread,1\n")
    lines = [line for block in blocks("") for line in block.splitlines() if line.startswith("roos ")]
    lines = [line for line in lines if "brightway:" in line]
    assert len(lines) == 4
    for line in lines:
        line = line.replace("CALCULATION SETUP", SETUP)
        arguments = [
            argument.replace("brightway:PROJECT/DATABASE", brightway.locator(LOOPS)).replace(
                "brightway:PROJECT", brightway.locator("")
            )
            for argument in shlex.split(line)[1:]
        ]
        assert main(arguments) == 0, capsys.readouterr().err


def test_every_linked_file_is_there():
    for link in re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8")):
        assert (README.parent / link).exists(), link
