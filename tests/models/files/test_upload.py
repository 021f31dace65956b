"""Sending files to a host: from where it has them, within its limits, and only while they are what they were."""

import asyncio
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.files.failures import Reason, TransferError
from app.models.files.meter import Progress
from app.models.files.orders import Begun, UploadOrder
from app.models.files.outgoing import look_at
from app.models.files.upload import disposition, upload, withdraw
from tests.fakes.file_host import TOKEN, FakeFileHost


@pytest.fixture
def host() -> Iterator[FakeFileHost]:
    with FakeFileHost() as host:
        yield host


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A file of 300,000 bytes."""
    file = tmp_path / "notes.txt"
    file.write_bytes(bytes(range(250)) * 1200)
    return file


def order_for(host: FakeFileHost, file: Path, **more: object) -> UploadOrder:
    order = UploadOrder(way=host.way, host=host.announced, file=look_at(str(file)), authorization=TOKEN)
    return replace(order, **more)  # type: ignore[arg-type]  # an order's own fields


def send(order: UploadOrder, tell: Callable[[Begun | Progress], None] = lambda _: None) -> str:
    async def run() -> str:
        return await upload(asyncio.get_running_loop(), order, tell)

    return asyncio.run(run())


def why_not(order: UploadOrder, tell: Callable[[Begun | Progress], None] = lambda _: None) -> TransferError:
    with pytest.raises(TransferError) as caught:
        send(order, tell)
    return caught.value


def begun(told: list[Begun | Progress]) -> str:
    return next(what.path for what in told if isinstance(what, Begun))


def test_a_file_gets_there_and_has_an_address(host: FakeFileHost, notes: Path) -> None:
    told: list[Begun | Progress] = []
    address = send(order_for(host, notes), told.append)
    [(path, kept)] = host.files.items()
    assert kept.data == notes.read_bytes()
    assert address == f"https://127.0.0.1:{host.port}{path}"
    assert begun(told) == path


def test_a_broken_upload_goes_on_where_it_was(host: FakeFileHost, notes: Path) -> None:
    host.faults.breaks_at = 100_000
    told: list[Begun | Progress] = []
    assert why_not(order_for(host, notes), told.append).failure.reason is Reason.LOST
    send(order_for(host, notes, begun=begun(told)))
    assert [kept.data for kept in host.files.values()] == [notes.read_bytes()]
    offsets = [int(head["upload-offset"]) for head in host.heads if "upload-offset" in head]
    assert offsets[0] == 0
    assert offsets[1] >= 100_000


def test_an_upload_whose_last_answer_was_lost_is_complete(host: FakeFileHost, notes: Path) -> None:
    path = host.keep("notes.txt", notes.read_bytes())
    assert send(order_for(host, notes, begun=path)).endswith(path)
    assert not any(request.startswith("PATCH") for request in host.requests)


def test_an_upload_the_host_has_forgotten_begins_anew(host: FakeFileHost, notes: Path) -> None:
    send(order_for(host, notes, begun=f"/files/{'f' * 32}/notes.txt"))
    assert [kept.data for kept in host.files.values()] == [notes.read_bytes()]


def test_what_is_too_large_is_not_begun(notes: Path) -> None:
    with FakeFileHost(limit=1000) as host:
        failure = why_not(order_for(host, notes)).failure
        assert (failure.reason, failure.size, failure.limit) == (Reason.TOO_LARGE, 300_000, 1000)
        assert host.requests == ["OPTIONS /files"]


def test_a_file_that_changes_meanwhile_is_stopped(host: FakeFileHost, notes: Path) -> None:
    def change(what: Begun | Progress) -> None:
        if isinstance(what, Begun):
            os.utime(notes, ns=(1, 1))

    assert why_not(order_for(host, notes), change).failure.reason is Reason.CHANGED
    assert not next(iter(host.files.values())).is_whole


def test_a_file_that_is_deleted_meanwhile_is_stopped(host: FakeFileHost, notes: Path) -> None:
    def delete(what: Begun | Progress) -> None:
        if isinstance(what, Begun):
            notes.unlink()

    assert why_not(order_for(host, notes), delete).failure.reason is Reason.MISSING


def test_a_file_that_arrived_otherwise_is_not_said(host: FakeFileHost, notes: Path) -> None:
    host.faults.wrong_etag = True
    assert why_not(order_for(host, notes)).failure.reason is Reason.DAMAGED


@pytest.mark.parametrize(("status", "reason"), [
    (401, Reason.TOKEN_OLD), (403, Reason.REFUSED), (404, Reason.GONE), (413, Reason.TOO_LARGE),
    (415, Reason.WRONG_TYPE), (429, Reason.BUSY), (500, Reason.BUSY), (507, Reason.NO_SPACE),
    (301, Reason.NOT_UNDERSTOOD), (200, Reason.NOT_UNDERSTOOD), (400, Reason.NOT_UNDERSTOOD),
])
def test_each_refusal_has_its_reason(host: FakeFileHost, notes: Path, status: int, reason: Reason) -> None:
    host.faults.status = status
    host.faults.headers = {"Retry-After": "7", "X-Content-Limit": "5000000", "Location": "https://evil.example/x"}
    failure = why_not(order_for(host, notes)).failure
    assert failure.reason is reason
    assert failure.back_in_s == 7


def test_an_upload_that_is_not_wanted_any_more_goes(host: FakeFileHost, notes: Path) -> None:
    path = host.keep("notes.txt", b"half")

    async def run() -> None:
        await withdraw(asyncio.get_running_loop(), order_for(host, notes, begun=path))

    asyncio.run(run())
    assert not host.files


def test_a_photo_is_sent_with_a_thumbnail(host: FakeFileHost, tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    photo = tmp_path / "photo.jpg"
    image.new("RGB", (900, 600), "navy").save(photo)
    send(order_for(host, photo))
    [kept] = host.files.values()
    assert kept.data == photo.read_bytes()
    assert kept.thumbnail.startswith(b"\xff\xd8")


@pytest.mark.parametrize(("name", "header"), [
    ("notes.txt", 'attachment; filename="notes.txt"'),
    ('a"b\\c%.txt', "attachment; filename=\"a_b_c_.txt\"; filename*=UTF-8''a%22b%5Cc%25.txt"),
    ("schön ☀.jpg", "attachment; filename=\"sch_n _.jpg\"; filename*=UTF-8''sch%C3%B6n%20%E2%98%80.jpg"),
])
def test_a_name_is_told_in_full(name: str, header: str) -> None:
    assert disposition(name) == header
