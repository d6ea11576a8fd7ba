"""bw2calc warns of much that does not concern these tests."""

from __future__ import annotations

import pytest

pytest.importorskip("bw2calc")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "brightway" in item.nodeid:
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::FutureWarning"))
