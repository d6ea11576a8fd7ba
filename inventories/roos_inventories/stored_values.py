"""Whether the values that a workbook stores beside its formulas were ever calculated.

Programs that write workbooks and cannot calculate store 0, or nothing, beside each formula and ask for a
calculation when the file is opened. Such a 0 is no result, and read as one it would be silently wrong.
"""

from __future__ import annotations

import re

from roos_inventories.archive import SafeZip

_ON_LOAD = re.compile(rb"\bfullCalcOnLoad\s*=\s*[\"'](?:1|true)[\"']")


def to_be_calculated(archive: SafeZip) -> bool:
    """Say whether a workbook asks to be calculated when it is opened (ECMA-376, part 1, 18.2.2)."""
    return any(
        name.endswith("workbook.xml") and _ON_LOAD.search(archive.read(name)) is not None
        for name in archive.names()
    )


def never_stored(value: object, calculated: bool) -> bool:
    """Say whether what stands beside a formula is no result of it.

    Parameters
    ----------
    value
        What the file stores.
    calculated
        The file does not ask for a calculation.
    """
    return value is None or (not calculated and not isinstance(value, bool) and value == 0)
