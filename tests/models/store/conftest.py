"""Stores in a folder of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.models.store.stores import OpenStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chats.sqlite3"


@pytest.fixture
def opens(path: Path) -> Iterator[Callable[[], OpenStore]]:
    """Opens the store, as often as it is called; the one before is closed first."""
    stores: list[OpenStore] = []

    def open_store() -> OpenStore:
        for each in stores:
            each.store.close()
        stores.append(OpenStore(path))
        return stores[-1]

    yield open_store
    for each in stores:
        each.store.close()
