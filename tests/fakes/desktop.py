"""A desktop on a real D-Bus, by hand: its notification service, which can be clicked on, and its dock.

Only as much of the wire format (D-Bus Specification, "Message Protocol") as that needs.
"""

import os
import socket
import struct
import threading
from dataclasses import dataclass

SERVICE, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_CALL, _RETURN, _SIGNAL = 1, 2, 4


@dataclass
class Shown:
    """What one call of `Notify` said."""

    replaces: int
    title: str
    text: str


class _OnBus:
    """A link to the bus at the address; a thread takes what it says until `close`."""

    def __init__(self, address: str) -> None:
        self._serial = 0
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(address.partition("unix:path=")[2].partition(",")[0])
        self._socket.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
        assert self._socket.recv(200).startswith(b"OK")
        self._socket.sendall(b"BEGIN\r\n")
        self._bus_call("Hello", b"", "")
        self._begin()
        threading.Thread(target=self._serve, name="fake-desktop", daemon=True).start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _begin(self) -> None:
        """Say what else is to be said first."""
        raise NotImplementedError

    def _take(self, kind: int, serial: int, fields: dict[int, str], body: bytes) -> None:
        """The bus has said something; by its code, each field is a text."""
        raise NotImplementedError

    def _serve(self) -> None:
        try:
            while True:
                self._take(*self._message())
        except (OSError, EOFError):
            return

    def _bus_call(self, member: str, body: bytes, signature: str) -> None:
        self._send(_CALL, body, signature, path="/org/freedesktop/DBus", interface="org.freedesktop.DBus",
                   member=member, destination="org.freedesktop.DBus")

    def _send(self, kind: int, body: bytes, signature: str, *, path: str = "", interface: str = "", member: str = "",
              destination: str = "", reply_to: int = 0) -> None:
        self._serial += 1
        fields = b""
        for code, sign, value in ((1, "o", path), (2, "s", interface), (3, "s", member), (6, "s", destination)):
            if value:
                fields = _pad(fields, 8) + bytes((code, 1)) + sign.encode() + b"\0" + _text(value)
        if reply_to:
            fields = _pad(fields, 8) + bytes((5, 1)) + b"u\0" + struct.pack("<I", reply_to)
        if signature:
            fields = _pad(fields, 8) + bytes((8, 1)) + b"g\0" + bytes((len(signature),)) + signature.encode() + b"\0"
        head = struct.pack("<cBBBIII", b"l", kind, 0, 1, len(body), self._serial, len(fields))
        self._socket.sendall(_pad(head + fields, 8) + body)

    def _message(self) -> tuple[int, int, dict[int, str], bytes]:
        head = self._exactly(16)
        _, kind, _, _, body_length, serial, fields_length = struct.unpack("<cBBBIII", head)
        fields = self._exactly(_up(fields_length, 8))[:fields_length]
        return kind, serial, _read_fields(fields), self._exactly(body_length)

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = self._socket.recv(count - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data


class FakeDesktop(_OnBus):
    """Owns the name of the notification service, and answers its calls."""

    def __init__(self, address: str) -> None:
        self.shown: list[Shown] = []
        self.withdrawn: list[int] = []
        super().__init__(address)

    def _begin(self) -> None:
        self._bus_call("RequestName", _pad(_text(SERVICE), 4) + struct.pack("<I", 0), "su")
        # The answers, and the signals that the names are ours.
        for _ in range(4):
            self._message()

    def click(self, shown_id: int) -> None:
        """Let a person click on a notification."""
        body = struct.pack("<I", shown_id) + _text("default")
        self._send(_SIGNAL, body, "us", path=PATH, interface=SERVICE, member="ActionInvoked")

    def close_notification(self, shown_id: int) -> None:
        """Let a person put it away."""
        body = struct.pack("<II", shown_id, 2)
        self._send(_SIGNAL, body, "uu", path=PATH, interface=SERVICE, member="NotificationClosed")

    def _take(self, kind: int, serial: int, fields: dict[int, str], body: bytes) -> None:
        if kind != _CALL:
            return
        answer, signature = b"", ""
        match fields.get(3):
            case "GetCapabilities":
                names = _pad(_text("actions"), 4) + _text("body")
                answer, signature = struct.pack("<I", len(names)) + names, "as"
            case "Notify":
                answer, signature = struct.pack("<I", self._notify(body)), "u"
            case "CloseNotification":
                self.withdrawn.append(struct.unpack_from("<I", body)[0])
        self._send(_RETURN, answer, signature, reply_to=serial, destination=fields[7])

    def _notify(self, body: bytes) -> int:
        _, at = _read_text(body, 0)
        (replaces,), at = struct.unpack_from("<I", body, _up(at, 4)), _up(at, 4) + 4
        _, at = _read_text(body, at)
        title, at = _read_text(body, at)
        text, _ = _read_text(body, at)
        self.shown.append(Shown(replaces, title, text))
        return replaces or len(self.shown)


class FakeDock(_OnBus):
    """Hears the numbers that apps put on their icons."""

    def __init__(self, address: str) -> None:
        self.counts: list[int] = []
        self.has_left = False
        self._sender = ""
        super().__init__(address)

    def _begin(self) -> None:
        for rule in ("interface='com.canonical.Unity.LauncherEntry'", "member='NameOwnerChanged'"):
            self._bus_call("AddMatch", _text(f"type='signal',{rule}"), "s")

    def _take(self, kind: int, _serial: int, fields: dict[int, str], body: bytes) -> None:
        if kind == _SIGNAL and fields.get(3) == "Update":
            self._sender = fields[7]
            app, at = _read_text(body, 0)
            assert app == "application://group-chat.desktop"
            # The dict begins after its length, at a multiple of 8; "count" and the sign of its type take 16 bytes.
            self.counts.append(struct.unpack_from("<q", body, _up(_up(at, 4) + 4, 8) + 16)[0])
        elif fields.get(3) == "NameOwnerChanged" and self._sender:
            self.has_left = self.has_left or _read_text(body, 0)[0] == self._sender


def _up(number: int, step: int) -> int:
    return -(-number // step) * step


def _pad(data: bytes, step: int) -> bytes:
    return data.ljust(_up(len(data), step), b"\0")


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def _read_text(data: bytes, at: int) -> tuple[str, int]:
    at = _up(at, 4)
    (length,) = struct.unpack_from("<I", data, at)
    return data[at + 4 : at + 4 + length].decode(), at + 5 + length


def _read_fields(data: bytes) -> dict[int, str]:
    """The header fields that are texts, by their code."""
    found, at = {}, 0
    while at < len(data):
        at = _up(at, 8)
        code, sign = data[at], chr(data[at + 2])
        at += 4
        if sign == "g":
            at += data[at] + 2
        elif sign == "u":
            at += 4
        else:
            found[code], at = _read_text(data, at)
    return found
