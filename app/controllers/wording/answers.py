"""What a server answers to questions, as lines in a chat."""

import re
from collections.abc import Iterable, Sequence

from app.controllers.formatting import without_formatting
from app.controllers.plain_text import plain_text
from app.controllers.wording.times import count_text, list_text, span_text
from app.protocol.events import (
    AccountRegistered,
    AccountVerificationRequired,
    ChannelModesReceived,
    InviteReceived,
    InviteSent,
    ListedChannel,
    LoggedIn,
    LoggedOut,
    MotdReceived,
    NamesReceived,
    OwnModesReceived,
    WhoisReceived,
    WhowasReceived,
)

_LISTED = 60
_NAMED = 200
_MODES_BEFORE = re.compile(r"\A\[\+[A-Za-z]{1,60}(?: [^\]]{0,60})?\]")
"""What some servers put before the topic of a listed channel: `[+nt] `."""


def whois_text(event: WhoisReceived) -> str:
    """Who somebody is, in one line."""
    parts = [f"{plain_text(event.nick)} is {plain_text(event.realname) or 'someone'}"]
    if event.user or event.host:
        parts.append(f"comes from {plain_text(event.user)}@{plain_text(event.host)}")
    facts = (
        (event.account, f"signed in as {plain_text(event.account)}"),
        (event.channels, f"in {plain_text(' '.join(event.channels.split()))}"),
        (event.server, f"on {plain_text(event.server)}"),
        (event.away, f"away: {without_formatting(event.away)}"),
        (event.is_operator, "host of this server"),
        (event.is_bot, "a bot"),
        (event.is_secure, "safely connected"),
        (event.idle_s is not None, f"quiet for {span_text(event.idle_s or 0)}"),
    )
    return " · ".join([*parts, *(text for is_known, text in facts if is_known)])


NO_LOGIN = "You can't sign in to an account here. Ask the host whether there are any."


def account_made_text(event: AccountRegistered) -> str:
    """The account is there."""
    return f"The account {plain_text(event.account)} is yours now."


def account_unconfirmed_text(event: AccountVerificationRequired) -> str:
    """The account is there once a code was given; the server says where that comes from."""
    said = plain_text(event.reason).strip()
    quote = f" The server says: “{said}”" if said else ""
    return f"Confirm the account with /verify {plain_text(event.account)} and the code you were given.{quote}"


def signed_in_text(event: LoggedIn) -> str:
    """We go by an account now."""
    return f"You are signed in as {plain_text(event.account)}."


def signed_out_text(_event: LoggedOut) -> str:
    """We go by no account now."""
    return "You are signed out of your account."


def list_lines(channels: Sequence[ListedChannel]) -> Iterable[str]:
    """The channels there are, the liveliest first."""
    if not channels:
        yield "There are no channels to list."
        return
    for listed in sorted(channels, key=lambda listed: -listed.members)[:_LISTED]:
        topic = _MODES_BEFORE.sub("", without_formatting(listed.topic)).strip()
        people = "1 person" if listed.members == 1 else f"{listed.members} people"
        yield f"{plain_text(listed.channel)} · {people}{' · ' + topic if topic else ''}"
    if len(channels) > _LISTED:
        yield f"And {count_text(len(channels) - _LISTED, 'channel')} more."


def channel_modes_text(event: ChannelModesReceived) -> str:
    """The modes of a channel, with what is behind them, as /mode takes them."""
    channel = plain_text(event.channel)
    if not event.changes:
        return f"{channel} has no modes set."
    letters = "".join(change.letter for change in event.changes)
    behind = "".join(f" {change.argument}" for change in event.changes if change.argument)
    return f"Modes of {channel}: +{plain_text(letters + behind)}"


def own_modes_text(event: OwnModesReceived) -> str:
    """The modes of ourselves."""
    return f"Your modes: +{plain_text(event.letters)}" if event.letters else "You have no modes set."


def motd_lines(event: MotdReceived) -> Sequence[str]:
    """The message of the day, as far as it fits in a chat."""
    lines = [without_formatting(line) for line in event.lines[:_LISTED]]
    return lines or ["This server has no message of the day."]


def whowas_text(event: WhowasReceived) -> str:
    """Who had a nick."""
    came = f", and came from {plain_text(event.user)}@{plain_text(event.host)}" if event.host else ""
    return f"{plain_text(event.nick)} was {plain_text(event.realname) or 'someone'}{came}."


def names_text(event: NamesReceived) -> str:
    """Who is in a channel we are not in."""
    nicks = sorted((member.prefixes[:1] + plain_text(member.source.nick) for member in event.members),
                   key=str.casefold)
    channel = plain_text(event.channel)
    more = [f"{len(nicks) - _NAMED} more"] if len(nicks) > _NAMED else []
    return f"In {channel}: {list_text(nicks[:_NAMED] + more)}" if nicks else f"Nobody can be seen in {channel}."


def invitation_text(event: InviteReceived) -> str:
    """An invitation to us."""
    channel = plain_text(event.channel)
    return f"{plain_text(event.source.nick)} invited you to {channel}. Type /join {channel} to go there."


def invited_text(event: InviteSent) -> str:
    """An invitation of ours that was passed on."""
    return f"You invited {plain_text(event.nick)} to {plain_text(event.channel)}."
