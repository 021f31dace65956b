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
    ERR_NEEDREGGEDNICK,
    ERR_NOTONCHANNEL,
)
from app.server.core.state import Channel
from app.server.core.user import User

RANKS = "qaohv"
"""Prefix modes, most powerful first: owner, admin, operator, helper, voice."""

_MAY_GRANT = {"q": "q", "a": "q", "o": "qao", "h": "qao", "v": "qaoh"}
_HELPER_MODES = frozenset("vbeIimt")
"""What a helper may change; the rest is for operators."""


def rank_of(modes: str) -> int:
    """How powerful prefix modes make somebody: 0 is the most, `len(RANKS)` is nobody special."""
    return min((RANKS.index(letter) for letter in modes), default=len(RANKS))


def is_listed(channel: Channel, letter: str, user: User, *, mutes: bool | None = None) -> bool:
    """Whether a mask of a list fits the user; `mutes` asks only for those that silence, or only for the others."""
    return any(entry.mask.matches(user) for entry in channel.lists[letter].values()
               if mutes is None or entry.mask.is_mute is mutes)


def is_banned(channel: Channel, user: User) -> bool:
    """Whether the user is kept out: a ban fits, and no exception does."""
    return is_listed(channel, "b", user, mutes=False) and not is_listed(channel, "e", user, mutes=False)


def is_muted(channel: Channel, user: User) -> bool:
    """Whether the user may not speak: a ban of any kind fits, and no exception does."""
    # Asked with every message, and most rooms have no bans.
    return bool(channel.lists["b"]) and is_listed(channel, "b", user) and not is_listed(channel, "e", user)


def join_refusal(channel: Channel, user: User, key: str) -> str | None:
    """Why the user can't come in. Server operators always can: somebody has to open a room locked from inside."""
    if user.is_oper or channel.folded in user.invited_to:
        return None
    if channel.limit is not None and len(channel.members) >= channel.limit:
        return ERR_CHANNELISFULL
    if channel.key is not None and key != channel.key:
        return ERR_BADCHANNELKEY
    is_expected = is_listed(channel, "I", user)
    if "i" in channel.flags and not is_expected:
        return ERR_INVITEONLYCHAN
    if "R" in channel.flags and not user.account and not is_expected:
        return ERR_NEEDREGGEDNICK
    return ERR_BANNEDFROMCHAN if is_banned(channel, user) and not is_expected else None


def speak_refusal(channel: Channel, user: User) -> str | None:
    """Why the user can't write here (modern.ircdocs.horse, "PRIVMSG message", +m +n and bans)."""
    membership = channel.members.get(user)
    if membership is None:
        silenced = "n" in channel.flags or "m" in channel.flags or is_muted(channel, user)
    else:
        silenced = not membership.modes and ("m" in channel.flags or is_muted(channel, user))
    return ERR_CANNOTSENDTOCHAN if silenced else None


def write_refusal(reader: User, user: User) -> str | None:
    """Why the user can't write to this person, who may want to hear from accounts alone (+R)."""
    is_stranger = "R" in reader.modes and not user.account and reader is not user
    return ERR_NEEDREGGEDNICK if is_stranger else None


def operator_refusal(channel: Channel, user: User, *, allowed: str = "qao") -> str | None:
    """Why the user can't act here as one of the prefix modes `allowed`."""
    if user.is_oper:
        return None
    membership = channel.members.get(user)
    if membership is None:
        return ERR_NOTONCHANNEL
    return None if set(membership.modes) & set(allowed) else ERR_CHANOPRIVSNEEDED


def mode_refusal(channel: Channel, user: User, letter: str) -> str | None:
    """Why the user can't change this mode. Each prefix mode is given by those above it; helpers change a few."""
    allowed = _MAY_GRANT.get(letter, "qaoh" if letter in _HELPER_MODES else "qao")
    return operator_refusal(channel, user, allowed=allowed)


def kick_refusal(channel: Channel, user: User, victim: User) -> str | None:
    """Why the user can't put this member out: helpers and above may, but nobody who stands above them."""
    refusal = operator_refusal(channel, user, allowed="qaoh")
    if refusal is not None or user.is_oper or victim is user:
        return refusal
    own, other = channel.members[user].modes, channel.members[victim].modes
    return ERR_CHANOPRIVSNEEDED if rank_of(other) < rank_of(own) else None


def topic_refusal(channel: Channel, user: User) -> str | None:
    """Why the user can't set the topic; without +t anybody may who may also speak."""
    if user not in channel.members:
        return ERR_NOTONCHANNEL
    return operator_refusal(channel, user, allowed="qaoh") if "t" in channel.flags else speak_refusal(channel, user)


def is_visible(channel: Channel, user: User) -> bool:
    """Whether the user may know that the room exists and who is in it (+s)."""
    return "s" not in channel.flags or user in channel.members or user.is_oper
