"""What Linux says of addresses and interfaces over netlink (rtnetlink(7)): which of it is news.

Most of it is not: routers announce the same address again and again, Wi-Fi reports its strength. News is an address
that others can reach us by which came or went, and an interface that began or ceased to carry anything.
"""

import struct
from collections.abc import Iterator

GROUPS = 0x1 | 0x10 | 0x100
"""RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR."""

_NEW_LINK, _DEL_LINK, _NEW_ADDRESS, _DEL_ADDRESS = 16, 17, 20, 21
_HEADER = struct.Struct("=IHHII")
_LINK = struct.Struct("=BxHiII")
_ADDRESS = struct.Struct("=BBBBI")
_ATTRIBUTE = struct.Struct("=HH")
_IS_RUNNING, _IS_LOOPBACK = 0x40, 0x8
_NARROWER_THAN_SITE = 253
"""RT_SCOPE_LINK and beyond: addresses that lead nowhere from here."""
_IFA_ADDRESS, _IFA_LOCAL = 1, 2
_MAX_KNOWN = 4096


class NetlinkNews:
    """Knows what was there, and so what has changed."""

    def __init__(self) -> None:
        self._is_running: dict[int, bool] = {}
        self._addresses: set[tuple[int, bytes]] = set()

    def is_news(self, data: bytes) -> bool:
        """Whether a datagram of netlink tells of a change. What it tells first of an address or interface is one."""
        # Each has to be taken in, also after the first that is news.
        return sum(self._takes(kind, body) for kind, body in _messages(data)) > 0

    def _takes(self, kind: int, body: bytes) -> bool:
        if kind in (_NEW_LINK, _DEL_LINK) and len(body) >= _LINK.size:
            return self._takes_link(kind, body)
        if kind in (_NEW_ADDRESS, _DEL_ADDRESS) and len(body) >= _ADDRESS.size:
            return self._takes_address(kind, body)
        return False

    def _takes_link(self, kind: int, body: bytes) -> bool:
        _, _, index, flags, _ = _LINK.unpack_from(body)
        if flags & _IS_LOOPBACK:
            return False
        if kind == _DEL_LINK:
            return self._is_running.pop(index, False)
        was_running, is_running = self._is_running.get(index), bool(flags & _IS_RUNNING)
        if len(self._is_running) < _MAX_KNOWN:
            self._is_running[index] = is_running
        return is_running is not was_running

    def _takes_address(self, kind: int, body: bytes) -> bool:
        _, _, _, scope, index = _ADDRESS.unpack_from(body)
        if scope >= _NARROWER_THAN_SITE:
            return False
        key = (index, _address(body[_ADDRESS.size:]))
        if kind == _DEL_ADDRESS:
            self._addresses.discard(key)
            return True
        was_known = key in self._addresses
        if len(self._addresses) < _MAX_KNOWN:
            self._addresses.add(key)
        return not was_known


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and body of each message of a datagram, up to the first that makes no sense."""
    at = 0
    while at + _HEADER.size <= len(data):
        length, kind, _, _, _ = _HEADER.unpack_from(data, at)
        if length < _HEADER.size:
            return
        yield kind, data[at + _HEADER.size : at + length]
        at += _aligned(length)


def _address(data: bytes) -> bytes:
    """The address among the attributes; the local one where a line has two ends."""
    found: dict[int, bytes] = {}
    at = 0
    while at + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, at)
        if length < _ATTRIBUTE.size:
            break
        found[kind] = data[at + _ATTRIBUTE.size : at + length]
        at += _aligned(length)
    return found.get(_IFA_LOCAL) or found.get(_IFA_ADDRESS, b"")


def _aligned(length: int) -> int:
    return length + 3 & ~3
