"""Where a chat is: invite links, `irc://` and `ircs://` URLs, and the plain `host:port` that people type.

An invite link is an ordinary `ircs://` URL, so that any IRC client opens it; what only we understand stands in the
query, which others ignore. Follows ircdocs' url.md and our protocol notes, "Trust".
"""

import re
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from app.protocol.hostname import is_address, is_host
from app.values import frozen

TLS_PORT = 6697
PLAIN_PORT = 6667

_MAX_LINK = 4096
_MAX_OPTIONS = 20
_MAX_KEY = 200
_MAX_NAME = 64
_MAX_HOSTS = 8
_MAX_CHANNEL_BYTES = 200
_MAX_PATH = 200
_SCHEMES = {"irc": False, "ircs": True, "ws": False, "wss": True}
_WEBSOCKETS = frozenset({"ws", "wss"})
_IRC_PORTS = {False: PLAIN_PORT, True: TLS_PORT}
_WEB_PORTS = {False: 80, True: 443}
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_PORT = re.compile(r"[0-9]{1,5}")
_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNSAFE_IN_CHANNEL = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029,]")
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")


class InvalidLink(ValueError):
    """The text is no address of a chat. The message says what is wrong, in plain words."""


@frozen(kw_only=True)
class InviteLink:
    """A chat's address. `certfp` is the SHA-256 of the certificate in 64 hex digits, or empty.

    `key` is the password the server asks for, `name` what the group calls itself, `hosts` other names or addresses of
    the same server, tried when the first does not answer. `websocket` is the path to ask for where the server is
    reached by WebSocket (`wss://host/path`), "" where it is not; a link of that kind has its channel in the query.
    """

    host: str
    port: int = TLS_PORT
    tls: bool = True
    channel: str = ""
    certfp: str = ""
    key: str = ""
    name: str = ""
    hosts: tuple[str, ...] = ()
    websocket: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a link, `host`, `host:port` or `[v6]:port`. Raises InvalidLink with a plain sentence."""
        text = text.strip().strip("<>")
        if not text:
            raise InvalidLink("Paste an invite link, or type a server address.")
        if len(text) > _MAX_LINK:
            raise InvalidLink("That link is far too long. Ask for a new one.")
        if _HALF_CHARACTER.search(text):
            raise InvalidLink("That link holds characters that can't be read. Copy it again.")
        if "://" not in text:
            return cls._parse_address(text)
        return cls._parse_url(text)

    @classmethod
    def _parse_url(cls, text: str) -> Self:
        scheme = text.partition("://")[0].lower()
        tls = _SCHEMES.get(scheme)
        if tls is None:
            raise InvalidLink(f"A chat's link starts with ircs://, irc:// or wss://, not {scheme[:20]}://.")
        try:
            # A bare `#room` is common in the wild, though it should be `%23room`; `##room` is, too.
            parts = urlsplit(text.replace("#", "%23"))
        except ValueError:
            raise _not_an_address(text) from None
        is_web = scheme in _WEBSOCKETS
        default = _WEB_PORTS[tls] if is_web else _IRC_PORTS[tls]
        host, port = _host_and_port(parts.netloc.rpartition("@")[2], default=default)
        options = _options(parts.query)
        return cls(
            host=host, port=port, tls=tls, websocket=_websocket_path(parts.path) if is_web else "",
            channel=_channel(options.get("channel", "")) if is_web else _channel_of_path(parts.path),
            certfp=_fingerprint(options.get("certfp", "")),
            key=_CONTROL.sub("", options.get("key", ""))[:_MAX_KEY],
            name=_CONTROL.sub("", options.get("name", ""))[:_MAX_NAME].strip(),
            hosts=tuple(other for other in options.get("hosts", "").split(",")[:_MAX_HOSTS] if is_host(other)),
        )

    @classmethod
    def _parse_address(cls, text: str) -> Self:
        address, _, channel = text.partition("/")
        host, port = _host_and_port(address, default=TLS_PORT)
        return cls(host=host, port=port, tls=port != PLAIN_PORT, channel=_channel(unquote(channel)))

    def to_url(self) -> str:
        """The link to hand out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        options = {
            "certfp": f"sha256:{self.certfp}" if self.certfp else "",
            "key": self.key, "name": self.name, "hosts": ",".join(self.hosts),
            "channel": self.channel if self.websocket else "",
        }
        given = {option: value for option, value in options.items() if value}
        query = "?" + urlencode(given, quote_via=quote, safe=":,") if given else ""
        scheme = ("ws" if self.websocket else "irc") + ("s" if self.tls else "")
        path = self.websocket or "/" + quote(self.channel, safe="")
        return f"{scheme}://{host}:{self.port}{path}{query}"


def _options(query: str) -> dict[str, str]:
    """The query's options by name, of which case is no part; a query with far too many has none."""
    if query.count("&") >= _MAX_OPTIONS:
        return {}
    return {name.lower(): value for name, value in parse_qsl(query)}


def _host_and_port(netloc: str, *, default: int) -> tuple[str, int]:
    if netloc.startswith("["):
        host, bracket, rest = netloc[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise InvalidLink("The address in square brackets isn't closed.")
        if ":" not in host:
            raise _not_an_address(netloc)
        port_text = rest[1:]
    elif netloc.count(":") > 1:
        host, port_text = netloc, ""
    else:
        host, _, port_text = netloc.partition(":")
    host = _host(host)
    if not host:
        raise _not_an_address(netloc)
    return host, _port(port_text, default=default)


def _host(text: str) -> str:
    """The host as DNS knows it, in lower case; empty for what can't be one."""
    try:
        text = text if text.isascii() else text.encode("idna").decode()
    except UnicodeError:
        return ""
    if is_address(text):
        # An interface's name after the % is not ours to change.
        return text if "%" in text else text.lower()
    return text.lower() if is_host(text) else ""


def _not_an_address(text: str) -> InvalidLink:
    return InvalidLink(f"“{text[:60]}” isn't a server address. Check the spelling.")


def _port(text: str, *, default: int) -> int:
    if not text:
        return default
    if _PORT.fullmatch(text) and 0 < int(text) < 65536:
        return int(text)
    raise InvalidLink(f"“{text[:20]}” isn't a port number. It should be between 1 and 65535.")


def _websocket_path(path: str) -> str:
    """The path to ask a web server for. A channel's sign is no part of it: such a link was put together wrongly."""
    if len(path) > _MAX_PATH or "%23" in path or not _PATH.fullmatch(path):
        raise InvalidLink("The path in that link can't be right. Copy it again.")
    return path or "/"


def _channel_of_path(path: str) -> str:
    """The channel a URL leads to; with the flag `isnick` or `isuser` it leads to a person, whom we don't write to."""
    name, *flags = unquote(path.lstrip("/")).split(",")
    return "" if {"isnick", "isuser"} & {flag.lower() for flag in flags} else _channel(name)


def _channel(name: str) -> str:
    """The channel a link names, with its sign; links written by hand often leave it out."""
    if not name:
        return ""
    name = name if name[0] in "#&+!" else "#" + name
    if _UNSAFE_IN_CHANNEL.search(name) or len(name.encode()) > _MAX_CHANNEL_BYTES:
        raise InvalidLink("The room in that link has a name that can't be joined. Ask for a new link.")
    return name


def _fingerprint(value: str) -> str:
    if not value:
        return ""
    digits = value.lower().removeprefix("sha256:").replace(":", "")
    if not _FINGERPRINT.fullmatch(digits):
        # Joining without the check it asked for would be worse than not joining.
        raise InvalidLink("That link is damaged: its certificate fingerprint is incomplete. Copy it again.")
    return digits
