"""Files that are refused, by format: name, source, files, code and place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from format_texts import BEER, GRAIN, MAKERS, PLACE, POWER, identifier
from make import packed
from noted_formats import several_fit
from texts_ecospold1 import ecospold1
from texts_ecospold2 import spold_files
from texts_simapro import simapro
from texts_template import ROWS, table, workbook

Case = tuple[str, str, dict[str, bytes], str, str]
GIANT = "x" * 70_000
BOMB = (
    '<!DOCTYPE e [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>\n"
)
DEEP = "<x>" * 400 + "</x>" * 400


def changed(text: bytes, old: str, new: str, encoding: str = "utf-8") -> bytes:
    """Return a text with the first of something replaced, which must be there."""
    there = old.encode(encoding)
    assert there in text, old
    return text.replace(there, new.encode(encoding), 1)


def bad_ecospold2() -> Iterator[Case]:
    good = spold_files()

    def but(file: str, old: str, new: str) -> dict[str, bytes]:
        return good | {file: changed(good[file], old, new)}

    def alone(file: str, old: str, new: str) -> dict[str, bytes]:
        return {file: changed(good[file], old, new)}

    power, beer, grain = "1-power.spold", "2-beer.spold", "3-grain.spold"
    made = f'amount="1" intermediateExchangeId="{identifier(POWER)}"'
    used = 'amount="0.375"'
    yield "truncated", "", {grain: good[grain][:2000]}, "E503", f"{grain}, line"
    yield "wrong-root", "", {grain: b"<html><body/></html>"}, "E502", grain
    yield (
        "no-data-set",
        "",
        {grain: b'<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02"/>'},
        "E523",
        grain,
    )
    yield "unknown-unit", "", but(beer, ">kWh<", ">furlong<"), "E107", f"{beer}, line 28"
    yield (
        "unlinked",
        "",
        but(beer, f'"{identifier(MAKERS[POWER])}"', f'"{identifier("nobody")}"'),
        "E520",
        f"{POWER} (kWh) of 'brassage', {beer}, line 28",
    )
    yield (
        "unlinked-without-activity",
        "",
        but(beer, f' activityLinkId="{identifier(MAKERS[POWER])}"', "")
        | {power: good[power].replace(POWER.encode(), b"steam")},
        "E520",
        f"{beer}, line 28",
    )
    twice = good[power].decode().split("      <intermediateExchange")
    second = [*twice[:2], twice[1].replace(identifier(f"p {POWER} 0"), identifier("again")), *twice[2:]]
    yield (
        "production-twice",
        "",
        good | {power: "      <intermediateExchange".join(second).encode()},
        "E105",
        f"{power}, line 23",
    )
    yield "no-reference", "", alone(power, "outputGroup>0<", "outputGroup>2<"), "E104", f"{power}, line 3"
    yield "reference-of-zero", "", but(power, made, made.replace('"1"', '"0"')), "E104", f"{power}, line 18"
    yield "nan", "", alone(beer, used, 'amount="NaN"'), "E106", f"{beer}, line 28"
    yield "infinite", "", alone(beer, used, 'amount="1e400"'), "E106", f"{beer}, line 28"
    yield "decimal-comma", "", alone(beer, used, 'amount="0,375"'), "E106", f"{beer}, line 28"
    yield "underscore", "", alone(beer, used, 'amount="1_000"'), "E106", f"{beer}, line 28"
    yield "amount-missing", "", alone(beer, f" {used}", ""), "E106", f"{beer}, line 28"
    yield (
        "stock-addition",
        "",
        alone(beer, "inputGroup>5</inputGroup", "outputGroup>5</outputGroup"),
        "E523",
        f"{beer}, line 28",
    )
    yield (
        "distribution-without-parameter",
        "",
        alone(power, 'mu="-1.3862943611198906" ', ""),
        "E523",
        f"{power}, line 23",
    )
    groups = "<inputGroup>5</inputGroup>\n        <outputGroup>3</outputGroup>"
    yield "two-groups", "", alone(beer, "<inputGroup>5</inputGroup>", groups), "E523", f"{beer}, line 28"
    both = good[power].decode().split("      <intermediateExchange")
    both[2] = both[2].replace("inputGroup>5</inputGroup", "outputGroup>0</outputGroup")
    marked = "      <intermediateExchange".join(both).encode()
    yield "two-references", "", {power: marked}, "E104", f"{power}, line 3"
    yield "not-utf-8", "", {grain: good[grain].decode().encode("latin-1")}, "E503", grain
    yield "doctype-bomb", "", alone(beer, "<ecoSpold", BOMB + "<ecoSpold"), "E504", beer
    yield (
        "doctype-in-utf-16",
        "",
        {beer: good[beer].decode().replace('"utf-8"?>', f'"utf-16"?>{BOMB}').encode("utf-16")},
        "E504",
        beer,
    )
    yield "encoding-not-read", "", alone(beer, '"utf-8"', '"utf-7"'), "E503", beer
    yield "deep", "", alone(beer, "<flowData>", f"<flowData>{DEEP}"), "E505", f"{beer}, line"
    yield "giant-name", "", alone(beer, ">brassage<", f">{GIANT}<"), "E505", f"{beer}, line"
    yield "data-set-twice", "", good | {"6-again.spold": good[power]}, "E206", "6-again.spold"
    yield "zip-leads-out", ".zip", {**good, f"../{beer}": good[beer]}, "E504", beer


def bad_ecospold1() -> Iterator[Case]:
    good = ecospold1()
    file = "input.xml"

    def but(old: str, new: str) -> dict[str, bytes]:
        return {file: changed(good, old, new)}

    line = next(i for i, text in enumerate(good.decode().splitlines(), 1) if 'unit="MJ"' in text)
    used = f'name="{POWER}" location="CH" unit="MJ" meanValue="1.8"'
    yield "truncated", file, {file: good[:4000]}, "E503", f"{file}, line"
    yield "wrong-root", file, {file: b'<inventory note="http://www.EcoInvent.org/EcoSpold01"/>'}, "E502", file
    yield (
        "no-data-set",
        file,
        {file: b'<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01"/>'},
        "E523",
        file,
    )
    yield "unknown-unit", file, but('unit="MJ"', 'unit="furlong"'), "E107", f"{file}, line {line}"
    yield "unlinked", file, but(used, used.replace(POWER, "steam")), "E520", f"{file}, line {line}"
    yield "unlinked-place", file, but(used, used.replace('"CH"', '"NL"')), "E520", f"near: {POWER} [CH] (kWh)"
    first = f'name="{POWER}" location="CH" unit="kWh" meanValue="1"><outputGroup>0</outputGroup></exchange>'
    yield (
        "production-twice",
        file,
        but(first, f'{first}\n<exchange number="9" {first}'),
        "E105",
        f"{file}, line 26",
    )
    yield (
        "no-reference",
        file,
        but(first, first.replace("output", "input").replace(">0<", ">5<")),
        "E104",
        POWER,
    )
    start = good.index(b"  <dataset")
    again = good[start : good.index(b"  <dataset", start + 1)].replace(b'number="1" gen', b'number="7" gen')
    yield (
        "several-fit",
        file,
        {file: good[:start] + again + good[start:]},
        "E521",
        f"{file}, line {line + again.count(bytes([10]))}",
    )
    yield "nan", file, but(used, used.replace("1.8", "NaN")), "E106", f"{file}, line {line}"
    yield "decimal-comma", file, but(used, used.replace("1.8", "1,8")), "E106", f"{file}, line {line}"
    yield (
        "deviation-not-a-number",
        file,
        but('standardDeviation95="1.21"', 'standardDeviation95="#REF!"'),
        "E106",
        "standardDeviation95",
    )
    yield (
        "group-not-known",
        file,
        but("inputGroup>2</inputGroup", "inputGroup>9</inputGroup"),
        "E523",
        f"{file}, line {line}",
    )
    two = "<inputGroup>2</inputGroup><outputGroup>3</outputGroup>"
    yield "two-groups", file, but("<inputGroup>2</inputGroup>", two), "E523", f"{file}, line {line}"
    yield "shares-not-whole", file, but('fraction="25"', 'fraction="20"'), "E523", f"{file}, line {line}"
    yield (
        "share-negative",
        file,
        {file: changed(but('fraction="75"', 'fraction="175"')[file], 'fraction="25"', 'fraction="-75"')},
        "E523",
        f"{file}, line {line}",
    )
    yield (
        "share-of-nothing",
        file,
        but("<referenceToInputOutput>3<", "<referenceToInputOutput>33<"),
        "E523",
        f"{file}, line {line + 4}",
    )
    yield "no-location", file, but('<geography location="CH" text="" />', ""), "E523", f"{file}, line 3"
    yield "not-utf-8", file, {file: good.decode().encode("latin-1")}, "E503", file
    yield "doctype-bomb", file, but("<ecoSpold", BOMB + "<ecoSpold"), "E504", file
    yield (
        "external-entity",
        file,
        but("<ecoSpold", '<!DOCTYPE e SYSTEM "file:///etc/passwd">\n<ecoSpold'),
        "E504",
        file,
    )
    yield "deep", file, but("<flowData>", f"<flowData>{DEEP}"), "E505", f"{file}, line"
    yield (
        "giant-name",
        file,
        but(f'name="{POWER}" localName', f'name="{GIANT}" localName'),
        "E505",
        f"{file}, line 3",
    )
    yield "zip-leads-out", ".zip", {"../a.xml": good}, "E504", "a.xml"


def bad_simapro() -> Iterator[Case]:
    good = simapro()
    file = "input.csv"

    def but(old: str, new: str) -> dict[str, bytes]:
        return {file: changed(good, old, new, "cp1252")}

    lines = good.decode("cp1252").splitlines()
    used = f"{POWER};MJ;1,8"
    at = f"{file}, line {lines.index(used + ';Undefined;0;0;0;') + 1}"
    yield "truncated", file, {file: good[:900]}, "E503", f"{file}, line"
    yield "no-header", file, {file: good[good.index(b"Process") :]}, "E502", file
    yield "separator-not-known", file, but("Semicolon", "Dash"), "E523", file
    yield "no-process", file, {file: good[: good.index(b"Process")]}, "E523", file
    yield "unknown-unit", file, but(used, f"{POWER};furlong;1,8"), "E107", at
    yield "unlinked", file, but(used, "steam;MJ;1,8"), "E520", at
    yield "production-twice", file, but(f"{GRAIN};kg;0,5;25", f"{BEER};kg;0,5;25"), "E105", f"{file}, line"
    yield (
        "product-of-two-processes",
        file,
        but(f"{GRAIN};kg;0,5;25", f"{POWER};kWh;0,5;25"),
        "E206",
        f"{file}, line",
    )
    yield "no-product", file, but(f"{POWER};kWh;1;100;not defined;Électricité;", ""), "E104", f"{file}, line"
    yield "unit-missing", file, but(used, f"{POWER};;1,8"), "E523", at
    yield "reference-error", file, but(used, f"{POWER};MJ;#REF!"), "E106", at
    yield "nan", file, but(used, f"{POWER};MJ;NaN"), "E106", at
    yield "decimal-point", file, but(used, f"{POWER};MJ;1.8"), "E106", at
    yield "thousands", file, but(used, f"{POWER};MJ;1.000,8"), "E106", at
    yield "amount-missing", file, but(used, f"{POWER};MJ;"), "E106", at
    yield "formula", file, but(used, f"{POWER};MJ;not_used*2"), "E522", at
    yield "expression", file, but(used, f"{POWER};MJ;10^6"), "E522", at
    yield "code-in-amount", file, but(used, f"{POWER};MJ;__import__('os').getpid()"), "E522", at
    yield "shares-not-whole", file, but(f"{GRAIN};kg;0,5;25", f"{GRAIN};kg;0,5;20"), "E523", f"{file}, line"
    alone = f"{POWER};kWh;1;100"
    yield "share-of-one-product", file, but(alone, alone.replace("100", "50")), "E523", f"{file}, line"
    unknown = f"Electricity from space\r\n{POWER};kWh;1\r\n\r\nMaterials/fuels\r\n"
    yield "unknown-table-of-three-columns", file, but("Materials/fuels\r\n", unknown), "E523", f"{file}, line"
    yield "scenario", file, but("Materials/fuels\r\n", "Waste scenario\r\n"), "E523", f"{file}, line"
    yield "unknown-table", file, but("Materials/fuels\r\n", "Electronics\r\n"), "E523", f"{file}, line"
    yield (
        "not-windows-1252",
        file,
        {file: good.replace(b"Lognormal", b"Log\x81normal")},
        "E503",
        f"{file}, line",
    )
    yield "giant-cell", file, but(used, f"{GIANT};MJ;1,8"), "E505", at


def bad_excel() -> Iterator[Case]:
    book, text = "input.xlsx", "input.csv"

    def rows(number: int, column: int, value: Any) -> list[tuple[Any, ...]]:
        cells = list(ROWS[number])
        cells[column] = value
        return [*ROWS[:number], tuple(cells), *ROWS[number + 1 :]]

    use = next(i for i, row in enumerate(ROWS) if row[:2] == (POWER, 0.375))
    make = next(i for i, row in enumerate(ROWS) if row[:2] == (POWER, 1))
    cell = f"{book}, sheet 'brasserie', cell B{use + 1}"
    line = f"{text}, line {use + 1}, column 2"

    def xlsx(number: int, column: int, value: Any) -> dict[str, bytes]:
        return {book: workbook(rows(number, column, value))}

    def csv(number: int, column: int, value: Any) -> dict[str, bytes]:
        return {text: table(rows(number, column, value))}

    good = workbook(ROWS)
    yield "truncated", book, {book: good[:-300]}, "E503", book
    yield "zip-is-no-workbook", book, {book: packed({"[Content_Types].xml": b"<x/>"})}, "E503", book
    yield "no-activity", text, {text: b"Database,brasserie\n"}, "E502", text
    yield "two-databases", book, {book: workbook([("Database", "other"), *ROWS])}, "E523", book
    yield "unknown-unit", book, xlsx(use, 2, "furlong"), "E107", cell
    yield "unlinked", book, xlsx(use, 0, "steam"), "E520", cell
    yield "unlinked-place", text, csv(use, 5, "NL"), "E520", line
    yield (
        "production-twice",
        book,
        {book: workbook([*ROWS[: make + 1], ROWS[make], *ROWS[make + 1 :]])},
        "E105",
        f"cell B{make + 2}",
    )
    yield "production-of-zero", book, xlsx(make, 1, 0), "E104", f"cell B{make + 1}"
    several = rows(use, 6, "production")
    several[use - 1] = (GRAIN, 1, "kilogram", "", None, PLACE, "production")
    yield "two-products", book, {book: workbook(several)}, "E104", "cell A13"
    yield "reference-error", book, xlsx(use, 1, "#REF!"), "E106", cell
    yield "reference-error-in-name", book, xlsx(use, 0, "#N/A"), "E106", f"cell A{use + 1}"
    yield "nan", book, xlsx(use, 1, "NaN"), "E106", cell
    yield "decimal-comma", book, xlsx(use, 1, "0,375"), "E106", cell
    yield "decimal-comma-in-csv", text, csv(use, 1, "0,375"), "E106", line
    yield "true", book, xlsx(use, 1, True), "E106", cell
    yield "amount-missing", text, csv(use, 1, None), "E106", line
    yield "formula-without-value", book, xlsx(use, 1, "=3/8"), "E106", cell
    beside = [(*row, "formula") if row[:1] == ("name",) else row for row in ROWS]
    beside[use] = (POWER, 0, *ROWS[use][2:], *[None] * (10 - len(ROWS[use])), "share * 2")
    yield "zero-beside-formula", book, {book: workbook(beside)}, "E522", cell
    yield "zero-beside-formula-in-csv", text, {text: table(beside)}, "E522", line
    yield (
        "several-fit",
        book,
        {book: workbook(several_fit())},
        "E521",
        f"{book}, sheet 'brasserie', cell B16",
    )
    keyed = [(*row, "input") if row[:1] == ("name",) else row for row in ROWS]
    keyed = [*keyed[:4], ("code", "a1"), *keyed[4:]]
    keyed[use + 1] = (*ROWS[use], *[None] * (10 - len(ROWS[use])), "ecoinvent::a1")
    yield "code-of-another-database", text, {text: table(keyed)}, "E520", f"{text}, line {use + 2}"
    yield "formula-in-csv", text, csv(use, 1, "=3/8"), "E522", line
    yield "parameter-in-csv", text, csv(use, 1, "share * 2"), "E522", line
    yield "column-missing", book, xlsx(make - 1, 6, None), "E204", f"cell A{make}"
    yield "column-twice", text, csv(make - 1, 7, "amount"), "E523", f"line {make}"
    yield "type-not-known", book, xlsx(use, 6, "telepathy"), "E523", f"cell G{use + 1}"
    yield "name-missing", book, xlsx(use, 0, None), "E523", f"cell A{use + 1}"
    yield "activity-without-name", text, csv(3, 1, None), "E523", f"{text}, line 4"
    yield (
        "code-twice",
        text,
        {text: table([*ROWS[:5], ("code", "a"), *ROWS[5:14], ("code", "a"), *ROWS[14:]])},
        "E206",
        f"{text}, line",
    )
    yield "not-utf-8", text, {text: table(ROWS).decode().encode("latin-1")}, "E503", f"{text}, line 4"
    yield "giant-cell", text, csv(use, 0, GIANT), "E505", f"{text}, line {use + 1}"
    yield "zip-leads-out", book, {book: _with_member(good, "../evil.xml", b"<x/>")}, "E504", "evil"
    yield (
        "doctype-bomb",
        book,
        {book: _with_member(good, "xl/more.xml", f"{BOMB}<e>&i;</e>".encode())},
        "E504",
        "more.xml",
    )


def _with_member(book: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    return packed([*members, (name, content)])
