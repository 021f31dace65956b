"""Where a chat is: invite links, `irc://` and `ircs://` URLs, and the plain `host:port` that people type.

An invite link is an ordinary `ircs://` URL, so that any IRC client opens it; what only we understand stands in the
query, which others ignore. Follows ircdocs' url.md and our protocol notes, "Trust".
"""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

TLS_PORT = 6697
PLAIN_PORT = 6667

_MAX_LINK = 4096
_SCHEMES = {"irc": False, "ircs": True}
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|[0-9A-Fa-f:.]+(?:%[A-Za-z0-9_.-]+)?")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_UNSAFE_IN_NAME = re.compile(r"[\x00-\x20\x7f,]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class InvalidLink(ValueError):
    """The text is no address of a chat. The message says what is wrong, in plain words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteLink:
    """A chat's address. `certfp` is the SHA-256 of the certificate in 64 hex digits, or empty.

    `key` is the password the server asks for, `name` what the group calls itself, `hosts` other names or addresses of
    the same server, tried when the first does not answer.
    """

    host: str
    port: int = TLS_PORT
    tls: bool = True
    channel: str = ""
    certfp: str = ""
    key: str = ""
    name: str = ""
    hosts: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a link, `host`, `host:port` or `[v6]:port`. Raises InvalidLink with a plain sentence."""
        text = text.strip().strip("<>")
        if not text:
            raise InvalidLink("Paste an invite link, or type a server address.")
        if len(text) > _MAX_LINK:
            raise InvalidLink("That link is far too long. Ask for a new one.")
        if "://" not in text:
            return cls._parse_address(text)
        # A bare `#room` is common in the wild, though it should be `%23room`.
        parts = urlsplit(text.replace("/#", "/%23"))
        tls = _SCHEMES.get(parts.scheme.lower())
        if tls is None:
            raise InvalidLink(f"A chat's link starts with ircs:// or irc://, not {parts.scheme}://.")
        host, port = _host_and_port(parts.netloc.rpartition("@")[2], tls=tls)
        options = dict(parse_qsl(parts.query, max_num_fields=20)) if parts.query.count("&") < 20 else {}
        return cls(
            host=host, port=port, tls=tls,
            channel=_channel(unquote(parts.path.lstrip("/")).partition(",")[0]),
            certfp=_fingerprint(options.get("certfp", "")),
            key=_CONTROL.sub("", options.get("key", ""))[:200],
            name=_CONTROL.sub("", options.get("name", ""))[:64].strip(),
            hosts=tuple(other for other in options.get("hosts", "").split(",")[:8] if _HOST.fullmatch(other)),
        )

    @classmethod
    def _parse_address(cls, text: str) -> Self:
        address, _, channel = text.partition("/")
        host, port = _host_and_port(address, tls=True)
        return cls(host=host, port=port, tls=port != PLAIN_PORT, channel=_channel(unquote(channel)))

    def to_url(self) -> str:
        """The link to hand out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        options = {
            "certfp": f"sha256:{self.certfp}" if self.certfp else "",
            "key": self.key, "name": self.name, "hosts": ",".join(self.hosts),
        }
        given = {option: value for option, value in options.items() if value}
        query = "?" + urlencode(given, quote_via=quote, safe=":,") if given else ""
        return f"{'ircs' if self.tls else 'irc'}://{host}:{self.port}/{quote(self.channel, safe='')}{query}"


def _host_and_port(netloc: str, *, tls: bool) -> tuple[str, int]:
    if netloc.startswith("["):
        host, bracket, rest = netloc[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise InvalidLink("The address in square brackets isn't closed.")
        port_text = rest[1:]
    elif netloc.count(":") > 1:
        host, port_text = netloc, ""
    else:
        host, _, port_text = netloc.partition(":")
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not _HOST.fullmatch(host):
        raise InvalidLink(f"“{netloc[:60]}” isn't a server address. Check the spelling.")
    return host.lower(), _port(port_text, default=TLS_PORT if tls else PLAIN_PORT)


def _port(text: str, *, default: int) -> int:
    if not text:
        return default
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536:
        return int(text)
    raise InvalidLink(f"“{text[:20]}” isn't a port number. It should be between 1 and 65535.")


def _channel(name: str) -> str:
    """The channel a link names, with its sign; links written by hand often leave it out."""
    if not name:
        return ""
    name = name if name[0] in "#&+!" else "#" + name
    if _UNSAFE_IN_NAME.search(name) or len(name.encode()) > 200:
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
