"""Which addresses are gateways, that may say where somebody else really comes from (IRCv3 webirc)."""

import ipaddress
from collections.abc import Mapping

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


def network_of(text: str) -> IpNetwork | None:
    """An address or a network such as `192.0.2.0/24`; None for anything else."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def passwords_for(gateways: Mapping[str, str], address: str) -> list[str]:
    """The passwords a gateway of this address may give; none where it is no gateway."""
    if not gateways:
        return []
    own = network_of(address.partition("%")[0])
    if own is None:
        return []
    networks = ((network_of(text), password) for text, password in gateways.items())
    return [password for network, password in networks if network is not None and own.network_address in network]
