"""The fixtures of the command line's tests serve its faults as well."""

from __future__ import annotations

from tests.cli.conftest import demands, inventory, out

__all__ = ["demands", "inventory", "out"]
