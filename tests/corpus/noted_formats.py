"""Small files of each format that are read, with one thing each that must be said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from format_texts import BEER, BREAD, GRAIN, MAKERS, POWER, TREATMENT, identifier
from texts_ecospold1 import data_sets, exchange, nature, shared
from texts_ecospold2 import intermediate, spold
from texts_simapro import simapro_export
from texts_template import table, workbook


@dataclass(frozen=True)
class Noted:
    """A case: its name, its files as `make_formats.save` takes them, and the finding."""

    name: str
    source: str
    files: dict[str, bytes]
    code: str
    where: str
    severity: str = "note"
    options: str = ""
    also: tuple[str, ...] = ()


def ecospold1() -> Iterator[Noted]:
    file = "input.xml"
    power = (POWER, "1", [exchange(1, POWER, "1", "0")])

    def noted(
        name: str,
        code: str,
        line: int,
        exchanges: list[str],
        *more: Any,
        where: str = "",
        severity: str = "note",
    ) -> Noted:
        files = {file: data_sets([power, *more, (BREAD, "1", [exchange(1, BREAD, "1", "0"), *exchanges])])}
        return Noted(name, file, files, code, where or f"activity {BREAD!r}, {file}, line {line}", severity)

    yield noted("converted", "W121", 51, [exchange(2, POWER, "1.8", "5", "MJ")])
    yield noted("converted-hours", "W121", 51, [exchange(2, POWER, "900", "5", "Wh")])
    yield noted("zero-unlinked", "W125", 51, [exchange(2, BEER, "0", "5")])
    treating = (TREATMENT, "1", [exchange(1, TREATMENT, "1", "0")])
    yield noted("waste-treated", "W123", 76, [exchange(2, TREATMENT, "2", "3")], treating)
    yield noted("renamed", "W128", 0, [nature(2, "biogenic", "1")], where="Carbon dioxide, biogenic → ")
    brewing = [
        exchange(1, BEER, "1", "2"),
        exchange(2, GRAIN, "0.5", "2"),
        exchange(3, POWER, "0.5", "5"),
        shared(1, "75", 3),
        shared(2, "25", 3),
    ]
    yield noted("allocated", "W122", 0, [], ("brassage", "5", brewing), where=f"{file}, line 28")
    for name, code, of, spread in (
        ("distribution-not-known", "W185", POWER, 'uncertaintyType="9"'),
        ("distribution-without-spread", "W186", POWER, 'uncertaintyType="1" standardDeviation95="1"'),
        ("distribution-of-zero", "W186", POWER, 'uncertaintyType="1" standardDeviation95="1.2"'),
    ):
        amount = "0" if name.endswith("zero") else "0.25"
        yield noted(name, code, 51, [exchange(2, of, amount, "5", spread=f" {spread}")], severity="warning")
    drawn = exchange(2, BEER, "0", "5", spread=' uncertaintyType="2" standardDeviation95="0.5"')
    yield replace(noted("distribution-unlinked", "W187", 51, [drawn], severity="warning"), also=("W104",))


def simapro() -> Iterator[Noted]:
    file = "input.csv"

    def process(products: str, *sections: str) -> str:
        return "\n\n".join((f"Process\n\nProducts\n{products}", *sections, "End\n\n"))

    def noted(name: str, code: str, where: str, *processes: str, severity: str = "note") -> Noted:
        power = process(f"{POWER};kWh;1;100;not defined;;")
        return Noted(name, file, {file: simapro_export("".join((power, *processes)))}, code, where, severity)

    bread = f"{BREAD};kg;1;100;not defined;;"
    at = f"activity {BREAD!r}, {file}, line"
    spread = "Undefined;0;0;0;"
    yield noted(
        "converted",
        "W121",
        f"{at} 25: MJ → kWh",
        process(bread, f"Electricity/heat\n{POWER};MJ;1,8;{spread}"),
    )
    yield noted(
        "flow-converted", "W121", f"{at} 25: g → kg",
        process(bread, f"Emissions to air\nCarbon dioxide, fossil;;g;5;{spread}"),
    )  # fmt: skip
    yield noted("zero-unlinked", "W125", f"{at} 25", process(bread, f"Materials/fuels\n{BEER};kg;0;{spread}"))
    treating = f"Process\n\nWaste treatment\n{TREATMENT};m3;1;All waste types;;\n\nEnd\n\n"
    yield noted(
        "waste-treated", "W123", f"{at} 25",
        process(bread, f"Waste to treatment\n{TREATMENT};m3;2;{spread}"), treating,
    )  # fmt: skip
    yield noted(
        "renamed", "W128", "Carbon dioxide, biogenic → Carbon dioxide, non-fossil",
        process(bread, f"Emissions to air\nCarbon dioxide, biogenic;;kg;5;{spread}"),
    )  # fmt: skip
    two = f"{BEER};kg;1;75;not defined;;\n{GRAIN};kg;0,5;25;not defined;;"
    yield noted(
        "allocated", "W122", f"process of {file}, line 19",
        process(two, f"Electricity/heat\n{POWER};kWh;0,5;{spread}"),
    )  # fmt: skip
    for name, code, stated in (
        ("distribution-not-known", "W185", "Weibull;1,2;0;0;"),
        ("distribution-without-spread", "W186", "Lognormal;1;0;0;"),
    ):
        used = process(bread, f"Electricity/heat\n{POWER};kWh;0,5;{stated}")
        yield noted(name, code, f"{at} 25", used, severity="warning")
    drawn = process(bread, f"Materials/fuels\n{BEER};kg;0;Normal;0,5;0;0;")
    yield replace(
        noted("distribution-unlinked", "W187", f"{at} 25", drawn, severity="warning"), also=("W104",)
    )


def ecospold2() -> Iterator[Noted]:
    power = spold(MAKERS[POWER], [intermediate("p", POWER, "1", "0")])

    def noted(name: str, code: str, uses: str, severity: str = "note", **more: bytes) -> Noted:
        made = spold(MAKERS[BREAD], [intermediate("r", BREAD, "1", "0"), uses])
        files = {"bread.spold": made, "power.spold": power}
        files |= {f"{key}.spold": content for key, content in more.items()}
        where = f"activity {MAKERS[BREAD]!r}, bread.spold, line 23"
        return Noted(name, "", files, code, where, severity)

    yield noted("zero-co-product", "W125", intermediate("r", GRAIN, "0", "2"))
    yield noted("zero-unlinked", "W125", intermediate("r", BEER, "0", "5"))
    treating = spold(MAKERS[TREATMENT], [intermediate("t", TREATMENT, "-1", "0")])
    waste = intermediate("r", TREATMENT, "2", "5").replace(
        "inputGroup>5</inputGroup", "outputGroup>3</outputGroup"
    )
    treated = noted("waste-treated", "W123", waste, treating=treating)
    yield replace(treated, also=("W201",))  # of the treatment, which takes the waste in
    linked = intermediate("r", POWER, "0.25", "5")
    related = linked.replace('amount="0.25"', 'amount="0" mathematicalRelation="share / 4"')
    yield noted("zero-beside-formula", "W126", related, "warning")
    loose = linked.replace(f' activityLinkId="{identifier(MAKERS[POWER])}"', "")
    yield noted("linked-by-name", "W127", loose, "warning")
    for name, code, stated in (
        ("distribution-not-known", "W185", '<gamma shape="2" scale="1" minValue="0" />'),
        (
            "distribution-without-spread", "W186",
            '<normal meanValue="0.25" variance="0" varianceWithPedigreeUncertainty="0" />',
        ),
        ("bounds-the-wrong-way", "W186", '<uniform minValue="1" maxValue="0" />'),
    ):  # fmt: skip
        spread = f"\n        <uncertainty>\n          {stated}\n        </uncertainty>"
        yield noted(name, code, intermediate("r", POWER, "0.25", "5", spread=spread), "warning")


_HEAD = ("name", "amount", "unit", "location", "type", "database", "formula")


def _rows(*exchanges: tuple[Any, ...], production: bool = True) -> list[tuple[Any, ...]]:
    """Return a template with a power plant and a bakery that has some exchanges, the first in row 13."""
    bread = (BREAD, 1, "kg", "CH", "production") if production else ()
    return [
        ("Database", "brasserie"),
        ("Activity", POWER), ("location", "CH"), ("unit", "kWh"), ("Exchanges",),
        _HEAD, (POWER, 1, "kWh", "CH", "production"),
        ("Activity", BREAD), ("unit", "kg"), ("Exchanges",),
        _HEAD, bread, *exchanges,
    ]  # fmt: skip


def several_fit() -> list[tuple[Any, ...]]:
    """Return a template with two power plants of one name, and a use in row 16 that fits both."""
    rows = _rows((POWER, 0.25, "kWh", None, "technosphere"))
    return [("Database", "brasserie"), ("Activity", POWER), ("location", "NL"), ("unit", "kWh"), *rows[1:]]


def excel() -> Iterator[Noted]:
    book, text = "input.xlsx", "input.csv"

    def noted(
        name: str, code: str, *exchanges: tuple[Any, ...], severity: str = "note", options: str = ""
    ) -> Iterator[Noted]:
        rows = _rows(*exchanges)
        cell, line = f"{book}, sheet 'brasserie', cell B13", f"{text}, line 13"
        yield Noted(name, book, {book: workbook(rows)}, code, cell, severity, options)
        yield Noted(f"{name}-in-csv", text, {text: table(rows)}, code, line, severity, options)

    yield from noted("converted", "W121", (POWER, 1.8, "MJ", "CH", "technosphere"))
    yield from noted("zero-unlinked", "W125", (BEER, 0, "kg", None, "technosphere"))
    formula = (POWER, 0.25, "kWh", None, "technosphere", None, "share / 4")
    yield from noted("formula", "W126", formula)
    stored = (POWER, 0, "kWh", None, "technosphere", None, "share / 4")
    yield from noted("stored-zero", "W126", stored, severity="warning", options="formulas=stored")
    foreign = (POWER, 0.25, "kWh", None, "technosphere", "another")
    yield from noted("other-database", "W127", foreign, severity="warning")
    rows = _rows((POWER, 0.25, "kWh", None, "technosphere"), production=False)
    where = f"activity {BREAD!r}, {book}, sheet 'brasserie', cell A8"
    yield Noted("production-assumed", book, {book: workbook(rows)}, "W124", where)
    where = f"activity {BREAD!r}, {text}, line 8"
    yield Noted("production-assumed-in-csv", text, {text: table(rows)}, "W124", where)


NOTED: dict[str, Callable[[], Iterator[Noted]]] = {
    "ecospold2": ecospold2,
    "ecospold1": ecospold1,
    "simapro": simapro,
    "excel": excel,
}
