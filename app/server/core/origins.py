"""Where somebody comes from, as limits see it.

IPv6 networks hand out a /64 to everyone, so that counts as one address. Who has many addresses mostly has them in one
subnet: an IPv4 /24, an IPv6 /48.
"""

import ipaddress
from functools import lru_cache

from app.values import frozen

_ADDRESS_PREFIX_V6 = 64
_SUBNET_PREFIX_V4, _SUBNET_PREFIX_V6 = 24, 48


@frozen
class Origin:
    """Where a connection comes from, as the limits see it. `subnet` is empty in private networks, which are small."""

    network: str
    subnet: str
    is_loopback: bool
    is_private: bool

    @property
    def places(self) -> tuple[str, ...]:
        """What is counted."""
        return (self.network, self.subnet) if self.subnet else (self.network,)


@lru_cache(maxsize=4096)
def origin_of(address: str) -> Origin:
    """Sort an address text into what the limits know; what is no IP address counts as loopback (a local socket)."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return Origin(address, "", is_loopback=True, is_private=True)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip.version == 4:
        network, subnet = str(ip), _network(ip, _SUBNET_PREFIX_V4)
    else:
        network, subnet = _network(ip, _ADDRESS_PREFIX_V6), _network(ip, _SUBNET_PREFIX_V6)
    return Origin(network, "" if ip.is_private else subnet, is_loopback=ip.is_loopback, is_private=ip.is_private)


def _network(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, prefix: int) -> str:
    return str(ipaddress.ip_network((ip, prefix), strict=False))
