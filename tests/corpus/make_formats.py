"""Write `formats/`: the brewery in each format, and small bad inputs with what must be said of each."""

# ruff: noqa: E501
from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bad_formats import Case, bad_ecospold1, bad_ecospold2, bad_excel, bad_simapro
from format_texts import FLOWS
from make import packed
from noted_formats import NOTED, Noted
from olca_formats import bad as bad_jsonld
from olca_formats import noted as noted_jsonld
from texts_ecospold1 import ecospold1
from texts_ecospold2 import spold_files
from texts_simapro import simapro
from texts_template import ROWS, table, workbook

HERE = Path(__file__).resolve().parent / "formats"


def save(folder: Path, source: str, files: dict[str, bytes], expected: dict[str, Any]) -> None:
    """Write one case; a source of nothing is a folder of all files, ``.zip`` a zip of them."""
    folder.mkdir(parents=True)
    if source == ".zip":
        source, files = "input.zip", {"input.zip": packed(files)}
    elif not source:
        source, files = "input", {f"input/{name}": content for name, content in files.items()}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    text = json.dumps({"input": source} | expected, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


def write_cases(folder: Path, bad: Iterable[Case], noted: Iterable[Noted]) -> None:
    """Write the cases of one format in place of those that are there."""
    for old in (*folder.glob("bad-*"), *folder.glob("noted-*")):
        shutil.rmtree(old)
    for name, source, files, code, where in bad:
        save(folder / f"bad-{name}", source, files, {"code": code, "where": where})
    for told in noted:
        expected: dict[str, Any] = {"code": told.code, "where": told.where, "severity": told.severity}
        expected |= {"options": told.options} if told.options else {}
        expected |= {"also": told.also} if told.also else {}
        save(folder / f"noted-{told.name}", told.source, told.files, expected)


def main() -> None:
    good = {
        "ecospold2": ("", spold_files()),
        "ecospold1": ("brewery.xml", {"brewery.xml": ecospold1()}),
        "simapro": ("brewery.csv", {"brewery.csv": simapro()}),
        "excel": ("brewery.xlsx", {"brewery.xlsx": workbook(ROWS), "brewery.csv": table(ROWS)}),
    }
    bad = {
        "ecospold2": bad_ecospold2,
        "ecospold1": bad_ecospold1,
        "simapro": bad_simapro,
        "excel": bad_excel,
        "jsonld": bad_jsonld,
    }
    noted = NOTED | {"jsonld": noted_jsonld}
    assert set(FLOWS) == {"fossil", "biogenic", "methane", "water"}
    for form, (source, files) in good.items():
        shutil.rmtree(HERE / form / "good", ignore_errors=True)
        save(HERE / form / "good", source, files, {"answer": "../../README.md"})
    for form, refused in bad.items():
        write_cases(HERE / form, refused(), noted[form]())


if __name__ == "__main__":
    main()
