"""Who may do what in a room: one function per right, asked on receipt and again when the event is applied.

Each answers the error numeric that stands against it, or None.
"""

from app.protocol.numerics import (
    ERR_BADCHANNELKEY,
    ERR_BANNEDFROMCHAN,
    ERR_CANNOTSENDTOCHAN,
    ERR_CHANNELISFULL,
    ERR_CHANOPRIVSNEEDED,
    ERR_INVITEONLYCHAN,
    ERR_NOTONCHANNEL,
)
from app.server.core.client import Client
from app.server.core.state import Channel


def is_banned(channel: Channel, client: Client) -> bool:
    """Whether a ban mask fits the client, by what others see of it or by its address."""
    if not channel.bans:
        return False
    with_address = f"{client.nick}!{client.user}@{client.peer.address}"
    return any(
        entry.compiled.matches(client.source) or entry.compiled.matches(with_address) for entry in channel.bans.values()
    )


def join_refusal(channel: Channel, client: Client, key: str) -> str | None:
    """Why the client can't come in. Server operators always can: somebody has to open a room locked from inside."""
    if client.is_oper or channel.folded in client.invited_to:
        return None
    if channel.limit is not None and len(channel.members) >= channel.limit:
        return ERR_CHANNELISFULL
    if channel.key is not None and key != channel.key:
        return ERR_BADCHANNELKEY
    if "i" in channel.flags:
        return ERR_INVITEONLYCHAN
    return ERR_BANNEDFROMCHAN if is_banned(channel, client) else None


def speak_refusal(channel: Channel, client: Client) -> str | None:
    """Why the client can't write here (modern.ircdocs.horse, "PRIVMSG message", +m +n and bans)."""
    membership = channel.members.get(client)
    if membership is None:
        silenced = "n" in channel.flags or "m" in channel.flags or is_banned(channel, client)
    else:
        silenced = not membership.modes and ("m" in channel.flags or is_banned(channel, client))
    return ERR_CANNOTSENDTOCHAN if silenced else None


def operator_refusal(channel: Channel, client: Client) -> str | None:
    """Why the client can't act as an operator of the room."""
    if client.is_oper:
        return None
    if client not in channel.members:
        return ERR_NOTONCHANNEL
    return None if channel.has_mode(client, "o") else ERR_CHANOPRIVSNEEDED


def topic_refusal(channel: Channel, client: Client) -> str | None:
    """Why the client can't set the topic."""
    if client not in channel.members:
        return ERR_NOTONCHANNEL
    return operator_refusal(channel, client) if "t" in channel.flags else None


def is_visible(channel: Channel, client: Client) -> bool:
    """Whether the client may know that the room exists and who is in it (+s)."""
    return "s" not in channel.flags or client in channel.members or client.is_oper
