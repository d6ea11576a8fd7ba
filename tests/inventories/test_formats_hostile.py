"""Whatever happens to a file: a system, or an error with a code; and never an evaluation."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roos import RoosError, System
from roos_inventories import read
from roos_inventories.grids import read_grid
from roos_inventories.limits import Limits
from roos_inventories.readers.ecospold1 import read_ecospold1
from roos_inventories.readers.ecospold2 import read_ecospold2
from roos_inventories.readers.excel import read_excel
from roos_inventories.readers.safe_xml import parse_xml
from roos_inventories.readers.sheets import read_csv
from roos_inventories.readers.simapro import read_simapro
from roos_inventories.readers.simapro_blocks import read_export
from roos_inventories.readers.source_files import read_file

FORMATS = Path(__file__).resolve().parents[1] / "corpus" / "formats"
SOURCES = {
    "ecospold2": (read_ecospold2, FORMATS / "ecospold2" / "good" / "input" / "2-beer.spold"),
    "ecospold1": (read_ecospold1, FORMATS / "ecospold1" / "good" / "brewery.xml"),
    "simapro": (read_simapro, FORMATS / "simapro" / "good" / "brewery.csv"),
    "csv": (read_excel, FORMATS / "excel" / "good" / "brewery.csv"),
    "xlsx": (read_excel, FORMATS / "excel" / "good" / "brewery.xlsx"),
}
PIECES = [
    b'"',
    b"<",
    b">",
    b"&",
    b"\0",
    b";",
    b",",
    b"NaN",
    b"-",
    b"1e999",
    b"\r\n",
    b"&#0;",
    b"\xff",
    b"=1+1",
]
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 60), st.sampled_from([*PIECES, b""])), min_size=1, max_size=4
)


def edited(content: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for place, removed, piece in edits:
        at = int(place * len(content))
        content = content[:at] + piece + content[at + removed :]
    return content


@pytest.mark.parametrize("form", SOURCES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_a_damaged_file_is_read_or_refused(form, edits, tmp_path):
    read, source = SOURCES[form]
    path = tmp_path / source.name
    path.write_bytes(edited(source.read_bytes(), edits))
    try:
        assert isinstance(read(path, {"unlinked": "drop"}), System)
    except RoosError as problem:
        assert problem.where or problem.code == "E206"


EXPRESSIONS = ["2*3", "10^6", "1/2", "x", "__import__('os').getpid()", "=SUM(A1:A2)", "min", "(1)", "1 + 1"]


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_no_expression_is_evaluated(tmp_path, text):
    changes = {
        "simapro": (b"kWh;0,25", f"kWh;{text}".encode()),
        "csv": (b'",0.25,kilowatt hour', f'",{text},kilowatt hour'.encode()),
    }
    for form, (old, new) in changes.items():
        read, source = SOURCES[form]
        content = source.read_bytes()
        assert old in content
        (tmp_path / source.name).write_bytes(content.replace(old, new, 1))
        with pytest.raises(RoosError, match="E522"):
            read(tmp_path / source.name)


@pytest.mark.parametrize("unit", ["1/0", "exec('x')", "2*kg"])
def test_a_unit_is_never_taken_for_an_expression(tmp_path, unit):
    content = SOURCES["simapro"][1].read_bytes().replace(b"kWh;0,25", f"{unit};0,25".encode())
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(RoosError, match="E107"):
        read_simapro(tmp_path / "a.csv")


def test_limits_are_kept(tmp_path):
    small = Limits(member_bytes=100, cell_chars=20)
    for form in ("ecospold2", "xlsx"):
        with pytest.raises(RoosError, match="E505"):
            read_file(SOURCES[form][1], small)
    with pytest.raises(RoosError, match=r"E505(.|\n)*line 1, column 2"):
        read_csv(b"Database," + b"x" * 30, "a.csv", limits=small)
    with pytest.raises(RoosError, match=r"E505(.|\n)*line"):
        read_export(SOURCES["simapro"][1].read_bytes(), "a.csv", limits=small)
    giant = b"Database," + b"x" * 200_000
    with pytest.raises(RoosError, match="E505"):
        read_csv(giant, "a.csv", limits=Limits(cell_chars=10**9))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"<a><b></a>", "E503"),
        (b"", "E503"),
        (b'<?xml version="1.0" encoding="cp037"?><a/>', "E503"),
        (b"<a>" * 300 + b"</a>" * 300, "E505"),
        (b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>', "E504"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a []><a/>'.encode("utf-16"), "E504"),
        (b"<a>&undefined;</a>", "E503"),
    ],
)  # fmt: skip
def test_xml_that_is_refused(text, code):
    with pytest.raises(RoosError, match=code):
        parse_xml(text, "a.xml")


def test_a_missing_file_and_an_empty_folder(tmp_path):
    with pytest.raises(RoosError, match="E501"):
        read_simapro(tmp_path / "none.csv")
    with pytest.raises(RoosError, match="E502"):
        read_ecospold2(tmp_path)


def test_a_workbook_that_openpyxl_fails_on_is_refused(tmp_path):
    """A chart sheet without a chart is legal, and openpyxl stumbles over it."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Dataset", "climate [kg]"])
    book.create_chartsheet("chart")
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(RoosError, match="E503"):
        read(tmp_path / "a.xlsx")
    with pytest.raises(RoosError, match="E503"):
        read_grid(tmp_path / "a.xlsx", ("dataset",))


def test_a_damaged_workbook_is_read_or_refused_as_a_table(tmp_path):
    """Every member of a small workbook, cut off or emptied: a grid, or an error with a code."""
    import io
    import zipfile

    import openpyxl

    stream = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (["Dataset", "climate [kg]"], ["steel", 2.5], ["power", "=1+1"]):
        book.active.append(row)
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    refused = 0
    for damaged, content in members.items():
        for left in (b"", b"<x/>", content[: len(content) // 2]):
            path = tmp_path / "a.xlsx"
            with zipfile.ZipFile(path, "w") as archive:
                for name, whole in members.items():
                    archive.writestr(name, left if name == damaged else whole)
            for how in (lambda path: read_grid(path, ("dataset",)), read):
                try:
                    how(path)
                except RoosError:
                    refused += 1
    assert refused > len(members)
