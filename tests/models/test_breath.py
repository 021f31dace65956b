"""Work in the background makes pauses, in which the window draws."""

import pytest
from pytest_mock import MockerFixture

from app.models.breath import breathing


@pytest.mark.parametrize(("pieces", "every", "pauses"), [(0, 1, 0), (5, 2, 2), (6, 2, 3), (3, 1, 3)])
def test_a_pause_follows_every_so_many_pieces(mocker: MockerFixture, pieces: int, every: int, pauses: int) -> None:
    sleep = mocker.patch("time.sleep")
    assert list(breathing(range(pieces), every)) == list(range(pieces))
    assert sleep.call_count == pauses
