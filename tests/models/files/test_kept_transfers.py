"""Files on their way, as they are kept between runs: whatever is in that file, the app starts."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.files.kept_transfers import load_transfers, save_transfers
from app.models.files.transfer import Transfer, TransferId
from app.models.profile import NetworkId
from tests.fakes.courier import outgoing

UPLOAD = Transfer(id=TransferId(0), network=NetworkId("net1"), chat="#maps", name="notes.txt", file=outgoing(),
                  size=4200, begun="/files/1/notes.txt", is_own_copy=True)
DOWNLOAD = Transfer(id=TransferId(0), network=NetworkId("net1"), chat="tom", name="a.jpg", address="https://h/f/1/a.jpg")


def loaded(folder: Path, content: bytes) -> list[Transfer]:
    (folder / "transfers.json").write_bytes(content)
    return list(load_transfers(folder / "transfers.json"))


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    assert loaded(tmp_path, save_transfers([UPLOAD, DOWNLOAD])) == [UPLOAD, DOWNLOAD]


def test_nothing_kept_is_nothing(tmp_path: Path) -> None:
    assert load_transfers(tmp_path / "missing.json") == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[[[", b"\xff\xfe", b"null", b"{}", b"[1, null, {}]", b"[" * 100_000,
                                     b" " * 2_000_000])
def test_a_damaged_file_is_nothing(tmp_path: Path, content: bytes) -> None:
    assert loaded(tmp_path, content) == []


@pytest.mark.parametrize("changes", [
    {"network": 1}, {"chat": ""}, {"file": {}}, {"file": {"path": 1}}, {"file": None}, {"name": None},
    {"file": {"path": "/x", "name": "x", "type": "x", "size": True, "modified_ns": 1, "number": 1}},
])
def test_one_that_makes_no_sense_is_left_out(tmp_path: Path, changes: dict[str, object]) -> None:
    kept = json.loads(save_transfers([UPLOAD, DOWNLOAD]))
    kept[0] |= changes
    assert loaded(tmp_path, json.dumps(kept).encode()) == [DOWNLOAD]


def test_no_more_are_kept_than_anybody_sends(tmp_path: Path) -> None:
    many = [replace(DOWNLOAD, name=str(number)) for number in range(500)]
    assert len(loaded(tmp_path, save_transfers(many))) == 200


@given(value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
                          lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=4))
@settings(max_examples=40)
def test_any_json_is_read_without_harm(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    loaded(tmp_path_factory.getbasetemp(), json.dumps([value]).encode())
