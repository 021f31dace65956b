"""File hosts as servers announce them, tokens for them, and the addresses of files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.file_host import FileHost, Kind, file_host_of, file_name, file_path, located, upload_address
from app.protocol.isupport import ISupport
from tests.protocol.server_side import hear, registered, said

ID = "c0ffee0123456789abcdef0123456789"
OURS = FileHost(kind=Kind.TOKENS, host="", port=6697, path="/files")


def announced(*tokens: str, is_secure: bool = True) -> FileHost | None:
    isupport = ISupport()
    isupport.update(tokens)
    return file_host_of(isupport, is_secure=is_secure)


@pytest.mark.parametrize(("token", "expected"), [
    ("groupchat.local/FILEHOST=https://*:6697/files", OURS),
    ("groupchat.local/FILEHOST=https://chat.example.org/files/",
     FileHost(kind=Kind.TOKENS, host="chat.example.org", port=443, path="/files")),
    ("groupchat.local/FILEHOST=http://*:6697/files", None),
    ("groupchat.local/FILEHOST=https://ann:secret@chat.example.org/files", None),
    ("groupchat.local/FILEHOST=https://*:99999/files", None),
    ("groupchat.local/FILEHOST=https://*:0/files", None),
    ("groupchat.local/FILEHOST=https://[::/files", None),
    ("groupchat.local/FILEHOST", None),
    ("soju.im/FILEHOST=https://up.example.org/uploads",
     FileHost(kind=Kind.LOGIN, host="up.example.org", port=443, path="/uploads")),
    ("draft/FILEHOST=ftp://a.example.org/,https://up.example.org/?to=me",
     FileHost(kind=Kind.LOGIN, host="up.example.org", port=443, path="/?to=me")),
    ("soju.im/FILEHOST=https://*/uploads", None),
    ("soju.im/FILEHOST=http://up.example.org/uploads", None),
    ("draft/FILEHOST=", None),
    ("NETWORK=Example", None),
])
def test_a_server_says_where_files_go(token: str, expected: FileHost | None) -> None:
    assert announced(token) == expected


def test_a_chat_in_the_clear_may_send_files_in_the_clear() -> None:
    assert announced("soju.im/FILEHOST=http://up.example.org/u", is_secure=False) == FileHost(
        kind=Kind.LOGIN, host="up.example.org", port=80, path="/u", is_secure=False)


@pytest.mark.parametrize(("address", "expected"), [
    (f"https://chat.example.org:6697/files/{ID}/picture.jpeg", f"/files/{ID}/picture.jpeg"),
    (f"https://evil.example:6697/files/{ID}/a%20b.txt", f"/files/{ID}/a%20b.txt"),
    (f"https://chat.example.org:6697/files/{ID}/%2e%2e%2fx", f"/files/{ID}/..%2Fx"),
    (f"https://chat.example.org:6697/files/{ID}/x%0d%0aHost:%20y", f"/files/{ID}/x%0D%0AHost%3A%20y"),
    (f"http://chat.example.org:6697/files/{ID}/x", None),
    (f"https://chat.example.org/files/{ID}/x", None),
    (f"https://chat.example.org:6697/other/{ID}/x", None),
    (f"https://chat.example.org:6697/files/{ID.upper()}/x", None),
    (f"https://chat.example.org:6697/files/{ID}/", None),
    (f"https://chat.example.org:6697/files/{ID}/x/thumbnail", None),
    (f"https://chat.example.org:6697/files/{ID}/x?y", None),
    (f"https://ann@chat.example.org:6697/files/{ID}/x", None),
    ("https://chat.example.org:6697/files/../x", None),
    ("hello", None),
])
def test_an_address_is_a_file_of_our_host_or_not(address: str, expected: str | None) -> None:
    assert file_path(OURS, address) == expected


@pytest.mark.parametrize(("address", "is_file"), [
    (f"https://chat.example.org:6700/files/{ID}/x", True),
    (f"https://evil.example:6700/files/{ID}/x", False),
])
def test_a_server_that_had_another_port_still_has_its_files(address: str, is_file: bool) -> None:
    assert (file_path(OURS, address, ("chat.example.org", "192.168.1.5")) is not None) is is_file


def test_a_host_that_wants_a_login_has_no_files_that_we_know() -> None:
    assert file_path(FileHost(kind=Kind.LOGIN, host="x.org", port=6697, path="/files"),
                     f"https://x.org:6697/files/{ID}/x") is None


@given(st.text(max_size=300))
def test_no_address_of_any_text_breaks_anything(text: str) -> None:
    file_path(OURS, text)
    file_path(OURS, f"https://h:6697/files/{ID}/{text}")
    located("https://h:6697/files", text)


@pytest.mark.parametrize(("connected_to", "expected"), [
    ("chat.example.org", "https://chat.example.org:6697/files"),
    ("::1", "https://[::1]:6697/files"),
])
def test_files_go_to_the_host_that_we_are_connected_to(connected_to: str, expected: str) -> None:
    assert upload_address(OURS, connected_to) == expected


@pytest.mark.parametrize(("location", "expected"), [
    ("/files/1/a.txt", "https://h.org:6697/files/1/a.txt"),
    ("https://cdn.example.org/1", "https://cdn.example.org/1"),
    ("http://cdn.example.org/1", None),
    ("javascript:alert(1)", None),
    ("/files/1/a b", None),
    ("//ann:pw@h.org/1", None),
    ("https://[::", None),
])
def test_a_location_is_an_address_that_can_be_said(location: str, expected: str | None) -> None:
    assert located("https://h.org:6697/files", location) == expected


def test_a_file_is_called_by_the_end_of_its_address() -> None:
    assert file_name(f"https://h.org:6697/files/{ID}/summer%20%E2%98%80.jpg") == "summer ☀.jpg"


def test_a_token_is_asked_for_and_comes() -> None:
    connection = registered()
    connection.send(cmd.RequestToken(service="groupchat.local/FILEHOST", target="#maps"))
    assert said(connection) == ["TOKEN GENERATE groupchat.local/FILEHOST #maps"]
    [event] = hear(connection, ":s TOKEN GENERATE groupchat.local/FILEHOST https://*:6697/files :7f83b1")
    assert isinstance(event, ev.TokenReceived)
    assert (event.service, event.token) == ("groupchat.local/FILEHOST", "7f83b1")
    assert "7f83b1" not in repr(event)


@pytest.mark.parametrize("line", [
    ":s TOKEN GENERATE groupchat.local/FILEHOST https://*/f :two words", ":s TOKEN GENERATE", ":s TOKEN",
    ":s TOKEN REVOKE x y z", f":s TOKEN GENERATE x y {'a' * 1025}",
])
def test_what_is_no_token_is_taken_for_none(line: str) -> None:
    assert [type(event) for event in hear(registered(), line)] == [ev.UnknownMessageReceived]
