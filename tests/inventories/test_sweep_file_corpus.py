"""Every bad sweep file of the corpus: code, line, key and hint; the schema refuses what the models refuse."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from roos import RoosError
from roos_inventories import read_sweep, sweep_schema

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "sweeps"
CASES = sorted(CORPUS.glob("*.toml"))
#: Code and line stand in the first line of each file.
EXPECTED = re.compile(r"# (E[0-9]{3}), line ([0-9]+): .+")
#: Mistakes of keys and kinds of values: what a JSON Schema can say.
OF_THE_SCHEMA = ("E421", "E422", "E423", "E424", "E205")
#: Said by the models in their own words, and by no schema: sizes, and numbers that JSON does not have.
BEYOND_THE_SCHEMA = {"memory-without-a-number", "memory-of-unknown-unit", "decimal-comma"}


def expected(case: Path) -> tuple[str, int]:
    with case.open(encoding="utf-8") as file:
        found = EXPECTED.fullmatch(file.readline().rstrip("\n"))
    assert found, case
    return found[1], int(found[2])


def refused(path: Path) -> RoosError:
    with pytest.raises(RoosError) as raised:
        read_sweep(path)
    return raised.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_refused_with_its_line(case):
    code, line = expected(case)
    problem = refused(case)
    assert problem.code == code, problem
    assert problem.where.startswith(f"{case}, line {line}" if line else str(case)), problem
    assert re.fullmatch(r"(, line [0-9]+)?(:.*|; .*|, character.*)?", problem.where[len(str(case)) :], re.S)
    assert problem.hint, problem


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_schema_refuses_the_same(case):
    jsonschema = pytest.importorskip("jsonschema")
    code, _ = expected(case)
    try:
        content = tomllib.loads(case.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError:
        assert code in ("E420", "E205")
        return
    valid = jsonschema.Draft202012Validator(sweep_schema()).is_valid(content)
    assert valid != (code in OF_THE_SCHEMA and case.stem not in BEYOND_THE_SCHEMA), code


def test_each_code_has_two_cases():
    seen = Counter(expected(case)[0] for case in CASES)
    wanted = [f"E{n}" for n in range(412, 419)]
    wanted += ["E420", "E421", "E422", "E423", "E424", "E425", "E150", "E151", "E152"]
    assert {code: seen[code] for code in wanted if seen[code] < 2} == {}


def test_windows_line_ends_and_a_byte_order_mark_shift_no_line(tmp_path):
    for case in CASES:
        text = case.read_text(encoding="utf-8").replace("\n", "\r\n")
        path = tmp_path / case.name
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
        before, after = refused(case), refused(path)
        assert after.code == before.code
        assert after.where.replace(str(tmp_path), "") == before.where.replace(str(CORPUS), ""), case
