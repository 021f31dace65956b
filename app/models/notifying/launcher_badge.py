"""The number on the app's icon in docks of Linux desktops: the signal `com.canonical.Unity.LauncherEntry.Update`.

Docks forget a number when whoever told it leaves the bus, so that a program that is run and ends can't tell it. This
is the little of D-Bus (D-Bus Specification, "Message Protocol" and "Authentication Protocol") that one signal needs,
over a link that is open while there is a number. What the bus says is read away and dropped.
"""

import contextlib
import logging
import os
import re
import socket
import struct
from urllib.parse import unquote_to_bytes

_log = logging.getLogger(__name__)

_APP = "application://group-chat.desktop"
_PATH = "/com/canonical/unity/launcherentry/groupchat"
_INTERFACE = "com.canonical.Unity.LauncherEntry"
_BUS = "org.freedesktop.DBus"
_CALL, _SIGNAL = 1, 4
_PATIENCE_S = 2.0
_MOST = 9_999
_ADDRESS = re.compile(r"unix:(?:[^;]*,)?(path|abstract)=([^,;]+)")


class LauncherBadge:
    """Used by one thread, which it may make wait two seconds at most."""

    def __init__(self, address: str) -> None:
        """`address` is that of the session's bus."""
        self._address = address
        self._link: socket.socket | None = None
        self._serial = 0

    def show(self, count: int) -> None:
        """Show the number; 0 takes it away. Where there is no bus nothing happens."""
        if self._link is None and not count:
            return
        try:
            link = self._link = self._link or self._connect()
            _drain(link)
            self._send(link, _SIGNAL, _PATH, _INTERFACE, "Update", "sa{sv}", _update(min(count, _MOST)))
        except (OSError, ValueError) as error:
            _log.info("the number of unread messages can't be told to the dock: %s", error)
            self.close()
        if not count:
            self.close()

    def close(self) -> None:
        """Leave the bus; docks then forget the number."""
        if self._link is not None:
            self._link.close()
        self._link = None

    def _connect(self) -> socket.socket:
        """Raises OSError, or ValueError for an address that is none."""
        found = _ADDRESS.search(self._address)
        if found is None:
            raise ValueError("the bus has no address of this computer")
        name = unquote_to_bytes(found[2])
        link = socket.socket(socket.AF_UNIX)
        try:
            link.settimeout(_PATIENCE_S)
            link.connect(b"\0" + name if found[1] == "abstract" else name)
            link.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
            if not link.recv(512).startswith(b"OK "):
                raise ConnectionRefusedError("the bus does not know us")
            link.sendall(b"BEGIN\r\n")
            self._send(link, _CALL, "/org/freedesktop/DBus", _BUS, "Hello", "", b"", to=_BUS)
        except OSError:
            link.close()
            raise
        return link

    def _send(self, link: socket.socket, kind: int, path: str, interface: str, member: str, signature: str,
              body: bytes, *, to: str = "") -> None:
        self._serial += 1
        fields = b""
        for code, sign, value in ((1, b"o", path), (2, b"s", interface), (3, b"s", member), (6, b"s", to)):
            if value:
                fields = _aligned(fields, 8) + bytes((code, 1)) + sign + b"\0" + _text(value)
        if signature:
            fields = _aligned(fields, 8) + bytes((8, 1)) + b"g\0" + _signature(signature)
        head = struct.pack("<cBBBIII", b"l", kind, 1, 1, len(body), self._serial, len(fields))
        link.sendall(_aligned(head + fields, 8) + body)


def _update(count: int) -> bytes:
    """The app and its properties, as `sa{sv}`: {'count': <int64>, 'count-visible': <boolean>}."""
    # The dict begins at a multiple of 8, counted from the start of the body.
    start = _aligned(_text(_APP), 4)
    entries = _aligned(_text("count") + _signature("x"), 8) + struct.pack("<q", count)
    shown = _aligned(entries, 8) + _text("count-visible") + _signature("b")
    entries = _aligned(shown, 4) + struct.pack("<I", bool(count))
    return _aligned(start + struct.pack("<I", len(entries)), 8) + entries


def _drain(link: socket.socket) -> None:
    """Read what the bus has said: it is never more than a few names, and of no use here."""
    link.settimeout(0)
    with contextlib.suppress(BlockingIOError):
        while link.recv(65_536):
            pass
    link.settimeout(_PATIENCE_S)


def _aligned(data: bytes, step: int) -> bytes:
    return data.ljust(-(-len(data) // step) * step, b"\0")


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def _signature(signature: str) -> bytes:
    return bytes((len(signature),)) + signature.encode() + b"\0"
