"""Mixed life on the real server: nothing is lost, and nothing is left over. As much as people do in half a minute."""

import asyncio
import sys
from pathlib import Path

import pytest

from benchmarks.soak import soak

PACE = 3.0
MINUTES = 0.4 / PACE
PEOPLE = 30

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at the server through /proc")


def test_mixed_life_loses_nothing_and_leaves_nothing_behind(tmp_path: Path) -> None:
    result = asyncio.run(soak(MINUTES, PEOPLE, tmp_path, pace=PACE))

    assert result.faults() == []
    assert len(result.deeds) > 15
    assert "could not" not in (tmp_path / "server.log").read_text()
