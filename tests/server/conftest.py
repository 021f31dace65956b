"""What several tests of the server begin with."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.kept_house import KeptHouse


@pytest.fixture
def kept_house(tmp_path: Path) -> Iterator[KeptHouse]:
    """A server in memory over a real database; `root` may become a server operator with `secret`."""
    house = KeptHouse(tmp_path, operators={"root": "secret"})
    yield house
    house.close()


@pytest.fixture
def nothing_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The test fails on any error that was logged: what a client sends is no fault of ours."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR] == []
