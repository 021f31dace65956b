"""What is known of files, on the disk: bounded, and believed only as far as it makes sense."""

from pathlib import Path

import pytest

from app.models.files.facts import Facts
from app.models.files.facts_store import FactsStore
from app.models.files.thumbnails import SmallPicture

PNG = b"\x89PNG\r\n\x1a\n" + bytes(1000)
FACTS = Facts(size=4200, type="image/jpeg", picture=SmallPicture(png=PNG, width=344, height=200))


@pytest.mark.parametrize("facts", [FACTS, Facts(size=1, type="text/plain")])
def test_what_is_kept_comes_back(tmp_path: Path, facts: Facts) -> None:
    FactsStore(tmp_path / "new").write("net1 /files/1/a", facts)
    assert FactsStore(tmp_path / "new").read("net1 /files/1/a") == facts
    assert FactsStore(tmp_path / "new").read("net2 /files/1/a") is None


@pytest.mark.parametrize("content", [
    b"", b"{}", b"[]\n", b"null\n", b'{"size": "1", "type": "x"}\n', b'{"size": 1, "type": 2}\n', b"{" * 9000,
    b'{"size": 1, "type": "x", "width": 9000, "height": 1}\n' + PNG,
    b'{"size": 1, "type": "x", "width": 1, "height": 1}\nno picture', bytes(2_000_000),
])
def test_what_makes_no_sense_is_not_known(tmp_path: Path, content: bytes) -> None:
    store = FactsStore(tmp_path)
    store.write("a", FACTS)
    next(tmp_path.iterdir()).write_bytes(content)
    assert store.read("a") is None


def test_the_oldest_go_when_it_becomes_too_much(tmp_path: Path) -> None:
    store = FactsStore(tmp_path, most_bytes=5_000)
    for number in range(22):
        store.write(str(number), FACTS)
    assert store.read("20") is not None
    assert store.read("0") is None
    assert sum(place.stat().st_size for place in tmp_path.iterdir()) < 10_000


def test_a_folder_that_can_not_be_written_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = FactsStore(tmp_path / "file")
    store.write("a", FACTS)
    assert store.read("a") is None
