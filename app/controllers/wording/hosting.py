"""Hosting a chat on this computer, in words."""

import ipaddress

from app.contracts.sheets import Reach
from app.controllers.plain_text import plain_text
from app.models.hosting_state import HostingChanged, HostingFailure, HostingState
from app.protocol.url import InviteLink

_FAILURES = {
    HostingFailure.PORT_IN_USE: "Another program uses the port this chat needs. Close it, or try again in a while.",
    HostingFailure.FOLDER_NOT_WRITABLE: "The chat's folder can't be written to. Free some space, or check who may "
                                        "write there.",
    HostingFailure.PACKAGE_MISSING: "A part of the app is missing. Install it with: "
                                    "python -m pip install -r requirements.txt",
    HostingFailure.ENDED: "The chat's server stopped by itself. Start it again.",
    HostingFailure.OTHER: "The chat couldn't be started. Try again.",
}
_REACHES = {
    Reach.THIS_COMPUTER: "Only on this computer. Connect it to a network to invite others.",
    Reach.LOCAL_NETWORK: "Only on your local network. For people elsewhere, let your router pass port {port} on to "
                         "this computer.",
    Reach.INTERNET: "Reachable from the internet",
}
_GUEST_REACHES = {
    Reach.THIS_COMPUTER: "Only on this computer",
    Reach.LOCAL_NETWORK: "Only on the local network of the host",
    Reach.INTERNET: "Reachable from the internet",
}
_MAX_QUOTE = 300


def hosting_failure_text(change: HostingChanged) -> str:
    """Why hosting failed and what to do, with the server's last words where they may help."""
    failure = change.failure or HostingFailure.OTHER
    detail = plain_text(change.detail).strip()[:_MAX_QUOTE]
    said = f" It said: “{detail}”" if detail and failure in (HostingFailure.OTHER, HostingFailure.ENDED) else ""
    return _FAILURES[failure] + said


def hosting_status_text(change: HostingChanged | None) -> str:
    """The state of a hosted chat in two or three words."""
    if change is None or change.state is HostingState.STOPPED:
        return "Not hosted right now"
    return {
        HostingState.STARTING: "Starting…",
        HostingState.RUNNING: "Hosted here",
        HostingState.FAILED: "Hosting failed",
    }[change.state]


def port_text(change: HostingChanged) -> str:
    """A note where another program has the port we wanted, "" where none has."""
    if change.link is None or not change.wanted_port or change.wanted_port == change.link.port:
        return ""
    return (f"Another program uses port {change.wanted_port}. Hosting on {change.link.port} instead; "
            "the invite link knows.")


def reach_of(link: InviteLink) -> Reach:
    """From where the best address in a link can be reached, as far as its kind tells."""
    return max((_reach_of_host(host) for host in (link.host, *link.hosts)), key=list(Reach).index)


def reach_text(reach: Reach, port: int) -> str:
    """The line below an invite link."""
    return _REACHES[reach].format(port=port)


def guest_reach_text(reach: Reach) -> str:
    """The same for a chat that somebody else hosts: there is nothing we could do about it."""
    return _GUEST_REACHES[reach]


def _reach_of_host(host: str) -> Reach:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return _reach_of_name(host.casefold())
    if address.is_loopback or address.is_unspecified:
        return Reach.THIS_COMPUTER
    return Reach.INTERNET if address.is_global else Reach.LOCAL_NETWORK


def _reach_of_name(name: str) -> Reach:
    if name == "localhost" or name.endswith(".localhost"):
        return Reach.THIS_COMPUTER
    is_local = "." not in name or name.endswith((".local", ".lan", ".home.arpa", ".internal"))
    return Reach.LOCAL_NETWORK if is_local else Reach.INTERNET
