"""`admin bans`: who may not come in at all, for a while or for good."""

import ipaddress

from app.server.admin.office import Answer, Arguments, Office, Operation, Refused
from app.server.core.events import ServerBanLifted, ServerBanSet
from app.server.core.masks import full_mask
from app.server.core.names import fold
from app.server.core.ordering import format_time
from app.server.core.server_bans import ServerBan

_SET_BY = "admin"
_NO_REASON = "no reason given"
_REASON_BYTES_MAX = 250
"""QUIT tells it to others, with the longest name before it: that has to fit the 512 bytes of a line."""
_LAST_MS = 253_402_300_799_000
"""The end of the year 9999: no time can be told beyond it."""


async def list_bans(office: Office, _arguments: Arguments) -> Answer:
    """Every ban that has not run out."""
    bans = sorted(office.core.world.bans.current(office.wall_ms), key=lambda ban: ban.folded)
    return [{"target": ban.target, "reason": ban.reason, "set_by": ban.set_by, "set": format_time(ban.set_ms),
             "until": format_time(ban.until_ms) if ban.until_ms else ""} for ban in bans]


async def add_ban(office: Office, arguments: Arguments) -> Answer:
    """Keep somebody out; who is here and fits is put out. One of the same target is replaced."""
    target, now_ms = ban_target(arguments.text("target")), office.wall_ms
    seconds = arguments.number("seconds")
    until_ms = min(now_ms + seconds * 1000, _LAST_MS) if seconds else 0
    reason = arguments.text("reason") or _NO_REASON
    if len(reason.encode()) > _REASON_BYTES_MAX:
        raise Refused(f"That reason is too long to be told in one line: {_REASON_BYTES_MAX} letters at most.")
    ban = ServerBan(target=target, reason=reason, set_by=_SET_BY, set_ms=now_ms, until_ms=until_ms)
    await office.save(ServerBanSet(ban=ban))
    return {"message": f"{target} is banned{_until(until_ms)}."}


async def remove_ban(office: Office, arguments: Arguments) -> Answer:
    """Let somebody in again. The target may be written as it was, or as the list shows it."""
    text, entries = arguments.text("target"), office.core.world.bans.entries
    ban = entries.get(fold(text)) or entries.get(fold(_as_listed(text)))
    if ban is None:
        raise Refused(f"“{text}” isn't banned. See: admin bans list.")
    await office.save(ServerBanLifted(target=ban.folded))
    return {"message": f"{ban.target} isn't banned any more."}


def _until(until_ms: int) -> str:
    return f" until {format_time(until_ms)[:16].replace('T', ' ')} UTC" if until_ms else ""


def ban_target(text: str) -> str:
    """A target as bans are kept: an address or network in its usual form, `a:ACCOUNT`, or `nick!user@host`.

    Raises Refused for what is no target, and for what would keep out everybody.
    """
    target, network = _as_listed(text), _network(text)
    if not text or " " in text or (target[:2] == "a:" and not target[2:]):
        raise Refused("A ban is for a mask such as *!*@192.0.2.*, an address, a network such as 192.0.2.0/24, or "
                      "a:ACCOUNT.")
    if not target.strip("*?!@") or (network is not None and not network.prefixlen):
        raise Refused(f"A ban of {target} would keep out everybody.")
    return target


def _as_listed(text: str) -> str:
    if text[:2].casefold() == "a:":
        return "a:" + text[2:]
    network = _network(text)
    if network is None:
        return full_mask(text)
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


OPERATIONS: dict[str, Operation] = {"bans list": list_bans, "bans add": add_ban, "bans remove": remove_ban}
