"""Where somebody comes from, as limits see it.

IPv6 networks hand out a /64 to everyone, so that counts as one address.
"""

import ipaddress
from functools import lru_cache

from app.values import frozen

_PREFIX_V6 = 64


@frozen
class Origin:
    """Where a connection comes from, as the limits see it."""

    network: str
    is_loopback: bool
    is_private: bool


@lru_cache(maxsize=4096)
def origin_of(address: str) -> Origin:
    """Sort an address text into what the limits know; what is no IP address counts as loopback (a local socket)."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return Origin(address, is_loopback=True, is_private=True)
    network = str(ipaddress.ip_network((ip, _PREFIX_V6), strict=False)) if ip.version == 6 else str(ip)
    return Origin(network, is_loopback=ip.is_loopback, is_private=ip.is_private)
