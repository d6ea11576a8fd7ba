"""Case files: a screening as people write it becomes a :class:`roos.screening.Case` (see ../cases/README.md).

Reading order: ``source.py`` (text and lines), ``models.py`` (what a file may say), ``refusals.py``,
``checks.py``, ``distributions.py``, ``parts.py``, ``build.py`` (from models to the case), ``reading.py``.
"""

from __future__ import annotations

from roos_inventories.case_file.reading import case_schema, case_template, list_cases, read_case

__all__ = ["case_schema", "case_template", "list_cases", "read_case"]
