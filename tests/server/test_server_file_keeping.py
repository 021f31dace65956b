"""What becomes of files: who may have how much, when they go, and what a crash or an old backup leaves."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.server.config import FilesSection
from app.server.core.file_tokens import Grant
from app.server.files.keeper import FileKeeper
from app.server.files.refusals import Refused
from app.server.files.stored_file import OVERHEAD_BYTES, StoredFile
from app.server.storage.schema import open_for_writing

HOUR_MS = 3_600_000
TWICE = 2 * (len(b"hello") + OVERHEAD_BYTES)
START_MS = 1_767_225_600_000


class Shelf:
    """A keeper over a folder, and a clock turned by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.section = FilesSection(free_bytes=0)
        self.now_ms = START_MS
        self.database = folder / "chat.db"
        open_for_writing(self.database).close()

    def does(self, *works: Callable[[FileKeeper], Awaitable[Any]]) -> Any:
        """Do it with a keeper that begins and ends; the last answer."""
        async def run() -> Any:
            keeper = FileKeeper(self.database, self.folder / "files", lambda: self.section, lambda: self.now_ms)
            try:
                return [await work(keeper) for work in works][-1]
            finally:
                await keeper.close()

        return asyncio.run(run())

    def keeps(self, content: bytes = b"hello", *, grant: Grant | None = None, ends: bool = True) -> StoredFile:
        """A file that was sent, all of it or half."""
        async def work(keeper: FileKeeper) -> StoredFile:
            file = await keeper.begin(grant or a_grant(), "hello.txt", len(content) if ends else len(content) * 2)
            part = await keeper.append_to(file, 0)
            await keeper.end_part(file, part, content)
            return await keeper.seal(file) if ends else file

        kept = self.does(work)
        assert isinstance(kept, StoredFile)
        return kept

    def says(self, sequence: int, text: str, room: str = "#general") -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute("INSERT OR IGNORE INTO target (name, display, created) VALUES (?, ?, 0)", (room, room))
            connection.execute("INSERT INTO msg SELECT ?, id, ?, 1, 'ann!a@b', NULL, NULL, NULL, ?, NULL, NULL"
                               " FROM target WHERE name = ?", (sequence, self.now_ms, text, room))

    def changes(self, statement: str) -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(statement)

    def sweeps(self) -> set[str]:
        """What is on the disk after a look at everything."""
        self.does(lambda keeper: keeper.sweeper.sweep())
        return {file.name for file in (self.folder / "files").rglob("*") if file.is_file()}


def a_grant(owner: str = "ann:1", room: str = "#general") -> Grant:
    return Grant(identity=owner, owner=owner, conversations=(room,), send_to=room, since_ms=0)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_a_file_that_no_message_names_goes_after_an_hour(shelf: Shelf) -> None:
    file = shelf.keeps()

    assert shelf.sweeps() == {file.id}
    shelf.now_ms += HOUR_MS
    assert shelf.sweeps() == set()
    assert shelf.does(FileKeeper.all) == []


def test_a_file_stays_as_long_as_a_message_names_it(shelf: Shelf) -> None:
    file = shelf.keeps()
    shelf.says(7, f"look: https://chat.example:6697/files/{file.id}/hello.txt!")
    shelf.now_ms += 1000 * HOUR_MS

    assert shelf.sweeps() == {file.id}
    shelf.changes("DELETE FROM msg")
    assert shelf.sweeps() == set()


def test_another_message_that_names_it_is_as_good_as_the_first(shelf: Shelf) -> None:
    file = shelf.keeps()
    shelf.says(7, f"/files/{file.id}/x")
    shelf.says(8, f"/files/{file.id}/x")
    shelf.now_ms += 2 * HOUR_MS
    shelf.sweeps()
    shelf.changes("UPDATE msg SET kind = 0, body = NULL WHERE seq = 7")

    assert shelf.sweeps() == {file.id}


def test_a_message_elsewhere_keeps_no_file(shelf: Shelf) -> None:
    file = shelf.keeps()
    shelf.says(7, f"/files/{file.id}/x", "#elsewhere")
    shelf.now_ms += HOUR_MS

    assert shelf.sweeps() == set()


