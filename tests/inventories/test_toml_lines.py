"""Lines of keys: strings that look like structure, tables in tables, and documents made at random."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from roos_inventories.sweep_file.toml_lines import KeyPath, key_lines, line_of

TEXT = "\n".join(
    [
        "# comment = 1",
        r'title = "a # no comment [x] = 1 \" still"   # [not.a.table]',
        r"'literal key' = 'C:\'",
        'many = """',
        "line = 3",
        "[no]",
        r'a quote \""" and two """""',
        "lines = '''",
        "\"x\" = '' {",
        "'''",
        "after = { a = [1, [2,",
        '  3], { b = 4 }], "c.d" = 5, e.f = 6 }',
        '[table . "sub table"] # comment',
        "x = 2020-01-01",
        "y = [ # comment ]",
        '  "]",',
        "",
        "  2,",
        "]",
        "[[axis]]",
        "a = 1",
        "[axis.zip]",
        "p = [1]",
        "[[axis]]",
        "[[axis.deep]]",
        "z = -1.5e3",
        "[[axis.deep]]",
        "  z.w=true",
    ]
)
LINES = {
    ("title",): 2,
    ("literal key",): 3,
    ("many",): 4,
    ("lines",): 8,
    ("after",): 11,
    ("after", "a", 1): 11,
    ("after", "a", 1, 1): 12,
    ("after", "a", 2, "b"): 12,
    ("after", "c.d"): 12,
    ("after", "e", "f"): 12,
    ("table",): 13,
    ("table", "sub table"): 13,
    ("table", "sub table", "x"): 14,
    ("table", "sub table", "y"): 15,
    ("table", "sub table", "y", 0): 16,
    ("table", "sub table", "y", 1): 18,
    ("axis",): 20,
    ("axis", 0): 20,
    ("axis", 0, "a"): 21,
    ("axis", 0, "zip"): 22,
    ("axis", 0, "zip", "p", 0): 23,
    ("axis", 1): 24,
    ("axis", 1, "deep", 0, "z"): 26,
    ("axis", 1, "deep", 1): 27,
    ("axis", 1, "deep", 1, "z", "w"): 28,
}


def paths(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path, *(found for step, inner in steps for found in paths(inner, (*path, step)))}


def test_lines_of_everything_that_toml_has():
    found = key_lines(TEXT)
    assert {path: found[path] for path in LINES} == LINES
    assert set(found) == paths(tomllib.loads(TEXT)) - {()}
    assert key_lines(TEXT.replace("\n", "\r\n")) == found
    assert key_lines("") == {}


def test_what_is_not_there_has_the_line_of_what_is_above_it():
    lines = key_lines("[a]\nb = [1]")
    assert line_of(("a", "b", 7), lines) == 2
    assert line_of(("a", "c"), lines) == 1
    assert line_of(("d",), lines) == 0


LEAVES = st.one_of(st.integers(-9, 9), st.booleans(), st.text(max_size=6).map(str), st.floats(0, 1))
KEYS = st.text(max_size=5)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def quoted(text: str) -> str:
    """Return a basic string of TOML."""
    return json.dumps(text).replace("\x7f", "\\u007F")


def inline(value: Any, gap: str) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {inline(one, '')}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(gap + inline(one, gap) for one in value) + gap + "]"
    return quoted(value) if isinstance(value, str) else str(value).lower()


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.sampled_from(["", " ", "\n", " # ] } \" '\n  "]))
def test_every_path_of_any_document_has_a_line(content, gap):
    text = "\n".join(f"{quoted(key)} = {inline(value, gap)}" for key, value in content.items())
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # lone surrogates, line ends inside inline tables
        return
    lines = key_lines(text)
    assert set(lines) == paths(parsed) - {()}
    for key in parsed:
        start = text.split("\n")[lines[(key,)] - 1]
        assert start.startswith(quoted(key))
