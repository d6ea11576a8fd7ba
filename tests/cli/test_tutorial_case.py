"""The tutorial of the command line's README does what it says, in ten commands or fewer."""

from __future__ import annotations

import shlex
from pathlib import Path

from tests.cli.cases import run
from tests.helpers import profiles_system

README = Path(__file__).resolve().parents[2] / "cli" / "README.md"
MARK = "<!-- tutorial: executed by tests/cli/test_tutorial_case.py -->"


def commands() -> list[list[str]]:
    _, _, rest = README.read_text(encoding="utf-8").partition(MARK)
    block = rest.split("```")[1]
    return [shlex.split(line, comments=True)[1:] for line in block.splitlines() if line.startswith("roos ")]


def test_from_a_new_case_to_a_rose_on_a_page(capsys, tmp_path, monkeypatch):
    profiles_system()
    monkeypatch.chdir(tmp_path)
    steps = commands()
    assert 5 <= len(steps) <= 10
    means = []
    for arguments in steps:
        if arguments[:2] == ["data", "install"]:
            continue  # is there, or the test was skipped; tests fetch nothing
        done = run(capsys, *arguments)
        assert done.status == 0, (arguments, done.err)
        if arguments[:2] == ["case", "run"]:
            means.append(run(capsys, *arguments, "--json").json["mean"])
    assert len(set(means)) == 2, "the question of step 6 has another answer"
    page = Path("mine.html").read_text(encoding="utf-8")
    assert "Large rose" in page and "<svg" in page and "A lighter lid" in page
    assert Path("rose.svg").read_text(encoding="utf-8").count("People &amp; environment") >= 1
    assert Path("rose.png").read_bytes().startswith(b"\x89PNG")
