"""A network profile as a JSON file, for scripts: what `connect --headless --config` reads.

Fields: host, port, nick, tls, tls_fingerprints, channels, data_dir, reconnect_seconds, password, title, websocket (a
path), client_certificate (the path of a PEM file), proxy (`socks5://user:password@host:port` or `http://…`), and sasl
with mechanisms, account, password; bot (true where no person writes); alternatives (nicks to try when ours is taken),
perform (lines to send whenever a connection begins) and pace
(lines at once, and seconds for each after that: "5 2"). Only `host` is required.
"""

import json
from pathlib import Path
from typing import NamedTuple, TypeVar

from app.models.on_connecting import InvalidLines, parse_lines
from app.models.pace import InvalidPace, Pace
from app.models.profile import NetworkId, Profile
from app.models.proxy import InvalidProxy, parse_proxy
from app.protocol.sasl import SaslCredentials
from app.protocol.url import PLAIN_PORT, TLS_PORT, InvalidLink, InviteLink

T = TypeVar("T")
D = TypeVar("D")

_KNOWN = frozenset({
    "host", "port", "nick", "tls", "tls_fingerprints", "channels", "data_dir", "reconnect_seconds", "password", "title",
    "sasl", "proxy", "client_certificate", "websocket", "bot",
    "alternatives", "perform", "pace",
})
_SHORTEST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 86_400


class InvalidProfile(ValueError):
    """The file can't be used. The message says why, in plain words."""


class ProfileFile(NamedTuple):
    """What the file says: a profile, and the folder to keep things in ("" for none)."""

    profile: Profile
    data_dir: str


def load_profile(path: Path) -> ProfileFile:
    """Read a profile. Raises InvalidProfile."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidProfile(f"{path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise InvalidProfile(f"{path} isn't JSON: {error}.") from error
    if not isinstance(values, dict):
        raise InvalidProfile(f"{path} should hold one object in braces.")
    unknown = sorted(set(values) - _KNOWN)
    if unknown:
        raise InvalidProfile(f"{path} has a field nobody knows: {unknown[0]}. Known are {', '.join(sorted(_KNOWN))}.")
    return ProfileFile(_profile(values), _take(values, "data_dir", str, ""))


def _profile(values: dict[str, object]) -> Profile:
    tls = _take(values, "tls", bool, True)
    port = _take(values, "port", int, TLS_PORT if tls else PLAIN_PORT)
    host = _take(values, "host", str, "")
    if not host or not 0 < port < 65536:
        raise InvalidProfile("A profile needs a host, and a port between 1 and 65535.")
    return Profile(
        id=NetworkId("headless"), host=host, port=port, tls=tls, nick=_take(values, "nick", str, ""),
        title=_take(values, "title", str, ""), server_password=_take(values, "password", str, ""),
        fingerprints=tuple(_fingerprint(text) for text in _texts(values, "tls_fingerprints")),
        channels=_texts(values, "channels"), sasl=_sasl(values),
        reconnect_s=_reconnect_s(values.get("reconnect_seconds")), proxy=_proxy(_take(values, "proxy", str, "")),
        client_certificate=_take(values, "client_certificate", str, ""), websocket=_take(values, "websocket", str, ""),
        alternatives=_texts(values, "alternatives"), perform=_perform(_texts(values, "perform")),
        is_bot=_take(values, "bot", bool, False), pace=_pace(_take(values, "pace", str, "")),
    )


def _proxy(text: str) -> str:
    if text:
        try:
            parse_proxy(text)
        except InvalidProxy as error:
            raise InvalidProfile(str(error)) from error
    return text


def _pace(text: str) -> Pace | None:
    try:
        return Pace.parse(text)
    except InvalidPace as error:
        raise InvalidProfile(f"pace: {error}") from error


def _perform(lines: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return parse_lines("\n".join(lines))
    except InvalidLines as error:
        raise InvalidProfile(f"perform: {error}") from error


def _reconnect_s(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST_PAUSE_S:
        raise InvalidProfile(f"reconnect_seconds should be a number from 0 to {_LONGEST_PAUSE_S}.")
    return max(float(value), _SHORTEST_PAUSE_S)


def _fingerprint(text: str) -> str:
    """Accepts what an invite link accepts: 64 hex digits, with or without colons and `sha256:`."""
    try:
        return InviteLink.parse(f"ircs://localhost/?certfp={text}").certfp
    except InvalidLink as error:
        raise InvalidProfile(f"{text[:80]} isn't a SHA-256 fingerprint of 64 hex digits.") from error


def _sasl(values: dict[str, object]) -> SaslCredentials | None:
    sasl = _take(values, "sasl", dict, None)
    if sasl is None:
        return None
    mechanisms = tuple(name.upper() for name in _texts(sasl, "mechanisms"))
    account = _take(sasl, "account", str, "")
    if not account:
        raise InvalidProfile("sasl needs an account.")
    return SaslCredentials(account=account, password=_take(sasl, "password", str, ""),
                           mechanisms=mechanisms or SaslCredentials(account="", password="").mechanisms)


def _texts(values: dict[str, object], name: str) -> tuple[str, ...]:
    items = _take(values, name, list, [])
    if not all(isinstance(item, str) for item in items):
        raise InvalidProfile(f"{name} should be a list of texts.")
    return tuple(items)


def _take(values: dict[str, object], name: str, kind: type[T], default: D) -> T | D:
    """The field if it is there and of its type. Raises InvalidProfile for one of another type."""
    value = values.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise InvalidProfile(f"{name} should be {_KINDS[kind]}.")
    return value


_KINDS: dict[type, str] = {str: "a text", int: "a whole number", bool: "true or false", list: "a list",
                           dict: "an object"}
