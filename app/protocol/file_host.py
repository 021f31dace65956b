"""File hosts as servers announce them, and the addresses of their files. Pure: no request is made here.

Follows docs/specs/filehost.md for our servers' `groupchat.local/FILEHOST`, and soju's filehost.md (an IRCv3 draft) for
`soju.im/FILEHOST` and `draft/FILEHOST`. The rule of this file: an address from a message never says where a token goes.
"""

import re
from collections.abc import Container
from enum import Enum, auto
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from app.protocol.hostname import is_address, is_host
from app.protocol.isupport import ISupport
from app.values import frozen

SERVICE = "groupchat.local/FILEHOST"
"""The name of the service, in ISUPPORT and for TOKEN."""
_OTHERS = ("SOJU.IM/FILEHOST", "DRAFT/FILEHOST")
_CONNECTED = "*"
_ID = re.compile(r"[0-9a-f]{32}")
_MAX_ADDRESS = 2048
_PORTS = {"https": 443, "http": 80}


class Kind(Enum):
    """How a file host knows who asks: by a token of the chat's connection, or by name and password."""

    TOKENS = auto()
    LOGIN = auto()


@frozen(kw_only=True)
class FileHost:
    """Where files are sent to: `path` at `host`, which is "" for the host of the chat's own connection."""

    kind: Kind
    host: str
    port: int
    path: str
    is_secure: bool = True


def file_host_of(isupport: ISupport, *, is_secure: bool) -> FileHost | None:
    """The file host a server announces, None for none that may be used.

    `is_secure`: the chat's connection is encrypted, so files must not go without TLS (soju's filehost.md).
    """
    ours = isupport.get(SERVICE.upper())
    if ours is not None:
        return _parse(ours, Kind.TOKENS)
    for name in _OTHERS:
        # IRCv3's first draft had a list; whoever has one means one and the same by all of them.
        for value in (isupport.get(name) or "").split(","):
            host = _parse(value, Kind.LOGIN)
            if host is not None and (host.is_secure or not is_secure):
                return host
    return None


def _parse(value: str, kind: Kind) -> FileHost | None:
    parts = split_address(value)
    if parts is None or (kind is Kind.TOKENS and parts.scheme != "https"):
        return None
    host = parts.hostname or ""
    is_connected = host == _CONNECTED and kind is Kind.TOKENS
    if not is_connected and not (is_host(host) or is_address(host)):
        return None
    path = parts.path.rstrip("/") if kind is Kind.TOKENS else parts.path + (f"?{parts.query}" if parts.query else "")
    return FileHost(kind=kind, host="" if is_connected else host, port=parts.port or _PORTS[parts.scheme],
                    path=path or "/", is_secure=parts.scheme == "https")


def split_address(address: str) -> SplitResult | None:
    """The parts of a web address, None for what is none, carries a login, or holds what no address may."""
    if len(address) > _MAX_ADDRESS or not address.isascii() or any(sign <= " " or sign == "\x7f" for sign in address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    is_plain = parts.scheme in _PORTS and parts.hostname and parts.username is None and parts.password is None
    return parts if is_plain and port != 0 else None


def file_path(host: FileHost, address: str, own_hosts: Container[str] = ()) -> str | None:
    """The path of a file of this host on our own connection to it; None for an address that is none of its files.

    Whatever host the address has, ours is asked (docs/specs/filehost.md, "Addresses"). `own_hosts` are those that we
    know the server by: there, another port is one that it had before.
    """
    parts = split_address(address)
    if host.kind is not Kind.TOKENS or parts is None or parts.scheme != "https":
        return None
    if (parts.port or 443) != host.port and parts.hostname not in own_hosts:
        return None
    rest = parts.path.removeprefix(f"{host.path.rstrip('/')}/")
    file_id, _, name = rest.partition("/")
    if rest == parts.path or not _ID.fullmatch(file_id) or not name or "/" in name or parts.query or parts.fragment:
        return None
    return f"{host.path.rstrip('/')}/{file_id}/{quote(unquote(name, errors='replace'), safe='')}"


def file_name(address: str) -> str:
    """What the file at an address is called there, for people; it has not been made safe."""
    return unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2], errors="replace")


def upload_address(host: FileHost, connected_to: str) -> str:
    """The address files are sent to, by the host that we are connected to where none is named."""
    name = host.host or connected_to
    name = f"[{name}]" if ":" in name else name
    scheme = "https" if host.is_secure else "http"
    port = "" if host.port == _PORTS[scheme] else f":{host.port}"
    return f"{scheme}://{name}{port}{host.path}"


def located(upload: str, location: str) -> str | None:
    """The address a `Location` header gives for what was sent to `upload`; None for none that can be said in a chat.

    It may be relative. One that leads to plain HTTP from a host with TLS is no address.
    """
    try:
        parts = split_address(urljoin(upload, location))
    except ValueError:
        return None
    if parts is None or (upload.startswith("https:") and parts.scheme != "https"):
        return None
    return parts.geturl()
