"""The register of codes: complete, used, tested; errors and findings carry what they promise."""

from __future__ import annotations

import ast
import json
import pickle
import re
from functools import cache
from pathlib import Path

import pytest

from roos.errors import (
    CODES,
    AccuracyError,
    Exit,
    Finding,
    InputError,
    RoosError,
    Severity,
    SingularError,
    WriteError,
    error,
)

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "solver" / "roos", ROOT / "inventories" / "roos_inventories", ROOT / "cli" / "roos_cli"]
CODE = re.compile(r"[EW][1-6][0-9]{2}")
#: Registered for formats and policies that come with later issues; nothing may raise them before.
RESERVED: set[str] = set()


@cache
def codes_in_sources() -> dict[str, set[str]]:
    """Return where each code stands as a string of its own in the three packages, the register apart."""
    found: dict[str, set[str]] = {}
    for folder in SOURCES:
        assert folder.is_dir()
        for path in folder.rglob("*.py"):
            if path == ROOT / "solver" / "roos" / "errors.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    # the code alone, or at the head of a message (a warning of Python has no other place)
                    if head := re.match(rf"{CODE.pattern}\b", node.value):
                        found.setdefault(head[0], set()).add(str(path.relative_to(ROOT)))
    return found


def codes_in_tests() -> set[str]:
    return {
        code
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__).resolve()
        for code in re.findall(rf"\b{CODE.pattern}\b", path.read_text(encoding="utf-8"))
    }


def test_every_code_in_use_is_registered():
    unknown = {code: places for code, places in codes_in_sources().items() if code not in CODES}
    assert not unknown


def test_every_registered_code_is_in_use():
    assert set(CODES) - set(codes_in_sources()) == RESERVED


def test_every_registered_code_is_in_a_test():
    assert set(CODES) - codes_in_tests() - RESERVED == set()


def test_the_register_is_well_formed():
    assert list(CODES) == sorted(CODES, key=lambda code: (code[0] != "E", code))
    for code, entry in CODES.items():
        assert CODE.fullmatch(code)
        assert entry.title and entry.title == entry.title.strip().rstrip(".")
        assert (entry.exit is Exit.OK) == code.startswith("W"), "a warning lets the run go on"
    assert len({entry.title for entry in CODES.values()}) == len(CODES)


@pytest.mark.parametrize(
    ("code", "kind", "status"),
    [
        ("E203", InputError, 2),
        ("E118", AccuracyError, 3),
        ("E101", SingularError, 4),
        ("E601", WriteError, 74),
    ],
)
def test_class_and_exit_code_follow_from_the_code(code, kind, status):
    problem = error(code, "what", "place", "remedy")
    assert type(problem) is kind and isinstance(problem, RoosError)
    assert problem.exit_code == status
    assert (problem.code, problem.message, problem.where, problem.hint) == (code, "what", "place", "remedy")


def test_the_text_says_code_message_place_and_remedy():
    assert str(error("E201", "what", "place", "remedy")) == "E201 what\n  where: place\n  hint: remedy"
    assert str(error("E201", "what")) == "E201 what"


def test_errors_survive_another_process():
    problem = error("E101", "what", "place", "remedy")
    again = pickle.loads(pickle.dumps(problem))
    assert type(again) is SingularError and str(again) == str(problem)


def test_unregistered_codes_are_a_mistake_of_ours():
    for make in (
        lambda: error("E999", "what"),
        lambda: RoosError("E999", "what"),
        lambda: Finding("E999", Severity.NOTE, "what"),
    ):
        with pytest.raises(KeyError, match="E999"):
            make()


def test_a_finding_can_be_raised_and_written():
    finding = Finding("E108", Severity.ERROR, "what", "place", "remedy", 3)
    problem = finding.as_error()
    assert isinstance(problem, InputError) and str(problem).startswith("E108 what")
    assert json.loads(json.dumps(finding.as_dict())) == {
        "code": "E108",
        "severity": "error",
        "message": "what",
        "where": "place",
        "hint": "remedy",
        "count": 3,
    }


def test_exit_codes_are_those_promised():
    wanted = {"OK": 0, "BAD_INPUT": 2, "NOT_CERTIFIED": 3, "SINGULAR": 4, "CANNOT_WRITE": 74}
    assert {e.name: int(e) for e in Exit} == {**wanted, "INTERRUPTED": 130, "TERMINATED": 143}
