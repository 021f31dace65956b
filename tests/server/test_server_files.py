"""Files are sent to a room or a person, kept beside the messages, and fetched by those who may read these."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.server.file_house import PICTURE, THUMBNAIL, FileHouse, FilePerson


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileHouse]:
    with FileHouse(tmp_path_factory.mktemp("files"), max_bytes=1_000_000) as house:
        yield house


@pytest.fixture
def ann(house: FileHouse) -> Iterator[FilePerson]:
    with house.person("ann") as ann:
        yield ann.may()


@pytest.fixture
def bob(house: FileHouse) -> Iterator[FilePerson]:
    with house.person("bob") as bob:
        yield bob.may()


def test_what_somebody_sends_to_a_room_its_members_can_fetch(ann: FilePerson, bob: FilePerson) -> None:
    path = ann.uploads()
    ann.names(path)

    reply = bob.asks("GET", path)

    assert (reply.status, reply.body) == (200, PICTURE)
    assert reply.headers["Content-Type"] == "image/png"
    assert reply.headers["Content-Disposition"] == 'inline; filename="picture.png"'
    assert reply.headers["ETag"] == f'"{sha256(PICTURE).hexdigest()}"'


def test_a_file_is_found_by_its_id_whatever_name_stands_behind_it(ann: FilePerson) -> None:
    path = ann.uploads()

    assert ann.asks("GET", path.replace("picture.png", "..%2f..%2fchat.db")).body == PICTURE


def test_who_was_never_in_the_room_finds_nothing(house: FileHouse, ann: FilePerson) -> None:
    path = ann.uploads()
    with house.person("eve", "#elsewhere") as eve:
        eve.may("#elsewhere")

        assert eve.asks("GET", path).status == 404
        assert eve.asks("GET", "/files/" + "0" * 32).body == eve.asks("GET", path).body


def test_who_is_not_in_a_room_gets_no_token_for_it(house: FileHouse) -> None:
    with house.person("eve", "#elsewhere") as eve:
        eve.says("TOKEN GENERATE groupchat.local/FILEHOST #general")

        assert "FAIL TOKEN INVALID_TARGET #general" in eve.hears("FAIL")[-1]


@pytest.mark.parametrize("token", ["", "made-up"])
def test_without_a_token_an_address_opens_nothing(ann: FilePerson, token: str) -> None:
    path = ann.uploads()
    ann.token = token

    reply = ann.asks("GET", path)

    assert (reply.status, reply.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert b"Only those who can read the chat" in reply.body


def test_who_is_put_out_of_the_room_has_a_token_that_is_good_for_nothing(house: FileHouse) -> None:
    with house.person("ann", "#small") as ann, house.person("bob", "#small") as bob:
        path = ann.may("#small").uploads()
        assert bob.may("#small").asks("GET", path).status == 200
        ann.says("KICK #small bob")
        bob.hears("KICK")

        assert bob.asks("GET", path).status == 401


def test_a_token_ends_with_its_guest(house: FileHouse, ann: FilePerson) -> None:
    with house.person("guest") as guest:
        ann.token = guest.may().token
        guest.says("QUIT")
        guest.hears("ERROR")

    assert ann.asks("GET", ann.may().uploads()).status == 200
    ann.token = guest.token
    assert ann.asks("POST", "/files", b"hello").status == 401


def test_what_two_people_send_each_other_is_theirs_alone(house: FileHouse, ann: FilePerson, bob: FilePerson) -> None:
    with house.person("eve") as eve:
        path = ann.may("bob").uploads()

        assert bob.may("ann").asks("GET", path).body == PICTURE
        assert eve.may("ann").asks("GET", path).status == 404
        assert eve.may().asks("GET", path).status == 404


def test_a_guest_does_not_find_what_was_sent_to_another_of_that_nick(house: FileHouse, ann: FilePerson) -> None:
    with house.person("cid"):
        path = ann.may("cid").uploads()
    ann.catches_up()
    with house.person("cid") as other:
        assert other.may("ann").asks("GET", path).status == 404


def test_who_may_not_speak_may_fetch_but_not_send(house: FileHouse) -> None:
    with house.person("ann", "#quiet") as ann, house.person("bob", "#quiet") as bob:
        path = ann.may("#quiet").uploads()
        ann.says("MODE #quiet +m")
        bob.hears("MODE")

        assert bob.may("#quiet").asks("GET", path).status == 200
        assert bob.asks("POST", "/files", b"hello").status == 403


def test_a_file_sent_in_parts_goes_on_where_it_broke_off(ann: FilePerson) -> None:
    path = ann.begins(len(PICTURE))
    first = ann.asks("PATCH", path, PICTURE[:100], Upload_Offset="0")
    known = ann.asks("HEAD", path)
    last = ann.asks("PATCH", path, PICTURE[100:], Upload_Offset="100")

    assert (first.status, first.headers["Upload-Offset"], first.headers["Upload-Complete"]) == (204, "100", "?0")
    assert (known.status, known.headers["Upload-Offset"], known.headers["Upload-Length"]) == (204, "100", "208")
    assert (last.status, last.headers["Upload-Complete"]) == (204, "?1")
    assert last.headers["ETag"] == f'"{sha256(PICTURE).hexdigest()}"'
    assert ann.asks("GET", path).body == PICTURE


def test_a_file_that_came_whole_before_something_broke_is_completed_by_the_next_question(
        ann: FilePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = ann.begins(len(PICTURE))
    monkeypatch.setattr("app.server.files.vault.FileVault.seal", fail)
    assert ann.asks("PATCH", path, PICTURE, Upload_Offset="0").status == 507
    monkeypatch.undo()

    assert ann.asks("HEAD", path).headers["Upload-Complete"] == "?1"
    assert ann.asks("GET", path).body == PICTURE


def test_what_is_not_complete_is_there_for_nobody_else(ann: FilePerson, bob: FilePerson) -> None:
    path = ann.begins(100)

    assert [bob.asks(method, path).status for method in ("GET", "HEAD", "DELETE")] == [404, 404, 404]
    assert bob.asks("PATCH", path, b"x", Upload_Offset="0").status == 404
    assert ann.asks("GET", path).status == 404


@pytest.mark.parametrize(("headers", "body", "status"), [
    ({"Upload_Offset": "7"}, b"x", 409), ({"Upload_Offset": "0"}, b"x" * 11, 400), ({}, b"x", 400),
    ({"Upload_Offset": "-1"}, b"x", 400), ({"Upload_Offset": "0", "Upload_Complete": "?1"}, b"x", 400),
    ({"Upload_Offset": "0", "Upload_Complete": "yes"}, b"x", 400),
])
def test_a_part_that_does_not_fit_changes_nothing(
        ann: FilePerson, headers: dict[str, str], body: bytes, status: int) -> None:
    path = ann.begins(10)

    assert ann.asks("PATCH", path, body, **headers).status == status
    assert ann.asks("HEAD", path).headers["Upload-Offset"] == "0"


def test_a_complete_file_takes_no_more(ann: FilePerson) -> None:
    assert ann.asks("PATCH", ann.uploads(), b"more", Upload_Offset=str(len(PICTURE))).status == 409


@pytest.mark.parametrize(("body", "headers", "status"), [
    (b"", {}, 400), (b"x" * 1_000_001, {}, 413), (b"", {"Upload_Complete": "?0"}, 400),
    (b"", {"Upload_Complete": "?0", "Upload_Length": "0"}, 400), (b"xx", {"Upload_Length": "3"}, 400),
    (b"", {"Upload_Complete": "?0", "Upload_Length": "1000001"}, 413), (b"xx", {"Upload_Length": "1"}, 400),
    (b"", {"Upload_Complete": "?0", "Upload_Length": "9" * 40}, 400),
])
def test_a_file_of_no_size_or_too_much_of_it_is_refused(
        house: FileHouse, ann: FilePerson, body: bytes, headers: dict[str, str], status: int) -> None:
    before = house.ids()
    reply = ann.asks("POST", "/files", body, **headers)

    assert reply.status == status
    assert reply.body.decode().rstrip().endswith(".")
    assert house.ids() == before


def test_a_thumbnail_belongs_to_its_file(ann: FilePerson, bob: FilePerson) -> None:
    path = ann.uploads()
    assert "X-Thumbnail" not in bob.asks("HEAD", path).headers

    assert ann.asks("PUT", f"{path}/thumbnail", THUMBNAIL).status == 204
    ann.names(path)

    assert bob.asks("HEAD", path).headers["X-Thumbnail"] == "image/jpeg"
    assert bob.asks("GET", f"{path}/thumbnail").body == THUMBNAIL
    assert ann.asks("PUT", f"{path}/thumbnail", THUMBNAIL).status == 409


@pytest.mark.parametrize(("content", "status"), [(b"<svg/>", 415), (b"GIF89a", 415), (b"\xff\xd8\xff" * 30_000, 413)])
def test_what_is_no_thumbnail_is_not_taken_for_one(ann: FilePerson, content: bytes, status: int) -> None:
    path = ann.uploads()

    assert ann.asks("PUT", f"{path}/thumbnail", content).status == status
    assert ann.asks("GET", f"{path}/thumbnail").status == 404


def test_nobody_changes_what_somebody_else_sent(ann: FilePerson, bob: FilePerson) -> None:
    path = ann.uploads()

    assert bob.asks("PUT", f"{path}/thumbnail", THUMBNAIL).status == 403
    assert bob.asks("DELETE", path).status == 403
    assert ann.asks("GET", path).status == 200


def test_an_upload_can_be_taken_back_until_a_message_names_it(house: FileHouse, ann: FilePerson) -> None:
    path, kept = ann.uploads(), ann.uploads()
    ann.names(kept)

    assert ann.asks("DELETE", path).status == 204
    assert ann.asks("GET", path).status == 404
    assert ann.asks("DELETE", kept).status == 409
    assert path.split("/")[2] not in house.ids()


def test_a_deleted_message_takes_its_file_along_unless_another_names_it(tmp_path: Path) -> None:
    with FileHouse(tmp_path) as house, house.person("ann") as ann:
        ann.says("CAP REQ :message-tags echo-message draft/message-redaction")
        gone, twice = ann.may().uploads(), ann.uploads()
        ids = []
        for text in (gone, twice, twice):
            ann.says(f"PRIVMSG #general :https://chat.example:6697{text}")
            ids.append(ann.hears("PRIVMSG")[-1].partition("msgid=")[2].partition(" ")[0].partition(";")[0])
        for msgid in ids[:2]:
            ann.says(f"REDACT #general {msgid}")
            ann.hears("REDACT")
        ann.catches_up()
        house.run(house.shell.files.keeper.sweeper.sweep())

        assert house.ids() == {twice.split("/")[2]}


def test_an_edited_message_lets_go_of_a_file_it_names_no_more(tmp_path: Path) -> None:
    with FileHouse(tmp_path) as house, house.person("ann") as ann:
        ann.says("CAP REQ :message-tags echo-message groupchat.local/edit")
        ann.says(f"PRIVMSG #general :https://chat.example:6697{ann.may().uploads()}")
        msgid = ann.hears("PRIVMSG")[-1].partition("msgid=")[2].partition(" ")[0].partition(";")[0]
        ann.says(f"EDIT #general {msgid} :never mind")
        ann.hears("EDIT")

        house.waits_for(lambda: not house.ids())


def test_files_follow_their_room_to_its_new_name(tmp_path: Path) -> None:
    with FileHouse(tmp_path) as house, house.person("ann", "#old") as ann:
        path = ann.may("#old").uploads()
        ann.names(path, "#old")
        ann.says("RENAME #old #new")
        ann.hears("#new")

        assert ann.asks("GET", path).status == 401
        assert ann.may("#new").asks("GET", path).body == PICTURE


def test_who_keeps_a_connection_is_no_stranger_at_the_door(tmp_path: Path) -> None:
    limits: dict[str, object] = {"flood": True, "loopback_exempt": False, "connect_burst": 3, "connect_seconds": 1000.0}
    with FileHouse(tmp_path, limits=limits) as house, house.person("ann") as ann:
        path = ann.may().uploads()
        for _ in range(5):
            ann.hangs_up()
            assert ann.asks("GET", path).status == 200


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")])
def test_a_disk_that_takes_nothing_is_told_of_in_a_sentence(
        ann: FilePerson, monkeypatch: pytest.MonkeyPatch, trouble: OSError) -> None:
    def fail(*_: object) -> None:
        raise trouble

    monkeypatch.setattr("app.server.files.vault.FileVault.append_to", fail)
    reply = ann.asks("POST", "/files", PICTURE)

    assert (reply.status, reply.body) == (507, b"The server can't keep or read files just now.\n")
    monkeypatch.undo()
    assert ann.asks("GET", ann.uploads()).status == 200


@pytest.mark.parametrize(("wanted", "status", "part"), [
    ("bytes=0-3", 206, slice(0, 4)), ("bytes=200-", 206, slice(200, 208)), ("bytes=-8", 206, slice(200, 208)),
    ("bytes=200-9999", 206, slice(200, 208)), ("bytes=-9999", 206, slice(0, 208)), ("bytes=208-", 416, None),
    ("bytes=-0", 416, None), ("bytes=5-2", 200, slice(0, 208)), ("bytes=0-1,4-5", 200, slice(0, 208)),
    ("lines=1-2", 200, slice(0, 208)), ("bytes=" + "0-," * 500, 200, slice(0, 208)),
])
def test_a_download_goes_on_where_it_broke_off(
        ann: FilePerson, wanted: str, status: int, part: slice | None) -> None:
    reply = ann.asks("GET", ann.uploads(), Range=wanted)

    assert reply.status == status
    assert part is None or reply.body == PICTURE[part]


def test_a_range_counts_only_for_the_file_it_was_meant_for(ann: FilePerson) -> None:
    path = ann.uploads()
    etag = ann.asks("HEAD", path).headers["ETag"]

    assert ann.asks("GET", path, Range="bytes=0-3", If_Range=etag).status == 206
    assert ann.asks("GET", path, Range="bytes=0-3", If_Range='"other"').status == 200
    assert ann.asks("GET", path, If_None_Match=f'"x", {etag}').status == 304


def test_head_tells_everything_but_the_file(ann: FilePerson) -> None:
    reply = ann.asks("HEAD", ann.uploads())

    assert (reply.status, reply.headers["Content-Length"], reply.body) == (200, "208", b"")


def test_the_limits_are_told_to_everybody(ann: FilePerson) -> None:
    left = int(ann.asks("OPTIONS", "/files").headers["X-Quota-Remaining"])
    ann.token = ""
    reply = ann.asks("OPTIONS", "/files")

    assert 0 < left < 524_288_000
    assert "X-Quota-Remaining" not in reply.headers

    assert (reply.status, reply.headers["X-Content-Limit"], reply.headers["X-Retention-Days"]) == (204, "1000000", "0")


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b" <svg xmlns=''/>", b"\0\1\2", b"PK\3\4"])
def test_what_could_run_in_a_browser_is_to_be_saved(ann: FilePerson, content: bytes) -> None:
    reply = ann.asks("GET", ann.uploads(content, "picture.png"))

    assert reply.headers["Content-Type"] == "application/octet-stream"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="picture.png"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
