"""Run one benchmark of sweeps by the name of its file: ``python -m benchmarks.sweeps prices …``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def names() -> list[str]:
    """Return the benchmarks that there are."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


def main(argv: list[str] | None = None) -> int:
    """Import the benchmark that is asked for, and run its ``main``."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] not in names():
        print("python -m benchmarks.sweeps NAME …, NAME one of: " + ", ".join(names()))
        return 2
    return int(importlib.import_module(f"benchmarks.sweeps.{arguments[0]}").main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main())
