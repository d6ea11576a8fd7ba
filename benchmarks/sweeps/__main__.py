"""Run one measurement of sweeps by name: ``python -m benchmarks.sweeps foreground``."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path


def main(argv: list[str]) -> int:
    """Run the module named first with the other arguments."""
    found = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    names = [name for name in found if not name.startswith("_") and name != "systems"]
    if not argv or argv[0] not in names:
        print("usage: python -m benchmarks.sweeps NAME; names: " + ", ".join(names), file=sys.stderr)
        return 2
    return int(importlib.import_module(f"benchmarks.sweeps.{argv[0]}").main(argv[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
