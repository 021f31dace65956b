"""WEBIRC: a gateway says for whom it speaks. Follows the IRCv3 webirc specification.

The host name is not believed: no name is looked up here. Who comes through a gateway is seen by the address alone, like
everybody, and counted by it in limits and bans.
"""

import hmac
import ipaddress
from dataclasses import replace

from app.server.core.client import Client
from app.server.core.commands import Command
from app.server.core.gateways import passwords_for
from app.server.core.request import Request

_ADDRESS_MAX = 45


def handle_webirc(request: Request) -> None:
    """WEBIRC: the password, the gateway's name, the host and the address of the person, and how it came."""
    server, client = request.server, request.client
    if client.lines_before_registration != 1:
        request.end_connection("WEBIRC has to be the first command")
        return
    if not _is_known(request):
        request.end_connection("This gateway isn't known here, or its password is wrong")
        return
    address = _parse_address(client, request.param(3))
    if address is None:
        request.end_connection("The gateway gave an address that can't be used")
        return
    refusal = server.outside.readmit(client, address)
    if refusal is not None:
        request.end_connection(refusal)
        return
    _speak_for(request, address)


def _is_known(request: Request) -> bool:
    given = request.param(0).encode()
    passwords = passwords_for(request.server.config.gateways, request.client.peer.address)
    # All are compared, whichever is right: the time taken tells nothing.
    matches = [hmac.compare_digest(each.encode(), given) for each in passwords if each]
    return any(matches)


def _parse_address(client: Client, text: str) -> str | None:
    """The address in its shortest form. That of the gateway's own machine means something only if that is ours."""
    try:
        ip = ipaddress.ip_address(text if len(text) <= _ADDRESS_MAX and "%" not in text else "")
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    is_foreign_loopback = ip.is_loopback and not client.peer.is_loopback
    return None if ip.is_unspecified or ip.is_multicast or is_foreign_loopback else str(ip)


def _speak_for(request: Request, address: str) -> None:
    """The connection is that person's from now on: the gateway's own certificate says nothing of it."""
    server, client = request.server, request.client
    options = {option.partition("=")[0] for option in request.param(4).split(" ")}
    client.peer = replace(
        client.peer, address=address, host=server.outside.host_of(address), certfp="",
        is_secure=client.peer.is_secure and "secure" in options,
        is_loopback=ipaddress.ip_address(address).is_loopback)
    client.user.host = client.peer.host
    client.user.refresh_sender()


COMMANDS = {"WEBIRC": Command(handle_webirc, 4, before_registration=True, only_before_registration=True)}