def test_a_file_goes_with_its_room_and_follows_its_name(shelf: Shelf) -> None:
    file = shelf.keeps()
    shelf.says(7, f"/files/{file.id}/x")
    shelf.changes("UPDATE target SET name = '#new'")
    shelf.now_ms += HOUR_MS

    assert shelf.does(lambda keeper: keeper.find(file.id)).conversation == "#new"
    assert shelf.sweeps() == {file.id}
    shelf.changes("UPDATE target SET name = ' 1'")
    assert shelf.does(lambda keeper: keeper.find(file.id)).conversation == " 1"
    shelf.changes("DELETE FROM msg")
    assert shelf.sweeps() == set()


def test_files_may_be_kept_shorter_than_messages(shelf: Shelf) -> None:
    file = shelf.keeps()
    shelf.says(7, f"/files/{file.id}/x")
    shelf.section = replace(shelf.section, keep_days=1)
    shelf.now_ms += 23 * HOUR_MS

    assert shelf.sweeps() == {file.id}
    shelf.now_ms += 2 * HOUR_MS
    assert shelf.sweeps() == set()


def test_half_a_file_waits_an_hour_for_the_rest(shelf: Shelf) -> None:
    file = shelf.keeps(ends=False)
    shelf.says(7, f"/files/{file.id}/x")
    shelf.now_ms += HOUR_MS - 1

    assert shelf.sweeps() == {file.id}
    shelf.now_ms += 1
    assert shelf.sweeps() == set()


def test_half_a_file_goes_on_after_a_restart(shelf: Shelf) -> None:
    file = shelf.keeps(b"hello", ends=False)

    async def go_on(keeper: FileKeeper) -> StoredFile:
        part = await keeper.append_to(file, 5)
        await keeper.end_part(file, part, b"world")
        return await keeper.seal(file)

    assert shelf.does(go_on).digest == "936a185caaa266bb9cbe981e9e05cb78cd732b0b3280eb944412bb6f8f8f07af"


def test_contents_nobody_knows_of_go_at_the_first_look(shelf: Shelf) -> None:
    file = shelf.keeps()
    stray = shelf.folder / "files" / "ab" / ("ab" * 16)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"left by a crash")
    (shelf.folder / "files" / "note.txt").write_text("of the owner's own")

    assert shelf.sweeps() == {file.id, "note.txt"}


def test_a_row_whose_content_is_missing_is_forgotten(shelf: Shelf) -> None:
    file = shelf.keeps()
    (shelf.folder / "files" / file.id[:2] / file.id).unlink()
    shelf.sweeps()

    assert shelf.does(FileKeeper.all) == []


def test_a_content_that_is_not_what_it_was_is_not_given_out(shelf: Shelf) -> None:
    file = shelf.keeps()
    (shelf.folder / "files" / file.id[:2] / file.id).write_bytes(b"hell")

    assert shelf.does(lambda keeper: keeper.open(file, is_thumbnail=False)) is None


def test_files_are_their_owners_alone(shelf: Shelf) -> None:
    file = shelf.keeps()
    place = shelf.folder / "files" / file.id[:2] / file.id

    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("limits", [
    {"quota_bytes": TWICE - 1}, {"total_bytes": TWICE - 1}, {"guests_bytes": TWICE - 1}, {"free_bytes": 10**12},
])
def test_space_that_is_used_up_is_given_to_nobody(shelf: Shelf, limits: dict[str, int]) -> None:
    guest = a_grant("guests of 192.0.2.1")
    if "free_bytes" not in limits:
        shelf.keeps(grant=guest)
    shelf.section = replace(shelf.section, **limits)  # type: ignore[arg-type]  # numbers all

    with pytest.raises(Refused) as refused:
        shelf.keeps(grant=guest)

    assert refused.value.status == 507
    assert len(shelf.sweeps()) == (0 if "free_bytes" in limits else 1)


def test_what_guests_have_takes_nothing_from_accounts(shelf: Shelf) -> None:
    shelf.section = replace(shelf.section, guests_bytes=TWICE // 2, quota_bytes=TWICE // 2)
    shelf.keeps(grant=a_grant("guests of 192.0.2.1"))
    shelf.keeps(grant=a_grant("ann:1"))

    assert shelf.does(lambda keeper: keeper.quota_left(a_grant("bob:1"))) == 5
    assert shelf.does(lambda keeper: keeper.quota_left(a_grant("ann:1"))) == 0


def test_two_who_go_on_at_the_same_place_do_not_mix(shelf: Shelf) -> None:
    file = shelf.keeps(b"hello", ends=False)

    with pytest.raises(Refused) as refused:
        shelf.does(lambda keeper: keeper.append_to(file, 3))

    assert refused.value.status == 409
