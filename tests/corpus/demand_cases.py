"""Bad demand files of the corpus."""

from __future__ import annotations

import io
from typing import Any

HEAD = "demand,product,amount\n"

#: name: (file, content, code, place); products are steel (two of them), power (kWh) and water (m3)
DEMANDS: dict[str, tuple[str, bytes | str, str, str]] = {
    "unknown-product": ("d.csv", HEAD + "a,power,1\nb,electrcity,1\n", "E201", "d.csv line 3"),
    "no-product": ("d.csv", HEAD + "a,,1\n", "E201", "d.csv line 2"),
    "ambiguous-name": ("d.csv", HEAD + "a,steel,1\n", "E202", "d.csv line 2"),
    "unit-that-does-not-match": (
        "d.csv",
        "demand,product,amount,unit\na,power,1,MJ\n",
        "E301",
        "d.csv line 2",
    ),
    "nan": ("d.csv", HEAD + "a,power,nan\n", "E205", "d.csv line 2"),
    "inf": ("d.csv", HEAD + "a,power,1\na,water,inf\n", "E205", "d.csv line 3"),
    "minus-infinity": ("d.csv", HEAD + "a,power,-Infinity\n", "E205", "d.csv line 2"),
    "decimal-comma-in-quotes": ("d.csv", HEAD + 'a,power,"0,5"\n', "E205", "d.csv line 2"),
    "decimal-comma-splits-the-cell": ("d.csv", HEAD + "a,power,0,5\n", "E205", "d.csv line 2"),
    "decimal-comma-semicolons": ("d.csv", "demand;product;amount\na;power;0,5\n", "E205", "d.csv line 2"),
    "thousands": ("d.csv", HEAD + 'a,power,"1.000,5"\n', "E205", "d.csv line 2"),
    "underscores": ("d.csv", HEAD + "a,power,1_000\n", "E205", "d.csv line 2"),
    "full-width-digits": ("d.csv", HEAD + "a,power,１２\n", "E205", "d.csv line 2"),
    "overflow": ("d.csv", HEAD + "a,power,1e400\n", "E205", "d.csv line 2"),
    "underflow": ("d.csv", HEAD + "a,power,1e-400\n", "E205", "d.csv line 2"),
    "spreadsheet-error": ("d.csv", HEAD + "a,power,#REF!\n", "E205", "d.csv line 2"),
    "no-amount": ("d.csv", HEAD + "a,power,\n", "E205", "d.csv line 2"),
    "empty": ("d.csv", "", "E203", "d.csv"),
    "header-alone": ("d.csv", HEAD, "E203", "d.csv"),
    "no-demand-name": ("d.csv", HEAD + ",power,1\n", "E203", "d.csv line 2"),
    "demand-of-nothing": ("d.csv", HEAD + "a,power,0\n", "E203", "a"),
    "demand-that-cancels": ("d.csv", HEAD + "a,power,1\na,power,-1\n", "E203", "a"),
    "duplicate-rows": ("d.csv", HEAD + "a,power,1\na,power,2\n", "W211", "d.csv line 3"),
    "missing-column": ("d.csv", "demand,product\na,power\n", "E204", "d.csv line 1"),
    "missing-header": ("d.csv", "a,power,1\nb,power,2\n", "E204", "d.csv line 1"),
    "unknown-column": ("d.csv", "demand,product,amount,year\na,power,1,2030\n", "E208", "d.csv line 1"),
    "column-twice": ("d.csv", "demand,product,amount,Amount\na,power,1,2\n", "E208", "d.csv line 1"),
    "short-row": ("d.csv", HEAD + "a,power,1\nb,power\n", "E503", "d.csv line 3"),
    "long-row": ("d.csv", HEAD + "a,power,1,x,y\n", "E503", "d.csv line 2"),
    "open-quote": ("d.csv", HEAD + 'a,"power,1\n', "E503", "d.csv line 2"),
    "latin-1": ("d.csv", HEAD.encode() + b"caf\xe9,power,1\n", "E503", "d.csv line 2"),
    "utf-16": ("d.csv", (HEAD + "a,power,1\n").encode("utf-16-le"), "E503", "d.csv line 1"),
    "utf-16-with-mark": ("d.csv", (HEAD + "a,power,1\n").encode("utf-16"), "E503", "d.csv"),
    "zero-byte": ("d.csv", HEAD + "a,po\0wer,1\n", "E503", "d.csv line 2"),
    "spreadsheet-file": ("d.xlsx", b"PK\3\4", "E502", "d.xlsx"),
    "csv-called-parquet": ("d.parquet", HEAD + "a,power,1\n", "E503", "d.parquet"),
    "parquet-truncated": ("d.parquet", b"", "E503", "d.parquet"),
    "parquet-nan": ("d.parquet", b"", "E205", "d.parquet row 2"),
    "parquet-missing-amount": ("d.parquet", b"", "E205", "d.parquet row 2"),
    "parquet-decimal-comma": ("d.parquet", b"", "E205", "d.parquet row 2"),
    "parquet-missing-column": ("d.parquet", b"", "E204", "d.parquet"),
}


def parquet_files() -> dict[str, bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    def written(**columns: Any) -> bytes:
        stream = io.BytesIO()
        pq.write_table(pa.table(columns), stream)
        return stream.getvalue()

    two = {"demand": ["a", "b"], "product": ["power", "power"]}
    return {
        "parquet-truncated": written(**two, amount=[1.0, 2.0])[:-20],
        "parquet-nan": written(**two, amount=[1.0, float("nan")]),
        "parquet-missing-amount": written(**two, amount=[1.0, None]),
        "parquet-decimal-comma": written(**two, amount=["1", "0,5"]),
        "parquet-missing-column": written(**two),
    }
