"""Names and addresses of hosts: which texts can be one.

Follows RFC 952 and RFC 1123, section 2.1: labels of letters, digits and hyphens. Underscores inside a label are let
through, since hosts of Windows networks and containers have them.
"""

import ipaddress
import re

_MAX_NAME = 253
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_INTERFACE = re.compile("[A-Za-z0-9._~-]+")
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")


def is_host(text: str) -> bool:
    """Whether one can try to connect to `text`: a name, also of one label as in home networks, or an IP address."""
    return is_address(text) or is_host_name(text)


def is_host_name(text: str) -> bool:
    """Whether `text` is a host's name. What ends like an IPv4 address is none, so that `1.2.3.999` isn't looked up."""
    if len(text) > _MAX_NAME or not _NAME.fullmatch(text):
        return False
    return not text.rstrip(".").rpartition(".")[2].isdigit()


def is_irc_host_name(text: str) -> bool:
    """Whether `text` may stand in a message's source as the name of a server or of a user's host: it has a dot.

    Follows modern.ircdocs.horse, "Clients" and "Servers": a dot tells a server's name from a nick.
    """
    return "." in text and is_host_name(text)


def is_address(text: str) -> bool:
    """Whether `text` is an IPv4 or IPv6 address; the latter may name its interface after a `%`.

    Characters that would mean something else in a URL are no part of such a name (RFC 6874, 2).
    """
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    _, percent, interface = text.partition("%")
    return _INTERFACE.fullmatch(interface) is not None if percent else text.isascii()
