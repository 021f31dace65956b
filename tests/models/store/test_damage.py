"""Damaged files: what can be read of them is saved, they are put aside, and it is told; nothing is ever raised."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from app.models.store.beside import damage_mark, mended
from tests.models.store.stores import NETWORK, OpenStore, said

Opens = Callable[[], OpenStore]
COUNT = 3_000
PAGE = 4096


@pytest.fixture
def filled(opens: Opens, path: Path) -> Path:
    store = opens()
    chat = store.chat()
    store.store.add(chat, [said(number, f"{number} {'x' * 100}", msgid=f"id{number}") for number in range(COUNT)])
    store.store.close()
    return path


def spoil(path: Path, start: int, length: int, byte: bytes = b"\xa5") -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(byte * length)


def saved(store: OpenStore) -> set[int]:
    """The times of the messages that are there, each once: their numbers."""
    page = store.range(store.chat(), 0, COUNT * 2)
    numbers = [entry.time_ms for entry in page.entries]
    assert numbers == sorted(set(numbers))
    assert page.count == len(numbers)
    return set(numbers)


def test_a_file_whose_first_page_is_gone_is_saved_whole(opens: Opens, filled: Path) -> None:
    spoil(filled, 0, PAGE)
    store = opens()
    assert store.opened.damaged == "chats.sqlite3.damaged"
    assert not store.opened.lost
    assert [chat.name for chat in store.opened.chats[NETWORK]] == ["#room"]
    assert saved(store) == set(range(COUNT))


def test_a_file_with_a_damaged_page_loses_little_more_than_that(opens: Opens, filled: Path) -> None:
    spoil(filled, filled.stat().st_size // PAGE // 2 * PAGE, PAGE)
    store = opens()
    assert store.opened.damaged
    assert COUNT * 0.95 < len(saved(store)) <= COUNT


def test_looking_over_a_whole_file_finds_nothing(opens: Opens, filled: Path) -> None:
    store = opens()
    assert store.hear(store.store.check) == ""


def test_looking_over_finds_what_was_damaged_meanwhile(opens: Opens, filled: Path) -> None:
    store = opens()
    store.chat()
    spoil(filled, filled.stat().st_size // PAGE // 2 * PAGE, PAGE * 3)
    assert store.hear(store.store.check) != ""


def test_where_messages_are_missing_is_a_gap_for_the_server_to_fill(opens: Opens, filled: Path) -> None:
    spoil(filled, filled.read_bytes().index(f"{COUNT // 2} xxx".encode()) // PAGE * PAGE, PAGE)
    store = opens()
    numbers = sorted(saved(store))
    holes = {after for before, after in pairwise(numbers) if after > before + 1}
    assert holes
    gaps = {entry.time_ms for entry in store.range(store.chat(), 0, COUNT).entries if entry.gap_before}
    assert holes <= gaps
    assert len(gaps) <= len(holes) + 1


def test_a_file_that_was_cut_short_keeps_what_is_left(opens: Opens, filled: Path) -> None:
    with filled.open("r+b") as file:
        file.truncate(filled.stat().st_size // 2)
    store = opens()
    assert store.opened.damaged
    assert store.opened.lost
    assert len(saved(store)) > COUNT // 10


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1_000, bytes(PAGE * 4)])
def test_a_file_that_is_none_makes_room_for_one(opens: Opens, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    store = opens()
    store.store.add(store.chat(), [said(1, "1 new")])
    assert saved(store) == {1}
    assert not store.opened.unusable


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bytes_anywhere_never_keep_the_store_from_opening(opens: Opens, filled: Path, seed: int) -> None:
    for number in range(8):
        spoil(filled, (seed * 7_919 + number * 104_729) % filled.stat().st_size, 3)
    store = opens()
    assert not store.opened.unusable
    assert len(saved(store)) > COUNT // 2


def test_damage_that_was_noted_is_mended_at_the_next_start(opens: Opens, filled: Path) -> None:
    damage_mark(filled).touch()
    store = opens()
    assert store.opened.damaged
    assert saved(store) == set(range(COUNT))
    assert not damage_mark(filled).exists()


def test_a_mended_file_takes_its_place_though_the_app_ended_before(opens: Opens, filled: Path) -> None:
    filled.replace(mended(filled))
    assert saved(opens()) == set(range(COUNT))
